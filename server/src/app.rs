//! What requests may use.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::config::Config;
use crate::invite::Invites;
use crate::maps::Maps;
use crate::metrics::Metrics;
use crate::rooms::Rooms;
use crate::sessions::Sessions;

/// What requests may use. Clones are the same.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The maps.
    pub maps: Arc<Maps>,
    /// Who is invited to more than to visit.
    pub invites: Arc<Invites>,
    /// The rooms.
    pub rooms: Arc<Rooms>,
    /// What it takes to join sessions.
    pub sessions: Arc<Sessions>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// One permit per connection that may be open.
    pub connections: Arc<Semaphore>,
}
