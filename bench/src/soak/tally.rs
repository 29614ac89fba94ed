//! What became of all lives so far.

use std::collections::BTreeMap;

/// Counts, and what was not as it must be.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Let in.
    pub joins: u64,
    /// Let in to the place they had before.
    pub resumed: u64,
    /// Came back too late, and were let in as strangers.
    pub late: u64,
    /// Said that they leave, and were told goodbye.
    pub leaves: u64,
    /// Cut the line without a word.
    pub cuts: u64,
    /// Refused for the nonsense that they said, as it must be.
    pub refusals: u64,
    /// Connections that were no WebSocket.
    pub strangers: u64,
    /// Read nothing for a while.
    pub stalls: u64,
    /// Snapshots besides the one that comes with the welcome.
    pub snapshots: u64,
    /// Shown the door since they read too slowly.
    pub too_slow: u64,
    /// Found their room ending, and came again.
    pub retries: u64,
    /// What was not as it must be, and how often.
    pub faults: BTreeMap<String, u64>,
}

impl Tally {
    /// Something was not as it must be.
    pub fn fault(&mut self, what: impl Into<String>) {
        *self.faults.entry(what.into()).or_default() += 1;
    }
}
