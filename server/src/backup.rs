//! `hallway backup` and `hallway restore`: all that the data folder holds as one file. The database is copied
//! by itself, so that the copy is whole while the server writes; the other files are small and are replaced
//! as a whole by those who write them. Keys by which attendance is counted stay behind: they are thrown away
//! each day, and a copy would keep them.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path};

use anyhow::{Context, Result, bail};

use crate::attendance;
use crate::store::{self, Store};
use crate::trust::key::create_private;

/// Bytes of one file but the database, at most.
const MOST_BYTES: u64 = 16 << 20;

/// Bytes of the database, at most.
const MOST_DATABASE: u64 = 64 << 30;

/// Files at most.
const MOST_FILES: usize = 100;

/// Writes all of a data folder into a file that is not there yet. `sqlite` is false where another server has
/// the database, which is not in the backup then.
///
/// # Errors
/// When something can't be read or written; then there is no file.
pub async fn backup(data: &Path, file: &Path, sqlite: bool) -> Result<()> {
    if file.exists() {
        bail!("{} is there already; name another file", file.display());
    }
    if !data.is_dir() {
        bail!("{} is no folder", data.display());
    }
    let beside = tempfile::Builder::new()
        .prefix(".hallway-backup-")
        .tempdir_in(folder_of(file))
        .with_context(|| format!("folder of {}", file.display()))?;
    let database = beside.path().join(store::FILE);
    if sqlite {
        // Made first and for nobody else: SQLite would let all of the machine read it.
        create_private(&database)?;
        Store::copy(data, &database).await.context("the database")?;
    }
    let packed = beside.path().join("backup");
    pack(data, sqlite.then_some(database.as_path()), &packed)?;
    // Unlike a renaming this replaces nothing that came meanwhile.
    fs::hard_link(&packed, file).with_context(|| file.display().to_string())?;
    sync_folder(folder_of(file));
    Ok(())
}

/// Puts what a backup holds into a data folder that is empty, or not there yet.
///
/// # Errors
/// When the folder is not empty, or the file is no whole backup; then the folder is as it was.
pub async fn restore(data: &Path, file: &Path) -> Result<()> {
    let is_empty = match fs::read_dir(data) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(error).with_context(|| data.display().to_string()),
    };
    if !is_empty {
        bail!("{} is not empty; name another folder", data.display());
    }
    let beside = tempfile::Builder::new()
        .prefix(".hallway-restore-")
        .tempdir_in(folder_of(data))
        .with_context(|| format!("folder of {}", data.display()))?;
    let backup = File::open(file).with_context(|| file.display().to_string())?;
    unpack(BufReader::new(backup), beside.path())
        .with_context(|| format!("{} is no whole backup", file.display()))?;
    if beside.path().join(store::FILE).exists() {
        Store::check(beside.path())
            .await
            .with_context(|| format!("the database in {}", file.display()))?;
    }
    // Where there is an empty folder, it is replaced.
    if data.exists() {
        fs::remove_dir(data).with_context(|| data.display().to_string())?;
    }
    let restored = beside.keep();
    fs::rename(&restored, data).with_context(|| data.display().to_string())?;
    sync_folder(folder_of(data));
    Ok(())
}

fn pack(data: &Path, database: Option<&Path>, to: &Path) -> Result<()> {
    let mut archive = tar::Builder::new(BufWriter::new(create_private(to)?));
    if let Some(database) = database {
        append(&mut archive, database, store::FILE)?;
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok();
        // Half-written files have more dots, and go by themselves.
        let wanted = name.filter(|name| is_name(name) && !stays_behind(name));
        names.extend(wanted.filter(|_| entry.file_type().is_ok_and(|kind| kind.is_file())));
    }
    names.sort();
    for name in names {
        append(&mut archive, &data.join(&name), &name).with_context(|| name.clone())?;
    }
    let file = archive.into_inner()?.into_inner();
    let file = file.map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(())
}

fn append(archive: &mut tar::Builder<impl Write>, from: &Path, name: &str) -> Result<()> {
    let file = File::open(from)?;
    let length = file.metadata()?.len();
    let mut header = tar::Header::new_gnu();
    header.set_size(length);
    header.set_mode(0o600);
    header.set_entry_type(tar::EntryType::Regular);
    // It may be replaced meanwhile, but what was opened stays as it was.
    archive.append_data(&mut header, name, file.take(length))?;
    Ok(())
}

fn unpack(backup: impl Read, to: &Path) -> Result<()> {
    let mut archive = tar::Archive::new(backup);
    let mut count = 0;
    for entry in archive.entries()? {
        let mut entry = entry?;
        count += 1;
        if count > MOST_FILES {
            bail!("it holds more than {MOST_FILES} files");
        }
        let name = name_of(&entry.path()?)?;
        let most = match name == store::FILE {
            true => MOST_DATABASE,
            false => MOST_BYTES,
        };
        let size = entry.header().size()?;
        if entry.header().entry_type() != tar::EntryType::Regular || size > most {
            bail!("{name} is no file, or too large");
        }
        let mut file = create_private(&to.join(&name))?;
        let copied = io::copy(&mut entry, &mut file)?;
        if copied != size {
            bail!("{name} is cut off");
        }
        file.sync_all()?;
    }
    if count == 0 {
        bail!("it is empty");
    }
    Ok(())
}

