//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Tell what would go wrong with maps.
    Check(CheckArgs),
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
    /// Folder for what is kept, the same as the server's.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file; without it `hallway.toml`, if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// How to serve. Options override environment variables, and those the configuration file.
#[derive(Debug, Default, Args)]
pub struct ServeArgs {
    /// Address and port to listen on, for HTTP over TCP and for media over UDP.
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
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
