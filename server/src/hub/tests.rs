//! A hub stepped by hand, with a hand-made map: what people are told of exits, doors, barred zones,
//! talks and another map.

mod order;
mod reports;

use std::collections::{BTreeMap, VecDeque};
use std::fs;

use hallway_protocol::client::Sending;
use hallway_protocol::geom::SUBPX;
use hallway_protocol::motion::{Record, Spot};
use hallway_protocol::presence::Knock;
use hallway_protocol::session::{Barrier, Exit};
use hallway_protocol::{Look, Pos, VERSION, decode_frame};
use hallway_world::bubble::BubbleRules;
use hallway_world::scene::{Door, Scene};
use hallway_world::venue::{Area, DoorRule, Venue, Zone};
use hallway_world::walls::Walls;
use hallway_world::zone::{ExitTo, Talk};
use tempfile::TempDir;

use super::*;
use crate::config::{Config, MapsConfig};
use crate::line::End;
use crate::line::pipe::{Pipe, pair};
use crate::maps::{FolderMaps, Stamps};
use crate::media::{self, MediaConfig};
use crate::sessions::Sessions;
use crate::store::Journal;
use crate::trust::blocks::Blocks;
use crate::trust::capacity::Capacity;
use crate::trust::flow::Flows;
use crate::trust::reports::Reports;

const MAP: &str = r#"<map version="1.10" orientation="orthogonal" renderorder="right-down"
    width="4" height="4" tilewidth="32" tileheight="32" infinite="0"/>"#;

/// Ticks in which something must have been told.
const PATIENCE: usize = 2000;

/// A hub, and a folder with a map `good` and a map `broken`.
struct Stage {
    hub: Hub,
    send: mpsc::Sender<ToRoom>,
    inbox: mpsc::Receiver<ToRoom>,
    _folder: TempDir,
}

/// Somebody in it, and what they read.
struct Guest {
    id: PersonId,
    pipe: Pipe,
    /// Frames that came and were not looked at.
    waiting: VecDeque<Vec<u8>>,
    seq: u32,
}

impl Stage {
    fn new(zones: Vec<Zone>, doors: Vec<(Door, DoorRule)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let maps_folder = folder.path().join("maps");
        fs::create_dir(&maps_folder).unwrap();
        fs::write(maps_folder.join("good.tmx"), MAP).unwrap();
        fs::write(maps_folder.join("broken.tmx"), "<map").unwrap();
        let source = Arc::new(FolderMaps::open(&maps_folder).unwrap());
        let metrics = Metrics::new().unwrap();
        let config = MediaConfig {
            listen: ([127, 0, 0, 1], 0).into(),
            public: Vec::new(),
            known_as: Vec::new(),
            tcp: false,
            max_peers: 10,
        };
        let keep = Duration::from_secs(30);
        let services = Services {
            maps: Arc::new(Maps::new(
                source,
                &MapsConfig::default(),
                crate::sessions::AllowList::default(),
                "",
            )),
            media: media::start(config, Arc::clone(&metrics.media)).unwrap(),
            places: Arc::new(Places::open(folder.path(), keep, SystemTime::now()).unwrap()),
            metrics,
            sessions: Arc::new(Sessions::open(&Config::default(), folder.path()).unwrap()),
            chat: None,
            flows: Flows::new(1000, Vec::new()),
            likeness: Arc::default(),
            order_book: Arc::new(OrderBook::new(Vec::new(), Journal::for_tests())),
            census: Arc::default(),
            blocks: Arc::new(Blocks::new([], Journal::for_tests())),
            reports: Arc::new(Reports::new([], Journal::for_tests())),
            waiting_room: Arc::default(),
            announcements: broadcast::Sender::new(8),
            turn: TurnIssuer::default(),
            max_people: 100,
            most_seen: 50,
        };
        let map = Arc::new(loaded("first", zones, doors));
        let room = Room::new(Arc::clone(&map.venue), BubbleRules::default());
        let (send, inbox) = mpsc::channel(100);
        Self {
            hub: Hub::new("here".to_owned(), map, room, Vec::new(), Arc::new(services)).unwrap(),
            send,
            inbox,
            _folder: folder,
        }
    }

