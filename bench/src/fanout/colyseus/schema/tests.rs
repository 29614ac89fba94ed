//! What was sent by a server of the versions in `bench/src/colyseus/package-lock.json`, without its first byte,
//! and what is made of it.

use super::*;

/// The state when the first one is told of themselves.
const STATE: &str = "8001ff018000a977716e79437545565102\
                     ff0280a5426f742030810a82ccc883a469646c6584018500";

/// Two come.
const SECOND: &str = "ff018001a946797a6c446772756303\
                      ff0380a5426f742031810b82ccc883a469646c6584018500";
const THIRD: &str = "ff018002a96c6d4861634374567704\
                     ff0480a5426f742032810c82ccc883a469646c6584018500";

/// The first one walks: to a place with a fraction, and to look otherwise.
const STEP: &str = "ff0281cd2c0182ca00008d4283a477616c6b";

/// The others walk, in one patch; one beyond all that two bytes can say.
const STEPS: &str = "ff0381cd2d01824683a477616c6bff04810382ce7011010083a477616c6b";

/// The second one leaves.
const LEFT: &str = "ff014001";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().collect();
    let pairs = digits.chunks(2);
    let bytes = pairs.map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap());
    bytes.collect()
}

type Moves = Vec<(String, f64, f64)>;

fn apply(state: &mut State, bytes: &[u8]) -> Result<Moves> {
    let mut moves = Vec::new();
    state.apply(bytes, |it| moves.push((it.session.to_owned(), it.x, it.y)))?;
    Ok(moves)
}

/// What is known after these.
#[track_caller]
fn known(hexes: &[&str]) -> State {
    let mut state = State::default();
    for hex in hexes {
        assert_eq!(apply(&mut state, &bytes(hex)).unwrap(), []);
    }
    state
}

#[track_caller]
fn check(state: &mut State, hex: &str, moves: &[(&str, f64, f64)]) {
    let told = apply(state, &bytes(hex)).unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|(name, x, y)| (name.as_str(), *x, *y))
        .collect();
    assert_eq!(told, moves);
}

#[test]
fn who_walks_is_told_once_and_who_comes_or_goes_is_no_walker() {
    let mut state = known(&[STATE]);
    assert_eq!(state.count(), 1);
    check(&mut state, SECOND, &[]);
    check(&mut state, THIRD, &[]);
    assert_eq!(state.count(), 3);
    check(&mut state, STEP, &[("wqnyCuEVQ", 300.0, 70.5)]);
    check(
        &mut state,
        STEPS,
        &[("FyzlDgruc", 301.0, 70.0), ("lmHacCtVw", 3.0, 70_000.0)],
    );
    check(&mut state, LEFT, &[]);
    assert_eq!(state.count(), 2);
    // Who is gone walks no more.
    assert!(apply(&mut state, &bytes(STEPS)).is_err());
}

#[test]
fn the_same_place_and_another_look_are_no_move() {
    let mut state = known(&[STATE]);
    check(&mut state, "ff02810a82ccc8", &[]);
    check(&mut state, "ff0283a477616c6b", &[]);
    check(
        &mut state,
        "ff02810b83a477616c6b",
        &[("wqnyCuEVQ", 11.0, 200.0)],
    );
}

#[test]
fn a_patch_may_end_between_operations_and_nowhere_else() {
    let before = known(&[STATE, SECOND, THIRD]);
    let all = bytes(STEPS);
    // After each switch and each field.
    let whole = [0, 2, 6, 8, 14, 16, 18, 24, 30];
    for length in 0..=all.len() {
        let told = apply(&mut before.clone(), &all[..length]);
        assert_eq!(
            told.is_ok(),
            whole.contains(&length),
            "{length} bytes: {told:?}"
        );
    }
}

#[test]
fn a_state_that_ends_early_or_is_damaged_ends_no_process() {
    for hex in [STATE, SECOND, THIRD, STEP, STEPS, LEFT] {
        let all = bytes(hex);
        for length in 0..all.len() {
            let _ = apply(&mut known(&[STATE, SECOND, THIRD]), &all[..length]);
            for byte in 0..=255 {
                let mut damaged = all.clone();
                damaged[length] = byte;
                let _ = apply(&mut known(&[STATE, SECOND, THIRD]), &damaged);
            }
        }
    }
}

#[test]
fn what_is_not_of_this_schema_is_refused() {
    for hex in [
        // A structure that nobody told of, fields that a player and the root have not.
        "ff09810a",
        "ff028600",
        "8101",
        // A field is deleted; entries are moved; nobody leaves from a place where nobody is.
        "ff0241",
        "ff012000",
        "ff014009",
        // A string where a number has to be, and the other way; a name that is no text.
        "ff0281a161",
        "ff028007",
        "ff0280a1ff",
        // Half a structure.
        "ffca0000003f",
    ] {
        let told = apply(&mut known(&[STATE]), &bytes(hex));
        assert!(told.is_err(), "{hex}: {told:?}");
    }
}

#[test]
fn numbers_of_all_sizes_are_read() {
    for (hex, value) in [
        ("07", 7.0),
        ("cc80", 128.0),
        ("cd0001", 256.0),
        ("ce00000100", 65_536.0),
        ("cf0000000001000000", 4_294_967_296.0),
        ("ca0000003f", 0.5),
        ("cb000000000000e03f", 0.5),
        ("e0", -32.0),
        ("ff", -1.0),
        ("d080", -128.0),
        ("d10080", -32_768.0),
        ("d200000080", -2_147_483_648.0),
        ("d3ffffffffffffffff", -1.0),
    ] {
        assert_eq!(Reader(&bytes(hex)).number().unwrap(), value, "{hex}");
    }
}
