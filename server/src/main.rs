//! The binary `hallway`: reads the command line and the settings, binds the port, serves.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "a command-line tool talks to its user")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use hallway::args::{Cli, Command, ServeArgs};
use hallway::check;
use hallway::config::{self, EXAMPLE};
use hallway::metrics::Metrics;
use hallway::process;
use tokio::net::TcpListener;

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let done = match command {
        Command::Serve(args) if args.print_config => {
            print!("{EXAMPLE}");
            Ok(())
        }
        Command::Serve(args) => serve(&args),
        Command::Check(args) => return check::run(&args, &mut std::io::stdout().lock()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn serve(args: &ServeArgs) -> anyhow::Result<()> {
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let config = config::load(args, environment)?;
    process::start_log(&config.log.filter)?;
    let metrics = Metrics::new()?;
    process::watch_panics(metrics.clone());
    process::raise_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listen = config.server.listen;
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("TCP {listen}"))?;
        println!("Hallway is open at {}", url(listener.local_addr()?));
        hallway::run(listener, config, metrics, process::stop_signal()).await
    })
}

/// Where a browser on this machine finds the server.
fn url(local: SocketAddr) -> String {
    let ip = match local.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    format!("http://{}", SocketAddr::new(ip, local.port()))
}
