//! The server: HTTP and WebSocket, the rooms' clocks, and the forwarding of calls.
//!
//! Data flows one way: [`ws`] → [`mod@line`] → [`inbox`] → [`hub`] → `hallway_world::room` →
//! [`mod@line`].
#![forbid(unsafe_code)]

pub mod app;
pub mod args;
pub mod attendance;
pub mod backup;
pub mod bots;
pub mod census;
pub mod check;
pub mod clock;
pub mod config;
pub mod digest;
pub mod embed;
pub mod http;
pub mod hub;
pub mod inbox;
pub mod line;
pub mod lobby;
pub mod login;
pub mod maps;
pub mod media;
pub mod metrics;
pub mod places;
pub mod port;
pub mod process;
pub mod rate;
pub mod rooms;
pub mod router;
pub mod sessions;
pub mod store;
pub mod tls;
pub mod trust;
pub mod turn;
pub mod ws;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use tokio::net::{TcpListener, lookup_host};
use tokio::sync::{Semaphore, broadcast};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use url::Url;

use app::App;
use attendance::Attendance;
use config::{Config, DoorsConfig};
use hub::{KeptChat, Services};
use login::Provider;
use maps::{FolderMaps, MapSource, Maps, ShippedFiles};
use media::MediaConfig;
use metrics::Metrics;
use places::Places;
use port::{Encryption, Port, Redirect, Remote};
use rooms::Rooms;
use sessions::{AllowList, Sessions};
use store::{Journal, Store};
use tls::Tls;
use trust::address::Prefix;
use trust::blocks::Blocks;
use trust::capacity::Capacity;
use trust::entrance::Entrance;
use trust::flow::Flows;
use trust::identity::Identities;
use trust::invite::Invites;
use trust::key::Key;
use trust::order_book::OrderBook;
use trust::reports::Reports;
use trust::waiting::WaitingRoom;
use turn::TurnIssuer;

/// Time for the venue's name to be looked up.
const ASKING: Duration = Duration::from_secs(5);

/// Time between two writings of the places to disk.
const SAVE: Duration = Duration::from_millis(500);

/// Announcements that a room may be behind; it looks twenty times a second.
const ANNOUNCEMENTS: usize = 64;

/// The name under which it is kept how an organizer set the door.
pub const DOORS: &str = "doors";

/// Time between two looks at what is kept for long enough.
const FORGET: Duration = Duration::from_secs(10 * 60);

/// Time for connections to end when the server stops; after that they are cut.
const STOPPING: Duration = Duration::from_secs(5);

/// Time for the last words to connections when the server stops.
const PARTING: Duration = Duration::from_secs(2);

