//! Everything that is counted, declared in one place. Only numbers; nobody's name or address.

use std::sync::Arc;
use std::sync::{Mutex, PoisonError};

use hallway_protocol::Refusal;
use prometheus::{
    Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

use crate::media::{Kind, MediaMetrics};

/// Upper bounds in seconds for the time that a tick takes; a tick is due every 0.05.
const TICK_BUCKETS: [f64; 9] = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.02, 0.03, 0.05, 0.1];

/// Why datagrams of calls are refused: their sender sends more than anybody needs.
const FLOODED: &str = "media";

/// All metrics.
pub struct Metrics {
    registry: Registry,
    /// WebSocket connections open now.
    pub connections: IntGauge,
    /// Rooms running now.
    pub rooms: IntGauge,
    /// Ticks made by all rooms.
    pub ticks: IntCounter,
    /// Time that ticks took.
    pub tick_seconds: Histogram,
    /// Ticks that took longer than there is between two.
    pub tick_overruns: IntCounter,
    /// Steps told, counted once per receiver.
    pub position_updates_sent: IntCounter,
    /// Bytes of WebSocket messages sent.
    pub bytes_sent: IntCounter,
    /// Bubbles now.
    pub bubbles: IntGauge,
    /// People in bubbles now.
    pub bubble_members: IntGauge,
    refused: IntCounterVec,
    panics: IntCounter,
    tasks: IntGauge,
    /// Until when the certificate is good, in seconds since 1970; 0 while there is none.
    pub certificate_expires: IntGauge,
    media_peers: IntGauge,
    media_received: IntCounterVec,
    media_forwarded: IntCounterVec,
    /// What the forwarding unit counts by itself.
    pub media: Arc<MediaMetrics>,
    /// Held while counters are brought up to date.
    scrape: Mutex<()>,
}

impl Metrics {
    /// Fresh ones.
    ///
    /// # Errors
    /// When two have the same name.
    pub fn new() -> Result<Arc<Self>, prometheus::Error> {
        let registry = Registry::new();
        let kinds = ["kind"];
        let metrics = Self {
            connections: gauge(&registry, "connections", "WebSocket connections open now")?,
            rooms: gauge(&registry, "rooms", "Rooms running now")?,
            ticks: counter(&registry, "ticks_total", "Ticks made by all rooms")?,
            tick_seconds: histogram(&registry, "tick_seconds", "Time that a tick took")?,
            tick_overruns: counter(&registry, "tick_overruns_total", "Ticks that took too long")?,
            position_updates_sent: counter(
                &registry,
                "position_updates_sent_total",
                "Steps told, once per receiver",
            )?,
            bytes_sent: counter(
                &registry,
                "bytes_sent_total",
                "Bytes of WebSocket messages sent",
            )?,
            bubbles: gauge(&registry, "bubbles", "Bubbles now")?,
            bubble_members: gauge(&registry, "bubble_members", "People in bubbles now")?,
            refused: family(
                &registry,
                "refused_total",
                "Connections refused, and datagrams of calls",
                &["reason"],
            )?,
            panics: counter(&registry, "panics_total", "Panics anywhere in the server")?,
            tasks: gauge(&registry, "tasks", "Tasks alive in the runtime now")?,
            certificate_expires: gauge(
                &registry,
                "certificate_expires_timestamp_seconds",
                "Until when the certificate is good, since 1970",
            )?,
            media_peers: gauge(&registry, "media_peers", "Peer connections now")?,
            media_received: family(
                &registry,
                "media_packets_received_total",
                "Media packets received",
                &kinds,
            )?,
            media_forwarded: family(
                &registry,
                "media_packets_forwarded_total",
                "Media packets passed on, once per receiver",
                &kinds,
            )?,
            media: Arc::default(),
            scrape: Mutex::new(()),
            registry,
        };
        // So that every series is there from the beginning, as rates need it.
        for refusal in Refusal::ALL {
            metrics.refused.with_label_values(&[refusal.name()]);
        }
        metrics.refused.with_label_values(&[FLOODED]);
        Ok(Arc::new(metrics))
    }

