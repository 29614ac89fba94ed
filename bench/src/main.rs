//! Benchmarks, run by `cargo xtask bench`. Each is a module of its own; this file only picks. What
//! is measured runs in a process of its own, so that its CPU time is nobody else's.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "a command-line tool talks to its user")]

mod child;
mod floor;
mod janus;
mod load;
mod media;
mod peer;
mod process;
mod report;
mod sdp;
mod serve;
mod stun;

use std::process::ExitCode;

const USAGE: &str = "Usage: bench media [--quick]";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        // What is measured.
        ["--serve"] => serve::run(),
        ["--floor"] => floor::run(),
        ["media"] => media::run(false).and_then(|rows| report::print(&rows)),
        ["media", "--quick"] => media::run(true).and_then(|rows| report::print(&rows)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
