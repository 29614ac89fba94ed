//! Runs the steps of a test run one after another: a headline each, output streamed, all of them
//! even when one fails, and a list of the failed ones at the end.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::tally::Tally;
use crate::workspace::shown;

/// The steps so far.
pub struct Steps<W> {
    out: W,
    tally: Tally,
    failed: Vec<String>,
}

impl<W: Write> Steps<W> {
    /// No steps yet; all output goes to `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            tally: Tally::default(),
            failed: Vec::new(),
        }
    }

    /// A step that holds or does not; counts as one. Says whether it held.
    pub fn check(&mut self, name: &str, step: impl FnOnce() -> Result<()>) -> bool {
        self.say(&format!("\n== {name}"));
        let began = Instant::now();
        let result = step();
        self.tally.check(result.is_ok());
        self.settle(name, began, result)
    }

    /// A step that runs tests; each counts. Says whether all passed.
    pub fn tests(&mut self, name: &str, command: &mut Command) -> bool {
        self.say(&format!("\n== {name}"));
        let began = Instant::now();
        let mut counted = Tally::default();
        let result = stream(command, &mut self.out, |line| counted.line(line));
        self.tally.add(counted);
        if result.is_err() && counted.failed == 0 {
            // Nothing was compiled, or a test tore down its whole process.
            self.tally.check(false);
        }
        self.settle(name, began, result)
    }

    /// A step that can't be taken because an earlier one failed; counts as failed.
    pub fn impossible(&mut self, name: &str, because: &str) {
        self.say(&format!("\n== {name}\nnot run: {because}"));
        self.tally.check(false);
        self.failed.push(name.to_owned());
    }

    /// Prints the outcome, whose last line is the count. True when nothing failed.
    pub fn report(mut self) -> bool {
        let failed: String = self
            .failed
            .iter()
            .map(|name| format!("\nfailed: {name}"))
            .collect();
        self.say(&format!("{failed}\n{}", self.tally));
        self.failed.is_empty() && self.tally.failed == 0
    }

    fn settle(&mut self, name: &str, began: Instant, result: Result<()>) -> bool {
        self.say(&format!("{name}: {} s", began.elapsed().as_secs()));
        let Err(error) = result else {
            return true;
        };
        self.say(&format!("{error:#}"));
        self.failed.push(name.to_owned());
        false
    }

    fn say(&mut self, line: &str) {
        // Whoever closed the pipe does not want to hear; the exit status still tells.
        let _ = writeln!(self.out, "{line}");
    }
}

/// Runs a command; its output goes on to `out` as it comes.
fn stream(
    command: &mut Command,
    out: &mut impl Write,
    mut each_line: impl FnMut(&str),
) -> Result<()> {
    let name = shown(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{name}`"))?;
    let stdout = child.stdout.take().context("the output was not captured")?;
    let mut reader = BufReader::new(stdout);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        out.write_all(&line)?;
        each_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{name}` failed: {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_dies_without_a_summary_counts_as_failed() {
        let mut steps = Steps::new(Vec::new());
        assert!(!steps.tests("dies", Command::new("false").arg("x")));
        assert_eq!(
            steps.tally,
            Tally {
                passed: 0,
                failed: 1
            }
        );
    }

    #[test]
    fn failed_tests_are_counted_once_each() {
        let mut steps = Steps::new(Vec::new());
        let script = "echo 'test result: FAILED. 4 passed; 2 failed; 0 ignored'; exit 101";
        assert!(!steps.tests("two fail", Command::new("sh").args(["-c", script])));
        assert!(steps.check("holds", || Ok(())));
        assert_eq!(
            steps.tally,
            Tally {
                passed: 5,
                failed: 2
            }
        );
        assert!(!steps.report());
    }
}
