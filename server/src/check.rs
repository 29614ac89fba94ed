//! `hallway check`: tells an organizer before the event what would go wrong with the maps. What
//! there is to find is the business of [`hallway_world::check`]; here maps are found, each with the
//! folder it belongs to, and what was found is written down.

mod json;
mod root;
mod text;
mod weight;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use hallway_world::check::{Checker, Finding, Level};
use hallway_world::tiled::Limits;

use crate::args::{CheckArgs, CheckFormat};
use crate::maps::{FolderMaps, MapSource};

use root::Job;
use weight::Weight;

/// What is known of one map.
pub struct Checked {
    /// The map's path as the user would write it.
    pub path: String,
    /// The map's path below the maps folder.
    pub file: String,
    /// All findings, errors first.
    pub findings: Vec<Finding>,
    /// What visitors download; `None` when the map can't be used.
    pub weight: Option<Weight>,
}

/// The program's exit status when it is called wrongly.
const WRONG_USAGE: u8 = 2;

/// Checks maps and prints what was found: exit status 0 when all can be used, 1 when there are
/// errors, 2 when a path is not there or not what it should be.
pub fn run(args: &CheckArgs, out: &mut dyn Write) -> ExitCode {
    let jobs = match root::jobs(&args.paths) {
        Ok(jobs) => jobs,
        Err(error) => return wrong_usage(&error.to_string()),
    };
    let mut checked = Vec::new();
    for job in jobs {
        match work(&job) {
            Ok(more) => checked.extend(more),
            Err(error) => return wrong_usage(&error),
        }
    }
    let written = match args.format {
        CheckFormat::Text => text::write(&checked, out),
        CheckFormat::Json => json::write(&checked, out),
    };
    if written.is_err() {
        // Whoever closed the pipe does not want to hear.
        return ExitCode::FAILURE;
    }
    match checked.iter().flat_map(|map| &map.findings).any(is_error) {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

/// Whether a finding means that visitors meet something broken.
pub fn is_error(finding: &Finding) -> bool {
    finding.code.level == Level::Error
}

fn wrong_usage(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(WRONG_USAGE)
}

/// Checks the maps of one folder.
fn work(job: &Job) -> Result<Vec<Checked>, String> {
    let shown = |name: &str| match job.shown.as_os_str().is_empty() {
        true => PathBuf::from(name),
        false => job.shown.join(name),
    };
    let folder =
        FolderMaps::open(&job.root).map_err(|error| format!("{}: {error}", job.root.display()))?;
    let names = folder.list();
    let mut checker = Checker::new(&folder, names.iter().cloned(), Limits::default());
    let mut checked = Vec::new();
    let maps = match &job.maps {
        root::Wanted::All => names,
        root::Wanted::These(maps) => maps.clone(),
    };
    for file in maps {
        let named = matches!(job.maps, root::Wanted::These(_));
        if !named && !root::may_be_a_map(&folder, &file) {
            continue;
        }
        let report = checker.check(&file);
        let mut findings = report.findings;
        let weight = report.venue.map(|venue| Weight::of(&venue, &folder));
        if let Some(weight) = &weight {
            findings.extend(weight.finding(&file));
        }
        findings.sort_by_key(|finding| finding.code.level);
        checked.push(Checked {
            path: shown(&file).display().to_string(),
            file,
            findings,
            weight,
        });
    }
    Ok(checked)
}
