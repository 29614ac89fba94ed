//! The colours of all of the project's pictures, each with a letter for the text sources and a
//! name for the code. No colour is used that is not here, so the pictures stay of one kind.

/// Red, green, blue, opacity.
pub type Rgba = [u8; 4];

/// Nothing at all.
pub const CLEAR: Rgba = [0, 0, 0, 0];
/// What a thing takes from the light of the floor around it.
pub const SHADOW: Rgba = [43, 30, 64, 64];
/// A faint shadow.
pub const HAZE: Rgba = [43, 30, 64, 32];

macro_rules! palette {
    ($($letter:literal $name:ident $rgb:literal)*) => {
        $(
            #[doc = concat!("Letter ", stringify!($letter), " of the text sources.")]
            pub const $name: Rgba = opaque($rgb);
        )*
        const LETTERS: &[(char, Rgba)] = &[$(($letter, $name)),*];
    };
}

palette! {
    '#' INK 0x2b2338
    '%' INK2 0x4a3f5c
    'A' OAK1 0xf3cf9b
    'B' OAK2 0xdfae76
    'C' OAK3 0xc48a58
    'D' OAK4 0x99633f
    'E' OAK5 0x6b4335
    'F' CREAM1 0xfff7e6
    'G' CREAM2 0xf5e6cc
    'H' CREAM3 0xe0c8a8
    'I' CREAM4 0xb99b82
    'J' SLATE1 0x9aa0bd
    'K' SLATE2 0x737799
    'L' SLATE3 0x525475
    'M' SLATE4 0x383757
    'w' WHITE 0xffffff
    'N' GREY1 0xe8eaf2
    'O' GREY2 0xc6cad9
    'P' GREY3 0x989eb5
    'Q' GREY4 0x686c88
    'R' STONE1 0xe4ded5
    'S' STONE2 0xcfc7bd
    'T' STONE3 0xb0a69e
    'U' STONE4 0x867c7c
    'V' GRASS1 0xb9dc74
    'W' GRASS2 0x98c964
    'X' GRASS3 0x76b05a
    'Y' GRASS4 0x548f56
    'a' LEAF1 0x9fd66c
    'b' LEAF2 0x63b05c
    'c' LEAF3 0x3f8753
    'd' LEAF4 0x2a5f4c
    'e' SAND1 0xf7e6bd
    'f' SAND2 0xe8ce98
    'g' SAND3 0xcdaa75
    'h' WATER1 0xdaf6f4
    'i' WATER2 0x8ed8e6
    'j' WATER3 0x5cb5da
    'k' WATER4 0x428cc2
    'l' TEAL1 0x83ccbd
    'm' TEAL2 0x57aaa1
    'n' TEAL3 0x3d8586
    'o' TEAL4 0x2c5f69
    'p' ROSE1 0xf6b3a7
    'q' ROSE2 0xe27f80
    'r' ROSE3 0xbd5669
    's' ROSE4 0x8a3a56
    't' SUN1 0xffe896
    'u' SUN2 0xf9bd57
    'v' SUN3 0xe0893f
    'x' SKY1 0xc8eaff
    'y' SKY2 0x84bef2
    'z' SKY3 0x5288d4
    '1' SKY4 0x375a9e
    '2' LILAC1 0xd4bbed
    '3' LILAC2 0xa98bd2
    '4' LILAC3 0x7b5fa5
    // Greys that a tint is multiplied with: light, base, shade, deep shade, outline. The darker
    // ones lean to violet, so that shadows are cooler than what they fall on.
    '5' TINT1 0xffffff
    '6' TINT2 0xe9e5ea
    '7' TINT3 0xc3b8c9
    '8' TINT4 0x978aa3
    '9' TINT5 0x574b66
    // Warm greys for a blush.
    '0' BLUSH 0xf2c9c6
}

/// The colour of a letter of the text sources; `None` for letters that mean nothing.
pub fn letter(letter: char) -> Option<Rgba> {
    if letter == '.' {
        return Some(CLEAR);
    }
    LETTERS
        .iter()
        .find(|(known, _)| *known == letter)
        .map(|(_, color)| *color)
}

const fn opaque(rgb: u32) -> Rgba {
    [(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8, 255]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_letter_means_one_colour() {
        let letters: HashSet<char> = LETTERS.iter().map(|(letter, _)| *letter).collect();
        assert_eq!(letters.len(), LETTERS.len());
        assert_eq!(letter('#'), Some([0x2b, 0x23, 0x38, 255]));
        assert_eq!(letter('.'), Some(CLEAR));
        assert_eq!(letter('!'), None);
    }
}
