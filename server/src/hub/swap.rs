//! Another map for a running room: the file was changed while people are in it.

use std::sync::Arc;

use hallway_protocol::ServerMsg;
use hallway_world::room::Changes;

use super::letters::Letters;
use super::{Hub, encoded_snapshot};
use crate::maps::LoadedMap;

impl Hub {
    /// Puts a map in force with this tick.
    pub(super) fn swap(&mut self, map: Arc<LoadedMap>) {
        tracing::info!(room = self.name, "the room goes on with its new map");
        self.room.swap(Arc::clone(&map.venue));
        self.stages.move_to(&self.map.venue, &map.venue);
        self.map = map;
    }

    /// Tells everybody who was there before of the map that came into force: the scene, where they
    /// stand, and all others.
    pub(super) fn show_new_map(&self, changes: &Changes, letters: &mut Letters) {
        if !changes.swapped {
            return;
        }
        let snapshot = encoded_snapshot(&self.room);
        for (id, _) in self.members.iter() {
            let Some(avatar) = self.room.person(*id) else {
                continue;
            };
            if changes.entered.contains(id) {
                continue;
            }
            let (scene, pos) = (self.map.scene_url(), avatar.pos);
            letters.add(*id, &ServerMsg::Scene { scene, pos });
            letters.add_encoded(*id, &snapshot);
        }
    }
}
