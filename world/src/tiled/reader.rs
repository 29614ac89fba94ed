//! The parser's view of the prepared documents. There is nothing else that it could read.

use std::io;
use std::path::Path;

use tiled::{Loader, Map, ResourceReader};

use super::prepare::{Documents, MAP_DOCUMENT};

/// Hands out documents by name.
struct Shelf<'d>(&'d Documents);

impl<'d> ResourceReader for Shelf<'d> {
    type Resource = &'d [u8];
    type Error = io::Error;

    fn read_from(&mut self, path: &Path) -> Result<Self::Resource, Self::Error> {
        path.to_str()
            .and_then(|name| self.0.get(name))
            .map(|document| document.as_bytes())
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

/// Parses the map of these documents.
///
/// # Errors
/// Whatever the parser finds wrong, in words. The documents are written so that it finds nothing.
pub(super) fn parse(documents: &Documents) -> Result<Map, String> {
    Loader::with_reader(Shelf(documents))
        .load_tmx_map(MAP_DOCUMENT)
        .map_err(|error| error.to_string())
}
