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
    /// Tell what would go wrong with maps.
    Check(CheckArgs),
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
