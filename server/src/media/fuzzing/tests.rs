//! Damage to what browsers send, in small; `cargo xtask fuzz` does it for as long as one likes.

use std::sync::atomic::Ordering;

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

/// What is lost or comes twice is sent again, and what comes besides is not heard.
#[test]
fn handshakes_end_well_all_the_same() {
    use super::handshake::{BEFORE, LOSE, TWICE, connects};
    use super::steps::step;
    assert!(connects(&[]));
    for number in 0..4 {
        for damage in [
            step(TWICE, number, &[]),
            step(LOSE, number, &[]),
            step(BEFORE, number, &[22]),
        ] {
            assert!(connects(&damage), "{damage:?}");
        }
    }
    assert!(!connects(
        &(0..64)
            .flat_map(|number| step(LOSE, number, &[]))
            .collect::<Vec<_>>()
    ));
}

/// What the two in a call send reaches the other one, and is asked for again.
#[test]
fn what_is_sealed_is_passed_on() {
    let (mut passed, mut heard) = (0, 0);
    for seed in seeds::datagrams() {
        let metrics = house::counted(&seed);
        passed += metrics.video_forwarded.load(Ordering::Relaxed);
        heard += metrics.audio_forwarded.load(Ordering::Relaxed);
    }
    assert!(
        passed > 10 && heard >= 4,
        "{passed} pictures, {heard} sounds"
    );
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
