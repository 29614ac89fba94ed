//! What must be at the end, and a sentence for each thing that is not. Pure.

use std::collections::BTreeMap;

use super::memory::Trend;
use super::sample::Sample;

/// What must be 0 again, by the names of metrics.
const NOTHING: [(&str, &str); 5] = [
    ("connections", "connections"),
    ("bubbles", "bubbles"),
    ("bubble_members", "people in bubbles"),
    ("media_peers", "calls"),
    ("rooms", "rooms"),
];

/// Reasons for which nobody was refused who lives as these clients do.
const NEVER: [&str; 3] = ["broken-room", "full", "bad-media"];

/// Files and threads that may be more than before. A server at rest writes its places to a new file twice
/// a second, and looks at its maps; threads of the pool that does it end ten seconds after their last
/// work, and take turns, so that a few more than are needed stay for good.
pub const FILES: usize = 2;
/// See [`FILES`].
pub const THREADS: usize = 4;

/// Bytes by which memory may grow in an hour. A leak of one kilobyte for each life is more at five
/// hundred clients: they live some 70,000 lives an hour; whatever is forgotten of a visit, be it only its
/// avatar, is larger. Less can't be told apart from how allocators fill their pieces.
pub const GROWTH: f64 = 60e6;

/// Minutes that the growth must be told from. The medians of fewer move by more than that.
pub const MINUTES: usize = 5;

/// Bytes by which memory may be above its peak once all have gone: what the last steps of the work that
/// a server at rest does took after the last sample of the peak.
const ABOVE_PEAK: u64 = 1_000_000;

/// What there is to judge.
pub struct Findings<'a> {
    /// Before the first client.
    pub before: &'a Sample,
    /// After the last.
    pub after: &'a Sample,
    /// Most memory while they lived, in bytes.
    pub peak: u64,
    /// How memory changed in the second half of the time.
    pub trend: Option<Trend>,
    /// What clients found wrong, and how often.
    pub faults: &'a BTreeMap<String, u64>,
    /// Lines that ended since their client read too slowly, as clients saw it.
    pub too_slow: u64,
    /// Calls that came to be, and packets of them that were sent and that arrived.
    pub calls: (u64, u64, u64),
}

/// What is not back at nothing: a sentence each.
pub fn left(before: &Sample, after: &Sample) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, title) in NOTHING {
        let count = after.metric(name);
        if count != 0.0 {
            wrong.push(format!("{count} {title} are left (hallway_{name})"));
        }
    }
    if after.places > 0 {
        let places = after.places;
        wrong.push(format!("{places} places are kept though nobody comes back"));
    }
    let (tasks, were) = (after.metric("tasks"), before.metric("tasks"));
    if tasks > were {
        wrong.push(format!("{tasks} tasks are alive, there were {were}"));
    }
    for (what, now, then, more) in [
        ("files", after.files, before.files, FILES),
        ("threads", after.threads, before.threads, THREADS),
    ] {
        if now > then + more {
            wrong.push(format!(
                "{now} {what} are open, there were {then} and {more} more may be"
            ));
        }
    }
    wrong
}

