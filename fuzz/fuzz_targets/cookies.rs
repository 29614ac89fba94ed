//! Cookies of visitors, of accounts and of those who log in.
//! `cargo xtask fuzz cookies --coverage` runs it, on a stable compiler.
#![no_main]

#[path = "../src/seeds.rs"]
mod seeds;

use hallway::trust::fuzzing::COOKIES;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::begin(&COOKIES), |data: &[u8]| (COOKIES.read)(data));
