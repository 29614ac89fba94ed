//! What was counted of a server that tells people where others are, the figures made of it, and what
//! ours shall be.

use std::time::Duration;

use super::{Ground, Workload};
use crate::report::Row;

/// The system whose figures have goals.
pub const OURS: &str = "hallway";

/// What was counted.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Whose.
    pub system: &'static str,
    /// For how many seconds those who walk counted.
    pub seconds: f64,
    /// Moves of others that were told, added up over all who were told.
    pub updates: f64,
    /// Frames that came.
    pub frames: u64,
    /// Bytes of them, with the headers of frames.
    pub bytes: u64,
    /// CPU time of the server, and the time in which it used that.
    pub used: Duration,
    /// See `used`.
    pub took: Duration,
    /// Memory of the server in bytes.
    pub memory: u64,
    /// From a step to its sight by somebody else in milliseconds: the median, and 99 of 100.
    pub latency_ms: (f64, f64),
    /// Ticks that took longer than there is between two, where a server counts them.
    pub overruns: Option<u64>,
}

impl Figures {
    /// Each as a row, without goals.
    pub(super) fn rows(&self, workload: &Workload) -> Vec<Row> {
        let used = self.used.as_secs_f64();
        let updates = self.updates.max(1.0);
        let frames = self.frames.max(1) as f64;
        let bytes = self.bytes as f64;
        let (p50, p99) = self.latency_ms;
        let figures = [
            ("updates_per_second", "1/s", self.updates / self.seconds),
            ("cpu_ns_per_update", "ns", used * 1e9 / updates),
            ("bytes_per_update", "B", bytes / updates),
            ("cpu_percent", "%", 100.0 * used / self.took.as_secs_f64()),
            ("mb_per_second", "MB/s", bytes / self.seconds / 1e6),
            ("cpu_us_per_frame", "µs", used * 1e6 / frames),
            ("memory_mb", "MB", self.memory as f64 / 1e6),
            ("latency_p50_ms", "ms", p50),
            ("latency_p99_ms", "ms", p99),
        ];
        let overruns = self
            .overruns
            .map(|it| ("tick_overruns", "ticks", it as f64));
        figures
            .into_iter()
            .chain(overruns)
            .map(|(metric, unit, value)| workload.row(self.system, metric, unit, value))
            .collect()
    }
}

/// Sets beside ours what they shall be at most.
pub(super) fn set_goals(workload: &Workload, floor_us_per_frame: f64, rows: &mut [Row]) {
    for row in rows.iter_mut().filter(|row| row.system == OURS) {
        row.goal = match (workload.ground, workload.count, row.metric) {
            (_, 100, "latency_p50_ms") => Some(35.0),
            (Ground::Crowd, 1000, "cpu_ns_per_update" | "bytes_per_update") => Some(5.0),
            (Ground::Venue, 1000, "cpu_us_per_frame") => Some(2.0 * floor_us_per_frame),
            (Ground::Venue, 5000, "latency_p99_ms") => Some(150.0),
            (Ground::Venue, 5000, "tick_overruns") => Some(0.0),
            _ => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(ground: Ground, count: usize, system: &'static str) -> Vec<Row> {
        let time = Duration::from_secs(2);
        let workload = Workload {
            ground,
            count,
            time,
        };
        let figures = Figures {
            system,
            seconds: 2.0,
            updates: 1000.0,
            frames: 50,
            bytes: 8000,
            used: Duration::from_micros(100),
            took: time,
            memory: 3_000_000,
            latency_ms: (30.0, 60.0),
            overruns: Some(4),
        };
        let mut rows = figures.rows(&workload);
        set_goals(&workload, 1.5, &mut rows);
        rows
    }

    #[track_caller]
    fn check(rows: &[Row], metric: &str, value: f64, goal: Option<f64>) {
        let row = rows.iter().find(|row| row.metric == metric).unwrap();
        assert!((row.value - value).abs() < 1e-9, "{metric}: {}", row.value);
        assert_eq!(row.goal, goal, "{metric}");
    }

    #[test]
    fn figures_are_per_second_per_update_and_per_frame() {
        let rows = rows(Ground::Crowd, 1000, OURS);
        check(&rows, "updates_per_second", 500.0, None);
        check(&rows, "cpu_ns_per_update", 100.0, Some(5.0));
        check(&rows, "bytes_per_update", 8.0, Some(5.0));
        check(&rows, "cpu_percent", 0.005, None);
        check(&rows, "mb_per_second", 0.004, None);
        check(&rows, "cpu_us_per_frame", 2.0, None);
        check(&rows, "memory_mb", 3.0, None);
        check(&rows, "tick_overruns", 4.0, None);
    }

    #[test]
    fn goals_stand_beside_our_figures_alone() {
        check(
            &rows(Ground::Venue, 1000, OURS),
            "cpu_us_per_frame",
            2.0,
            Some(3.0),
        );
        check(
            &rows(Ground::Venue, 5000, OURS),
            "tick_overruns",
            4.0,
            Some(0.0),
        );
        check(
            &rows(Ground::Venue, 100, OURS),
            "latency_p50_ms",
            30.0,
            Some(35.0),
        );
        let theirs = rows(Ground::Crowd, 1000, "colyseus");
        assert!(theirs.iter().all(|row| row.goal.is_none()));
    }
}
