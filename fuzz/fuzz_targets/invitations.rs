//! Invitations, as they stand in links.
//! `cargo xtask fuzz invitations --coverage` runs it, on a stable compiler.
#![no_main]

#[path = "../src/seeds.rs"]
mod seeds;

use hallway::trust::fuzzing::INVITATIONS;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::begin(&INVITATIONS), |data: &[u8]| (INVITATIONS.read)(data));
