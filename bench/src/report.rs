//! What was measured, as a table or as JSON.

use std::process::Command;

use anyhow::Result;
use serde::Serialize;

use crate::process;

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The benchmark.
    pub bench: &'static str,
    /// Under which load.
    pub workload: String,
    /// Whose figure: `hallway`, a peer's name, or `floor`.
    pub system: &'static str,
    /// What.
    pub metric: &'static str,
    /// In what.
    pub unit: &'static str,
    /// How much.
    pub value: f64,
}

/// All figures of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    machine: String,
    commit: String,
    rows: Vec<Row>,
}

impl Report {
    /// These figures, measured here and now.
    pub fn new(rows: Vec<Row>) -> Self {
        let git = Command::new("git").args(["rev-parse", "HEAD"]).output();
        let commit = git.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
        Self {
            machine: process::machine(),
            commit: commit.unwrap_or_default(),
            rows,
        }
    }

    /// Prints them.
    ///
    /// # Errors
    /// When they can't be written as JSON.
    pub fn print(&self, json: bool) -> Result<()> {
        if json {
            println!("{}", serde_json::to_string(self)?);
            return Ok(());
        }
        println!("Machine: {}\nCommit: {}\n", self.machine, self.commit);
        println!("| workload | system | metric | value | unit |");
        println!("| --- | --- | --- | ---: | --- |");
        for row in &self.rows {
            println!(
                "| {} | {} | {} | {:.2} | {} |",
                row.workload, row.system, row.metric, row.value, row.unit
            );
        }
        Ok(())
    }
}
