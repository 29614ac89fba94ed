//! A folder of maps on disk.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use hallway_world::tiled::{FileError, MapFiles};

use super::{MapSource, Stamp, room_path};

/// Files looked at when listing; a larger folder is not one of maps.
const MOST_FILES: usize = 20_000;

/// Folders inside one another that are looked into.
const MOST_DEPTH: usize = 8;

/// A maps folder.
#[derive(Debug)]
pub struct FolderMaps {
    root: PathBuf,
}

impl FolderMaps {
    /// The maps in this folder.
    ///
    /// # Errors
    /// When it is no folder or can't be read.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        fs::read_dir(&root)?;
        Ok(Self { root })
    }

    fn file(&self, path: &str) -> Result<File, FileError> {
        if !room_path::is_relative(path) {
            return Err(FileError::Missing);
        }
        let real = self.root.join(path).canonicalize().map_err(unreadable)?;
        // A link must not lead out of the folder.
        if !real.starts_with(&self.root) || !real.is_file() {
            return Err(FileError::Missing);
        }
        File::open(real).map_err(unreadable)
    }
}

fn unreadable(error: io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileError::Missing,
        _ => FileError::Unreadable(error.to_string()),
    }
}

impl MapFiles for FolderMaps {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        let file = self.file(path)?;
        file.take(at_most)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        Ok(bytes)
    }
}

impl MapSource for FolderMaps {
    fn list(&self) -> Vec<String> {
        let mut files = Vec::new();
        list_into(&self.root, "", MOST_DEPTH, &mut files);
        files.sort_unstable();
        files
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        if !room_path::is_relative(path) {
            return None;
        }
        let metadata = fs::metadata(self.root.join(path)).ok()?;
        Some(Stamp {
            modified: metadata.modified().ok()?,
            bytes: metadata.len(),
        })
    }

    fn length(&self, path: &str) -> Result<u64, FileError> {
        let file = self.file(path)?.metadata().map_err(unreadable)?;
        Ok(file.len())
    }

    fn read_part(&self, path: &str, from: u64, at_most: usize) -> Result<Vec<u8>, FileError> {
        let mut file = self.file(path)?;
        file.seek(SeekFrom::Start(from)).map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(at_most as u64)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        Ok(bytes)
    }
}

fn list_into(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        if files.len() >= MOST_FILES {
            return;
        }
        let path = format!("{prefix}{name}");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => {
                list_into(&entry.path(), &format!("{path}/"), depth - 1, files);
            }
            Ok(kind) if kind.is_file() => files.push(path),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_folder_are_read() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.json"), "{}").unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/map.json"), "{}").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        let maps = FolderMaps::open(folder.path()).unwrap();
        assert_eq!(maps.read("a/map.json", 1), Ok(b"{".to_vec()));
        for path in [
            "link/secret.json",
            "a",
            "a/none.json",
            "../x",
            "a/map.json/x",
            "",
        ] {
            assert_eq!(maps.read(path, 10), Err(FileError::Missing), "{path}");
        }
        assert_eq!(maps.list(), ["a/map.json"]);
        assert_eq!(maps.length("a/map.json"), Ok(2));
        assert_eq!(maps.read_part("a/map.json", 1, 9), Ok(b"}".to_vec()));
        assert_eq!(maps.read_part("a/map.json", 9, 9), Ok(Vec::new()));
        assert!(maps.read_part("link/secret.json", 0, 9).is_err());
        assert!(maps.length("link/secret.json").is_err());
    }
}
