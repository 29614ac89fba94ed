//! Which maps are meant by the paths of a command line, and which folder is the maps folder of each.
//!
//! A folder is a maps folder itself, as it would be for `hallway serve --maps`. A file belongs to
//! the innermost of the folders that are named beside it. When there is none, it is the file's own
//! folder or, when the map names files outside of that, the nearest folder above that holds them:
//! within the same checkout, or else within the folder one works in, or at most two steps up.

use std::fmt;
use std::path::{Path, PathBuf};

use hallway_world::tiled::source::references;
use hallway_world::tiled::{Limits, MapFiles, PathError};

use crate::maps::{EXTENSIONS, FolderMaps};

/// Steps up from a file's folder that are taken where nothing else is a limit.
const MOST_STEPS: usize = 2;

/// Bytes of a file that are looked at to tell whether it is a map.
const GLANCE: u64 = 16 << 20;

/// The maps of one folder.
#[derive(Debug, PartialEq, Eq)]
pub struct Job {
    /// The maps folder.
    pub root: PathBuf,
    /// The same as the user would write it.
    pub shown: PathBuf,
    /// Which of its maps.
    pub maps: Wanted,
}

/// Which maps of a folder are meant.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All that are maps.
    All,
    /// These files, relative to it.
    These(Vec<String>),
}

/// A path of the command line that can't be used.
#[derive(Debug)]
pub struct BadPath {
    path: PathBuf,
    reason: String,
}

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

/// What is to be done, in the order of the paths.
///
/// # Errors
/// When a path is not there.
pub fn jobs(paths: &[PathBuf]) -> Result<Vec<Job>, BadPath> {
    let mut folders: Vec<(PathBuf, &Path)> = Vec::new();
    let mut real = Vec::new();
    for path in paths {
        let fail = |error: std::io::Error| BadPath {
            path: path.clone(),
            reason: error.to_string(),
        };
        let found = path.canonicalize().map_err(fail)?;
        if found.is_dir() {
            folders.push((found.clone(), path));
        }
        real.push((found, path));
    }
    let mut jobs: Vec<Job> = Vec::new();
    for (found, path) in &real {
        if found.is_dir() {
            // A folder inside another one that is named is checked with that one.
            let inner = folders
                .iter()
                .any(|(other, _)| other != found && found.starts_with(other));
            let job = Job {
                root: found.clone(),
                shown: (*path).clone(),
                maps: Wanted::All,
            };
            if !inner && !jobs.contains(&job) {
                jobs.push(job);
            }
            continue;
        }
        if folders.iter().any(|(folder, _)| found.starts_with(folder)) && is_map_name(found) {
            // It is checked with its folder.
            continue;
        }
        jobs.push(job_of_file(found, path, &folders)?);
    }
    Ok(jobs)
}

/// Whether a file found in a folder is to be checked: it is a map, or it should be one and is
/// damaged. Other JSON and XML files are none of our business.
pub fn may_be_a_map(files: &dyn MapFiles, file: &str) -> bool {
    if !is_map_name(Path::new(file)) {
        return false;
    }
    let Ok(bytes) = files.read(file, GLANCE) else {
        return true;
    };
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let own = !file.ends_with(".json");
    if text.starts_with('<') {
        text.contains("<map") || own
    } else if text.starts_with('{') {
        // The type is written at the end by Tiled; old versions do not write it.
        let map = text.contains("\"tilewidth\"") && text.contains("\"layers\"");
        let tileset = ["\"type\":\"tileset\"", "\"type\": \"tileset\""];
        map && !tileset.iter().any(|tileset| text.contains(tileset)) || own
    } else {
        own
    }
}

fn is_map_name(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
}

fn job_of_file(found: &Path, path: &Path, folders: &[(PathBuf, &Path)]) -> Result<Job, BadPath> {
    let fail = |reason: &str| BadPath {
        path: path.to_owned(),
        reason: reason.to_owned(),
    };
    let around = folders
        .iter()
        .filter(|(folder, _)| found.starts_with(folder))
        .max_by_key(|(folder, _)| folder.components().count());
    let root = match around {
        Some((folder, _)) => folder.clone(),
        None => root_of(found).ok_or_else(|| fail("it is in no folder"))?,
    };
    let below = found.strip_prefix(&root).ok().and_then(below);
    let file = below.ok_or_else(|| fail("its path is not one that a map can have"))?;
    // As many steps up from the path as the user wrote it.
    let steps = file.split('/').count();
    let mut shown = path.to_owned();
    for _ in 0..steps {
        shown = match shown.parent() {
            Some(parent) if !shown.as_os_str().is_empty() && !shown.ends_with("..") => {
                parent.to_owned()
            }
            _ => root.clone(),
        };
    }
    // A link, or steps up, may have led elsewhere than the text says.
    let same = |folder: &Path| {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        folder.canonicalize().is_ok_and(|folder| folder == root)
    };
    if !same(&shown) {
        shown = root.clone();
    }
    Ok(Job {
        root,
        shown,
        maps: Wanted::These(vec![file]),
    })
}

