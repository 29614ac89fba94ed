//! What would go wrong with a map during an event, told before it. Each family of findings has a
//! file of its own; all look at the loaded [`Venue`] and at what its author wrote ([`Source`]).
//! Nothing here changes what the loader makes of a map.

mod beside;
mod codes;
mod covered;
mod credits;
mod exits;
mod files;
mod layers;
mod links;
mod overlap;
mod pictures;
mod properties;
mod reach;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use crate::tiled::source::Source;
use crate::tiled::{Limits, LoadError, MapFiles, Problem, load, load_with_source};
use crate::venue::{Venue, Zone};

pub use codes::{CODES, Code, Level, find};

/// Findings of one map that are kept; what comes after is only counted.
const MAX_FINDINGS: usize = 1000;

/// Something about a map that its author should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind it is.
    pub code: &'static Code,
    /// What is wrong, in a sentence.
    pub message: String,
    /// File, layer, object or tile that it is about.
    pub place: String,
    /// The cell that it is about, column and row, where there is one.
    pub tile: Option<(i64, i64)>,
}

/// What there is to say about a map.
#[derive(Debug, Default)]
pub struct Report {
    /// All findings, errors first, each once.
    pub findings: Vec<Finding>,
    /// The map, when it can be used at all.
    pub venue: Option<Venue>,
}

/// Checks the maps of one folder.
pub struct Checker<'f> {
    files: &'f dyn MapFiles,
    names: BTreeSet<String>,
    limits: Limits,
    /// Names of the start areas of rooms that exits led to; `None` for maps that can't be used.
    starts: HashMap<String, Option<Vec<String>>>,
}

impl<'f> Checker<'f> {
    /// A checker for the folder that `files` reads, in which there are files of these `names`.
    pub fn new(
        files: &'f dyn MapFiles,
        names: impl IntoIterator<Item = String>,
        limits: Limits,
    ) -> Self {
        Self {
            files,
            names: names.into_iter().collect(),
            limits,
            starts: HashMap::new(),
        }
    }

    /// Checks the map at `path`, relative to the folder.
    pub fn check(&mut self, path: &str) -> Report {
        let mut found = Findings::default();
        let (venue, source) = match load_with_source(self.files, path, &self.limits) {
            Ok(both) => both,
            Err(error) => {
                found.refused(&error);
                return found.into_report(path, None);
            }
        };
        let subject = Subject {
            venue: &venue,
            source: &source,
        };
        let mistaken = files::look(&subject, &self.names, &mut found);
        found.of_loader(&venue, &mistaken);
        layers::look(&subject, &mut found);
        covered::look(&subject, self.files, &mut found);
        pictures::look(&subject, &mut found);
        reach::look(&subject, &mut found);
        overlap::look(&subject, &mut found);
        exits::look(&subject, self, &mut found);
        properties::look(&subject, &mut found);
        links::look(&subject, &mut found);
        beside::look(&subject, self.files, &self.names, &mut found);
        credits::look(&subject, &mut found);
        found.into_report(path, Some(venue))
    }

    /// Names of the start areas of a room's map, or why there are none.
    fn starts_of(&mut self, room: &str, file: &str) -> Option<Vec<String>> {
        if let Some(known) = self.starts.get(room) {
            return known.clone();
        }
        let venue = load(self.files, file, &self.limits).ok();
        let names = venue.map(|venue| venue.starts.into_iter().map(|start| start.name).collect());
        self.starts.insert(room.to_owned(), names.clone());
        names
    }
}

/// What families of findings look at.
struct Subject<'s> {
    venue: &'s Venue,
    source: &'s Source,
}

/// Collects findings.
#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
    more: usize,
}

impl Findings {
    fn add(&mut self, code: &str, place: &str, message: impl Into<String>) {
        self.add_at(code, place, None, message);
    }

    fn add_at(
        &mut self,
        code: &str,
        place: &str,
        tile: Option<(i64, i64)>,
        message: impl Into<String>,
    ) {
        let finding = Finding {
            code: find(code),
            message: message.into(),
            place: place.to_owned(),
            tile,
        };
        if self.list.contains(&finding) {
            return;
        }
        if self.list.len() < MAX_FINDINGS {
            self.list.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// What the loader found, but for files about which more is known now.
    fn of_loader(&mut self, venue: &Venue, mistaken: &[String]) {
        for warning in &venue.warnings {
            let about_mistaken = || {
                mistaken
                    .iter()
                    .any(|file| warning.message.contains(&format!("“{file}”")))
            };
            if warning.code.starts_with("missing-") && about_mistaken() {
                continue;
            }
            self.add_at(
                warning.code,
                &warning.place,
                warning.tile,
                warning.message.clone(),
            );
        }
    }

    fn refused(&mut self, error: &LoadError) {
        let message = match &error.problem {
            // The message of a path is about the map's own.
            Problem::Path(problem) => format!("the map's own path: {problem}"),
            problem => problem.to_string(),
        };
        self.add(error.code(), &error.place, message);
    }

    fn into_report(mut self, path: &str, venue: Option<Venue>) -> Report {
        if self.more > 0 {
            let message = format!("{} further findings are left out", self.more);
            self.list.push(Finding {
                code: find("more-warnings"),
                message,
                place: path.to_owned(),
                tile: None,
            });
        }
        self.list.sort_by_key(|finding| finding.code.level);
        Report {
            findings: self.list,
            venue,
        }
    }
}

/// Where a zone is written, for messages.
fn place_of(zone: &Zone, file: &str) -> String {
    match zone.place.as_str() {
        "" => format!("{file}, “{}”", zone.name),
        place => place.to_owned(),
    }
}
