//! Sessions as visitors meet them: a room with its clock turned by hand, and what it tells.

use std::cell::RefCell;
use std::time::Duration;

use hallway_protocol::client::Sending;
use hallway_protocol::session::{Grant, Question, QuestionAct, SessionEnd, SourceKind, Trigger};
use hallway_protocol::{Look, Pos, SessionId, VERSION, decode_frame};
use hallway_world::bubble::BubbleRules;
use hallway_world::scene::Scene;
use hallway_world::venue::{Area, Session, Start, Venue, Zone};
use hallway_world::walls::Walls;
use hallway_world::zone::{SessionSpec, Stage, StageSource};

use super::*;
use crate::config::{Config, MapsConfig};
use crate::line::pipe::{Pipe, pair};
use crate::maps::{ShippedFiles, Stamps};
use crate::media::{MediaConfig, MediaMetrics};
use crate::sessions::questions::MOST_OF_ONE;
use crate::store::Journal;
use crate::trust::blocks::Blocks;
use crate::trust::capacity::Capacity;
use crate::trust::flow::Flows;
use crate::trust::reports::Reports;

const STAGE: SessionId = SessionId(0);
const NOWHERE: SessionId = SessionId(1);

/// Ticks in which an answer must have come back.
const PATIENCE: usize = 400;

fn session(spec: SessionSpec) -> Session {
    Session {
        title: "Talk".to_owned(),
        trigger: Trigger::Enter,
        message: String::new(),
        width: 0,
        closable: true,
        spec,
    }
}

/// A room that is all zone, with a stage and a page that can't be opened.
fn venue() -> Venue {
    let p = Pos::from_px;
    let source = StageSource {
        kind: SourceKind::Video,
        url: "/maps/talk.mp4".to_owned(),
    };
    Venue {
        scene: Scene {
            columns: 10,
            rows: 10,
            tile_width: 32,
            tile_height: 32,
            walls: Walls::free(10, 10, 32, 32),
            ..Scene::default()
        },
        starts: vec![Start {
            name: "start".to_owned(),
            default: true,
            spots: vec![p(100, 100)],
        }],
        zones: vec![Zone {
            title: "Hall".to_owned(),
            area: Area::Polygon(vec![p(0, 0), p(320, 0), p(320, 320), p(0, 320)]),
            sessions: vec![STAGE, NOWHERE],
            ..Zone::default()
        }],
        sessions: vec![
            session(SessionSpec::Stage(Stage {
                sources: vec![source],
                captions: Vec::new(),
            })),
            session(SessionSpec::Tab("javascript:alert(1)".to_owned())),
        ],
        ..Venue::default()
    }
}

struct Running {
    hub: Hub,
    sender: mpsc::Sender<ToRoom>,
    inbox: mpsc::Receiver<ToRoom>,
    media: MediaHandle,
    _folder: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.media.shutdown();
    }
}

fn running() -> Running {
    let folder = tempfile::tempdir().unwrap();
    let media = MediaConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public: Vec::new(),
        known_as: Vec::new(),
        tcp: false,
        max_peers: 4,
    };
    let media = crate::media::start(media, Arc::<MediaMetrics>::default()).unwrap();
    let sessions = Sessions::open(&Config::default(), folder.path()).unwrap();
    let keep = Duration::from_secs(30);
    let places = Places::open(folder.path(), keep, SystemTime::now()).unwrap();
    let maps = Maps::new(
        Arc::new(ShippedFiles),
        &MapsConfig::default(),
        crate::sessions::AllowList::default(),
        "",
    );
    let services = Arc::new(Services {
        maps: Arc::new(maps),
        media: media.clone(),
        metrics: Metrics::new().unwrap(),
        places: Arc::new(places),
        sessions: Arc::new(sessions),
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
        max_people: 10,
        most_seen: 10,
    });
    let venue = Arc::new(venue());
    let map = Arc::new(LoadedMap {
        venue: Arc::clone(&venue),
        title: "Hall".to_owned(),
        scene_name: "1-x".to_owned(),
        scene: Bytes::new(),
        scene_gzip: Bytes::new(),
        files: Stamps::new(),
    });
    let room = Room::new(venue, BubbleRules::default());
    let (sender, inbox) = mpsc::channel(100);
    Running {
        hub: Hub::new("hall".to_owned(), map, room, Vec::new(), services).unwrap(),
        sender,
        inbox,
        media,
        _folder: folder,
    }
}