/// A plain name in no folder.
fn name_of(path: &Path) -> Result<String> {
    let mut parts = path.components();
    let name = match (parts.next(), parts.next()) {
        (Some(Component::Normal(name)), None) => name.to_str().filter(|name| is_name(name)),
        _ => None,
    };
    match name {
        Some(name) => Ok(name.to_owned()),
        None => bail!("“{}” is no name of a kept file", path.display()),
    }
}

/// Whether a file may be called so that is kept: letters, `-`, and one dot.
fn is_name(name: &str) -> bool {
    let known = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let parts = name.split_once('.');
    parts.is_some_and(|(one, other)| {
        !one.is_empty() && one.chars().all(known) && other.chars().all(known)
    })
}

/// Whether a file is not for a backup.
fn stays_behind(name: &str) -> bool {
    // The database is copied by itself, and what SQLite puts beside it belongs to the original.
    name.starts_with(store::FILE) || name.starts_with(attendance::FILE)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes sure that a name outlasts a power cut, where the system can.
fn sync_folder(folder: &Path) {
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::debug!(%error, "a folder can't be written through");
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::store::Place;

    async fn folder_with(setting: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Place::Folder(folder.path())).await.unwrap();
        store.set_setting("greeting", setting).await.unwrap();
        fs::write(folder.path().join("invite.key"), [7; 32]).unwrap();
        fs::write(folder.path().join("attendance-1.key"), [8; 32]).unwrap();
        fs::write(folder.path().join("places.json"), "{}").unwrap();
        fs::create_dir(folder.path().join("maps.old")).unwrap();
        // Not closed: the server runs on.
        std::mem::forget(store);
        folder
    }

    #[tokio::test]
    async fn what_was_kept_is_there_again_but_for_keys_of_the_day() {
        let data = folder_with("hello").await;
        let other = tempfile::tempdir().unwrap();
        let file = other.path().join("venue.backup");
        backup(data.path(), &file, true).await.unwrap();
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1);
        let restored = other.path().join("data");
        restore(&restored, &file).await.unwrap();
        assert_eq!(fs::read(restored.join("invite.key")).unwrap(), [7; 32]);
        assert!(restored.join("places.json").exists());
        assert!(!restored.join("attendance-1.key").exists());
        let store = Store::open(Place::Folder(&restored)).await.unwrap();
        let kept = store.setting("greeting").await.unwrap();
        assert_eq!(kept.as_deref(), Some("hello"));
        assert_eq!(store.sanctions(SystemTime::now()).await.unwrap(), []);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            for path in [&file, &restored.join("hallway.db")] {
                let mode = fs::metadata(path).unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o600, "{}", path.display());
            }
        }
    }

    #[tokio::test]
    async fn nothing_is_overwritten() {
        let data = folder_with("hello").await;
        let other = tempfile::tempdir().unwrap();
        let file = other.path().join("venue.backup");
        backup(data.path(), &file, true).await.unwrap();
        let again = backup(data.path(), &file, true).await.unwrap_err();
        assert!(again.to_string().contains("is there already"), "{again}");
        let full = restore(data.path(), &file).await.unwrap_err();
        assert!(full.to_string().contains("is not empty"), "{full}");
    }

    #[tokio::test]
    async fn what_is_no_whole_backup_changes_nothing() {
        let data = folder_with("hello").await;
        let other = tempfile::tempdir().unwrap();
        let file = other.path().join("venue.backup");
        backup(data.path(), &file, true).await.unwrap();
        let whole = fs::read(&file).unwrap();
        let archive = |name: &str, kind: tar::EntryType, bytes: &[u8]| {
            let mut builder = tar::Builder::new(Vec::new());
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_entry_type(kind);
            let field = &mut header.as_gnu_mut().unwrap().name;
            field[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, bytes).unwrap();
            builder.into_inner().unwrap()
        };
        let regular = tar::EntryType::Regular;
        for (what, bytes) in [
            ("nothing", Vec::new()),
            ("noise", vec![7; 5000]),
            ("a half", whole[..whole.len() / 2].to_vec()),
            ("a way out", archive("../invite.key", regular, b"x")),
            ("an absolute path", archive("/etc/passwd", regular, b"x")),
            ("a folder", archive("a/b.key", regular, b"x")),
            ("a link", archive("a.key", tar::EntryType::Symlink, b"")),
            ("no database", archive("hallway.db", regular, &[1; 5000])),
        ] {
            let broken = other.path().join("broken");
            fs::write(&broken, bytes).unwrap();
            let restored = other.path().join("data");
            assert!(restore(&restored, &broken).await.is_err(), "{what}");
            assert!(!restored.exists(), "{what}");
        }
        // Nothing is left lying about.
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 2);
    }
}
