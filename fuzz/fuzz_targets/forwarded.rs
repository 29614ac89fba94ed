//! What proxies say whence somebody comes.
//! `cargo xtask fuzz forwarded --coverage` runs it, on a stable compiler.
#![no_main]

#[path = "../src/seeds.rs"]
mod seeds;

use hallway::trust::fuzzing::FORWARDED;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::begin(&FORWARDED), |data: &[u8]| (FORWARDED.read)(data));
