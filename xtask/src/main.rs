//! The commands of this repository: `cargo xtask COMMAND`. Each lives in the file of its name; this
//! one only picks.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "a command-line tool talks to its user")]

mod art;
mod bench;
mod client;
mod compress;
mod deny;
mod docs;
mod files;
mod fuzz;
mod server;
mod setup;
mod soak;
mod steps;
mod tally;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  run [-- ARGS]   build server and client in release and serve the venue; ARGS go to `hallway serve`
  test            everything that is checked before a change is merged
  bench [NAME] [--json] [--quick]  measure: fanout (what telling where everybody is costs), index
                  (what finding out who is near whom costs), media (what passing on a packet of a
                  call costs), meet (how soon one hears and sees
                  whom one meets), client (what a first visit loads, how soon one takes a step, how
                  evenly a crowd is drawn)
  soak [--minutes M] [--bots N] [--seed S]  let clients come, walk, talk, lose their lines and go, for 30
                  minutes; fails when the server is not back at nothing then
  dist            build target/dist/hallway, one file that needs nothing else to run
  client          build only what the browser downloads, into target/client
  art             draw the project's pictures anew from their editable sources
  docs            write the tables of docs/maps.md anew from the code
  fuzz [TARGET] [--minutes N] [--coverage]
                  damage maps, or what browsers send, and have it read: at random, or by libFuzzer (C++
                  is needed); all in turn when none is named
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let workspace = Workspace::here();
    let outcome = match words.as_slice() {
        ["run"] => server::run(&workspace, &[]),
        ["run", "--", rest @ ..] => server::run(&workspace, rest),
        ["test"] => test::run(&workspace),
        ["bench", rest @ ..] => bench::run(&workspace, rest),
        ["soak", rest @ ..] => soak::run(&workspace, rest),
        ["dist"] => server::dist(&workspace),
        ["client"] => setup::wasm_target()
            .and_then(|()| client::build(&workspace))
            .map(|()| ExitCode::SUCCESS),
        ["art"] => art::build(&workspace.root)
            .map(|()| ExitCode::SUCCESS)
            .map_err(anyhow::Error::from),
        ["docs"] => docs::write(&workspace).map(|()| ExitCode::SUCCESS),
        ["fuzz", rest @ ..] => fuzz::run(&workspace, rest).map(|()| ExitCode::SUCCESS),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprint!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
