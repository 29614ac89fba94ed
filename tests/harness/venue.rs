//! Which map a test runs on.

use std::path::{Path, PathBuf};

/// A maps folder and a room in it.
#[derive(Clone, Debug)]
pub struct Venue {
    /// Maps folder; `None` for the maps inside the server's binary.
    pub maps: Option<PathBuf>,
    /// Room as in the URL `/v/ROOM`; empty for the default room.
    pub room: &'static str,
}

impl Venue {
    /// A real event's venue of 80 by 80 cells, from the map corpus beside the repository. When the
    /// corpus is not there, says so and gives `None`: the test is skipped.
    pub fn hackathon() -> Option<Self> {
        let found = Self::corpus();
        if found.is_none() {
            println!("skipped: there is no map corpus at ../shared/maps");
        }
        found
    }

    /// The hackathon's venue where the corpus is, otherwise the default room that ships with the
    /// server.
    pub fn any() -> Self {
        Self::corpus().unwrap_or(Self::shipped())
    }

    /// The default room that ships with the server.
    pub fn shipped() -> Self {
        Self {
            maps: None,
            room: "",
        }
    }

    /// The room's page.
    pub fn page(&self) -> String {
        if self.room.is_empty() {
            "/".to_owned()
        } else {
            format!("/v/{}", self.room)
        }
    }

    fn corpus() -> Option<Self> {
        let maps = repository().join("../shared/maps");
        let maps = maps.canonicalize().ok()?;
        maps.join("wikimedia-hackathon-2021/map.json")
            .is_file()
            .then_some(Self {
                maps: Some(maps),
                room: "wikimedia-hackathon-2021/map",
            })
    }
}

/// The repository's root.
pub fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Where cargo builds; what tests leave for people to look at goes below it.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}
