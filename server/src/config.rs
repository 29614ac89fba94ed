//! Settings: one struct per concern. The file `config.example.toml` beside this crate holds every
//! key with its default and is printed by `hallway serve --print-config`.

mod checks;
mod oidc;
mod services;
mod source;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use hallway_protocol::geom::SUBPX;
use hallway_world::bubble::BubbleRules;
use hallway_world::hours::Hours;
use hallway_world::tiled::Limits;
use serde::{Deserialize, Serialize};

use crate::store::Place;
use crate::trust::entrance::{Entry, Rules};

pub use oidc::OidcConfig;
pub use services::{Algorithm, BbbConfig, Checksum, JitsiConfig, TurnConfig, WebsitesConfig};
pub use source::{ConfigError, load};
pub use tls::AcmeConfig;

/// Every key with its default and a line on what it does.
pub const EXAMPLE: &str = include_str!("../config.example.toml");

/// All settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where to listen.
    pub server: ServerConfig,
    /// Who gives certificates.
    pub acme: AcmeConfig,
    /// What the venue is called.
    pub venue: VenueConfig,
    /// Where maps are, and how large they may be.
    pub maps: MapsConfig,
    /// Where things are kept.
    pub data: DataConfig,
    /// Who comes in.
    pub doors: DoorsConfig,
    /// Whether what is written is kept.
    pub chat: ChatConfig,
    /// Where one can log in.
    pub oidc: OidcConfig,
    /// What visitors agree to.
    pub privacy: PrivacyConfig,
    /// Bounds on rooms.
    pub rooms: RoomsConfig,
    /// Distances of bubbles.
    pub bubble: BubbleConfig,
    /// Talks in zones.
    pub talk: TalkConfig,
    /// Calls.
    pub media: MediaSettings,
    /// A TURN server, for calls on networks that let nothing else through.
    pub turn: TurnConfig,
    /// Jitsi, for zones with a video conference.
    pub jitsi: JitsiConfig,
    /// BigBlueButton, for zones with a meeting.
    pub bbb: BbbConfig,
    /// Pages that zones open.
    pub websites: WebsitesConfig,
    /// Who may read the metrics.
    pub metrics: MetricsConfig,
    /// What is logged.
    pub log: LogConfig,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerConfig {
    /// Address and port for HTTP and, over UDP, media.
    pub listen: SocketAddr,
    /// Names of the server, for which it gets certificates itself; empty for none.
    pub domain: Vec<String>,
    /// A certificate of one's own, in PEM, and its key; empty for none.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
    /// Address and port that lead to `https://`; empty for none.
    pub listen_http: String,
    /// WebSocket connections at a time.
    pub max_connections: usize,
    /// WebSocket connections of one network at a time.
    pub max_of_network: usize,
    /// Networks of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            domain: Vec::new(),
            certificate: PathBuf::new(),
            key: PathBuf::new(),
            listen_http: String::new(),
            max_connections: 6000,
            max_of_network: 1000,
            trusted_proxies: Vec::new(),
        }
    }
}

/// What the venue is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VenueConfig {
    /// Title at the entry; empty for the map's.
    pub title: String,
    /// Room that `/` leads to; empty for a choice by name.
    pub default_room: String,
    /// Where browsers reach the server, for links; empty for the address listened on.
    pub public_url: String,
}

/// Where maps are, and how large they may be; see [`Limits`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the limits are documented at `Limits`")]
pub struct MapsConfig {
    /// Folder; empty for the maps inside the program.
    pub dir: PathBuf,
    pub max_file_bytes: u64,
    pub max_total_bytes: u64,
    /// Bytes of one picture.
    pub max_image_bytes: u64,
    pub max_width: u32,
    pub max_height: u32,
    pub max_cells: u64,
    pub max_layers: u64,
    pub max_group_depth: u64,
    pub max_tilesets: u64,
    pub max_tiles: u64,
    pub max_objects: u64,
    pub max_corners: u64,
}

impl Default for MapsConfig {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            dir: PathBuf::new(),
            max_file_bytes: limits.max_file_bytes,
            max_total_bytes: limits.max_total_bytes,
            max_image_bytes: 32 << 20,
            max_width: limits.max_width,
            max_height: limits.max_height,
            max_cells: limits.max_cells,
            max_layers: limits.max_layers,
            max_group_depth: limits.max_group_depth,
            max_tilesets: limits.max_tilesets,
            max_tiles: limits.max_tiles,
            max_objects: limits.max_objects,
            max_corners: limits.max_corners,
        }
    }
}

impl MapsConfig {
    /// The limits for the loader.
    pub fn limits(&self) -> Limits {
        Limits {
            max_file_bytes: self.max_file_bytes,
            max_total_bytes: self.max_total_bytes,
            max_width: self.max_width,
            max_height: self.max_height,
            max_cells: self.max_cells,
            max_layers: self.max_layers,
            max_group_depth: self.max_group_depth,
            max_tilesets: self.max_tilesets,
            max_tiles: self.max_tiles,
            max_objects: self.max_objects,
            max_corners: self.max_corners,
        }
    }
}

/// Where things are kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DataConfig {
    /// Folder; made when missing.
    pub dir: PathBuf,
    /// A PostgreSQL database; empty for one in the folder.
    pub database_url: String,
    /// Days for which is kept what was done to keep order, and who used which invitation.
    pub keep_days: u32,
}

