//! `cargo xtask bench media`: what passing a packet on costs, of audio and of video, and what memory
//! a peer takes; the floor beside it.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::child::{Measured, Order, Reply};
use crate::janus::{self, Everybody, Janus};
use crate::load::{Load, Sends};
use crate::peer::Peer;
use crate::process;
use crate::report::Row;

/// People in a bubble.
const BUBBLE: u32 = 4;
/// Time before a measurement in which all comes to its pace.
const WARM_UP: Duration = Duration::from_secs(2);
/// Packets lost, in percent, from which on a measurement says so: it no longer measures the whole work.
const LOST: f64 = 1.0;
/// Goals: microseconds of CPU for one packet passed on, and megabytes for one person.
const AUDIO_GOAL: f64 = 7.0;
/// See [`AUDIO_GOAL`].
const VIDEO_GOAL: f64 = 9.0;
/// See [`AUDIO_GOAL`].
const MEMORY_GOAL: f64 = 1.0;

/// What is sent, its name, and the goal for its cost.
const WORKLOADS: [(&str, Sends, Option<f64>); 3] = [
    (
        "audio",
        Sends {
            audio: true,
            video: false,
        },
        Some(AUDIO_GOAL),
    ),
    (
        "video",
        Sends {
            audio: false,
            video: true,
        },
        Some(VIDEO_GOAL),
    ),
    (BOTH.0, BOTH.1, None),
];
/// The standard workload.
const BOTH: (&str, Sends) = (
    "both",
    Sends {
        audio: true,
        video: true,
    },
);

/// Measures; quickly with fewer people and for a shorter time.
///
/// # Errors
/// When what is measured does not run.
pub fn run(quick: bool) -> Result<Vec<Row>> {
    let (bubbles, time) = match quick {
        true => (8, Duration::from_secs(3)),
        false => (40, Duration::from_secs(10)),
    };
    let mut rows = Vec::new();
    for system in [System::Floor, System::Hallway, System::Janus] {
        if system == System::Janus && !janus::is_installed() {
            eprintln!("no figures of Janus: there is no {}", janus::PROGRAM);
            continue;
        }
        let mut venue = Venue::open(system, bubbles)?;
        for (workload, sends, goal) in WORKLOADS {
            rows.extend(venue.measure(workload, sends, goal, time)?.0);
        }
        rows.push(venue.memory()?);
    }
    rows.extend(grow(bubbles, time)?);
    Ok(rows)
}

/// More bubbles, until a core is full or packets are lost: the load runs on the same machine, so
/// that it may be what has no more to give. What one core carries is told from the largest number
/// of bubbles without loss.
fn grow(step: u32, time: Duration) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut best = None;
    for bubbles in (2..=5).map(|times| times * step) {
        let mut venue = Venue::open(System::Hallway, bubbles)?;
        let (measured, percent, lost) = venue.measure(BOTH.0, BOTH.1, None, time)?;
        rows.extend(measured);
        if lost > LOST {
            break;
        }
        best = Some((bubbles, percent));
        if percent >= 95.0 {
            break;
        }
    }
    if let Some((bubbles, percent)) = best {
        rows.push(Row {
            bench: "media",
            workload: format!(
                "both, extrapolated from {bubbles} bubbles at {percent:.0} % of a core"
            ),
            system: "hallway",
            metric: "bubbles_on_one_core",
            unit: "bubbles of four",
            value: f64::from(bubbles) * 100.0 / percent,
            goal: None,
        });
    }
    Ok(rows)
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    Floor,
    Hallway,
    Janus,
}

impl System {
    fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Hallway => "hallway",
            Self::Janus => "janus",
        }
    }
}

/// Its process.
enum Process {
    Ours(Measured),
    Janus(Box<Janus>),
}

impl Process {
    fn pid(&self) -> u32 {
        match self {
            Self::Ours(measured) => measured.pid(),
            Self::Janus(janus) => janus.pid(),
        }
    }

    /// Packets passed on so far; `None` of what does not tell.
    fn forwarded(&mut self) -> Result<Option<u64>> {
        let Self::Ours(measured) = self else {
            return Ok(None);
        };
        match measured.ask(&Order::Count)? {
            Reply::Count(audio, video) => Ok(Some(audio + video)),
            other => bail!("no count but {other:?}"),
        }
    }
}

