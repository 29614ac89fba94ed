//! `hallway bots`: visitors that walk, to see what a server bears. They speak the protocol as browsers
//! do, decode all that they are told and check it; some remember where everybody is, and measure
//! how long it takes from one's step to the other's sight of it.
//!
//! One thread carries them all, with all connections in one poll, so that the other core is the
//! server's.

mod bot;
pub mod connect;
mod crew;
mod known;
mod tally;
pub mod traffic;

pub use crew::next;
pub use tally::Tally;

use std::io::Write;

use anyhow::{Context, Result, bail};

use crate::args::BotsArgs;
use crew::Crew;

/// Said on standard error, for programs that measure the server meanwhile: what comes from here on
/// counts.
pub const COUNTING: &str = "counting";

/// The same: what comes from here on does not.
pub const COUNTED: &str = "counted";

/// Lets them in, lets them walk, and tells what they were told. How far that is goes to `progress`.
///
/// # Errors
/// When the server does not let them all in, or told them something that can't be.
pub fn run(args: &BotsArgs, out: &mut impl Write, progress: &mut impl Write) -> Result<()> {
    let place = connect::Place::of(&args.url, &args.room)?;
    let mut crew = Crew::enter(&place, args)?;
    writeln!(progress, "{} were let in", args.count)?;
    crew.walk(crew::WARM_UP)?;
    writeln!(progress, "{COUNTING}")?;
    crew.begin_to_count();
    crew.walk(args.seconds())?;
    writeln!(progress, "{COUNTED}")?;
    let tally = crew.counted(args);
    if args.json {
        let json = serde_json::to_string(&tally).context("the figures")?;
        writeln!(out, "{json}")?;
    } else {
        write!(out, "{tally}")?;
    }
    match tally.faults {
        0 => Ok(()),
        faults => bail!(
            "{faults} times the server told what can't be: {}",
            crew.first_fault()
        ),
    }
}
