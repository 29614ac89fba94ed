//! What concerns the process as a whole: logs, signals, panics, open files.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use socket2::{Domain, Socket, Type};
use tracing_subscriber::EnvFilter;

use crate::config::ConfigError;
use crate::metrics::Metrics;

/// Directives that always hold: the libraries below tell every state of every connection, and of
/// hostile or merely unusual packets, at levels at which we want to hear of our own faults.
const QUIET: [&str; 8] = [
    "rtc=error",
    "rtc_dtls=error",
    "rtc_ice=error",
    "rtc_interceptor=error",
    "rtc_mdns=error",
    "rtc_sctp=error",
    "rtc_srtp=error",
    "rtc_stun=error",
];

/// Starts writing logs to standard error.
///
/// # Errors
/// When the filter makes no sense.
pub fn start_log(filter: &str) -> Result<(), ConfigError> {
    let fail = |error: &dyn std::fmt::Display| ConfigError {
        place: "log.filter".to_owned(),
        problem: format!("“{filter}”: {error}"),
    };
    let mut directives = EnvFilter::try_new(filter).map_err(|error| fail(&error))?;
    for quiet in QUIET {
        directives = directives.add_directive(quiet.parse().map_err(|error| fail(&error))?);
    }
    tracing_subscriber::fmt()
        .with_env_filter(directives)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .init();
    Ok(())
}

/// Says a line to whoever started the server. They may have read what they wanted and closed their end;
/// the server runs on.
pub fn say(out: &mut impl Write, line: &str) {
    let said = writeln!(out, "{line}").and_then(|()| out.flush());
    if let Err(error) = said {
        tracing::debug!(%error, "nobody reads what the server says");
    }
}

/// Counts and logs every panic, whatever thread or task it ends.
pub fn watch_panics(metrics: Arc<Metrics>) {
    std::panic::set_hook(Box::new(move |info| {
        metrics.panicked();
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        // The message may quote what a visitor said; the place is enough to find the fault.
        tracing::error!(place, "panic");
    }));
}

/// Allows as many open files as the system lets us: each visitor is one.
pub fn raise_open_files() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};
        let raised = getrlimit(Resource::RLIMIT_NOFILE)
            .and_then(|(_, hard)| setrlimit(Resource::RLIMIT_NOFILE, hard, hard));
        if let Err(error) = raised {
            tracing::warn!(%error, "the limit of open files stays as it is");
        }
    }
}

/// Where to listen, if this is where one should: all addresses are those of IPv4 on a system without IPv6.
pub fn reachable(listen: SocketAddr) -> SocketAddr {
    let all = listen.is_ipv6() && listen.ip().is_unspecified();
    if all && Socket::new(Domain::IPV6, Type::STREAM, None).is_err() {
        return SocketAddr::from((Ipv4Addr::UNSPECIFIED, listen.port()));
    }
    listen
}

/// Tells systemd that visitors may come, if it is who started the server.
pub fn tell_system_ready() {
    #[cfg(unix)]
    if let Err(error) = sd_notify::notify(&[sd_notify::NotifyState::Ready]) {
        tracing::warn!(%error, "systemd is not told that the server is ready");
    }
}

/// Waits until somebody wants the server to stop.
pub async fn stop_signal() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "Ctrl-C is not heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM is not heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
    tracing::info!("stopping");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_minds_nobody_who_does_not_listen() {
        let (reader, mut writer) = std::io::pipe().unwrap();
        drop(reader);
        say(&mut writer, "open");
        let mut heard = Vec::new();
        say(&mut heard, "open");
        assert_eq!(heard, b"open\n");
    }
}