/// Somebody in the room.
struct Guest {
    id: PersonId,
    pipe: RefCell<Pipe>,
    /// What was told and not yet looked at.
    told: RefCell<Vec<ServerMsg>>,
}

impl Running {
    async fn enter(&mut self, id: u32) -> Guest {
        let (wire, pipe) = pair(1 << 20);
        let line = Line::new(wire, Vec::new(), &self.hub.services.metrics, None);
        let newcomer = Newcomer {
            id: PersonId(id),
            hello: Hello {
                version: VERSION,
                room: "hall".to_owned(),
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
            token: Token([id as u8; 16]),
            line,
            first: Vec::new(),
            visitor: Visitor::for_tests(id),
            standing: Standing::default(),
            place: Capacity::new(0).take(Visitor::for_tests(id).identity),
            invitation_refused: false,
        };
        let enter = ToRoom::Enter(Box::new(newcomer));
        assert!(self.sender.send(enter).await.is_ok());
        self.tick().await;
        Guest {
            id: PersonId(id),
            pipe: RefCell::new(pipe),
            told: RefCell::default(),
        }
    }

    async fn wish(&mut self, guest: &Guest, wish: Wish) {
        self.hub.wishes.push((guest.id, wish));
        self.tick().await;
    }

    async fn tick(&mut self) {
        self.hub.tick(&mut self.inbox);
        // Lets the tasks that ask for grants go on.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }

    /// The first message to somebody, from now on, of which `wanted` makes something.
    async fn hear<T>(&mut self, guest: &Guest, wanted: impl Fn(ServerMsg) -> Option<T>) -> T {
        for _ in 0..PATIENCE {
            let mut messages = told(guest).into_iter();
            let found = messages.by_ref().find_map(&wanted);
            guest.told.borrow_mut().extend(messages);
            if let Some(found) = found {
                return found;
            }
            self.tick().await;
        }
        unreachable!("it was never told")
    }

    async fn join(&mut self, guest: &Guest) -> Grant {
        self.wish(guest, Wish::Open(STAGE)).await;
        let joined = |message| match message {
            ServerMsg::Joined(STAGE, grant) => Some(grant),
            _ => None,
        };
        self.hear(guest, joined).await
    }

    async fn act(&mut self, guest: &Guest, act: QuestionAct) {
        self.wish(guest, Wish::Question(STAGE, act)).await;
    }
}

/// What waits for somebody.
fn told(guest: &Guest) -> Vec<ServerMsg> {
    let mut messages = guest.told.take();
    for frame in guest.pipe.borrow_mut().frames() {
        messages.extend(decode_frame::<ServerMsg>(&frame, 1000).unwrap());
    }
    messages
}

fn questions(message: ServerMsg) -> Option<Vec<Question>> {
    match message {
        ServerMsg::Questions(STAGE, questions) => Some(questions),
        _ => None,
    }
}

fn end(message: ServerMsg) -> Option<(SessionId, SessionEnd)> {
    match message {
        ServerMsg::Ended(session, end) => Some((session, end)),
        _ => None,
    }
}

#[tokio::test]
async fn who_opens_a_session_gets_what_it_takes_and_nobody_else_does() {
    let mut room = running();
    let (ada, bob) = (room.enter(1).await, room.enter(2).await);
    let offers = |message| match message {
        ServerMsg::Zones(here) => Some(here),
        _ => None,
    };
    let here = room.hear(&ada, offers).await;
    let offered: Vec<SessionId> = here[0].offers.iter().map(|offer| offer.id).collect();
    assert_eq!(offered, [STAGE, NOWHERE]);
    let Grant::Stage {
        sources,
        facilitator,
        ..
    } = room.join(&ada).await
    else {
        unreachable!("it is a stage");
    };
    assert_eq!(sources[0].url, "/maps/talk.mp4");
    assert!(!facilitator);
    let of_bob = told(&bob);
    let joined = |message: &ServerMsg| matches!(message, ServerMsg::Joined(..));
    assert!(!of_bob.iter().any(joined));
}

#[tokio::test]
async fn what_can_t_be_opened_says_why() {
    let mut room = running();
    let ada = room.enter(1).await;
    room.wish(&ada, Wish::Open(NOWHERE)).await;
    assert_eq!(room.hear(&ada, end).await, (NOWHERE, SessionEnd::Broken));
    room.wish(&ada, Wish::Open(SessionId(99))).await;
    assert_eq!(
        room.hear(&ada, end).await,
        (SessionId(99), SessionEnd::Left)
    );
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_nobody_s() {
    let mut room = running();
    let ada = room.enter(1).await;
    told(&ada);
    for wish in [Wish::Open(STAGE), Wish::Close(STAGE)] {
        room.hub.wishes.push((ada.id, wish));
        // No time for the task between the two.
        room.hub.tick(&mut room.inbox);
    }
    assert_eq!(room.hear(&ada, end).await, (STAGE, SessionEnd::Left));
    for _ in 0..20 {
        room.tick().await;
    }
    let joined = |message: &ServerMsg| matches!(message, ServerMsg::Joined(..));
    assert!(!told(&ada).iter().any(joined));
}

#[tokio::test]
async fn asking_without_end_is_refused_but_not_punished() {
    let mut room = running();
    let ada = room.enter(1).await;
    let mut refused = 0;
    for _ in 0..100 {
        room.hub.wishes.push((ada.id, Wish::Open(STAGE)));
        room.hub.tick(&mut room.inbox);
        let ends = told(&ada).into_iter().filter_map(end);
        refused += ends
            .filter(|(_, end)| *end == SessionEnd::Unreachable)
            .count();
    }
    assert!(refused >= 50, "{refused}");
    assert!(room.hub.members.has(ada.id));
}

#[tokio::test]
async fn questions_are_told_to_those_who_have_joined_and_only_names_with_them() {
    let mut room = running();
    let (ada, bob) = (room.enter(1).await, room.enter(2).await);
    room.act(&ada, QuestionAct::Ask("Too early?".to_owned()))
        .await;
    room.join(&ada).await;
    room.act(&ada, QuestionAct::Ask("Why?".to_owned())).await;
    let seen = room.hear(&ada, questions).await;
    let texts: Vec<&str> = seen.iter().map(|question| question.text.as_str()).collect();
    assert_eq!(texts, ["Why?"], "one has to have joined");
    assert_eq!(seen[0].by, "P1");
    assert!(
        told(&bob)
            .into_iter()
            .filter_map(questions)
            .next()
            .is_none()
    );

    room.join(&bob).await;
    let seen = room.hear(&bob, questions).await;
    assert_eq!((seen[0].votes, seen[0].voted), (0, false));
    room.act(&bob, QuestionAct::Vote(1, true)).await;
    let seen = room.hear(&bob, questions).await;
    assert_eq!((seen[0].votes, seen[0].voted), (1, true));
    let seen = room.hear(&ada, questions).await;
    assert_eq!((seen[0].votes, seen[0].voted), (1, false));

    for _ in 1..MOST_OF_ONE {
        room.act(&ada, QuestionAct::Ask("And?".to_owned())).await;
    }
    let refused = |message| match message {
        ServerMsg::QuestionRefused(session) => Some(session),
        _ => None,
    };
    assert_eq!(told(&ada).into_iter().find_map(refused), None);
    room.act(&ada, QuestionAct::Ask("One more?".to_owned()))
        .await;
    assert_eq!(room.hear(&ada, refused).await, STAGE);
}

#[tokio::test]
async fn changes_of_half_a_second_are_told_at_once() {
    let mut room = running();
    let ada = room.enter(1).await;
    room.join(&ada).await;
    told(&ada);
    let mut tellings = 0;
    for step in 0..2 * TICK_HZ {
        if step == 0 {
            room.act(&ada, QuestionAct::Ask("Why?".to_owned())).await;
        } else {
            room.act(&ada, QuestionAct::Vote(1, step % 2 == 0)).await;
        }
        tellings += told(&ada).into_iter().filter_map(questions).count();
    }
    assert!((3..=4).contains(&tellings), "{tellings}");
}
