//! From an avatar's numbers to the blocks of the avatar sheet (`assets/avatars/avatars.png`) and
//! their tints. The one list of what can be chosen; it knows neither the page nor the renderer.
//!
//! Lists only ever grow at their ends, or else people's avatars change with an update.

use hallway_protocol::Look;

mod lists;

pub use lists::{
    CLOTHES, CLOTHES_COLOR_KEYS, CLOTHES_COLORS, COVER_COLOR_KEYS, COVER_COLORS, EXTRAS, HAIR,
    HAIR_COLOR_KEYS, HAIR_COLORS, PRESETS, SKIN_KEYS, SKINS,
};

/// A picture drawn in its own colours: multiplying with white changes nothing.
const UNTINTED: [u8; 3] = [255; 3];
/// The block of head, arms and legs.
const BODY: u16 = 0;
/// The block of eyes and mouth.
const FACE: u16 = 1;

/// A layer of an avatar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Part {
    /// Number of its block on the avatar sheet, row by row, eight in a row.
    pub block: u16,
    /// Red, green, blue, multiplied with the picture.
    pub tint: [u8; 3],
}

/// The layers of an avatar, the lowest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Parts {
    /// The layers; those from `count` on mean nothing.
    pub parts: [Part; 6],
    /// How many there are.
    pub count: usize,
}

impl Parts {
    /// The layers in the order of painting.
    pub fn iter(&self) -> impl Iterator<Item = Part> + '_ {
        self.parts.iter().take(self.count).copied()
    }

    fn push(&mut self, block: u16, tint: [u8; 3]) {
        if let Some(slot) = self.parts.get_mut(self.count) {
            *slot = Part { block, tint };
            self.count += 1;
        }
    }
}

/// A hair style or head cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hair {
    /// Translation key of its name.
    pub key: &'static str,
    /// Its block; `None` for a bald head.
    pub block: Option<u16>,
    /// Made of cloth: coloured by [`COVER_COLORS`] in place of [`HAIR_COLORS`].
    pub cover: bool,
}

/// A set of clothes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clothes {
    /// Translation key of its name.
    pub key: &'static str,
    /// What keeps its own colours: trousers, shoes, a shirt under a jacket.
    pub fixed: u16,
    /// What takes the chosen colour.
    pub tinted: u16,
}

/// Glasses and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extra {
    /// Translation key of its name.
    pub key: &'static str,
    /// Its block; `None` for nothing at all.
    pub block: Option<u16>,
    /// Takes the colour of the hair; else it keeps its own.
    pub hair_tint: bool,
    /// Painted over the hair; else under it.
    pub over_hair: bool,
}

/// The layers that show a look. Numbers beyond a list's end wrap around.
pub fn parts(look: Look) -> Parts {
    let hair = wrapped(HAIR, look.hair);
    let clothes = wrapped(CLOTHES, look.clothes);
    let extra = wrapped(EXTRAS, look.extra);
    let hair_color = wrapped(HAIR_COLORS, look.hair_color);
    let extra_tint = match extra.hair_tint {
        true => hair_color,
        false => UNTINTED,
    };
    let mut parts = Parts::default();
    parts.push(BODY, wrapped(SKINS, look.skin));
    parts.push(FACE, UNTINTED);
    parts.push(clothes.fixed, UNTINTED);
    parts.push(clothes.tinted, wrapped(CLOTHES_COLORS, look.clothes_color));
    let below = extra.block.filter(|_| !extra.over_hair);
    let above = extra.block.filter(|_| extra.over_hair);
    if let Some(block) = below {
        parts.push(block, extra_tint);
    }
    if let Some(block) = hair.block {
        parts.push(block, wrapped(hair_colors(look.hair), look.hair_color));
    }
    if let Some(block) = above {
        parts.push(block, extra_tint);
    }
    parts
}

/// The colours that a hair style or head cover can have, in the order of [`Look::hair_color`].
pub fn hair_colors(hair: u8) -> &'static [[u8; 3]] {
    match wrapped(HAIR, hair).cover {
        true => COVER_COLORS,
        false => HAIR_COLORS,
    }
}

/// Translation keys of the colours that [`hair_colors`] gives, in the same order.
pub fn hair_color_keys(hair: u8) -> &'static [&'static str] {
    match wrapped(HAIR, hair).cover {
        true => COVER_COLOR_KEYS,
        false => HAIR_COLOR_KEYS,
    }
}

/// A look drawn by lot: the same for the same seed. Half of them wear no extra.
pub fn random(seed: u32) -> Look {
    let mut state = seed;
    let mut draw = |count: usize| {
        // SplitMix32: every bit of the seed reaches every bit drawn, so 0, 1, 2… differ well.
        state = state.wrapping_add(0x9E37_79B9);
        let mut bits = state;
        bits = (bits ^ (bits >> 16)).wrapping_mul(0x85EB_CA6B);
        bits = (bits ^ (bits >> 13)).wrapping_mul(0xC2B2_AE35);
        bits ^= bits >> 16;
        u8::try_from(bits as usize % count.max(1)).unwrap_or(0)
    };
    let mut look = Look {
        skin: draw(SKINS.len()),
        hair: draw(HAIR.len()),
        hair_color: 0,
        clothes: draw(CLOTHES.len()),
        clothes_color: draw(CLOTHES_COLORS.len()),
        extra: 0,
    };
    look.hair_color = draw(hair_colors(look.hair).len());
    if draw(2) == 0 {
        look.extra = draw(EXTRAS.len());
    }
    look
}

/// The entry of a list that a number means.
fn wrapped<T: Copy>(list: &[T], number: u8) -> T {
    // The remainder is always inside, and no list is empty: see the assertion beside the lists.
    list[usize::from(number) % list.len()]
}

#[cfg(test)]
mod tests;
