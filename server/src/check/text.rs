//! Findings for people: one line each, grouped by map, with what helps.

use std::collections::BTreeSet;
use std::io::{self, Write};

use hallway_world::check::{Finding, Level};

use super::Checked;

/// Writes all findings, and a sum at the end.
///
/// # Errors
/// When writing fails.
pub fn write(checked: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    for map in checked {
        match &map.weight {
            Some(weight) => writeln!(out, "{} ({})", map.path, weight.in_words())?,
            None => writeln!(out, "{}", map.path)?,
        }
        // What helps is said once for each kind.
        let mut helped = BTreeSet::new();
        for finding in &map.findings {
            writeln!(out, "  {}", line(finding, &map.file))?;
            if helped.insert(finding.code.name) {
                writeln!(out, "      {}", finding.code.hint)?;
            }
        }
        if map.findings.is_empty() {
            writeln!(out, "  nothing to complain of")?;
        }
    }
    let count = |level: Level| {
        let all = checked.iter().flat_map(|map| &map.findings);
        all.filter(|finding| finding.code.level == level).count()
    };
    writeln!(
        out,
        "{}, {}, {}, {}",
        many(checked.len(), "map"),
        many(count(Level::Error), "error"),
        many(count(Level::Warning), "warning"),
        many(count(Level::Note), "note")
    )
}

fn line(finding: &Finding, file: &str) -> String {
    let place = place(finding, file);
    let tile = match finding.tile {
        Some((column, row)) => format!(" at {column},{row}"),
        None => String::new(),
    };
    format!(
        "{} [{}] {place}{tile}: {}",
        finding.code.level.title(),
        finding.code.name,
        finding.message
    )
}

/// Where in the map it is; another file's name where it is in one.
pub fn place<'f>(finding: &'f Finding, file: &str) -> &'f str {
    match finding.place.strip_prefix(file) {
        Some("") => "map",
        Some(rest) => rest.strip_prefix(", ").unwrap_or(&finding.place),
        None => &finding.place,
    }
}

fn many(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
