//! What the server holds at a moment, as the system and its own metrics tell.

use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::process::{cpu_time, memory};
use crate::server::Server;

/// Time for the server to answer. It is to show a server that hangs, not one that is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the server holds.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Resident memory in bytes.
    pub memory: u64,
    /// Open file descriptors.
    pub files: usize,
    /// Threads.
    pub threads: usize,
    /// CPU time so far.
    pub cpu: Duration,
    /// Places in the file that survives the server.
    pub places: usize,
    /// The metrics, by their names as they stand in the text, labels included.
    pub metrics: HashMap<String, f64>,
}

impl Sample {
    /// Takes one.
    ///
    /// # Errors
    /// When the process is gone, or does not answer.
    pub fn take(server: &Server) -> Result<Self> {
        // Asked for first: the connection is one more file, always the same one.
        let text = fetch(&server.url(), "/metrics")?;
        let pid = server.pid();
        let threads = status(pid, "Threads:")?;
        Ok(Self {
            memory: memory(pid)?,
            files: fs::read_dir(format!("/proc/{pid}/fd"))?.count(),
            threads,
            cpu: cpu_time(pid)?,
            places: places(&server.data())?,
            metrics: parse(&text),
        })
    }

    /// A metric by its name without what all begin with; 0 when there is none.
    pub fn metric(&self, name: &str) -> f64 {
        let found = self.metrics.get(&format!("hallway_{name}"));
        found.copied().unwrap_or_default()
    }

    /// How many were refused for this reason.
    pub fn refused(&self, reason: &str) -> f64 {
        self.metric(&format!("refused_total{{reason=\"{reason}\"}}"))
    }
}

fn status(pid: u32, name: &str) -> Result<usize> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    Ok(line.context("a short status")?.trim().parse()?)
}

/// How many places the file in the data folder holds; none before it is there.
fn places(data: &Path) -> Result<usize> {
    let Ok(text) = fs::read(data.join("places.json")) else {
        return Ok(0);
    };
    let saved: serde_json::Value = serde_json::from_slice(&text)?;
    let places = saved.get("places").and_then(serde_json::Value::as_array);
    Ok(places.context("no places in the file of places")?.len())
}

/// Asks for a page over a connection of its own, which is closed when this returns.
fn fetch(url: &str, path: &str) -> Result<String> {
    let host = url.strip_prefix("http://").context("no http:// URL")?;
    let host = host.trim_end_matches('/');
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .context("the server does not answer")?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
    ensure!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
    Ok(body.to_owned())
}

fn parse(text: &str) -> HashMap<String, f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (name, value) = line.rsplit_once(' ')?;
            Some((name.to_owned(), value.parse().ok()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_found_by_name_and_label() {
        let text = "# HELP hallway_rooms Rooms\n# TYPE hallway_rooms gauge\nhallway_rooms 3\n\
                    hallway_refused_total{reason=\"too-fast\"} 12\n";
        let sample = Sample {
            metrics: parse(text),
            ..Sample::default()
        };
        assert_eq!(sample.metric("rooms"), 3.0);
        assert_eq!(sample.refused("too-fast"), 12.0);
        assert_eq!(sample.refused("full"), 0.0);
    }
}