    fn tick(&mut self) {
        self.hub.tick(&mut self.inbox);
    }

    fn wish(&mut self, id: PersonId, wish: Wish) {
        self.hub.wishes.push((id, wish));
    }

    fn say(&self, message: ToRoom) {
        assert!(self.send.try_send(message).is_ok());
    }

    /// Somebody comes in at the top left.
    fn enter(&mut self, id: u32) -> Guest {
        self.enter_by_line(id, 1 << 20)
    }

    /// The same on a line that takes so many bytes ahead.
    fn enter_by_line(&mut self, id: u32, ahead: usize) -> Guest {
        let visitor = Visitor::for_tests(id);
        self.enter_as(id, visitor, Standing::default(), ahead)
    }

    /// The same as somebody who is known already, and is something.
    fn enter_as(&mut self, id: u32, visitor: Visitor, standing: Standing, ahead: usize) -> Guest {
        let (wire, pipe) = pair(ahead);
        let line = Line::new(wire, Vec::new(), &self.hub.services.metrics, None);
        self.say(ToRoom::Enter(Box::new(Newcomer {
            id: PersonId(id),
            hello: Hello {
                version: VERSION,
                room: String::new(),
                entry: String::new(),
                name: format!("P{id}"),
                look: Look::default(),
                sending: Sending::default(),
                presence: hallway_protocol::Presence::default(),
                resume: None,
                invitation: String::new(),
                password: String::new(),
                policy: String::new(),
            },
            visitor,
            standing,
            place: Capacity::new(0).take(visitor.identity),
            invitation_refused: false,
            token: Token(rand::random()),
            line,
            first: Vec::new(),
        })));
        self.tick();
        Guest {
            id: PersonId(id),
            pipe,
            waiting: VecDeque::new(),
            seq: 0,
        }
    }

    /// Walks so many steps of 16 pixels.
    fn walk(&mut self, guest: &mut Guest, dx: i16, steps: usize) {
        for _ in 0..steps {
            guest.seq += 1;
            let input = hallway_protocol::client::Input {
                seq: guest.seq,
                dx: dx * SUBPX as i16,
                dy: 0,
            };
            self.wish(guest.id, Wish::Input(input));
            self.tick();
        }
    }
}

impl Guest {
    /// The messages up to the first one that is looked for.
    async fn hears<T>(&mut self, stage: &mut Stage, look: impl Fn(&ServerMsg) -> Option<T>) -> T {
        for _ in 0..PATIENCE {
            self.waiting.extend(self.pipe.frames());
            while let Some(frame) = self.waiting.pop_front() {
                let messages = decode_frame::<ServerMsg>(&frame, 1000).unwrap();
                if let Some(found) = messages.iter().find_map(&look) {
                    return found;
                }
            }
            // Lets tasks go on.
            tokio::time::sleep(Duration::from_millis(1)).await;
            stage.tick();
        }
        unreachable!("it was never told")
    }

    async fn hears_exit(&mut self, stage: &mut Stage) -> Exit {
        self.hears(stage, |message| match message {
            ServerMsg::Exit(exit) => Some(exit.clone()),
            _ => None,
        })
        .await
    }
}

fn rectangle(left: i32, right: i32) -> Area {
    let p = Pos::from_px;
    Area::Polygon(vec![p(left, 0), p(right, 0), p(right, 320), p(left, 320)])
}

fn right(zone: Zone) -> Zone {
    Zone {
        title: "Right".to_owned(),
        area: rectangle(200, 640),
        ..zone
    }
}

