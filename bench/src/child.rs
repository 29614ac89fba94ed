//! A process that is measured, and what is said to it: one line of JSON each way.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// What is said to a process that is measured.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
    /// A browser offers.
    Offer {
        /// Who.
        person: u32,
        /// The offer.
        sdp: String,
    },
    /// These people talk with one another.
    Bubble(Vec<u32>),
    /// How many packets were passed on so far?
    Count,
}

/// What it answers.
#[derive(Debug, Serialize, Deserialize)]
pub enum Reply {
    /// The answer to an offer.
    Answer(String),
    /// Nothing to say.
    Done,
    /// Packets that were passed on: audio and video.
    Count(u64, u64),
}

/// A running process.
pub struct Measured {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Measured {
    /// Starts this program anew with an argument.
    ///
    /// # Errors
    /// When it can't be started.
    pub fn start(argument: &str) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(argument)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().context("no input")?;
        let output = child.stdout.take().context("no output")?;
        Ok(Self {
            child,
            input,
            output: BufReader::new(output),
        })
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Says something and waits for the answer.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn ask(&mut self, order: &Order) -> Result<Reply> {
        let mut line = serde_json::to_string(order)?;
        line.push('\n');
        self.input.write_all(line.as_bytes())?;
        self.input.flush()?;
        let mut answer = String::new();
        if self.output.read_line(&mut answer)? == 0 {
            bail!("what is measured has ended");
        }
        Ok(serde_json::from_str(&answer)?)
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// In the process that is measured: answers one order after another until there are no more.
///
/// # Errors
/// When an order can't be read, or `answer` fails.
pub fn obey(mut answer: impl FnMut(Order) -> Result<Reply>) -> Result<()> {
    for line in std::io::stdin().lock().lines() {
        let reply = answer(serde_json::from_str(&line?)?)?;
        println!("{}", serde_json::to_string(&reply)?);
    }
    Ok(())
}
