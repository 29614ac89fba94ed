//! Files that a map names in other capitals than they have: found on the author's Windows or Mac,
//! not on a server.

use std::collections::{BTreeSet, HashMap};

use super::{Findings, Subject};

/// Tells of files named in wrong capitals; returns the paths that were meant by the map.
pub(super) fn look(
    subject: &Subject<'_>,
    names: &BTreeSet<String>,
    found: &mut Findings,
) -> Vec<String> {
    let mut by_lower: HashMap<String, &String> = HashMap::new();
    for name in names {
        by_lower.entry(name.to_lowercase()).or_insert(name);
    }
    let mut mistaken = Vec::new();
    for reference in &subject.source.references {
        let Ok(to) = &reference.to else {
            continue;
        };
        if names.contains(to) {
            continue;
        }
        let Some(there) = by_lower.get(&to.to_lowercase()) else {
            continue;
        };
        let message = format!("“{}” does not exist, but “{there}” does", reference.written);
        found.add("wrong-letter-case", &reference.by, message);
        mistaken.push(to.clone());
    }
    mistaken
}
