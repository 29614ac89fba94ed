//! Why a map can't be used, and what its author should know about one that can.

use std::fmt;

use super::files::{FileError, PathError};
use super::limits::MAX_WARNINGS;
use crate::venue::Finding;

/// A map that can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// File and, where known, layer and object that it is about.
    pub place: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file can't be read.
    File(FileError),
    /// The file's path is not one inside the maps folder.
    Path(PathError),
    /// The content is neither a Tiled map in XML nor one in JSON.
    NotAMap,
    /// The content is not well-formed; line and reason.
    Syntax(String),
    /// The map is isometric, staggered, hexagonal or oblique.
    Orientation(String),
    /// A limit is exceeded.
    Limit {
        /// Name of the limit, a field of [`super::Limits`] or, for a fixed one, a description.
        limit: &'static str,
        /// The most that is allowed.
        allowed: u64,
        /// What the map has; where counting stops early, the count so far.
        found: u64,
    },
    /// Something else that makes the map unusable, in words.
    Invalid(String),
}

impl LoadError {
    /// Stable name of the kind of problem, in kebab-case.
    pub fn code(&self) -> &'static str {
        match self.problem {
            Problem::File(_) => "unreadable-file",
            Problem::Path(_) => "bad-path",
            Problem::NotAMap => "not-a-map",
            Problem::Syntax(_) => "bad-syntax",
            Problem::Orientation(_) => "not-orthogonal",
            Problem::Limit { .. } => "over-limit",
            Problem::Invalid(_) => "invalid-map",
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Path(error) => error.fmt(f),
            Self::NotAMap => f.write_str("this is not a Tiled map in XML or JSON"),
            Self::Syntax(reason) => write!(f, "the content is not well-formed: {reason}"),
            Self::Orientation(found) => {
                write!(f, "only orthogonal maps are supported, this one is {found}")
            }
            Self::Limit {
                limit,
                allowed,
                found,
            } => write!(f, "over the limit {limit}: {found}, allowed are {allowed}"),
            Self::Invalid(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for LoadError {}

/// Collects what a map's author should know.
#[derive(Debug, Default)]
pub(super) struct Notes {
    list: Vec<Finding>,
    more: usize,
}

/// Things of one kind in a layer, and where the first of them is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counted {
    count: u64,
    first: Option<(i64, i64)>,
}

impl Counted {
    /// One more, at a column and row.
    pub(super) fn add(&mut self, column: i64, row: i64) {
        self.count += 1;
        self.first.get_or_insert((column, row));
    }
}

impl Notes {
    /// Tells of the cells of a layer that show tiles of no tileset.
    pub(super) fn unknown_tiles(&mut self, cells: Counted, place: &str) {
        let Some((column, row)) = cells.first else {
            return;
        };
        let message = format!(
            "{} of its cells show tiles of no tileset and are left empty, the first in column {column}, row {row}",
            cells.count
        );
        self.warn_at("unknown-tile", place, cells.first, message);
    }

    /// Adds a finding, unless it was made before or there are too many already.
    pub(super) fn warn(&mut self, code: &'static str, place: &str, message: impl Into<String>) {
        self.warn_at(code, place, None, message);
    }

    /// The same about a cell, column and row.
    pub(super) fn warn_at(
        &mut self,
        code: &'static str,
        place: &str,
        tile: Option<(i64, i64)>,
        message: impl Into<String>,
    ) {
        let finding = Finding {
            code,
            message: message.into(),
            place: place.to_owned(),
            tile,
        };
        if self.list.contains(&finding) {
            return;
        }
        if self.list.len() < MAX_WARNINGS {
            self.list.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// All findings, in the order they were made.
    pub(super) fn into_findings(mut self, file: &str) -> Vec<Finding> {
        if self.more > 0 {
            self.list.push(Finding {
                code: "more-warnings",
                message: format!("{} further warnings are left out", self.more),
                place: file.to_owned(),
                tile: None,
            });
        }
        self.list
    }
}
