//! What is inside the binary: what browsers download, and the maps that ship with the project.

use rust_embed::RustEmbed;

/// The built client, as `cargo xtask` leaves it. Empty when the server was built without it.
#[derive(RustEmbed)]
#[folder = "$HALLWAY_CLIENT_DIR"]
#[allow_missing = true]
pub struct ClientFiles;

/// The shipped maps with their tilesets.
#[derive(RustEmbed)]
#[folder = "../maps"]
pub struct ShippedMaps;
