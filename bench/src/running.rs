//! A server that runs in a process of its own and says where, in its first line.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};

/// A running server. It ends with this.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    /// Kept open: what it says later has somewhere to go.
    output: BufReader<ChildStdout>,
}

impl Running {
    /// Starts it, and waits until it listens.
    ///
    /// # Errors
    /// When it can't be started, or says something else.
    pub fn start(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_owned();
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} can't be started", program.display()))?;
        let output = child.stdout.take().context("no output")?;
        let mut running = Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            child,
            output: BufReader::new(output),
        };
        let mut line = String::new();
        running.output.read_line(&mut line)?;
        let word = line.split_whitespace().last().unwrap_or_default();
        let address = word.strip_prefix("http://").unwrap_or(word).parse();
        running.address = address.with_context(|| format!("the server says: {line}"))?;
        Ok(running)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
