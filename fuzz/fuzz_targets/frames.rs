//! A TCP connection with datagrams in frames.
//! `cargo xtask fuzz frames --coverage` runs it, on a stable compiler.
#![no_main]

#[path = "../src/seeds.rs"]
mod seeds;

use hallway::media::fuzzing::FRAMES;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::begin(&FRAMES), |data: &[u8]| (FRAMES.read)(data));
