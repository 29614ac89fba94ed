//! What requests may use.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use axum::http::HeaderMap;
use ipnet::IpNet;
use tokio::sync::{Semaphore, broadcast};

use crate::census::Census;
use crate::config::{Config, DoorsConfig};
use crate::http::caller::Callers;
use crate::hub::Announcement;
use crate::login::Provider;
use crate::maps::Maps;
use crate::metrics::Metrics;
use crate::port::Remote;
use crate::rooms::Rooms;
use crate::sessions::Sessions;
use crate::store::{Journal, Store};
use crate::trust::address::{self, Prefix};
use crate::trust::blocks::Blocks;
use crate::trust::capacity::Capacity;
use crate::trust::entrance::Entrance;
use crate::trust::flow::Flows;
use crate::trust::identity::Identities;
use crate::trust::invite::Invites;
use crate::trust::order_book::OrderBook;
use crate::trust::reports::Reports;
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
    /// Where one can log in, if anywhere.
    pub provider: Option<Arc<Provider>>,
    /// The venue's door.
    pub entrance: Arc<Entrance>,
    /// How the door was set last, for those who change it.
    pub doors: Arc<Mutex<DoorsConfig>>,
    /// What is told to all of the venue.
    pub announcements: broadcast::Sender<Announcement>,
    /// Who is where.
    pub census: Arc<Census>,
    /// Takes what is to be kept.
    pub journal: Journal,
    /// When the server started.
    pub started: SystemTime,
    /// How often which network asks for what only some may.
    pub callers: Arc<Callers>,
    /// How much comes of whom.
    pub flows: Arc<Flows>,
    /// How many the venue holds.
    pub capacity: Arc<Capacity>,
    /// Who waits at its door.
    pub waiting_room: Arc<WaitingRoom>,
    /// Who wants to have nothing to do with whom.
    pub blocks: Arc<Blocks>,
    /// What visitors reported.
    pub reports: Arc<Reports>,
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

impl App {
    /// The network that a request comes from, hashed.
    pub fn network(&self, Remote(remote): Remote, headers: &HeaderMap) -> Prefix {
        let address = address::client(remote, headers, &self.proxies);
        Prefix::of(address, self.identities.key())
    }
}
