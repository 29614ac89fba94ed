//! A loaded map: what is drawn, what blocks, where one enters, which zones there are. It never
//! changes after loading.

use hallway_protocol::geom::SUBPX;
use hallway_protocol::{Pos, SessionId};

use crate::bubble::BubbleOverrides;
use crate::movement;
use crate::scene::Scene;

pub use crate::zone::{Area, Session, Zone};

/// A map, ready for a room.
#[derive(Clone, Debug, Default)]
pub struct Venue {
    /// What clients draw and walk on. The URLs of its images are empty until the server that
    /// offers them fills them in.
    pub scene: Scene,
    /// For each of [`Scene::images`] the file it comes from, relative to the maps folder with `/`
    /// between names; `None` when the map names no usable file.
    pub image_files: Vec<Option<String>>,
    /// Where one can appear. May be empty: then the middle of the map serves.
    pub starts: Vec<Start>,
    /// Areas with a meaning, in map order: a later one lies over an earlier one.
    pub zones: Vec<Zone>,
    /// What can be joined in zones, by [`SessionId`]. Zones that say the same share one.
    pub sessions: Vec<Session>,
    /// Who may open and close the scene's doors: one rule for each of [`Scene::doors`].
    pub doors: Vec<DoorRule>,
    /// What the map sets of the rules of bubbles.
    pub bubble: BubbleOverrides,
    /// What the author should know. The map works all the same.
    pub warnings: Vec<Finding>,
}

impl Venue {
    /// Width and height of a cell in subpixels.
    pub fn cell_size(&self) -> (i32, i32) {
        let (width, height) = self.scene.walls.tile_size();
        (width as i32 * SUBPX, height as i32 * SUBPX)
    }

    /// A session by its id.
    pub fn session(&self, id: SessionId) -> Option<&Session> {
        self.sessions.get(id.0 as usize)
    }

    /// Whether a place lies in a zone.
    pub fn is_in(&self, zone: &Zone, at: Pos) -> bool {
        let (width, height) = self.cell_size();
        zone.area.contains(at, width, height)
    }

    /// Indices of the zones at a place, in map order.
    pub fn zones_at(&self, at: Pos) -> Vec<usize> {
        let (width, height) = self.cell_size();
        let zones = self.zones.iter().enumerate();
        let here = zones.filter(|(_, zone)| zone.area.contains(at, width, height));
        here.map(|(index, _)| index).collect()
    }

    /// Where the `number`th newcomer appears who names the start area `entry`, or none when that
    /// is empty or unknown. Newcomers are spread over the spots.
    pub fn start_for(&self, entry: &str, number: u32) -> Pos {
        let named = self
            .starts
            .iter()
            .find(|start| !entry.is_empty() && start.name == entry);
        let default = || {
            self.starts
                .iter()
                .find(|start| start.default)
                .or(self.starts.first())
        };
        let spots = named.or_else(default).map_or(&[][..], |start| &start.spots);
        // A step that shares no factor with most numbers of spots: neighbours in time are no
        // neighbours on the map.
        let index = (number as usize)
            .wrapping_mul(7919)
            .checked_rem(spots.len());
        let walls = &self.scene.walls;
        match index.and_then(|index| spots.get(index)) {
            Some(spot) => movement::nearest_free(walls, *spot),
            None => {
                let (width, height) = walls.size();
                movement::nearest_free(
                    walls,
                    Pos {
                        x: width / 2,
                        y: height / 2,
                    },
                )
            }
        }
    }
}

/// Something about a map that its author should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable name of the kind of finding, in kebab-case.
    pub code: &'static str,
    /// What is wrong, in a sentence.
    pub message: String,
    /// File, layer, object or tile that it is about.
    pub place: String,
    /// The cell that it is about, column and row, where there is one.
    pub tile: Option<(i64, i64)>,
}

/// Who may open and close a door.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DoorRule {
    /// Where one has to stand to open or close it.
    pub beside: Vec<Area>,
    /// The code that opens it; empty for none.
    pub code: String,
    /// Roles or tags of which one needs one to open or close it; empty for everybody.
    pub requires: Vec<String>,
    /// Opens for whoever comes.
    pub opens_itself: bool,
    /// Closes when the last one has gone from beside it.
    pub closes_itself: bool,
}

/// An area in which newcomers appear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Name by which a URL's `#NAME` picks it.
    pub name: String,
    /// Whether it serves those who name none.
    pub default: bool,
    /// Spots to appear at, each free to stand on.
    pub spots: Vec<Pos>,
}