fn loaded(name: &str, zones: Vec<Zone>, doors: Vec<(Door, DoorRule)>) -> LoadedMap {
    let (doors, rules) = doors.into_iter().unzip();
    let start = hallway_world::venue::Start {
        name: "start".to_owned(),
        default: true,
        spots: vec![Pos::from_px(48, 48)],
    };
    LoadedMap {
        venue: Arc::new(Venue {
            scene: Scene {
                columns: 20,
                rows: 10,
                tile_width: 32,
                tile_height: 32,
                walls: Walls::free(20, 10, 32, 32),
                doors,
                ..Scene::default()
            },
            starts: vec![start],
            zones,
            doors: rules,
            ..Venue::default()
        }),
        title: String::new(),
        scene_name: name.to_owned(),
        scene: Bytes::new(),
        scene_gzip: Bytes::new(),
        files: Stamps::new(),
    }
}

fn exit(to: ExitTo) -> Stage {
    let exit = Some(to);
    Stage::new(
        vec![right(Zone {
            exit,
            ..Zone::default()
        })],
        vec![],
    )
}

fn to_room(room: &str) -> ExitTo {
    ExitTo::Room {
        room: room.to_owned(),
        entry: "door".to_owned(),
    }
}

#[tokio::test]
async fn exits_lead_to_rooms_that_are_there_and_else_nowhere() {
    let url = "https://venue.example/".to_owned();
    let good = Exit::Room {
        room: "good".to_owned(),
        entry: "door".to_owned(),
    };
    for (to, expected) in [
        (to_room("good"), good),
        (to_room("broken"), Exit::Nowhere),
        (to_room("missing"), Exit::Nowhere),
        (to_room("../good"), Exit::Nowhere),
        (ExitTo::Nowhere, Exit::Nowhere),
        (ExitTo::Site(url.clone()), Exit::Site { url }),
    ] {
        let mut stage = exit(to);
        let mut guest = stage.enter(1);
        stage.walk(&mut guest, 16, 10);
        assert_eq!(guest.hears_exit(&mut stage).await, expected);
        assert!(stage.hub.room.person(guest.id).is_some(), "they stay");
    }
}

#[tokio::test]
async fn an_exit_within_the_room_puts_one_to_its_start() {
    for same in ["", "here"] {
        let mut stage = exit(to_room(same));
        let mut guest = stage.enter(1);
        let mut witness = stage.enter(2);
        stage.walk(&mut guest, 16, 10);
        stage.tick();
        let pos = Pos::from_px(48, 48);
        let back = |message: &ServerMsg| match message {
            ServerMsg::Motion(motion) if !motion.fresh => {
                let mut put = false;
                motion.records.in_order(|record| {
                    put |= matches!(record, Record::Come(come) if come.at.pos() == pos);
                });
                put.then_some(())
            }
            _ => None,
        };
        witness.hears(&mut stage, back).await;
        let acknowledged = |message: &ServerMsg| match message {
            ServerMsg::Ack(ack) => (ack.pos == pos && ack.seq == 10 && ack.placed).then_some(()),
            _ => None,
        };
        guest.hears(&mut stage, acknowledged).await;
    }
}

#[tokio::test]
async fn doors_and_barred_zones_say_why_not() {
    let rule = DoorRule {
        beside: vec![rectangle(0, 100)],
        code: "4711".to_owned(),
        ..DoorRule::default()
    };
    let locked = right(Zone {
        door: hallway_protocol::door::ZoneDoor::Locked,
        ..Zone::default()
    });
    let mut stage = Stage::new(vec![locked], vec![(Door::default(), rule)]);
    let mut guest = stage.enter(1);
    for _ in 0..20 {
        stage.tick();
    }
    for (code, opens) in [("0000", false), ("4711", true)] {
        stage.wish(guest.id, Wish::Door(0, code.to_owned()));
        stage.tick();
        let heard = guest
            .hears(&mut stage, |message| match message {
                ServerMsg::WrongCode { door: 0 } => Some(false),
                ServerMsg::Delta(delta) if delta.doors == [(0, true)] => Some(true),
                _ => None,
            })
            .await;
        assert_eq!(heard, opens, "{code}");
        for _ in 0..20 {
            stage.tick();
        }
    }
    stage.walk(&mut guest, 16, 12);
    let barred = guest
        .hears(&mut stage, |message| match message {
            ServerMsg::Barred { title, barrier } => Some((title.clone(), *barrier)),
            _ => None,
        })
        .await;
    assert_eq!(barred, ("Right".to_owned(), Barrier::Locked));
}

