//! What a process used: CPU time and memory, as Linux tells it.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// CPU time of a process so far, in the kernel and outside of it.
///
/// # Errors
/// When there is no such process, or no `/proc`.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in parentheses may hold spaces; after it the 12th and 13th fields are ticks.
    let (_, rest) = stat.rsplit_once(')').context("no process line")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |index: usize| -> Result<u64> {
        Ok(fields.get(index).context("a short process line")?.parse()?)
    };
    let ticks = ticks(11)? + ticks(12)?;
    // Linux counts in hundredths for everybody who reads this file.
    Ok(Duration::from_millis(ticks * 10))
}

/// Memory of a process in bytes, as far as it is in use.
///
/// # Errors
/// As [`cpu_time`].
pub fn memory(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    let kilobytes: u64 = kilobytes.context("no memory line")?.parse()?;
    Ok(kilobytes * 1024)
}
