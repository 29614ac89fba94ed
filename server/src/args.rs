//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hallway_protocol::TICK_HZ;

use crate::trust::invite::ZONE_BYTES;

/// A 2D venue for online events.
#[derive(Debug, Parser)]
#[command(name = "hallway", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a venue.
    Serve(ServeArgs),
    /// Print a link that grants a role.
    Invite(InviteArgs),
    /// Write all that is kept into one file, also while the server runs.
    Backup(BackupArgs),
    /// Put what a backup holds into an empty folder.
    Restore(BackupArgs),
    /// Tell what would go wrong with maps.
    Check(CheckArgs),
    /// Let visitors walk that are none, and measure how the server bears them.
    Bots(BotsArgs),
}

/// Which folder, and which file.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Folder for what is kept, the same as the server's.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file; without it `hallway.toml`, if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Who walks where.
#[derive(Debug, Args)]
pub struct BotsArgs {
    /// The server, on this machine or its own network.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// The room; without it the default room.
    #[arg(long, value_name = "ROOM", default_value = "")]
    pub room: String,
    /// How many.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = count)]
    pub count: usize,
    /// Steps of each in a second; there are 20 ticks in one.
    #[arg(long, value_name = "HZ", default_value_t = 10.0, value_parser = rate)]
    pub moves_per_second: f64,
    /// Seconds for which is counted, after three of walking.
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// Whether they crowd at the start, or walk all over the venue: from the start area named
    /// `venue`, if the map has one.
    #[arg(long, value_enum, default_value_t = Spread::Crowd)]
    pub spread: Spread,
    /// For programs: one JSON object.
    #[arg(long)]
    pub json: bool,
}

impl BotsArgs {
    /// For how long is counted.
    pub fn seconds(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

/// How visitors are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Spread {
    /// At the start, each within a few steps.
    Crowd,
    /// All over the map.
    Venue,
}

impl Spread {
    /// Name of the start area to appear in.
    pub fn entry(self) -> &'static str {
        match self {
            Self::Crowd => "",
            Self::Venue => "venue",
        }
    }
}

/// More would be no visitors, and more than a port has connections for.
const MOST_BOTS: usize = 10_000;

fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=MOST_BOTS) => Ok(count),
        _ => Err(format!("a number from 1 to {MOST_BOTS}")),
    }
}

fn rate(text: &str) -> Result<f64, String> {
    let most = f64::from(TICK_HZ);
    match text.parse() {
        Ok(rate) if (0.1..=most).contains(&rate) => Ok(rate),
        _ => Err(format!("a number from 0.1 to {most}")),
    }
}

/// Whom to invite.
#[derive(Debug, Args)]
pub struct InviteArgs {
    /// What the link grants.
    #[arg(long, value_parser = ["organizer", "facilitator", "speaker"])]
    pub role: String,
    /// Days for which it counts.
    #[arg(long, value_name = "N", default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub days: u32,
    /// Room that it leads to and counts in; without it, the default room and all rooms.
    #[arg(long, value_name = "ROOM", default_value = "")]
    pub room: String,
    /// Zone in which it counts, by its name on the map; without it, everywhere.
    #[arg(long, value_name = "ZONE", default_value = "", value_parser = zone)]
    pub zone: String,
    /// Folder for what is kept, the same as the server's.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file; without it `hallway.toml`, if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

fn zone(text: &str) -> Result<String, String> {
    match text.len() {
        0..=ZONE_BYTES => Ok(text.to_owned()),
        _ => Err(format!("a name of at most {ZONE_BYTES} bytes")),
    }
}

/// How to serve. Options override environment variables, and those the configuration file.
#[derive(Debug, Default, Args)]
pub struct ServeArgs {
    /// Address and port to listen on, for HTTP over TCP and for media over UDP.
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// Name of this server on the internet: it gets and renews a certificate for it, and listens on port 443.
    /// Several with commas share it; links have the first.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub domain: Vec<String>,
    /// Folder with maps; without it the maps inside this program are served.
    #[arg(long, value_name = "DIR")]
    pub maps: Option<PathBuf>,
    /// Folder for what is kept.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file; without it `hallway.toml`, if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print all settings with their defaults and what they do, and end.
    #[arg(long)]
    pub print_config: bool,
}

/// Which maps to check, and how to tell.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Maps, or folders with maps in them or in folders below.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// For people or for programs.
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Lines for people.
    Text,
    /// One JSON document.
    Json,
}