/// Serves until `stop` comes true. `listener` decides the port, for media too.
///
/// # Errors
/// When the maps folder, the data folder or the media port can't be used.
pub async fn run(
    listener: TcpListener,
    config: Config,
    metrics: Arc<Metrics>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let local = listener.local_addr()?;
    let tls = Tls::open(&config, &metrics).context("the certificate")?;
    let redirect = Redirect::to(&config.venue.public_url, local.port());
    let leading = lead_to_https(&config, redirect.clone()).await?;
    let encryption = tls.as_ref().map(|tls| Encryption {
        opener: tls.opener(),
        redirect,
    });
    let source = map_source(&config)?;
    let allowed = AllowList::new(&config.websites.allow);
    let default_room = &config.venue.default_room;
    let maps = Arc::new(Maps::new(source, &config.maps, allowed, default_room));
    if maps.default_room().is_empty() {
        tracing::warn!("there is no map in the maps folder");
    }
    let keep = Duration::from_secs(config.rooms.resume_seconds);
    let data = &config.data.dir.clone();
    let places = Places::open(data, keep, SystemTime::now())
        .with_context(|| format!("data folder {}", data.display()))?;
    let media_config = MediaConfig {
        listen: local,
        public: config.media.addresses()?,
        known_as: known_as(&config, local).await,
        tcp: true,
        max_peers: config.media.max_peers,
    };
    let media = media::start(media_config, Arc::clone(&metrics.media))
        .with_context(|| format!("media on UDP {local}"))?;
    let (invites, _) = Invites::open(data)
        .with_context(|| format!("key of the invitations in {}", data.display()))?;
    let identities = Identities::open(data)
        .with_context(|| format!("key of the visitors' cookies in {}", data.display()))?;
    let store = Store::open(config.data.place())
        .await
        .context("the database")?;
    let (journal, journal_task) = Journal::start(store.clone());
    let sanctions = store.sanctions(SystemTime::now()).await;
    let order_book = Arc::new(OrderBook::new(
        sanctions.context("the database")?,
        journal.clone(),
    ));
    let blocks = store.blocks().await.context("the database")?;
    let blocks = Arc::new(Blocks::new(blocks, journal.clone()));
    let reports = store.reports().await.context("the database")?;
    let reports = Arc::new(Reports::new(reports, journal.clone()));
    let waiting_room = Arc::new(WaitingRoom::default());
    let sessions = Arc::new(Sessions::open(&config, &config.data.dir)?);
    let services = Arc::new(Services {
        maps: Arc::clone(&maps),
        media: media.clone(),
        metrics: Arc::clone(&metrics),
        places: Arc::new(places),
        sessions: Arc::clone(&sessions),
        flows: Flows::new(config.server.max_of_network, this_machine(identities.key())),
        likeness: Arc::default(),
        order_book: Arc::clone(&order_book),
        census: Arc::default(),
        blocks,
        reports,
        waiting_room: Arc::clone(&waiting_room),
        announcements: broadcast::Sender::new(ANNOUNCEMENTS),
        chat: (config.chat.keep_days > 0).then(|| KeptChat {
            days: config.chat.keep_days,
            store: store.clone(),
        }),
        turn: TurnIssuer::new(&config.turn),
        max_people: config.rooms.max_people,
        most_seen: config.rooms.most_seen,
    });
    let rooms = Arc::new(Rooms::new(
        Arc::clone(&maps),
        Arc::clone(&services),
        &config,
    ));
    let doors = doors(&config, &store).await?;
    let provider = Provider::new(&config.oidc).context("logging in")?;
    let most_connections = config.server.max_connections;
    let connections = Arc::new(Semaphore::new(most_connections));
    let config_kept = config.data.kept();
    let chat_kept = config.chat.kept();
    let app = App {
        connections: Arc::clone(&connections),
        proxies: config.server.proxies()?.into(),
        identities: Arc::new(identities),
        provider: provider.map(Arc::new),
        entrance: Arc::new(Entrance::new(doors.rules()?)),
        capacity: Capacity::new(doors.max_people),
        doors: Arc::new(std::sync::Mutex::new(doors)),
        announcements: services.announcements.clone(),
        census: Arc::clone(&services.census),
        journal,
        started: SystemTime::now(),
        callers: Arc::default(),
        flows: Arc::clone(&services.flows),
        waiting_room,
        reports: Arc::clone(&services.reports),
        blocks: Arc::clone(&services.blocks),
        order_book,
        store: store.clone(),
        config: Arc::new(config),
        maps,
        invites: Arc::new(invites),
        rooms: Arc::clone(&rooms),
        sessions: Arc::clone(&sessions),
        metrics,
    };
    let saver = tokio::spawn(save_places(Arc::clone(&services.places)));
    let watching_rooms = Arc::clone(&rooms);
    let watcher = tokio::spawn(async move { watching_rooms.watch_maps().await });
    let forgetter = tokio::spawn(forget_old(store.clone(), config_kept, chat_kept));
    let attendance = Attendance::open(data, store.clone())
        .await
        .context("attendance")?;
    let counter = tokio::spawn(attendance.run(Arc::clone(&services.census)));
    let prober = tokio::spawn(async move { sessions.watch().await });

    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let service = router::router(app).into_make_service_with_connect_info::<Remote>();
    let listener = Port::new(listener, media.clone(), encryption)?;
    let closing_rooms = Arc::clone(&rooms);
    process::tell_system_ready();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        closing_rooms.shut_down().await;
        let _ = stopping.send(());
    });
    tokio::select! {
        result = serving => result?,
        () = async {
            let _ = stopped.await;
            tokio::time::sleep(STOPPING).await;
        } => {}
    }
    // Those who are told that the server stops may take their leave.
    let all = u32::try_from(most_connections).unwrap_or(u32::MAX);
    let _ = timeout(PARTING, connections.acquire_many(all)).await;
    drop(tls);
    if let Some(leading) = leading {
        leading.abort();
    }
    saver.abort();
    watcher.abort();
    prober.abort();
    forgetter.abort();
    counter.abort();
    let places = Arc::clone(&services.places);
    // With the last that may have something to be kept.
    drop((rooms, services));
    let _ = timeout(PARTING, journal_task).await;
    store.close().await;
    tokio::task::spawn_blocking(move || {
        media.shutdown();
        places.save(SystemTime::now())
    })
    .await?
    .context("writing the places")
}

