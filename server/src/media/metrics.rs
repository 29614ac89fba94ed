//! What the forwarding unit counts. Only numbers; it knows nobody's name and keeps no history.

use std::sync::atomic::{AtomicU64, Ordering};

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Opus.
    Audio,
    /// VP8.
    Video,
}

/// Counters that the unit writes and anybody may read.
#[derive(Debug, Default)]
pub struct MediaMetrics {
    /// Peer connections that exist now, connected or on the way there.
    pub peers: AtomicU64,
    /// Audio packets that visitors sent and that were authentic.
    pub audio_received: AtomicU64,
    /// Video packets that visitors sent and that were authentic.
    pub video_received: AtomicU64,
    /// Audio packets passed on, counted once per receiver.
    pub audio_forwarded: AtomicU64,
    /// Video packets passed on, counted once per receiver.
    pub video_forwarded: AtomicU64,
    /// Datagrams that the operating system had no room for.
    pub send_dropped: AtomicU64,
    /// Datagrams from addresses that belong to nobody.
    pub strangers: AtomicU64,
    /// Datagrams of visitors who sent more than anybody needs.
    pub flooded: AtomicU64,
    /// Panics inside the handling of one peer, which ended that peer only.
    pub panics: AtomicU64,
}

impl MediaMetrics {
    /// Packets received of one kind.
    pub fn received(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Audio => &self.audio_received,
            Kind::Video => &self.video_received,
        }
        .load(Ordering::Relaxed)
    }

    /// Packets forwarded of one kind.
    pub fn forwarded(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Audio => &self.audio_forwarded,
            Kind::Video => &self.video_forwarded,
        }
        .load(Ordering::Relaxed)
    }

    pub(super) fn count_received(&self, kind: Kind) {
        add_one(match kind {
            Kind::Audio => &self.audio_received,
            Kind::Video => &self.video_received,
        });
    }

    pub(super) fn count_forwarded(&self, kind: Kind) {
        add_one(match kind {
            Kind::Audio => &self.audio_forwarded,
            Kind::Video => &self.video_forwarded,
        });
    }
}

pub(super) fn add_one(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
