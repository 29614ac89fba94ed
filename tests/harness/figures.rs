//! What benchmarks measured: each figure on a line of its own, for `cargo xtask bench` to gather.

use serde_json::json;

/// A figure.
#[derive(Clone, Copy, Debug)]
pub struct Figure<'a> {
    /// What.
    pub metric: &'a str,
    /// In what.
    pub unit: &'a str,
    /// How much.
    pub value: f64,
    /// How much it shall be at most, where there is a goal.
    pub goal: Option<f64>,
}

/// Prints a figure of ours.
pub fn print(bench: &str, workload: &str, figure: Figure<'_>) {
    let row = json!({
        "bench": bench,
        "workload": workload,
        "system": "hallway",
        "metric": figure.metric,
        "unit": figure.unit,
        "value": figure.value,
        "goal": figure.goal,
    });
    println!("row: {row}");
}

/// The value that a part of all are not above, from 0 to 1; 0 of none.
pub fn percentile(values: &[f64], part: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * part).ceil() as usize;
    values.get(at.max(1) - 1).copied().unwrap_or_default()
}

/// Whether less time is to be taken, for figures that are worth less.
pub fn quick() -> bool {
    std::env::var_os("HALLWAY_BENCH_QUICK").is_some()
}
