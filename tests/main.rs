//! End-to-end tests: the real server binary, real browsers, and clients that speak the protocol
//! natively, honest ones and others. One file per behaviour; `cargo xtask test` runs them.
#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says on standard output what it skipped or measured"
)]

mod harness;

mod api_fuzz;
mod arrive;
mod attack;
mod barriers;
mod bubble;
mod cheat;
mod contract;
mod corpus_render;
mod devices;
mod doors;
mod entrance;
mod exits;
mod fallback;
mod hostile;
mod invite;
mod kept;
mod kept_chat;
mod likeness;
mod limits;
mod lines;
mod links;
mod login;
mod meet;
mod meetings;
mod mixed;
mod order;
mod organize;
mod pages;
mod paint;
mod policy;
mod polite;
mod port;
mod privacy;
mod questions;
mod reload;
mod render;
mod reports;
mod restart;
mod screen;
mod service;
mod signs;
mod stage;
mod stream;
mod talks;
mod tls;
mod triggers;
mod turn;
mod voices;
mod waiting;
mod walk;
mod zones;
