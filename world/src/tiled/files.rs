//! Where map files come from, and what their paths may be. Paths are judged by their text alone:
//! a reference that leaves the maps folder is refused before anything is read.

use std::fmt;

/// The maps folder, as the loader sees it.
pub trait MapFiles {
    /// The first `at_most` bytes of a file; all of it when it is shorter. `path` is relative to
    /// the maps folder, with `/` between names, and never holds `.`, `..` or an empty name.
    ///
    /// # Errors
    /// [`FileError::Missing`] when there is no such file, else [`FileError::Unreadable`].
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError>;
}

/// Endings of files beside a map that browsers are shown. No maps, tilesets or templates.
pub const SHOWN: [&str; 32] = [
    "aac", "avif", "bmp", "css", "flac", "gif", "html", "ico", "jpeg", "jpg", "js", "m3u8", "m4a",
    "m4v", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "pdf", "png", "svg", "ts", "txt", "vtt",
    "wav", "webm", "webp", "woff", "woff2", "mjs",
];

/// Whether browsers are shown a file of the maps folder: pictures, sounds, films and pages are, maps
/// are not, as they hold what visitors must not know.
pub fn is_shown(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    SHOWN.contains(&ending.to_ascii_lowercase().as_str())
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// There is no such file.
    Missing,
    /// It is there but can't be read; the reason in words.
    Unreadable(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Unreadable(reason) => write!(f, "the file can't be read: {reason}"),
        }
    }
}

impl std::error::Error for FileError {}

/// Why a path written in a map is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// It names nothing.
    Empty,
    /// It starts at the root of a disk.
    Absolute,
    /// It is a URL.
    Remote,
    /// It climbs out of the maps folder.
    Outside,
    /// It holds a character that no path has.
    Garbled,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the path is empty",
            Self::Absolute => {
                "the path is absolute; only paths inside the maps folder are followed"
            }
            Self::Remote => "the path is a URL; only files in the maps folder are read",
            Self::Outside => "the path leads out of the maps folder",
            Self::Garbled => "the path holds a control character",
        })
    }
}

/// The path, relative to the maps folder, that `reference` means in the file `base`.
///
/// # Errors
/// See [`PathError`].
pub(super) fn resolve(base: &str, reference: &str) -> Result<String, PathError> {
    if reference.chars().any(char::is_control) {
        return Err(PathError::Garbled);
    }
    // Tiled writes `/` everywhere; hand-made files from Windows may not.
    let reference = reference.replace('\\', "/");
    let scheme = |scheme: &str| {
        let start = reference.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if reference.contains("://") || scheme("data:") || scheme("file:") {
        return Err(PathError::Remote);
    }
    let drive = reference.as_bytes().get(1) == Some(&b':')
        && reference.starts_with(|c: char| c.is_ascii_alphabetic());
    if reference.starts_with('/') || drive {
        return Err(PathError::Absolute);
    }
    if reference.is_empty() {
        return Err(PathError::Empty);
    }
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in reference.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop().ok_or(PathError::Outside)?;
            }
            name => names.push(name),
        }
    }
    if names.is_empty() {
        return Err(PathError::Empty);
    }
    Ok(names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_by_their_text() {
        let cases = [
            ("a/map.json", "t/x.png", Ok("a/t/x.png")),
            ("a/map.json", "../t/./x y+[1].png", Ok("t/x y+[1].png")),
            ("map.json", "x\\y.png", Ok("x/y.png")),
            ("a/b/map.json", "../../c//d.png", Ok("c/d.png")),
            ("map.json", "../x.png", Err(PathError::Outside)),
            ("a/map.json", "b/../../../a/x.png", Err(PathError::Outside)),
            ("map.json", "/etc/passwd", Err(PathError::Absolute)),
            ("map.json", "C:\\x.png", Err(PathError::Absolute)),
            ("map.json", "\\\\host\\x.png", Err(PathError::Absolute)),
            (
                "map.json",
                "https://example.org/x.png",
                Err(PathError::Remote),
            ),
            (
                "map.json",
                "data:image/png;base64,AAAA",
                Err(PathError::Remote),
            ),
            ("map.json", "FILE:/etc/passwd", Err(PathError::Remote)),
            ("map.json", "file:///etc/passwd", Err(PathError::Remote)),
            ("map.json", "//host/x.png", Err(PathError::Absolute)),
            ("map.json", "a\0b", Err(PathError::Garbled)),
            ("map.json", "", Err(PathError::Empty)),
            ("a/map.json", "..", Err(PathError::Empty)),
        ];
        for (base, reference, expected) in cases {
            assert_eq!(
                resolve(base, reference),
                expected.map(str::to_owned),
                "{base} {reference}"
            );
        }
    }
}
