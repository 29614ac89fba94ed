//! Before parsing: reads a map and the files it names, checks and counts everything in them, and
//! writes each anew as XML of which the parser refuses nothing. JSON becomes XML on the way.
//!
//! Paths in what is written start with `/`, so that the parser has nothing to resolve: `/tileset/P`
//! and `/template/P` are documents made from the file P of the maps folder, `/map` is the map, and
//! of a picture `/P` is the file P, a bare `/` one that can't be used.

mod cells;
mod clean;
mod map;
mod tileset;
mod wam;

use std::collections::BTreeMap;

use super::element::Element;
use super::error::{LoadError, Notes, Problem};
use super::files::{MapFiles, resolve};
use super::limits::Limits;
use super::{json, xml};

/// Name of the map's own document.
pub(super) const MAP_DOCUMENT: &str = "/map";

/// XML documents by name.
pub(super) type Documents = BTreeMap<String, String>;

/// What is done so far.
pub(super) struct Preparation<'a> {
    files: &'a dyn MapFiles,
    limits: &'a Limits,
    notes: Notes,
    documents: Documents,
    images: BTreeMap<String, tileset::ImageFile>,
    used: Used,
}

/// What counts towards the limits.
#[derive(Default)]
struct Used {
    bytes: u64,
    cells: u64,
    layers: u64,
    tilesets: u64,
    tiles: u64,
    objects: u64,
}

/// Reads and checks the map at `path` and all that it names. Returns its path in normal form, the
/// documents, and what there is to know about them.
///
/// # Errors
/// See [`Problem`].
pub(super) fn prepare(
    files: &dyn MapFiles,
    path: &str,
    limits: &Limits,
) -> Result<(String, Documents, Notes), LoadError> {
    let fail = |problem| LoadError {
        place: path.to_owned(),
        problem,
    };
    let file = resolve("", path).map_err(|error| fail(Problem::Path(error)))?;
    let mut preparation = Preparation {
        files,
        limits,
        notes: Notes::default(),
        documents: Documents::new(),
        images: BTreeMap::new(),
        used: Used::default(),
    };
    let is_wam = file.to_ascii_lowercase().ends_with(".wam");
    let (mut map, file) = if is_wam {
        preparation.wam(&file)?
    } else {
        (preparation.read(&file).map_err(fail)?, file)
    };
    if map.name != "map" {
        return Err(fail(Problem::NotAMap));
    }
    preparation.map(&mut map, &file)?;
    preparation
        .documents
        .insert(MAP_DOCUMENT.to_owned(), map.to_xml());
    Ok((file, preparation.documents, preparation.notes))
}

impl Preparation<'_> {
    /// Reads a file, of whichever of the two formats its content is.
    fn read(&mut self, file: &str) -> Result<Element, Problem> {
        let text = self.text(file)?;
        if text.starts_with('<') {
            xml::parse(&text).map_err(Problem::Syntax)
        } else if text.starts_with('{') {
            json::parse(&text)
                .map_err(Problem::Syntax)?
                .ok_or(Problem::NotAMap)
        } else {
            Err(Problem::NotAMap)
        }
    }

    /// Reads a file of text, without what stands in front of its content.
    fn text(&mut self, file: &str) -> Result<String, Problem> {
        let allowed = self.limits.max_file_bytes;
        let at_most = allowed.saturating_add(1);
        let bytes = self.files.read(file, at_most).map_err(Problem::File)?;
        let found = bytes.len() as u64;
        if found > allowed {
            return Err(Problem::Limit {
                limit: "max_file_bytes",
                allowed,
                found,
            });
        }
        let total = self.limits.max_total_bytes;
        spend(&mut self.used.bytes, found, "max_total_bytes", total)?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|error| Problem::Syntax(format!("it is not UTF-8 text: {error}")))?;
        let text = text.trim_start_matches('\u{FEFF}').trim_start();
        Ok(text.to_owned())
    }
}

/// Adds to a count that has a limit.
fn spend(count: &mut u64, more: u64, limit: &'static str, allowed: u64) -> Result<(), Problem> {
    *count = count.saturating_add(more);
    if *count > allowed {
        return Err(Problem::Limit {
            limit,
            allowed,
            found: *count,
        });
    }
    Ok(())
}

/// A problem somewhere in a map.
fn at(place: &str) -> impl Fn(Problem) -> LoadError + use<'_> {
    move |problem| LoadError {
        place: place.to_owned(),
        problem,
    }
}
