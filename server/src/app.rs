//! What requests may use.

use std::sync::Arc;

use ipnet::IpNet;
use tokio::sync::Semaphore;

use crate::config::Config;
use crate::maps::Maps;
use crate::metrics::Metrics;
use crate::rooms::Rooms;
use crate::sessions::Sessions;
use crate::store::Store;
use crate::trust::capacity::Capacity;
use crate::trust::entrance::Entrance;
use crate::trust::identity::Identities;
use crate::trust::invite::Invites;
use crate::trust::order_book::OrderBook;
use crate::trust::waiting::WaitingRoom;

/// What requests may use. Clones are the same.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The maps.
    pub maps: Arc<Maps>,
    /// Who is invited to more than to visit.
    pub invites: Arc<Invites>,
    /// Who is known from visit to visit.
    pub identities: Arc<Identities>,
    /// The venue's door.
    pub entrance: Arc<Entrance>,
    /// How many the venue holds.
    pub capacity: Arc<Capacity>,
    /// Who waits at its door.
    pub waiting_room: Arc<WaitingRoom>,
    /// What is in force against whom.
    pub order_book: Arc<OrderBook>,
    /// What is kept.
    pub store: Store,
    /// Networks of proxies that are believed.
    pub proxies: Arc<[IpNet]>,
    /// The rooms.
    pub rooms: Arc<Rooms>,
    /// What it takes to join sessions.
    pub sessions: Arc<Sessions>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// One permit per connection that may be open.
    pub connections: Arc<Semaphore>,
}
