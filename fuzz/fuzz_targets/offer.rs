//! An offer of a browser, and the answer to it.
//! `cargo xtask fuzz offer --coverage` runs it, on a stable compiler.
#![no_main]

#[path = "../src/seeds.rs"]
mod seeds;

use hallway::media::fuzzing::OFFER;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::begin(&OFFER), |data: &[u8]| (OFFER.read)(data));