/// What is measured, with its people in it.
struct Venue {
    system: System,
    process: Process,
    load: Load,
    people: u32,
    /// Memory of the process before anybody came, in bytes.
    empty: u64,
}

impl Venue {
    fn open(system: System, bubbles: u32) -> Result<Self> {
        let mut process = match system {
            System::Floor => Process::Ours(Measured::start("--floor")?),
            System::Hallway => Process::Ours(Measured::start("--serve")?),
            System::Janus => Process::Janus(Box::new(Janus::start()?)),
        };
        let empty = process::memory(process.pid())?;
        let all = (0..bubbles).map(|bubble| {
            let first = bubble * BUBBLE + 1;
            (first..first + BUBBLE).collect::<Vec<u32>>()
        });
        let mut everybody = Everybody::default();
        for bubble in all {
            match &mut process {
                Process::Janus(janus) => janus.bubble(&bubble, &mut everybody)?,
                Process::Ours(measured) => {
                    for person in &bubble {
                        everybody.senders.push(match system {
                            System::Floor => Peer::bare(measured, *person)?,
                            _ => Peer::join(measured, *person)?,
                        });
                    }
                    measured.ask(&Order::Bubble(bubble))?;
                }
            }
        }
        Ok(Self {
            system,
            process,
            load: Load::new(everybody.senders, everybody.listeners)?,
            people: bubbles * BUBBLE,
            empty,
        })
    }

    /// The figures, the part of a core in percent, and the part of packets lost in percent.
    fn measure(
        &mut self,
        workload: &str,
        sends: Sends,
        goal: Option<f64>,
        time: Duration,
    ) -> Result<(Vec<Row>, f64, f64)> {
        self.load.run(sends, WARM_UP);
        let pid = self.process.pid();
        let before = self.process.forwarded()?;
        let cpu_before = process::cpu_time(pid)?;
        let own_before = process::cpu_time(std::process::id())?;
        let began = Instant::now();
        let counts = self.load.run(sends, time);
        let cpu = process::cpu_time(pid)?.saturating_sub(cpu_before);
        let own = process::cpu_time(std::process::id())?.saturating_sub(own_before);
        let wall = began.elapsed().as_secs_f64();
        let passed = match (before, self.process.forwarded()?) {
            (Some(before), Some(after)) => after - before,
            // Of Janus it is known by what arrives.
            _ => counts.arrived,
        } as f64;
        let due = (counts.sent * u64::from(BUBBLE - 1)) as f64;
        let lost = 100.0 - counts.arrived as f64 * 100.0 / due;
        let workload = match lost > LOST {
            true => format!("{workload}, LOSSES: not the whole work"),
            false => workload.to_owned(),
        };
        let percent = cpu.as_secs_f64() * 100.0 / wall;
        let micros = cpu.as_secs_f64() * 1e6 / passed;
        let row = |metric, unit, value| self.row(&workload, metric, unit, value);
        let mut rows = vec![row("cpu_us_per_packet", "µs", micros)];
        rows.iter_mut()
            .for_each(|row| row.goal = goal.filter(|_| self.system == System::Hallway));
        rows.extend([
            row("packets_per_second", "1/s", passed / wall),
            row("cpu_percent", "% of a core", percent),
            row(
                "load_cpu_percent",
                "% of a core",
                own.as_secs_f64() * 100.0 / wall,
            ),
            row("packets_sent", "packets", counts.sent as f64),
            row("packets_due", "packets", due),
            row("packets_passed_on", "packets", passed),
            row("packets_arrived", "packets", counts.arrived as f64),
            row("packets_broken", "packets", counts.broken as f64),
            row("lost", "%", lost),
        ]);
        Ok((rows, percent, lost))
    }

    fn memory(&self) -> Result<Row> {
        let memory = process::memory(self.process.pid())?.saturating_sub(self.empty);
        let per_peer = memory as f64 / f64::from(self.people) / 1e6;
        let mut row = self.row(BOTH.0, "memory_per_peer", "MB", per_peer);
        row.goal = (self.system == System::Hallway).then_some(MEMORY_GOAL);
        Ok(row)
    }

    fn row(&self, workload: &str, metric: &'static str, unit: &'static str, value: f64) -> Row {
        Row {
            bench: "media",
            workload: format!("{} people in bubbles of four, {workload}", self.people),
            system: self.system.name(),
            metric,
            unit,
            value,
            goal: None,
        }
    }
}
