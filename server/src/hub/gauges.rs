//! One room's part in what is counted; taken out again when the room ends, however it ends.

use std::sync::Arc;
use std::time::Duration;

use hallway_world::room::Room;

use crate::metrics::Metrics;

/// A room's part.
pub(super) struct Gauges {
    metrics: Arc<Metrics>,
    bubbles: i64,
    members: i64,
}

impl Gauges {
    /// The part of a room that opens.
    pub(super) fn new(metrics: Arc<Metrics>) -> Self {
        metrics.rooms.inc();
        Self {
            metrics,
            bubbles: 0,
            members: 0,
        }
    }

    /// Counts a tick.
    pub(super) fn ticked(&mut self, took: Duration, period: Duration, room: &Room) {
        self.metrics.ticks.inc();
        self.metrics.tick_seconds.observe(took.as_secs_f64());
        if took > period {
            self.metrics.tick_overruns.inc();
        }
        let all = room.bubbles().all();
        self.set(
            all.len() as i64,
            all.values().map(Vec::len).sum::<usize>() as i64,
        );
    }

    fn set(&mut self, bubbles: i64, members: i64) {
        self.metrics.bubbles.add(bubbles - self.bubbles);
        self.metrics.bubble_members.add(members - self.members);
        (self.bubbles, self.members) = (bubbles, members);
    }
}

impl Drop for Gauges {
    fn drop(&mut self) {
        self.set(0, 0);
        self.metrics.rooms.dec();
    }
}