/// A path with `/` between names; `None` when it is not text.
fn below(path: &Path) -> Option<String> {
    let names: Option<Vec<&str>> = path.iter().map(|name| name.to_str()).collect();
    names
        .map(|names| names.join("/"))
        .filter(|path| !path.is_empty())
}

/// The maps folder of a file that is named alone.
fn root_of(file: &Path) -> Option<PathBuf> {
    let own = file.parent()?;
    let most = boundary(own);
    let mut root = own;
    loop {
        let inside = file.strip_prefix(root).ok().and_then(below);
        let folder = FolderMaps::open(root).ok();
        let leads_out = folder.zip(inside).is_some_and(|(folder, inside)| {
            let references = references(&folder, &inside, &Limits::default());
            references
                .iter()
                .any(|reference| reference.to == Err(PathError::Outside))
        });
        if !leads_out {
            return Some(root.to_owned());
        }
        match root.parent() {
            Some(above) if root != most => root = above,
            // Nothing that may be looked at holds them: the map is judged where it stands.
            _ => return Some(own.to_owned()),
        }
    }
}

/// The outermost folder that may serve as the maps folder.
fn boundary(own: &Path) -> PathBuf {
    if let Some(checkout) = own.ancestors().find(|folder| folder.join(".git").exists()) {
        return checkout.to_owned();
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    if let Ok(here) = here
        && own.starts_with(&here)
    {
        return here;
    }
    // Never the disk itself, nor a folder directly on it.
    let mut above = own.ancestors().take(MOST_STEPS + 1);
    let last = above
        .by_ref()
        .filter(|folder| folder.components().count() > 2)
        .last();
    last.unwrap_or(own).to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const MAP: &str = r#"<map version="1.10" orientation="orthogonal" width="1" height="1" tilewidth="32" tileheight="32"><tileset firstgid="1" source="../tiles/t.tsx"/></map>"#;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("venue/rooms")).unwrap();
        fs::write(folder.path().join("venue/rooms/map.tmx"), MAP).unwrap();
        fs::write(
            folder.path().join("venue/alone.tmx"),
            MAP.replace("../", ""),
        )
        .unwrap();
        folder
    }

    #[test]
    fn a_file_is_checked_with_the_folder_that_holds_what_it_names() {
        let folder = folder();
        let venue = folder.path().join("venue").canonicalize().unwrap();
        for (file, root, below) in [
            ("rooms/map.tmx", "", "rooms/map.tmx"),
            ("alone.tmx", "", "alone.tmx"),
        ] {
            let jobs = jobs(&[venue.join(file)]).unwrap();
            let [job] = jobs.as_slice() else {
                panic!("{jobs:?}");
            };
            assert_eq!(job.root, venue.join(root), "{file}");
            assert_eq!(job.maps, Wanted::These(vec![below.to_owned()]), "{file}");
        }
    }

    #[test]
    fn a_checkout_is_the_furthest_one_goes() {
        let folder = folder();
        let rooms = folder.path().join("venue/rooms").canonicalize().unwrap();
        fs::create_dir(rooms.join(".git")).unwrap();
        let jobs = jobs(&[rooms.join("map.tmx")]).unwrap();
        assert_eq!(jobs.first().map(|job| job.root.clone()), Some(rooms));
    }

    #[test]
    fn named_folders_hold_their_files() {
        let folder = folder();
        let venue = folder.path().join("venue");
        let paths = [
            venue.join("rooms/map.tmx"),
            venue.clone(),
            venue.join("rooms"),
        ];
        let jobs = jobs(&paths).unwrap();
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs.first().map(|job| &job.maps), Some(&Wanted::All));
        assert!(super::jobs(&[venue.join("none")]).is_err());
    }

    #[test]
    fn only_what_is_or_should_be_a_map_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("a.tmx", MAP, true),
            ("broken.tmx", "<ma", true),
            ("b.json", r#"{"tilewidth":32,"layers":[]}"#, true),
            ("half.json", r#"{"tilewidth":32,"layers":["#, true),
            ("package.json", r#"{"name":"x"}"#, false),
            ("list.json", "[]", false),
            (
                "t.json",
                r#"{"tilewidth":32,"layers":0,"type":"tileset"}"#,
                false,
            ),
            ("t.tsx", "<tileset/>", false),
            ("page.json", "<html/>", false),
        ];
        for (name, content, _) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let maps = FolderMaps::open(folder.path()).unwrap();
        for (name, _, expected) in files {
            assert_eq!(may_be_a_map(&maps, name), expected, "{name}");
        }
    }
}
