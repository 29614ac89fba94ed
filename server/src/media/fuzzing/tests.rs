//! Damage to what browsers send, in small; `cargo xtask fuzz` does it for as long as one likes.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

#[test]
fn what_browsers_send_does_no_harm() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{}", target.name);
        seeds.iter().for_each(|seed| (target.read)(seed));
    }
}

#[track_caller]
fn seed(target: &Target, which: Index) -> Vec<u8> {
    let seeds = (target.seeds)();
    which.get(&seeds).clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nor_does_the_beginning_of_it(which: Index, end: Index) {
        for target in TARGETS {
            let mut input = seed(&target, which);
            input.truncate(end.index(input.len() + 1));
            (target.read)(&input);
        }
    }

    #[test]
    fn nor_with_a_bit_changed(which: Index, at: Index, bit in 0u8..8) {
        for target in TARGETS {
            let mut input = seed(&target, which);
            if !input.is_empty() {
                let at = at.index(input.len());
                input[at] ^= 1 << bit;
            }
            (target.read)(&input);
        }
    }
}