    /// Counts a refused or ended connection.
    pub fn refused(&self, refusal: Refusal) {
        self.refused.with_label_values(&[refusal.name()]).inc();
    }

    /// Counts a panic.
    pub fn panicked(&self) {
        self.panics.inc();
    }

    /// All metrics in Prometheus' text format. Tasks are counted of the runtime that this is called in.
    ///
    /// # Errors
    /// When a metric can't be written, for which there is no known reason.
    pub fn text(&self) -> Result<String, prometheus::Error> {
        let _one_at_a_time = self.scrape.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let tasks = runtime.metrics().num_alive_tasks();
            self.tasks.set(i64::try_from(tasks).unwrap_or(i64::MAX));
        }
        let peers = self.media.peers.load(std::sync::atomic::Ordering::Relaxed);
        self.media_peers
            .set(i64::try_from(peers).unwrap_or(i64::MAX));
        for (kind, name) in [(Kind::Audio, "audio"), (Kind::Video, "video")] {
            for (family, total) in [
                (&self.media_received, self.media.received(kind)),
                (&self.media_forwarded, self.media.forwarded(kind)),
            ] {
                let counter = family.with_label_values(&[name]);
                counter.inc_by(total.saturating_sub(counter.get()));
            }
        }
        let flooded = self
            .media
            .flooded
            .load(std::sync::atomic::Ordering::Relaxed);
        let counter = self.refused.with_label_values(&[FLOODED]);
        counter.inc_by(flooded.saturating_sub(counter.get()));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

fn named(name: &str, help: &str) -> Opts {
    Opts::new(format!("hallway_{name}"), help)
}

fn gauge(registry: &Registry, name: &str, help: &str) -> Result<IntGauge, prometheus::Error> {
    let gauge = IntGauge::with_opts(named(name, help))?;
    registry.register(Box::new(gauge.clone()))?;
    Ok(gauge)
}

fn counter(registry: &Registry, name: &str, help: &str) -> Result<IntCounter, prometheus::Error> {
    let counter = IntCounter::with_opts(named(name, help))?;
    registry.register(Box::new(counter.clone()))?;
    Ok(counter)
}

fn family(
    registry: &Registry,
    name: &str,
    help: &str,
    labels: &[&str],
) -> Result<IntCounterVec, prometheus::Error> {
    let family = IntCounterVec::new(named(name, help), labels)?;
    registry.register(Box::new(family.clone()))?;
    Ok(family)
}

fn histogram(registry: &Registry, name: &str, help: &str) -> Result<Histogram, prometheus::Error> {
    let options = HistogramOpts::from(named(name, help)).buckets(TICK_BUCKETS.to_vec());
    let histogram = Histogram::with_opts(options)?;
    registry.register(Box::new(histogram.clone()))?;
    Ok(histogram)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_series_is_there_from_the_beginning() {
        let text = Metrics::new().unwrap().text().unwrap();
        for line in [
            "# TYPE hallway_media_packets_forwarded_total counter",
            "hallway_media_packets_received_total{kind=\"audio\"} 0",
            "hallway_refused_total{reason=\"too-fast\"} 0",
            "hallway_refused_total{reason=\"media\"} 0",
            "hallway_tick_seconds_count 0",
            "hallway_panics_total 0",
        ] {
            assert!(text.lines().any(|l| l == line), "no `{line}` in\n{text}");
        }
    }

    #[tokio::test]
    async fn tasks_are_counted_while_they_live() {
        let metrics = Metrics::new().unwrap();
        let says = |count: i64| {
            let text = metrics.text().unwrap();
            let line = format!("hallway_tasks {count}");
            assert!(text.lines().any(|l| l == line), "no `{line}` in\n{text}");
        };
        says(0);
        let task = tokio::spawn(std::future::pending::<()>());
        says(1);
        task.abort();
        assert!(task.await.is_err_and(|error| error.is_cancelled()));
        says(0);
    }
}
