//! Benchmarks, run by `cargo xtask bench`, and the soak, run by `cargo xtask soak`. Each is a module of its own; this file only picks. What
//! is measured runs in a process of its own, so that its CPU time is nobody else's.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "a command-line tool talks to its user")]

mod child;
mod fanout;
mod floor;
mod index;
mod janus;
mod load;
mod media;
mod peer;
mod process;
mod report;
mod running;
mod sdp;
mod serve;
mod server;
mod soak;
mod stun;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: bench fanout|index|media [--quick]\n       bench soak [--minutes M] [--bots N] [--seed S]";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["soak", rest @ ..] => return finish(soak::run(rest)),
        // What is measured.
        ["--serve"] => serve::run(),
        ["--floor"] => floor::run(),
        [fanout::floor::ARGUMENT, rest @ ..] => fanout::floor::run(rest),
        ["fanout"] => fanout::run(false).and_then(|rows| report::print(&rows)),
        ["fanout", "--quick"] => fanout::run(true).and_then(|rows| report::print(&rows)),
        ["index"] => index::run(false).and_then(|rows| report::print(&rows)),
        ["index", "--quick"] => index::run(true).and_then(|rows| report::print(&rows)),
        ["media"] => media::run(false).and_then(|rows| report::print(&rows)),
        ["media", "--quick"] => media::run(true).and_then(|rows| report::print(&rows)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    finish(outcome.map(|()| ExitCode::SUCCESS))
}

fn finish(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
