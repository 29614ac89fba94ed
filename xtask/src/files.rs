//! Folders as maps from path to content, so that a build can be compared with what is on disk and
//! only differences are written: cargo rebuilds what depends on a file when its time changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Content by path, relative, with `/` between names.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads a folder and all below it; one that is not there is empty. Hidden files stay out.
///
/// # Errors
/// When something in it can't be read or has a name that is not text.
pub fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    if folder.is_dir() {
        read_into(folder, "", &mut files)?;
    }
    Ok(files)
}

fn read_into(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("reading {}", folder.display()))?
            .path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .with_context(|| format!("{} has a name that is not text", path.display()))?;
        if name.starts_with('.') {
            continue;
        }
        let key = format!("{prefix}{name}");
        if path.is_dir() {
            read_into(&path, &format!("{key}/"), files)?;
        } else {
            let content = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            files.insert(key, content);
        }
    }
    Ok(())
}

/// Makes a folder hold exactly these files. Those that are right already keep their time.
///
/// # Errors
/// When something can't be read, written or removed.
pub fn write(folder: &Path, files: &Files) -> Result<()> {
    let old = read(folder)?;
    for stale in old.keys().filter(|path| !files.contains_key(*path)) {
        let path = folder.join(stale);
        fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
    }
    for (path, content) in files {
        if old.get(path) == Some(content) {
            continue;
        }
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        }
        fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_differences_are_written() {
        let folder = std::env::temp_dir().join(format!("hallway-files-{}", std::process::id()));
        let mut files = Files::from([
            ("a".to_owned(), b"1".to_vec()),
            ("b/c".to_owned(), b"2".to_vec()),
        ]);
        write(&folder, &files).unwrap();
        assert_eq!(read(&folder).unwrap(), files);
        let time = |name: &str| fs::metadata(folder.join(name)).unwrap().modified().unwrap();
        let before = time("b/c");
        files.remove("a");
        files.insert("d".to_owned(), b"3".to_vec());
        write(&folder, &files).unwrap();
        assert_eq!(read(&folder).unwrap(), files);
        assert_eq!(time("b/c"), before);
        fs::remove_dir_all(&folder).unwrap();
    }
}
