//! The rooms that run: started when somebody comes, gone when they have been empty for a while.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use hallway_protocol::{PersonId, Refusal};
use hallway_world::bubble::{BubbleOverrides, BubbleRules, JoinBeyondLeave};
use hallway_world::room::Room;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::config::Config;
use crate::hub::{Hub, Services, ToRoom};
use crate::maps::{LoadedMap, Maps, NoMap, Watch};
use crate::places::Places;
use crate::store::ChatRow;

/// Messages that may wait for a room: what a thousand people say in four ticks. When it is full,
/// connections wait for room before they read on.
const INBOX: usize = 4096;

/// Time between two looks at the files of maps. A change is seen at one look, known to be over at
/// the next, and so in force within two seconds.
const LOOK: Duration = Duration::from_millis(400);

/// A running room, as connections see it.
pub type RoomSender = mpsc::Sender<ToRoom>;

/// All running rooms.
pub struct Rooms {
    maps: Arc<Maps>,
    services: Arc<Services>,
    rules: BubbleRules,
    most: usize,
    running: Arc<DashMap<String, RoomSender>>,
    tasks: tokio::sync::Mutex<JoinSet<()>>,
    stop: watch::Sender<bool>,
    last_id: AtomicU32,
}

impl Rooms {
    /// None are running yet.
    pub fn new(maps: Arc<Maps>, services: Arc<Services>, config: &Config) -> Self {
        Self {
            maps,
            services,
            rules: BubbleRules {
                circle: config.talk.max_people,
                ..config.bubble.rules()
            },
            most: config.rooms.max_rooms,
            running: Arc::default(),
            tasks: tokio::sync::Mutex::default(),
            stop: watch::Sender::new(false),
            last_id: AtomicU32::new(0),
        }
    }

    /// Where people stand, and stood when their lines broke.
    pub fn places(&self) -> &Places {
        &self.services.places
    }

    /// An id that no one had before.
    pub fn next_person(&self) -> PersonId {
        PersonId(self.last_id.fetch_add(1, Ordering::Relaxed).wrapping_add(1))
    }

    /// The running room of this name, started when it is not running yet.
    ///
    /// # Errors
    /// Why nobody can be let in.
    pub async fn room(&self, name: &str) -> Result<RoomSender, Refusal> {
        let (room, map) = self.running_or_new(name).await?;
        // The map may have been changed, or forgotten, while its room was started.
        if let Some(map) = map
            && let Ok(now) = self.maps.load(name).await
            && !Arc::ptr_eq(&map, &now)
        {
            let _ = room.send(ToRoom::Map(now)).await;
        }
        Ok(room)
    }

    /// The running room of this name; or a new one, with the map it was started with.
    async fn running_or_new(
        &self,
        name: &str,
    ) -> Result<(RoomSender, Option<Arc<LoadedMap>>), Refusal> {
        if let Some(room) = self.running_room(name) {
            return Ok((room, None));
        }
        let map = self.maps.load(name).await.map_err(|error| match error {
            NoMap::Missing => Refusal::NoSuchRoom,
            NoMap::Broken(_) => Refusal::BrokenRoom,
        })?;
        let past = match &self.services.chat {
            Some(chat) => chat.of(name).await,
            None => Vec::new(),
        };
        let mut tasks = self.tasks.lock().await;
        while tasks.try_join_next().is_some() {}
        if *self.stop.borrow() {
            return Err(Refusal::ShuttingDown);
        }
        if self.running.len() >= self.most && !self.running.contains_key(name) {
            return Err(Refusal::Full);
        }
        match self.running.entry(name.to_owned()) {
            Entry::Occupied(entry) if !entry.get().is_closed() => Ok((entry.get().clone(), None)),
            entry => {
                let (sender, inbox) = mpsc::channel(INBOX);
                let hub = self.hub(name, Arc::clone(&map), past).map_err(|error| {
                    tracing::error!(%error, "a room can't be opened");
                    Refusal::Full
                })?;
                let maps = Arc::clone(&self.maps);
                let (running, name) = (Arc::clone(&self.running), name.to_owned());
                let stop = self.stop.subscribe();
                let own = sender.clone().downgrade();
                tasks.spawn(async move {
                    hub.run(inbox, stop, || {
                        let is_own = |room: &RoomSender| {
                            own.upgrade().is_none_or(|own| room.same_channel(&own))
                        };
                        running.remove_if(&name, |_, room| is_own(room));
                        // Only while nobody can start another one.
                        if let Entry::Vacant(_) = running.entry(name.clone()) {
                            maps.forget(&name);
                        }
                    })
                    .await;
                });
                entry.insert(sender.clone());
                Ok((sender, Some(map)))
            }
        }
    }

    /// Tells rooms when their maps were changed on disk. Never ends.
    pub async fn watch_maps(&self) {
        let mut watch = Watch::default();
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            for (name, map) in self.maps.look_for_changes(&mut watch).await {
                if let Some(room) = self.running_room(&name) {
                    // A room that ends in this moment needs no map.
                    let _ = room.send(ToRoom::Map(map)).await;
                }
            }
        }
    }

    /// Tells everybody in all rooms that the server stops, and waits for the rooms to end.
    pub async fn shut_down(&self) {
        self.stop.send_replace(true);
        let mut tasks = self.tasks.lock().await;
        while tasks.join_next().await.is_some() {}
    }

    fn running_room(&self, name: &str) -> Option<RoomSender> {
        let room = self.running.get(name)?;
        (!room.is_closed()).then(|| room.clone())
    }

    fn hub(&self, name: &str, map: Arc<LoadedMap>, past: Vec<ChatRow>) -> io::Result<Hub> {
        let rules = rules(self.rules, map.venue.bubble, name);
        let room = Room::new(Arc::clone(&map.venue), rules);
        Hub::new(name.to_owned(), map, room, past, Arc::clone(&self.services))
    }
}

/// The configured rules with what the map sets over them.
fn rules(configured: BubbleRules, map: BubbleOverrides, room: &str) -> BubbleRules {
    map.over(configured).unwrap_or_else(|JoinBeyondLeave| {
        tracing::warn!(
            room,
            "the map's “bubbleJoin” or “bubbleLeave” does not go with the configured bubble.join_px \
             and bubble.leave_px: people would join further out than they leave; both are ignored"
        );
        let rest = map.without_join_and_leave();
        rest.over(configured).unwrap_or(configured)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_has_the_last_word_where_it_makes_sense() {
        let configured = BubbleRules {
            join: 100,
            leave: 120,
            ..BubbleRules::default()
        };
        let map = |join, leave| BubbleOverrides {
            join,
            leave,
            members: Some(2),
            ..BubbleOverrides::default()
        };
        for (join, leave, expected) in [
            (None, None, (100, 120)),
            (Some(110), None, (110, 120)),
            (Some(200), Some(300), (200, 300)),
            (Some(200), None, (100, 120)),
            (None, Some(50), (100, 120)),
        ] {
            let found = rules(configured, map(join, leave), "hall");
            let expected = BubbleRules {
                join: expected.0,
                leave: expected.1,
                members: 2,
                ..configured
            };
            assert_eq!(found, expected, "{join:?} {leave:?}");
        }
    }
}