/// Leads from `http://` to `https://` at the port that is for that, if there is one.
async fn lead_to_https(
    config: &Config,
    redirect: Redirect,
) -> anyhow::Result<Option<JoinHandle<()>>> {
    let Some(listen) = config.server.http()? else {
        return Ok(None);
    };
    let listen = process::reachable(listen);
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("TCP {listen}, which is server.listen_http"))?;
    Ok(Some(tokio::spawn(redirect.serve(listener))))
}

/// The addresses that the venue's public name leads to, when they are of use: the media port must be
/// told to browsers, and nobody has said where it is.
async fn known_as(config: &Config, local: SocketAddr) -> Vec<IpAddr> {
    let url = Url::parse(&config.venue.public_url).ok();
    let Some(host) = url.as_ref().and_then(Url::host_str) else {
        return Vec::new();
    };
    if !config.media.public.is_empty() || !local.ip().is_unspecified() {
        return Vec::new();
    }
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let asked = timeout(ASKING, lookup_host((name, local.port()))).await;
    match asked {
        Ok(Ok(found)) => found.map(|address| address.ip()).collect(),
        _ => {
            tracing::warn!(
                host,
                "the venue's name leads nowhere; calls are told the machine's own addresses"
            );
            Vec::new()
        }
    }
}

/// How the door stands: as an organizer said last, else as the settings say.
async fn doors(config: &Config, store: &Store) -> anyhow::Result<DoorsConfig> {
    let Some(kept) = store.setting(DOORS).await.context("the database")? else {
        return Ok(config.doors.clone());
    };
    match serde_json::from_str::<DoorsConfig>(&kept) {
        Ok(doors) if doors.rules().is_ok() => Ok(doors),
        _ => {
            tracing::error!("how an organizer set the door can't be read; the settings count");
            Ok(config.doors.clone())
        }
    }
}

fn map_source(config: &Config) -> anyhow::Result<Arc<dyn MapSource>> {
    let folder = &config.maps.dir;
    if folder.as_os_str().is_empty() {
        return Ok(Arc::new(ShippedFiles));
    }
    let maps = FolderMaps::open(folder);
    Ok(Arc::new(maps.with_context(|| {
        format!("maps folder {}", folder.display())
    })?))
}

/// What this very machine looks like as a network.
fn this_machine(key: &Key) -> Vec<Prefix> {
    let here: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    here.map(|address| Prefix::of(address, key)).into()
}

/// Takes away what is kept for long enough.
async fn forget_old(store: Store, kept: Duration, chat_kept: Duration) {
    let mut due = tokio::time::interval(FORGET);
    loop {
        due.tick().await;
        if let Err(error) = store.forget_old(SystemTime::now(), kept).await {
            tracing::error!(%error, "what is kept for long enough is still kept");
        }
        let before = SystemTime::now().checked_sub(chat_kept);
        if let Err(error) = store.forget_chat(before.unwrap_or(UNIX_EPOCH)).await {
            tracing::error!(%error, "what was written is still kept");
        }
    }
}

async fn save_places(places: Arc<Places>) {
    let mut due = tokio::time::interval(SAVE);
    let mut failed = false;
    loop {
        due.tick().await;
        let places = Arc::clone(&places);
        let saved = tokio::task::spawn_blocking(move || places.save(SystemTime::now())).await;
        // Said once, not twice a second.
        match saved {
            Ok(Err(error)) if !failed => {
                tracing::error!(%error, "places can't be written; after a crash nobody comes back to theirs");
                failed = true;
            }
            Ok(Ok(())) => failed = false,
            _ => {}
        }
    }
}
