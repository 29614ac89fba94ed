//! What the bots were told, in figures.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::bot::Told;
use crate::args::BotsArgs;

/// What all bots were told while it was counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many walked.
    pub count: usize,
    /// Steps of each in a second that were asked for.
    pub moves_per_second: f64,
    /// How long was counted.
    pub seconds: f64,
    /// Steps that were made.
    pub moves: u64,
    /// Moves of others that were told, added up over all who were told.
    pub updates: u64,
    /// Frames that came.
    pub frames: u64,
    /// Bytes of them, with the headers of frames.
    pub bytes: u64,
    /// Bytes for each update, whatever else they said.
    pub bytes_per_update: f64,
    /// Steps of which it was measured how soon others saw them.
    pub samples: usize,
    /// From a step to its sight by somebody else, in milliseconds.
    pub latency_p50_ms: f64,
    /// The same, 90 of 100.
    pub latency_p90_ms: f64,
    /// The same, 99 of 100.
    pub latency_p99_ms: f64,
    /// Times that the server told what can't be.
    pub faults: u64,
}

impl Tally {
    pub(super) fn new(
        args: &BotsArgs,
        seconds: f64,
        moves: u64,
        told: &Told,
        latencies: &mut [Duration],
        faults: u64,
    ) -> Self {
        latencies.sort_unstable();
        let percentile = |part: f64| {
            let index = (latencies.len() as f64 * part).ceil() as usize;
            let found = latencies.get(index.saturating_sub(1));
            found.map_or(0.0, |it| it.as_secs_f64() * 1000.0)
        };
        Self {
            count: args.count,
            moves_per_second: args.moves_per_second,
            seconds,
            moves,
            updates: told.updates,
            frames: told.frames,
            bytes: told.bytes,
            bytes_per_update: told.bytes as f64 / told.updates.max(1) as f64,
            samples: latencies.len(),
            latency_p50_ms: percentile(0.5),
            latency_p90_ms: percentile(0.9),
            latency_p99_ms: percentile(0.99),
            faults,
        }
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let per_second = |count: u64| count as f64 / self.seconds;
        writeln!(
            f,
            "{} bots, {} steps a second each, for {:.1} s",
            self.count, self.moves_per_second, self.seconds
        )?;
        writeln!(
            f,
            "steps made        {:12.0} a second",
            per_second(self.moves)
        )?;
        writeln!(
            f,
            "updates told      {:12.0} a second",
            per_second(self.updates)
        )?;
        writeln!(
            f,
            "frames            {:12.0} a second",
            per_second(self.frames)
        )?;
        writeln!(
            f,
            "bytes             {:12.0} a second, {:.2} for each update",
            per_second(self.bytes),
            self.bytes_per_update
        )?;
        writeln!(
            f,
            "step to sight     {:.1} ms median, {:.1} ms 90 %, {:.1} ms 99 % ({} measured)",
            self.latency_p50_ms, self.latency_p90_ms, self.latency_p99_ms, self.samples
        )?;
        writeln!(f, "faults            {:12}", self.faults)
    }
}