#[tokio::test]
async fn in_a_circle_of_six_all_are_known_and_three_have_slots() {
    let talk = Some(Talk::Circle {
        name: "table".to_owned(),
        most: None,
    });
    let circle = Zone {
        area: rectangle(0, 200),
        talk,
        ..Zone::default()
    };
    let mut stage = Stage::new(vec![circle], vec![]);
    let mut guests: Vec<Guest> = (1..=6).map(|id| stage.enter(id)).collect();
    let call = guests[0]
        .hears(&mut stage, |message| match message {
            ServerMsg::Call(call) if call.others.len() == 2 => Some(call.clone()),
            _ => None,
        })
        .await;
    assert_eq!(call.slots, [2, 3, 4].map(|id| Some(PersonId(id))));
    assert_eq!(call.others, [5, 6].map(PersonId));
    let mut commands = Vec::new();
    stage.hub.part(PersonId(3), End::Left, &mut commands);
    stage.hub.own_wishes.extend(commands);
    stage.tick();
    let slots = guests[0]
        .hears(&mut stage, |message| match message {
            ServerMsg::Call(call) if call.others.len() == 1 => Some(call.slots),
            _ => None,
        })
        .await;
    assert_eq!(slots, [2, 5, 4].map(|id| Some(PersonId(id))));
}

/// Who is where to somebody who hears all this.
fn seen(frames: &[Vec<u8>], seen: &mut BTreeMap<PersonId, Pos>) -> usize {
    let mut fresh = 0;
    let messages = frames
        .iter()
        .flat_map(|frame| decode_frame(frame, 1000).unwrap());
    for message in messages {
        let ServerMsg::Motion(motion) = message else {
            continue;
        };
        if motion.fresh {
            fresh += 1;
            seen.clear();
        }
        motion.records.in_order(|record| match record {
            // Perhaps they came and went in one tick.
            Record::Gone(id) => drop(seen.remove(&id)),
            Record::Come(come) => {
                seen.insert(come.id, come.at.pos());
            }
            Record::Moved(id, dx, dy) => {
                let place = seen.get_mut(&id).expect("only who is there moves");
                *place = Spot::of(*place).after(dx, dy).pos();
            }
            Record::Talks(..) => {}
        });
    }
    fresh
}

#[tokio::test]
async fn who_reads_slowly_is_told_everything_fresh_once_they_do() {
    let mut stage = Stage::new(vec![], vec![]);
    let mut slow = stage.enter_by_line(1, 2048);
    let mut walkers: Vec<Guest> = (2..=40).map(|id| stage.enter(id)).collect();
    for step in 0..60 {
        for walker in &mut walkers {
            walker.seq += 1;
            let (dx, dy) = (if step % 20 < 10 { 64 } else { -64 }, 16);
            let seq = walker.seq;
            let input = hallway_protocol::client::Input { seq, dx, dy };
            stage.wish(walker.id, Wish::Input(input));
        }
        stage.tick();
    }
    let mut known = BTreeMap::new();
    let mut fresh = 0;
    for _ in 0..200 {
        fresh += seen(&slow.pipe.frames(), &mut known);
        stage.tick();
    }
    assert_eq!(fresh, 2, "once at the entry, and once after the pause");
    let people = stage.hub.room.people();
    let places = people.map(|it| (it.person.id, Spot::of(it.pos).pos()));
    assert_eq!(known, places.collect());
}

