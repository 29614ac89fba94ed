//! The maps inside the binary.

use hallway_world::tiled::{FileError, MapFiles};

use super::{MapSource, Stamp};
use crate::embed::ShippedMaps;

/// The maps that ship with the project.
#[derive(Debug)]
pub struct ShippedFiles;

impl MapFiles for ShippedFiles {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        let file = ShippedMaps::get(path).ok_or(FileError::Missing)?;
        let length = usize::try_from(at_most)
            .unwrap_or(usize::MAX)
            .min(file.data.len());
        Ok(file.data.get(..length).unwrap_or_default().to_vec())
    }
}

impl MapSource for ShippedFiles {
    fn list(&self) -> Vec<String> {
        let mut files: Vec<String> = ShippedMaps::iter().map(|path| path.to_string()).collect();
        files.sort_unstable();
        files
    }

    fn stamp(&self, _: &str) -> Option<Stamp> {
        None
    }

    fn length(&self, path: &str) -> Result<u64, FileError> {
        let file = ShippedMaps::get(path).ok_or(FileError::Missing)?;
        Ok(file.data.len() as u64)
    }

    fn read_part(&self, path: &str, from: u64, at_most: usize) -> Result<Vec<u8>, FileError> {
        let file = ShippedMaps::get(path).ok_or(FileError::Missing)?;
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let rest = file.data.get(from..).unwrap_or_default();
        Ok(rest.iter().take(at_most).copied().collect())
    }
}
