//! What is wrong with a program that was read, for the organizers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::FINDINGS;

/// Something that was left out, or mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where, as `day 2, room Curie, talk 3 (Opening)`.
    pub place: String,
    /// What is wrong, and what was made of it.
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

/// All that was left out or mended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The first of them.
    pub findings: Vec<Finding>,
    /// How many there are beyond those.
    pub more: usize,
}

impl Report {
    /// Whether nothing was left out or mended.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    pub(crate) fn add(&mut self, place: &str, problem: impl Into<String>) {
        if self.findings.len() == FINDINGS {
            self.more += 1;
            return;
        }
        self.findings.push(Finding {
            place: place.to_owned(),
            problem: problem.into(),
        });
    }
}

/// Why nothing could be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong.
    pub problem: String,
    /// What is wrong with single talks, where that is why.
    pub report: Report,
}

impl Unreadable {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            report: Report::default(),
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        match self.report.findings.first() {
            Some(first) => write!(f, "; first of all {first}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Unreadable {}