#[tokio::test]
async fn of_a_crowd_one_is_told_of_so_many_and_of_whom_one_heeds() {
    let mut stage = Stage::new(vec![], vec![]);
    let mut guests: Vec<Guest> = (1..=90).map(|id| stage.enter(id)).collect();
    let mut known = BTreeMap::new();
    seen(&guests[0].pipe.frames(), &mut known);
    for _ in 0..30 {
        stage.tick();
        seen(&guests[0].pipe.frames(), &mut known);
    }
    let most = stage.hub.services.most_seen;
    assert!((most / 2..=most).contains(&known.len()), "{}", known.len());
    let mut all = (1..=90).map(PersonId);
    let unseen = all.rfind(|id| !known.contains_key(id)).unwrap();
    stage.wish(guests[0].id, Wish::Heed(vec![unseen]));
    stage.tick();
    stage.tick();
    seen(&guests[0].pipe.frames(), &mut known);
    assert!(known.contains_key(&unseen));
}

#[tokio::test]
async fn another_map_is_told_to_all_who_are_there() {
    let mut stage = Stage::new(vec![], vec![]);
    let mut guest = stage.enter(1);
    stage.say(ToRoom::Map(Arc::new(loaded("second", vec![], vec![]))));
    stage.tick();
    let (scene, pos) = guest
        .hears(&mut stage, |message| match message {
            ServerMsg::Scene { scene, pos } => Some((scene.clone(), *pos)),
            _ => None,
        })
        .await;
    assert_eq!(scene, "/scene/second");
    assert_eq!(pos, Pos::from_px(48, 48));
    let mut late = stage.enter(2);
    let scene = late
        .hears(&mut stage, |message| match message {
            ServerMsg::Welcome(welcome) => Some(welcome.scene.clone()),
            _ => None,
        })
        .await;
    assert_eq!(scene, "/scene/second");
}

#[tokio::test]
async fn one_screen_is_shown_and_a_knock_is_answered() {
    let mut stage = Stage::new(vec![], vec![]);
    let (mut ada, mut ben) = (stage.enter(1), stage.enter(2));
    let shares = Sending {
        screen: true,
        ..Sending::default()
    };
    stage.wish(ada.id, Wish::Sending(shares));
    stage.tick();
    let sharer = ada.id;
    for guest in [&mut ada, &mut ben] {
        let screen = guest
            .hears(&mut stage, |message| match message {
                ServerMsg::Call(call) => call.screen,
                _ => None,
            })
            .await;
        assert_eq!(screen, sharer);
    }
    stage.wish(ben.id, Wish::Sending(shares));
    stage.wish(ben.id, Wish::Lock(true));
    stage.tick();
    let by = ben
        .hears(&mut stage, |message| match message {
            ServerMsg::ScreenRefused(by) => *by,
            _ => None,
        })
        .await;
    assert_eq!(by, ada.id);
    let mut cleo = stage.enter(3);
    for _ in 0..10 {
        stage.tick();
    }
    let bubble = stage.hub.room.bubbles().of(ada.id).unwrap();
    assert_eq!(stage.hub.room.bubbles().of(cleo.id), None);
    stage.wish(cleo.id, Wish::Knock(bubble));
    stage.tick();
    let knocked = ada
        .hears(&mut stage, |message| match message {
            ServerMsg::Knocked(person) => Some(*person),
            _ => None,
        })
        .await;
    assert_eq!(knocked, cleo.id);
    stage.wish(ada.id, Wish::AnswerKnock(cleo.id, true));
    stage.tick();
    let let_in = cleo
        .hears(&mut stage, |message| match message {
            ServerMsg::Knock(knock @ Knock::LetIn(_)) => Some(*knock),
            _ => None,
        })
        .await;
    assert_eq!(let_in, Knock::LetIn(ada.id));
    for _ in 0..10 {
        stage.tick();
    }
    assert_eq!(stage.hub.room.bubbles().of(cleo.id), Some(bubble));
}
