//! What was measured: each figure on a line of its own, for `cargo xtask bench` to gather.

use anyhow::Result;
use serde::Serialize;

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
    /// How much it shall be at most, where there is a goal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<f64>,
}

/// Prints figures.
///
/// # Errors
/// When they can't be written as JSON.
pub fn print(rows: &[Row]) -> Result<()> {
    for row in rows {
        println!("row: {}", serde_json::to_string(row)?);
    }
    Ok(())
}
