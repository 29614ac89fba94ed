//! A handshake with a browser, of which datagrams are damaged on the way.
//! `cargo xtask fuzz handshake --coverage` runs it, on a stable compiler.
#![no_main]

#[path = "../src/seeds.rs"]
mod seeds;

use hallway::media::fuzzing::HANDSHAKE;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::begin(&HANDSHAKE), |data: &[u8]| (HANDSHAKE.read)(data));
