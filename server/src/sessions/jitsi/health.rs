//! Which Jitsi server is used: the first in the operator's order that works. A meeting stays where
//! it is for as long as its server works, also when a better one comes back, so that nobody is alone
//! in a second meeting of the same name. Where it has to go elsewhere all go with it: [`Servers::moves`]
//! tells that those who are in it must be told.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use hallway_protocol::session::SessionEnd;
use tokio::time::MissedTickBehavior;

/// What a server has to serve, as browsers load it.
const PROBED: &str = "/external_api.js";

/// Time between two looks at every server.
const PROBE_EVERY: Duration = Duration::from_secs(30);

/// Time for one try. Two tries fit into the time that a visitor waits.
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// Tries until a server counts as dead: one lost packet must not split a meeting.
const TRIES: usize = 2;

/// What was found out so recently is not asked again, however many report a failure.
const FRESH: Duration = Duration::from_millis(500);

/// A meeting that nobody joined for this long may begin anew on another server.
const MEETING_KEPT: Duration = Duration::from_secs(24 * 3600);

/// Meetings whose server is remembered. Beyond that the order alone decides.
const MOST_MEETINGS: usize = 4096;

/// The configured servers, best first.
pub(super) struct Servers {
    all: Vec<Server>,
    http: reqwest::Client,
    /// Where meetings are: index into `all`, and when somebody joined last. A std mutex, as nothing
    /// is awaited while it is held.
    meetings: Mutex<HashMap<String, (usize, Instant)>>,
    /// How often a meeting went from one server to another.
    moves: AtomicU64,
}

struct Server {
    origin: String,
    /// When it was asked last, and whether it works.
    known: Mutex<Option<(Instant, bool)>>,
    /// Held while it is asked, so that many who want to know ask once.
    asking: tokio::sync::Mutex<()>,
}

impl Servers {
    /// Servers of which nothing is known yet.
    pub(super) fn new(origins: Vec<String>, http: reqwest::Client) -> Self {
        let server = |origin| Server {
            origin,
            known: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        };
        Self {
            all: origins.into_iter().map(server).collect(),
            http,
            meetings: Mutex::default(),
            moves: AtomicU64::new(0),
        }
    }

    /// Their origins, best first.
    pub(super) fn origins(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|server| server.origin.as_str())
    }

    /// How often a meeting went from one server to another since the start. When it grows, what was
    /// said before of where meetings are may be wrong.
    pub(super) fn moves(&self) -> u64 {
        self.moves.load(Ordering::Acquire)
    }

    /// Looks at every server every half minute, for ever.
    pub(super) async fn watch(&self) {
        if self.all.is_empty() {
            return;
        }
        let mut due = tokio::time::interval(PROBE_EVERY);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            due.tick().await;
            join_all(self.all.iter().map(|server| server.probe(&self.http))).await;
        }
    }

    /// The origin of the server for a meeting. `failed`: the one given before did not work for a
    /// visitor, so it is asked at once whether it still does.
    ///
    /// # Errors
    /// When there is none, or none works.
    pub(super) async fn choose(&self, meeting: &str, failed: bool) -> Result<String, SessionEnd> {
        if self.all.is_empty() {
            return Err(SessionEnd::NotConfigured);
        }
        let held = self.place_of(meeting);
        if failed && let Some(server) = held.and_then(|held| self.all.get(held)) {
            server.probe(&self.http).await;
        }
        let in_order = held.into_iter().chain(0..self.all.len());
        for index in in_order {
            if let Some(server) = self.all.get(index)
                && server.works(&self.http).await
            {
                return Ok(self.take_place(meeting, index));
            }
        }
        // All are said to be dead; perhaps that is over.
        let again = join_all(self.all.iter().map(|server| server.probe(&self.http))).await;
        let index = again.iter().position(|works| *works);
        let index = index.ok_or(SessionEnd::Unreachable)?;
        Ok(self.take_place(meeting, index))
    }

    fn place_of(&self, meeting: &str) -> Option<usize> {
        let meetings = self.meetings.lock().unwrap_or_else(PoisonError::into_inner);
        let (index, joined) = meetings.get(meeting)?;
        (joined.elapsed() < MEETING_KEPT).then_some(*index)
    }

    fn take_place(&self, meeting: &str, index: usize) -> String {
        let mut meetings = self.meetings.lock().unwrap_or_else(PoisonError::into_inner);
        if meetings.len() >= MOST_MEETINGS && !meetings.contains_key(meeting) {
            meetings.retain(|_, (_, joined)| joined.elapsed() < MEETING_KEPT);
        }
        if meetings.len() < MOST_MEETINGS || meetings.contains_key(meeting) {
            let before = meetings.insert(meeting.to_owned(), (index, Instant::now()));
            if before.is_some_and(|(before, _)| before != index) {
                // While the lock is held: whoever is told of the old place from now on has asked
                // before, and is asked about again.
                self.moves.fetch_add(1, Ordering::AcqRel);
            }
        }
        let server = self.all.get(index);
        server.map_or_else(String::new, |server| server.origin.clone())
    }
}

impl Server {
    /// Whether it works, as far as is known; asked when nothing is.
    async fn works(&self, http: &reqwest::Client) -> bool {
        match self.known() {
            Some((_, works)) => works,
            None => self.probe(http).await,
        }
    }

    /// Asks it, unless somebody did a moment ago.
    async fn probe(&self, http: &reqwest::Client) -> bool {
        let _one_at_a_time = self.asking.lock().await;
        if let Some((at, works)) = self.known()
            && at.elapsed() < FRESH
        {
            return works;
        }
        let mut works = false;
        for _ in 0..TRIES {
            works = answers(http, &self.origin).await;
            if works {
                break;
            }
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.replace((Instant::now(), works));
        match (before, works) {
            (Some((_, true)), false) | (None, false) => {
                tracing::warn!("a Jitsi server does not answer: {}", self.origin);
            }
            (Some((_, false)), true) => tracing::info!("a Jitsi server is back: {}", self.origin),
            _ => {}
        }
        works
    }

    fn known(&self) -> Option<(Instant, bool)> {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a server serves what browsers need of it. A page in its place, such as a proxy's on an
/// outage, is none.
async fn answers(http: &reqwest::Client, origin: &str) -> bool {
    let request = http.get(format!("{origin}{PROBED}")).timeout(PROBE_TIMEOUT);
    let Ok(answer) = request.send().await else {
        return false;
    };
    let kind = answer.headers().get(reqwest::header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    answer.status().is_success() && !kind.starts_with("text/html")
}

#[cfg(test)]
impl Servers {
    /// Makes what is known old enough to be asked again.
    pub(super) fn age_for_tests(&self) {
        for server in &self.all {
            let mut known = server.known.lock().unwrap();
            *known = known.and_then(|(at, works)| Some((at.checked_sub(FRESH)?, works)));
        }
    }

    /// One round of [`Servers::watch`].
    pub(super) async fn probe_all_for_tests(&self) {
        join_all(self.all.iter().map(|server| server.probe(&self.http))).await;
    }
}
