//! The binary `hallway`: reads the command line and the settings, binds the port, serves.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "a command-line tool talks to its user")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use clap::Parser;
use hallway::args::{BackupArgs, Cli, Command, InviteArgs, ServeArgs};
use hallway::config::{self, Config, EXAMPLE};
use hallway::metrics::Metrics;
use hallway::process;
use hallway::store::new_id;
use hallway::trust::invite::{self, Invitation, Invites};
use hallway::{backup, bots, check};
use hallway_protocol::Role;
use tokio::net::TcpListener;

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let done = match command {
        Command::Serve(args) if args.print_config => {
            print!("{EXAMPLE}");
            Ok(())
        }
        Command::Serve(args) => serve(&args),
        Command::Invite(args) => invite(&args),
        Command::Backup(args) => save(&args),
        Command::Restore(args) => restore(&args),
        Command::Check(args) => return check::run(&args, &mut std::io::stdout().lock()),
        Command::Bots(args) => {
            process::raise_open_files();
            let (out, progress) = (std::io::stdout(), std::io::stderr());
            bots::run(&args, &mut out.lock(), &mut progress.lock())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Days for which the link that the first start prints counts.
const FIRST_DAYS: u32 = 14;

fn load(args: &ServeArgs) -> anyhow::Result<Config> {
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Ok(config::load(args, environment)?)
}

fn save(args: &BackupArgs) -> anyhow::Result<()> {
    let config = load_kept(args)?;
    let sqlite = config.data.database_url.is_empty();
    one_task(backup::backup(&config.data.dir, &args.file, sqlite))?;
    if !sqlite {
        eprintln!(
            "The database is at another server and not in this backup: save it there, with pg_dump."
        );
    }
    Ok(())
}

fn restore(args: &BackupArgs) -> anyhow::Result<()> {
    let config = load_kept(args)?;
    one_task(backup::restore(&config.data.dir, &args.file))
}

/// The settings that say where things are kept.
fn load_kept(args: &BackupArgs) -> anyhow::Result<Config> {
    load(&ServeArgs {
        data: args.data.clone(),
        config: args.config.clone(),
        ..ServeArgs::default()
    })
}

fn one_task(task: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(task)
}

fn invite(args: &InviteArgs) -> anyhow::Result<()> {
    let config = load(&ServeArgs {
        data: args.data.clone(),
        config: args.config.clone(),
        ..ServeArgs::default()
    })?;
    let role = Role::named(&args.role).context("there is no such role")?;
    let (invites, _) = Invites::open(&config.data.dir)
        .with_context(|| format!("data folder {}", config.data.dir.display()))?;
    let public = public_url(&config, config.server.listen);
    let (room, zone) = (args.room.clone(), args.zone.clone());
    let invitation = invitation(role, room, zone, args.days);
    println!("{}", link(&invites, &public, &invitation));
    Ok(())
}

/// An invitation for so many days.
fn invitation(role: Role, room: String, zone: String, days: u32) -> Invitation {
    let lasts = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
    Invitation {
        role,
        expires: SystemTime::now() + lasts,
        room,
        zone,
        number: new_id().unsigned_abs(),
    }
}

fn link(invites: &Invites, public_url: &str, invitation: &Invitation) -> String {
    let token = invites.token(invitation);
    invite::link(public_url, &invitation.room, &token)
}

/// Where browsers reach the server that listens here.
fn public_url(config: &Config, local: SocketAddr) -> String {
    match config.venue.public_url.as_str() {
        "" => url(config, local),
        public => public.to_owned(),
    }
}

fn serve(args: &ServeArgs) -> anyhow::Result<()> {
    let config = load(args)?;
    process::start_log(&config.log.filter)?;
    let metrics = Metrics::new()?;
    process::watch_panics(metrics.clone());
    process::raise_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listen = process::reachable(config.server.listen);
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("TCP {listen}"))?;
        let local = listener.local_addr()?;
        let mut out = std::io::stdout();
        process::say(
            &mut out,
            &format!("Hallway is open at {}", open_at(&config, local)),
        );
        let (invites, first) = Invites::open(&config.data.dir)
            .with_context(|| format!("data folder {}", config.data.dir.display()))?;
        if first {
            let public = public_url(&config, local);
            let (room, zone) = (String::new(), String::new());
            let invitation = invitation(Role::Organizer, room, zone, FIRST_DAYS);
            let link = link(&invites, &public, &invitation);
            process::say(&mut out, &format!("Organizers come in by {link}"));
        }
        hallway::run(listener, config, metrics, process::stop_signal()).await
    })
}

/// Where the server is open. Who encrypts is known by name only: certificates have no addresses.
fn open_at(config: &Config, local: SocketAddr) -> String {
    match config.server.is_tls() {
        true => public_url(config, local),
        false => url(config, local),
    }
}

/// Where a browser on this machine finds the server.
fn url(config: &Config, local: SocketAddr) -> String {
    let scheme = match config.server.is_tls() {
        true => "https",
        false => "http",
    };
    let ip = match local.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    format!("{scheme}://{}", SocketAddr::new(ip, local.port()))
}
