//! Tells the compiler where the built client is, and to look again when it or the maps change.
#![allow(
    clippy::print_stdout,
    reason = "this is how build scripts talk to cargo"
)]

use std::path::{Path, PathBuf};

fn main() {
    let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = package.parent().unwrap_or(&package);
    // `cargo xtask` says where it built the client; a plain `cargo build` takes the usual place.
    let client = std::env::var_os("HALLWAY_CLIENT_DIR")
        .map_or_else(|| root.join("target/client"), PathBuf::from);
    println!("cargo:rerun-if-env-changed=HALLWAY_CLIENT_DIR");
    println!("cargo:rustc-env=HALLWAY_CLIENT_DIR={}", client.display());
    watch(&client);
    watch(&root.join("maps"));
}

/// Makes cargo run this again when a folder, or anything in it, changes.
fn watch(folder: &Path) {
    println!("cargo:rerun-if-changed={}", folder.display());
}
