//! What is printed: a line each minute, and the figures at the end. Pure.

use std::time::Duration;

use hallway_protocol::Refusal;

use super::calls::Totals;
use super::memory::Trend;
use super::options::Options;
use super::sample::Sample;
use super::tally::Tally;
use super::verdict::GROWTH;
use crate::report::Row;

/// A line about a server in which nobody is.
pub fn at_rest(when: &str, sample: &Sample) -> String {
    format!(
        "{when}: {:.1} MB, {} files, {} threads, {} tasks, {} rooms, {} connections, {} calls, {} \
         places",
        sample.memory as f64 / 1e6,
        sample.files,
        sample.threads,
        sample.metric("tasks"),
        sample.metric("rooms"),
        sample.metric("connections"),
        sample.metric("media_peers"),
        sample.places,
    )
}

/// The line of a minute.
pub fn minute(
    at: Duration,
    sample: &Sample,
    there: usize,
    tally: &Tally,
    totals: &Totals,
) -> String {
    let faults: u64 = tally.faults.values().sum();
    format!(
        "{:3} min: {there} there, {} rooms, {} in bubbles, {} calls; {:.1} MB, {} files, {} threads, {} \
         tasks, {:.0} s of CPU, {} of {} ticks late; {} joins, {} resumed, {} refused, {} audio packets \
         arrived; {faults} faults",
        at.as_secs() / 60 + 1,
        sample.metric("rooms"),
        sample.metric("bubble_members"),
        sample.metric("media_peers"),
        sample.memory as f64 / 1e6,
        sample.files,
        sample.threads,
        sample.metric("tasks"),
        sample.cpu.as_secs_f64(),
        sample.metric("tick_overruns_total"),
        sample.metric("ticks_total"),
        tally.joins,
        tally.resumed,
        tally.refusals,
        totals.packets.arrived,
    )
}

/// The figures as a table.
pub fn shown(rows: &[Row]) -> String {
    let head = rows.first().map_or("", |row| &row.workload);
    let mut table =
        format!("{head}\n\n| metric | value | goal | unit |\n| --- | ---: | ---: | --- |\n");
    for row in rows {
        let goal = row.goal.map(|goal| format!("≤ {goal}")).unwrap_or_default();
        let digits = usize::from(row.value.fract() != 0.0) * 2;
        table += &format!(
            "| {} | {:.digits$} | {goal} | {} |\n",
            row.metric, row.value, row.unit
        );
    }
    table
}

/// The figures.
pub fn rows(
    options: Options,
    samples: &[(Duration, Sample)],
    [before, after]: [&Sample; 2],
    tally: &Tally,
    totals: &Totals,
    trend: Option<Trend>,
) -> Vec<Row> {
    let row = |metric: &'static str, unit: &'static str, value: f64| Row {
        bench: "soak",
        workload: format!("{} clients, {} minutes", options.bots, options.minutes),
        system: "hallway",
        metric,
        unit,
        value,
        goal: None,
    };
    let mb = |sample: &Sample| sample.memory as f64 / 1e6;
    let thirds = |part: usize| {
        let sample = samples.get(samples.len() * part / 3);
        sample.map_or(0.0, |(_, sample)| mb(sample))
    };
    let peak = samples.iter().map(|(_, sample)| mb(sample));
    let mut rows = vec![
        row("memory_mb_before", "MB", mb(before)),
        row("memory_mb_after_a_third", "MB", thirds(1)),
        row("memory_mb_after_two_thirds", "MB", thirds(2)),
        row("memory_mb_peak", "MB", peak.fold(0.0, f64::max)),
        row("memory_mb_after", "MB", mb(after)),
    ];
    rows.extend(trend.map(|trend| Row {
        goal: Some(GROWTH / 1e6),
        ..row("memory_growth", "MB/h", trend.per_hour / 1e6)
    }));
    let counts: [(&'static str, u64); 16] = [
        ("joins", tally.joins),
        ("resumed", tally.resumed),
        ("came_back_too_late", tally.late),
        ("leaves", tally.leaves),
        ("lines_cut", tally.cuts),
        ("refusals", tally.refusals),
        ("strangers", tally.strangers),
        ("stalls", tally.stalls),
        ("fresh_snapshots", tally.snapshots),
        ("too_slow", tally.too_slow),
        ("rooms_that_were_ending", tally.retries),
        ("calls", totals.connected),
        ("packets_sent", totals.packets.sent),
        ("packets_arrived", totals.packets.arrived),
        ("packets_broken", totals.packets.broken),
        ("faults", tally.faults.values().sum()),
    ];
    rows.extend(counts.map(|(metric, count)| row(metric, "", count as f64)));
    let of_server = [
        ("ticks", after.metric("ticks_total")),
        ("tick_overruns", after.metric("tick_overruns_total")),
        ("panics", after.metric("panics_total")),
    ];
    rows.extend(of_server.map(|(metric, count)| row(metric, "", count)));
    let refused = Refusal::ALL.map(|refusal| (refusal.name(), after.refused(refusal.name())));
    let refused = refused.into_iter().filter(|(_, count)| *count > 0.0);
    rows.extend(refused.map(|(reason, count)| row(reason, "refused by the server", count)));
    rows.push(row("cpu_seconds", "s", after.cpu.as_secs_f64()));
    rows
}
