//! Where things are, and how cargo is called. Knows no command of this tool.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The checkout and the folder that cargo builds into.
pub struct Workspace {
    /// The repository's root.
    pub root: PathBuf,
    /// `$CARGO_TARGET_DIR`, or `target` in the root.
    pub target: PathBuf,
}

impl Workspace {
    /// The checkout that this tool was built from.
    pub fn here() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = package.parent().unwrap_or(package).to_owned();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            // A relative folder is meant from where cargo was called, which is where we still are.
            Some(dir) => std::path::absolute(&dir).unwrap_or_else(|_| PathBuf::from(dir)),
            None => root.join("target"),
        };
        Self { root, target }
    }

    /// What the browser downloads; the server's build embeds it.
    pub fn client_dir(&self) -> PathBuf {
        self.target.join("client")
    }

    /// The server's release binary.
    pub fn server_binary(&self) -> PathBuf {
        let name = format!("hallway{}", std::env::consts::EXE_SUFFIX);
        self.target.join("release").join(name)
    }

    /// Cargo in the root, told where the built client is. Always told, so that no two calls
    /// differ and rebuild each other's work.
    pub fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(args)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("HALLWAY_CLIENT_DIR", self.client_dir());
        command
    }
}

/// Runs a command to its end, with our own output as its output.
///
/// # Errors
/// When it can't be started or reports failure.
pub fn finish(command: &mut Command) -> Result<()> {
    let name = shown(command);
    let status = command
        .status()
        .with_context(|| format!("could not start `{name}`"))?;
    if !status.success() {
        bail!("`{name}` failed: {status}");
    }
    Ok(())
}

/// A command as one would type it, for messages.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
