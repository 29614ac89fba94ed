//! The lists fit together and every look becomes parts.

use std::collections::HashSet;

use super::*;

#[test]
fn every_colour_has_a_name() {
    assert_eq!(SKINS.len(), SKIN_KEYS.len());
    assert_eq!(HAIR_COLORS.len(), HAIR_COLOR_KEYS.len());
    assert_eq!(COVER_COLORS.len(), COVER_COLOR_KEYS.len());
    assert_eq!(CLOTHES_COLORS.len(), CLOTHES_COLOR_KEYS.len());
    assert_eq!(HAIR_COLORS.len(), COVER_COLORS.len());
}

#[test]
fn no_block_is_used_twice() {
    let hair = HAIR.iter().filter_map(|h| h.block);
    let clothes = CLOTHES.iter().flat_map(|c| [c.fixed, c.tinted]);
    let extras = EXTRAS.iter().filter_map(|e| e.block);
    let mut seen = HashSet::from([BODY, FACE]);
    for block in hair.chain(clothes).chain(extras) {
        assert!(seen.insert(block), "block {block}");
    }
}

#[test]
fn numbers_beyond_the_end_wrap_around() {
    let look = Look {
        skin: 3,
        hair: 2,
        hair_color: 1,
        clothes: 4,
        clothes_color: 5,
        extra: 1,
    };
    let wrapped = Look {
        skin: 3 + SKINS.len() as u8,
        hair: 2 + HAIR.len() as u8,
        hair_color: 1 + HAIR_COLORS.len() as u8,
        clothes: 4 + CLOTHES.len() as u8,
        clothes_color: 5 + CLOTHES_COLORS.len() as u8,
        extra: 1 + EXTRAS.len() as u8,
    };
    assert_eq!(parts(look), parts(wrapped));
    assert_ne!(parts(look), parts(Look { extra: 2, ..look }));
}

#[test]
fn every_look_has_a_body_and_clothes() {
    for number in 0..=u8::MAX {
        let look = Look {
            skin: number,
            hair: number,
            hair_color: number,
            clothes: number,
            clothes_color: number,
            extra: number,
        };
        let count = parts(look).count;
        assert!((4..=6).contains(&count), "{count} parts of {look:?}");
        assert_eq!(parts(look).iter().count(), count);
    }
}

#[test]
fn extras_lie_where_they_belong() {
    let order = |extra: u8| -> Vec<u16> {
        let look = Look {
            extra,
            ..Look::default()
        };
        parts(look).iter().map(|part| part.block).collect()
    };
    let hair = HAIR[0].block;
    for (number, extra) in EXTRAS.iter().enumerate().skip(1) {
        let blocks = order(number as u8);
        let top = blocks.last().copied();
        assert_eq!(top, if extra.over_hair { extra.block } else { hair });
        assert_eq!(blocks.len(), 6);
    }
}

#[test]
fn random_looks_differ_and_repeat() {
    let looks: HashSet<Look> = (0..200).map(random).collect();
    assert!(looks.len() > 190, "{} different looks", looks.len());
    assert_eq!(random(7), random(7));
    let presets: HashSet<Parts> = PRESETS.iter().map(|look| parts(*look)).collect();
    assert_eq!(presets.len(), PRESETS.len());
}
