//! Frames of messages between clients and the server.
//! `cargo xtask fuzz messages --coverage` runs it, on a stable compiler.
#![no_main]

#[path = "../src/seeds.rs"]
mod seeds;

use hallway::media::fuzzing::MESSAGES;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::begin(&MESSAGES), |data: &[u8]| (MESSAGES.read)(data));
