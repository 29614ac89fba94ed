//! Pages that lie on the map.

use serde::{Deserialize, Serialize};

/// A page that lies on the map, shown to those who agreed to its host. Map pixels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The author's name for it.
    pub title: String,
    /// An absolute `http(s)` URL, or a path on this server.
    pub url: String,
    /// Permissions that the author asks for, as in an iframe's `allow`; already cut to what is
    /// allowed.
    pub policy: String,
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}
