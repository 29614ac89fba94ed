//! Datagrams of strangers, and of visitors who are in a call or about to be.
//! `cargo xtask fuzz datagram --coverage` runs it, on a stable compiler.
#![no_main]

#[path = "../src/seeds.rs"]
mod seeds;

use hallway::media::fuzzing::DATAGRAM;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::begin(&DATAGRAM), |data: &[u8]| (DATAGRAM.read)(data));
