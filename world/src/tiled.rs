//! Tiled maps to [`Venue`]s: TMX and JSON through one parser, with what WorkAdventure's editor
//! keeps beside them in `.wam` files; hostile files refused.
//!
//! Two halves. The first reads, checks and counts everything and writes it anew in one clean form
//! (`prepare`); the second parses that and works out what it means (`build`).

mod address;
mod build;
mod element;
mod error;
mod exits;
mod files;
mod json;
mod limits;
mod prepare;
pub mod properties;
mod reader;
mod schema;
pub mod source;
#[cfg(test)]
mod tests;
mod wam;
mod xml;

pub use error::{LoadError, Problem};
pub use exits::exit_to;
pub use files::{FileError, MapFiles, PathError, SHOWN, is_shown};
pub use limits::Limits;

use crate::venue::Venue;
use source::Source;

/// Loads the map at `path`, relative to the maps folder: a map, or a `.wam` file that adds to one.
///
/// # Errors
/// See [`Problem`].
pub fn load(files: &dyn MapFiles, path: &str, limits: &Limits) -> Result<Venue, LoadError> {
    let (file, documents, notes) = prepare::prepare(files, path, limits)?;
    finish(&file, documents, notes)
}

/// The same, and what its author wrote.
///
/// # Errors
/// See [`Problem`].
pub fn load_with_source(
    files: &dyn MapFiles,
    path: &str,
    limits: &Limits,
) -> Result<(Venue, Source), LoadError> {
    let (file, documents, notes) = prepare::prepare(files, path, limits)?;
    let source = Source {
        things: source::things(&documents, &file),
        references: source::references(files, &file, limits),
        file: file.clone(),
    };
    Ok((finish(&file, documents, notes)?, source))
}

fn finish(
    file: &str,
    documents: prepare::Documents,
    mut notes: error::Notes,
) -> Result<Venue, LoadError> {
    let map = reader::parse(&documents).map_err(|reason| LoadError {
        place: file.to_owned(),
        problem: Problem::Invalid(format!("the map can't be parsed: {reason}")),
    })?;
    drop(documents);
    let mut venue = build::build(&map, file, &mut notes);
    venue.warnings = notes.into_findings(file);
    Ok(venue)
}