impl std::fmt::Debug for DataConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A password may stand in the URL.
        f.debug_struct("DataConfig")
            .field("dir", &self.dir)
            .field("keep_days", &self.keep_days)
            .finish_non_exhaustive()
    }
}

impl DataConfig {
    /// Where the database is.
    pub fn place(&self) -> Place<'_> {
        match self.database_url.as_str() {
            "" => Place::Folder(&self.dir),
            url => Place::Url(url),
        }
    }

    /// For how long things are kept.
    pub fn kept(&self) -> Duration {
        days(self.keep_days)
    }
}

impl Default for DataConfig {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("data"),
            database_url: String::new(),
            keep_days: 90,
        }
    }
}

/// Who comes in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DoorsConfig {
    /// Whom the venue's door lets in.
    pub entry: Entry,
    /// The password, where one is asked for.
    pub password: String,
    /// People in the venue at a time; 0 for any number.
    pub max_people: usize,
    /// When it is open; empty for always.
    pub hours: Vec<String>,
}

impl DoorsConfig {
    /// How the venue's door stands by this.
    ///
    /// # Errors
    /// For what makes no sense.
    pub fn rules(&self) -> Result<Rules, ConfigError> {
        self.check()?;
        Ok(Rules {
            entry: self.entry,
            password: self.password.clone(),
            hours: self.hours()?,
        })
    }

    /// When the venue is open.
    ///
    /// # Errors
    /// For what is no span of time.
    pub fn hours(&self) -> Result<Hours, ConfigError> {
        let spans = self.hours.iter().map(String::as_str);
        Hours::read(spans).map_err(|problem| ConfigError::new("doors.hours", problem))
    }
}

impl std::fmt::Debug for DoorsConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A secret must not end up in a log by way of a derived `Debug`.
        f.debug_struct("DoorsConfig")
            .field("entry", &self.entry)
            .field("max_people", &self.max_people)
            .field("hours", &self.hours)
            .finish_non_exhaustive()
    }
}

fn days(count: impl Into<u64>) -> Duration {
    Duration::from_secs(count.into() * 24 * 60 * 60)
}

/// Whether what is written is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChatConfig {
    /// Days for which what is written to a room is kept; 0 for not at all.
    pub keep_days: u16,
}

impl ChatConfig {
    /// For how long it is kept. What was kept before it was turned off goes at once.
    pub fn kept(&self) -> Duration {
        days(self.keep_days)
    }
}

/// What visitors agree to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrivacyConfig {
    /// Where the privacy policy is; empty for none.
    pub policy: String,
    /// Its version: with another one visitors are asked again.
    pub version: String,
}

impl Default for PrivacyConfig {
    fn default() -> Self {
        Self {
            policy: String::new(),
            version: "1".to_owned(),
        }
    }
}

impl PrivacyConfig {
    /// Whether somebody comes in who accepts this version; empty for none.
    pub fn is_accepted(&self, version: &str) -> bool {
        self.policy.is_empty() || version == self.version
    }
}

/// Bounds on rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoomsConfig {
    /// People in one room.
    pub max_people: usize,
    /// Avatars that one is told of at most, the nearest first. Whom one talks with or follows comes
    /// on top of that.
    pub most_seen: usize,
    /// Rooms at a time.
    pub max_rooms: usize,
    /// Seconds for which a lost connection may come back to its place.
    pub resume_seconds: u64,
}

impl Default for RoomsConfig {
    fn default() -> Self {
        Self {
            max_people: 5000,
            most_seen: 200,
            max_rooms: 200,
            resume_seconds: 30,
        }
    }
}

/// Distances of bubbles, in map pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BubbleConfig {
    /// Two closer than this start one.
    pub start_px: u16,
    /// One joins within this distance of the middle.
    pub join_px: u16,
    /// One leaves beyond this distance of the middle.
    pub leave_px: u16,
    /// People in a full one.
    pub members: usize,
}

impl Default for BubbleConfig {
    fn default() -> Self {
        let rules = BubbleRules::default();
        let px = |subpx: i32| u16::try_from(subpx / SUBPX).unwrap_or(u16::MAX);
        Self {
            start_px: px(rules.start),
            join_px: px(rules.join),
            leave_px: px(rules.leave),
            members: rules.members,
        }
    }
}

impl BubbleConfig {
    /// The rules for the rooms.
    pub fn rules(&self) -> BubbleRules {
        BubbleRules {
            start: i32::from(self.start_px) * SUBPX,
            join: i32::from(self.join_px) * SUBPX,
            leave: i32::from(self.leave_px) * SUBPX,
            members: self.members,
            ..BubbleRules::default()
        }
    }
}

/// Talks in zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TalkConfig {
    /// People in a talk circle whose map says no number.
    pub max_people: usize,
}

impl Default for TalkConfig {
    fn default() -> Self {
        Self {
            max_people: BubbleRules::default().circle,
        }
    }
}

/// Calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MediaSettings {
    /// Addresses at which browsers reach the server, with or without a port.
    pub public: Vec<String>,
    /// Peer connections at a time.
    pub max_peers: usize,
}

impl Default for MediaSettings {
    fn default() -> Self {
        Self {
            public: Vec::new(),
            max_peers: 2000,
        }
    }
}

/// Who may read the metrics.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetricsConfig {
    /// Bearer token; empty for none.
    pub token: String,
}

impl std::fmt::Debug for MetricsConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A secret must not end up in a log by way of a derived `Debug`.
        f.write_str("MetricsConfig(…)")
    }
}

/// What is logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// Level or directives.
    pub filter: String,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
        }
    }
}
