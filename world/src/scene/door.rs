//! Doors: what is drawn and what blocks while they are open, and while they are closed. Who may
//! open them is the server's business.

use serde::{Deserialize, Serialize};

use super::Scene;
use crate::walls::Walls;

/// Something on the map that opens and closes. Layers say by themselves at which door's state they
/// are painted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Door {
    /// What people call it.
    pub title: String,
    /// Whether it is open when the room begins.
    pub open: bool,
    /// What blocks while it is open: index of a cell, row by row, and the parts of it, as in
    /// [`Walls`].
    pub blocks_open: Vec<(u32, u64)>,
    /// What blocks while it is closed.
    pub blocks_closed: Vec<(u32, u64)>,
    /// What is heard when it opens.
    pub open_sound: Option<DoorSound>,
    /// What is heard when it closes.
    pub close_sound: Option<DoorSound>,
    /// The author's words for one who may open it, or empty.
    pub open_message: String,
    /// The author's words for one who may close it, or empty.
    pub close_message: String,
    /// It asks for a code.
    pub has_code: bool,
    /// It opens by itself for one who comes.
    pub opens_itself: bool,
    /// Where it is, map pixels.
    pub x: i32,
    /// Where it is, map pixels.
    pub y: i32,
    /// A bell: it rings ([`Door::open_sound`]) and has no state.
    pub bell: bool,
}

/// What is heard of a door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoorSound {
    /// Where to fetch it: a path on this server, or an `http(s)` URL of another; empty until the
    /// server that offers it fills it in, and when there is none.
    pub url: String,
    /// How far it is heard, in map pixels; 0 for everywhere.
    pub radius: u32,
}

impl Scene {
    /// What blocks while these doors are open and all others closed. `is_open` is asked for each
    /// door by its index.
    pub fn walls_with(&self, is_open: impl Fn(u32) -> bool) -> Walls {
        let mut walls = self.walls.clone();
        let columns = self.columns.max(1);
        for (index, door) in (0u32..).zip(&self.doors) {
            let blocks = match is_open(index) {
                true => &door.blocks_open,
                false => &door.blocks_closed,
            };
            for (cell, mask) in blocks {
                walls.block(cell % columns, cell / columns, *mask);
            }
        }
        walls
    }
}
