//! What can be chosen for an avatar: colours, hair, clothes, extras, and twelve ready looks.
//! Names are translation keys; the pictures are drawn by `xtask/src/art/avatar.rs`.

use hallway_protocol::Look;

use super::{Clothes, Extra, Hair};

/// Skin tones, from light to dark.
pub const SKINS: &[[u8; 3]] = &[
    [255, 226, 202],
    [250, 210, 176],
    [241, 190, 148],
    [226, 168, 124],
    [203, 142, 98],
    [178, 116, 78],
    [150, 94, 62],
    [128, 80, 56],
    [110, 70, 52],
    [94, 61, 50],
];

/// Translation keys of [`SKINS`].
pub const SKIN_KEYS: &[&str] = &[
    "avatar-skin-1",
    "avatar-skin-2",
    "avatar-skin-3",
    "avatar-skin-4",
    "avatar-skin-5",
    "avatar-skin-6",
    "avatar-skin-7",
    "avatar-skin-8",
    "avatar-skin-9",
    "avatar-skin-10",
];

/// Hair colours, natural ones first.
pub const HAIR_COLORS: &[[u8; 3]] = &[
    [62, 56, 70],
    [92, 64, 52],
    [126, 84, 56],
    [164, 92, 54],
    [222, 124, 58],
    [198, 158, 98],
    [244, 208, 120],
    [248, 234, 204],
    [166, 168, 178],
    [238, 240, 246],
    [240, 126, 170],
    [98, 146, 226],
    [104, 184, 136],
    [158, 112, 208],
];

/// Translation keys of [`HAIR_COLORS`].
pub const HAIR_COLOR_KEYS: &[&str] = &[
    "avatar-hair-color-black",
    "avatar-hair-color-dark-brown",
    "avatar-hair-color-brown",
    "avatar-hair-color-auburn",
    "avatar-hair-color-ginger",
    "avatar-hair-color-dark-blond",
    "avatar-hair-color-blond",
    "avatar-hair-color-platinum",
    "avatar-hair-color-grey",
    "avatar-hair-color-white",
    "avatar-hair-color-pink",
    "avatar-hair-color-blue",
    "avatar-hair-color-green",
    "avatar-hair-color-purple",
];

/// Colours of head covers; as many as [`HAIR_COLORS`], so that one number picks from either.
pub const COVER_COLORS: &[[u8; 3]] = &[
    [84, 88, 108],
    [70, 84, 140],
    [86, 140, 216],
    [74, 170, 172],
    [88, 162, 108],
    [178, 198, 110],
    [248, 208, 104],
    [240, 156, 88],
    [218, 88, 84],
    [232, 140, 168],
    [152, 112, 192],
    [142, 100, 76],
    [232, 214, 184],
    [244, 244, 248],
];

/// Translation keys of [`COVER_COLORS`].
pub const COVER_COLOR_KEYS: &[&str] = &[
    "avatar-color-charcoal",
    "avatar-color-navy",
    "avatar-color-blue",
    "avatar-color-teal",
    "avatar-color-green",
    "avatar-color-lime",
    "avatar-color-yellow",
    "avatar-color-orange",
    "avatar-color-red",
    "avatar-color-pink",
    "avatar-color-purple",
    "avatar-color-brown",
    "avatar-color-sand",
    "avatar-color-white",
];

/// Colours of clothes: the cloth colours of head covers too, so that the two can match.
pub const CLOTHES_COLORS: &[[u8; 3]] = COVER_COLORS;

/// Translation keys of [`CLOTHES_COLORS`].
pub const CLOTHES_COLOR_KEYS: &[&str] = COVER_COLOR_KEYS;

/// Hair styles and head covers.
pub const HAIR: &[Hair] = &[
    hair("avatar-hair-short", 16),
    hair("avatar-hair-long", 17),
    hair("avatar-hair-bun", 18),
    hair("avatar-hair-curly", 19),
    hair("avatar-hair-afro", 20),
    hair("avatar-hair-bob", 21),
    hair("avatar-hair-ponytail", 22),
    hair("avatar-hair-buzz", 23),
    Hair {
        block: None,
        ..hair("avatar-hair-bald", 0)
    },
    cover("avatar-hair-hijab", 24),
    cover("avatar-hair-turban", 25),
    cover("avatar-hair-cap", 26),
    cover("avatar-hair-beanie", 27),
    hair("avatar-hair-braids", 28),
];

/// Clothes.
pub const CLOTHES: &[Clothes] = &[
    clothes("avatar-clothes-t-shirt", 2),
    clothes("avatar-clothes-hoodie", 4),
    clothes("avatar-clothes-dress", 6),
    clothes("avatar-clothes-skirt", 8),
    clothes("avatar-clothes-jacket", 10),
    clothes("avatar-clothes-suit", 12),
    clothes("avatar-clothes-overalls", 14),
];

/// Extras; the first is none.
pub const EXTRAS: &[Extra] = &[
    Extra {
        block: None,
        ..extra("avatar-extra-none", 0)
    },
    extra("avatar-extra-glasses", 32),
    extra("avatar-extra-round-glasses", 33),
    extra("avatar-extra-sunglasses", 34),
    Extra {
        over_hair: true,
        ..extra("avatar-extra-headphones", 35)
    },
    Extra {
        hair_tint: true,
        ..extra("avatar-extra-beard", 36)
    },
    extra("avatar-extra-scarf", 37),
];

/// Ready looks for people who would rather not choose each part.
pub const PRESETS: &[Look] = &[
    look(1, 1, 4, 0, 3, 0),
    look(7, 4, 0, 1, 6, 0),
    look(3, 0, 0, 5, 1, 1),
    look(5, 9, 3, 2, 10, 0),
    look(2, 2, 1, 3, 8, 2),
    look(6, 10, 7, 4, 0, 5),
    look(0, 7, 8, 1, 4, 5),
    look(8, 13, 1, 2, 6, 0),
    look(4, 6, 2, 6, 9, 4),
    look(9, 8, 0, 5, 0, 1),
    look(2, 3, 10, 1, 3, 4),
    look(1, 12, 8, 4, 5, 6),
];

const fn hair(key: &'static str, block: u16) -> Hair {
    Hair {
        key,
        block: Some(block),
        cover: false,
    }
}

const fn cover(key: &'static str, block: u16) -> Hair {
    Hair {
        cover: true,
        ..hair(key, block)
    }
}

const fn clothes(key: &'static str, fixed: u16) -> Clothes {
    Clothes {
        key,
        fixed,
        tinted: fixed + 1,
    }
}

const fn extra(key: &'static str, block: u16) -> Extra {
    Extra {
        key,
        block: Some(block),
        hair_tint: false,
        over_hair: false,
    }
}

const fn look(
    skin: u8,
    hair: u8,
    hair_color: u8,
    clothes: u8,
    clothes_color: u8,
    extra: u8,
) -> Look {
    Look {
        skin,
        hair,
        hair_color,
        clothes,
        clothes_color,
        extra,
    }
}

const _: () = assert!(
    !SKINS.is_empty()
        && !HAIR.is_empty()
        && !HAIR_COLORS.is_empty()
        && !COVER_COLORS.is_empty()
        && !CLOTHES.is_empty()
        && !CLOTHES_COLORS.is_empty()
        && !EXTRAS.is_empty()
        && !PRESETS.is_empty()
);