/// All that is not as it must be: a sentence each.
pub fn judge(found: &Findings<'_>) -> Vec<String> {
    let mut wrong: Vec<String> = found
        .faults
        .iter()
        .map(|(what, times)| format!("clients found, {times} times: {what}"))
        .collect();
    wrong.extend(left(found.before, found.after));
    let panics = found.after.metric("panics_total");
    if panics > 0.0 {
        wrong.push(format!("the server panicked {panics} times"));
    }
    for reason in NEVER {
        let refused = found.after.refused(reason);
        if refused > 0.0 {
            wrong.push(format!("{refused} were refused as {reason}"));
        }
    }
    // Through full buffers signs of life may not get either.
    let refused = found.after.refused("too-slow") + found.after.refused("timed-out");
    if (found.too_slow as f64) > refused {
        wrong.push(format!(
            "{} lines ended after a stall, but only {refused} were refused as too-slow or timed-out",
            found.too_slow
        ));
    }
    if let Some(trend) = found.trend.filter(|trend| trend.minutes >= MINUTES)
        && trend.per_hour > GROWTH
    {
        wrong.push(format!(
            "memory grows by {:.1} MB an hour, told from the last {} minutes; {:.0} may be",
            trend.per_hour / 1e6,
            trend.minutes,
            GROWTH / 1e6
        ));
    }
    if found.after.memory > found.peak + ABOVE_PEAK {
        wrong.push(format!(
            "memory is {:.1} MB with nobody there, more than ever with everybody: {:.1} MB",
            found.after.memory as f64 / 1e6,
            found.peak as f64 / 1e6
        ));
    }
    let (connected, sent, arrived) = found.calls;
    if connected > 0 && sent > 0 && arrived == 0 {
        wrong.push(format!(
            "{sent} packets of calls were sent, and none arrived"
        ));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(files: usize, threads: usize, metrics: &[(&str, f64)]) -> Sample {
        let metrics = metrics.iter();
        Sample {
            memory: 50_000_000,
            files,
            threads,
            metrics: metrics
                .map(|(name, value)| (format!("hallway_{name}"), *value))
                .collect(),
            ..Sample::default()
        }
    }

    /// What is said of a server that was at nothing before, with 20 files, 5 threads and 7 tasks.
    fn said(
        change: impl FnOnce(&mut Sample, &mut BTreeMap<String, u64>, &mut Option<Trend>),
    ) -> Vec<String> {
        let before = sample(20, 5, &[("tasks", 7.0)]);
        let mut after = before.clone();
        let (mut faults, mut trend) = (BTreeMap::new(), None);
        change(&mut after, &mut faults, &mut trend);
        judge(&Findings {
            before: &before,
            after: &after,
            peak: 60_000_000,
            trend,
            faults: &faults,
            too_slow: 2,
            calls: (1, 10, 10),
        })
    }

    fn check(
        change: impl FnOnce(&mut Sample, &mut BTreeMap<String, u64>, &mut Option<Trend>),
        expected: &[&str],
    ) {
        let said = said(|after, faults, trend| {
            after.metrics.insert(slow(), 2.0);
            change(after, faults, trend);
        });
        assert_eq!(said.len(), expected.len(), "{said:?}");
        for (said, expected) in said.iter().zip(expected) {
            assert!(said.contains(expected), "{said:?} is not of {expected}");
        }
    }

    fn slow() -> String {
        "hallway_refused_total{reason=\"too-slow\"}".to_owned()
    }

    #[test]
    fn a_server_that_is_as_before_is_well() {
        check(|_, _, _| {}, &[]);
        check(
            |after, _, trend| {
                after.files += FILES;
                after.threads += THREADS;
                *trend = Some(Trend {
                    per_hour: GROWTH,
                    minutes: 15,
                });
            },
            &[],
        );
    }

    #[test]
    fn whatever_is_left_is_said() {
        for (name, _) in NOTHING {
            let metric = format!("hallway_{name}");
            let set = |after: &mut Sample| after.metrics.insert(metric.clone(), 1.0);
            check(|after, _, _| _ = set(after), &[name]);
        }
        check(|after, _, _| after.files += FILES + 1, &["files"]);
        check(|after, _, _| after.threads += THREADS + 1, &["threads"]);
        check(|after, _, _| after.places = 1, &["places"]);
        check(
            |after, _, _| _ = after.metrics.insert("hallway_tasks".to_owned(), 8.0),
            &["tasks"],
        );
    }

    #[test]
    fn panics_and_what_clients_found_are_said() {
        check(
            |after, faults, _| {
                after.metrics.insert("hallway_panics_total".to_owned(), 1.0);
                faults.insert("another place was given back".to_owned(), 3);
            },
            &["3 times: another place", "panicked"],
        );
        check(
            |after, _, _| {
                let full = "hallway_refused_total{reason=\"full\"}";
                after.metrics.insert(full.to_owned(), 4.0);
            },
            &["4 were refused as full"],
        );
        check(
            |after, _, _| _ = after.metrics.remove(&slow()),
            &["too-slow"],
        );
    }

    #[test]
    fn memory_must_not_grow() {
        let grows = |minutes| {
            Some(Trend {
                per_hour: GROWTH * 1.1,
                minutes,
            })
        };
        check(|_, _, trend| *trend = grows(MINUTES), &["grows by 66.0 MB"]);
        check(|_, _, trend| *trend = grows(MINUTES - 1), &[]);
        check(
            |after, _, _| after.memory = 61_000_001,
            &["with nobody there"],
        );
    }
}
