//! One client: what it does next, and whether what it is told fits what it did.

mod told;

use std::time::{Duration, Instant};

use anyhow::Result;
use hallway::bots::connect::Socket;
use hallway_protocol::client::{Hello, Sending};
use hallway_protocol::{ClientMsg, Look, Pos, Presence, Refusal, Token, VERSION, encode};
use rand::RngExt;
use rand::rngs::StdRng;
use tokio_tungstenite::tungstenite::Message;

use super::calls::Who;
use super::crowd::Around;
use super::legs::Legs;
use super::life::{Act, End, Life, Nonsense};
use super::porter::{Line, Wish};
use super::{HALL, KEPT, side};
use crate::sdp::Session;

/// Time for the server to answer. It is to show a server that hangs, not one that is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whoever has nothing to say says so this often, as browsers do.
const ALIVE: Duration = Duration::from_secs(4);

/// Standing still before one's line breaks, so that both sides know where one stands.
const STILL: Duration = Duration::from_secs(1);

/// Longer than places are kept, and than a slow machine takes to see that a line broke.
const LATE: Duration = KEPT.saturating_add(Duration::from_secs(10));

/// The system's buffer of one who will not read for a while, so that it is soon full.
const SMALL: usize = 16 * 1024;

/// What the server takes of [`ClientMsg::Alive`] at once is less than this.
const FLOOD_FRAMES: usize = 8;
const FLOOD_MESSAGES: usize = 30;

/// Where somebody is, for those who want to go there.
#[derive(Clone, Debug)]
pub struct Where {
    /// The room.
    pub room: String,
    /// Whether they have a call.
    pub calls: bool,
    /// The place.
    pub pos: Pos,
}

/// A place to come back to.
struct Back {
    token: Token,
    pos: Pos,
    cut: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Not there before this.
    Away(Instant),
    /// The porter opens a connection.
    Connecting,
    /// Has said who it is.
    Greeting(Instant),
    /// Does this of its acts; those that take time, until then.
    Doing(usize, Option<Instant>),
    /// Stands still, about to lose its line.
    Still(Instant),
    /// Reads nothing until then.
    Stalled(Instant),
    /// Reads again, and has said an input since.
    Recovering(Instant),
    /// Has said that it leaves.
    Leaving(Instant),
    /// Has said what must be refused.
    Refused(Instant, Nonsense),
    /// Comes no more.
    Gone,
}

/// One client.
pub struct Client {
    number: usize,
    calls: bool,
    dice: StdRng,
    life: Life,
    state: State,
    socket: Option<Box<Socket>>,
    session: Option<Box<Session>>,
    /// How manieth connection this is.
    visit: u64,
    room: String,
    scene: String,
    token: Option<Token>,
    back: Option<Back>,
    legs: Legs,
    /// The next input is due then.
    due: Instant,
    /// When something was said last.
    said: Instant,
    /// To whom it goes.
    partner: Option<usize>,
    doors: Vec<u32>,
    refusal: Option<Refusal>,
    snapshots: u32,
}

impl Client {
    /// One that begins its first life within `within`.
    pub fn new(seed: u64, number: usize, calls: bool, now: Instant, within: Duration) -> Self {
        let mut dice = Life::dice(seed, number);
        let life = Life::draw(&mut dice, calls);
        let start = now + within.mul_f64(dice.random_range(0.0..1.0));
        Self {
            number,
            calls,
            dice,
            life,
            state: State::Away(start),
            socket: None,
            session: None,
            visit: 0,
            room: String::new(),
            scene: String::new(),
            token: None,
            back: None,
            legs: Legs::default(),
            due: now,
            said: now,
            partner: None,
            doors: Vec::new(),
            refusal: None,
            snapshots: 0,
        }
    }

    /// Where it is, while it does something.
    pub fn place(&self) -> Option<Where> {
        matches!(self.state, State::Doing(..)).then(|| Where {
            room: self.room.clone(),
            calls: self.calls,
            pos: self.legs.pos,
        })
    }

    /// Whether it is connected.
    pub fn is_there(&self) -> bool {
        self.socket.is_some()
    }

    /// Whether it comes no more.
    pub fn is_gone(&self) -> bool {
        self.state == State::Gone
    }

    /// Which of its connections this is.
    pub fn who(&self) -> Who {
        Who {
            client: self.number,
            visit: self.visit,
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, around: &mut Around<'_>) {
        let now = around.now;
        let late = |since: Instant| now.saturating_duration_since(since) > PATIENCE;
        match self.state {
            State::Gone | State::Connecting => {}
            State::Away(until) if now >= until => self.set_out(around),
            State::Away(_) => {}
            State::Doing(index, until) => self.act(index, until, around),
            State::Still(since) if self.is_sure_to_stand(since, now) => self.lose_line(around),
            State::Stalled(until) if now >= until => self.read_again(around),
            State::Greeting(since)
            | State::Still(since)
            | State::Recovering(since)
            | State::Leaving(since)
            | State::Refused(since, _)
                if late(since) =>
            {
                let doing = self.doing();
                around
                    .tally
                    .fault(format!("nothing was heard for a minute by one who {doing}"));
                self.begin(around);
            }
            State::Still(_) | State::Stalled(_) | State::Recovering(_) => self.stay(now),
            // What found no room in the network's buffer goes on.
            State::Greeting(_) | State::Leaving(_) | State::Refused(..) => {
                if let Some(socket) = &mut self.socket {
                    let _ = socket.flush();
                }
            }
        }
    }

    fn is_sure_to_stand(&self, since: Instant, now: Instant) -> bool {
        self.legs.are_sure() && now.saturating_duration_since(since) >= STILL
    }

    /// The next life.
    fn begin(&mut self, around: &mut Around<'_>) {
        self.drop_line(around);
        self.back = None;
        self.life = Life::draw(&mut self.dice, self.calls);
        self.come_after(self.life.pause, around);
    }

    fn come_after(&mut self, pause: Duration, around: &Around<'_>) {
        self.state = match around.winds_down {
            true => State::Gone,
            false => State::Away(around.now + pause),
        };
    }

    fn drop_line(&mut self, around: &mut Around<'_>) -> Option<Box<Socket>> {
        around.calls.hang_up(self.who());
        self.session = None;
        self.socket.take()
    }

    fn set_out(&mut self, around: &mut Around<'_>) {
        if self.back.is_none() {
            self.room = match self.life.aside {
                true => side(around.minute),
                false => HALL.to_owned(),
            };
        }
        let wish = match self.life.end {
            End::Nonsense(nonsense) if nonsense.refusal().is_none() => Wish::Stranger(nonsense),
            _ => Wish::Visit { calls: self.calls },
        };
        around.porter.ask(self.number, wish);
        self.state = State::Connecting;
    }

    /// A connection was opened, or was not.
    pub fn opened(&mut self, line: Result<Line>, around: &mut Around<'_>) {
        if self.is_gone() {
            return;
        }
        match line {
            Ok(Line::Visit(socket, session)) => {
                self.visit += 1;
                (self.socket, self.session) = (Some(socket), session);
                (self.refusal, self.snapshots) = (None, 0);
                // Before anything comes: a window that shrinks later makes systems drop what does.
                if matches!(self.life.end, End::Stall(_)) {
                    self.shrink_buffer();
                }
                self.greet(around);
            }
            Ok(Line::Stranger(stream)) => {
                around.tally.strangers += 1;
                around.remnants.stranger(stream, around.now);
                self.begin(around);
            }
            Err(error) => {
                around.tally.fault(format!("no connection: {error:#}"));
                self.begin(around);
            }
        }
    }

    fn greet(&mut self, around: &mut Around<'_>) {
        let now = around.now;
        match self.life.end {
            End::Nonsense(nonsense) if !nonsense.is_inside() => self.talk_nonsense(nonsense, now),
            _ => {
                let hello = self.hello();
                self.say(&ClientMsg::Hello(hello), now);
                self.state = State::Greeting(now);
            }
        }
    }

    fn hello(&self) -> Hello {
        Hello {
            version: VERSION,
            room: self.room.clone(),
            entry: String::new(),
            name: format!("Guest {}", self.number + 1),
            look: Look::default(),
            sending: Sending {
                microphone: self.calls,
                ..Sending::default()
            },
            presence: Presence::default(),
            resume: self.back.as_ref().map(|back| back.token),
            invitation: String::new(),
            password: String::new(),
            policy: String::new(),
        }
    }

    fn act(&mut self, index: usize, until: Option<Instant>, around: &mut Around<'_>) {
        let now = around.now;
        let Some(act) = self.life.acts.get(index).copied() else {
            return self.end(around);
        };
        match (act, until) {
            (Act::Wander { .. } | Act::Meet { .. }, Some(until)) if now >= until => {
                self.state = State::Doing(index + 1, None);
            }
            (Act::Wander { time, .. } | Act::Meet { time, .. }, None) => {
                self.state = State::Doing(index, Some(now + time));
                self.partner = around.somebody(&self.room, self.calls, &mut self.dice);
                self.due = now;
            }
            (Act::Wander { pace, .. } | Act::Meet { pace, .. }, Some(_)) => {
                if now >= self.due {
                    // One that is late makes up for nothing: it would only come in heaps.
                    self.due = (self.due + pace).max(now);
                    self.walk(matches!(act, Act::Meet { .. }), around);
                }
                self.stay(now);
            }
            (Act::Presence(presence), _) => {
                self.act_once(index, ClientMsg::Presence(presence), now)
            }
            (Act::Lock(locked), _) => self.act_once(index, ClientMsg::Lock(locked), now),
            (Act::Chat, _) => self.act_once(index, ClientMsg::Chat("Hello!".to_owned()), now),
            (Act::Door, _) => {
                let message = match self.doors.first() {
                    Some(door) => ClientMsg::Door {
                        door: *door,
                        code: String::new(),
                    },
                    None => ClientMsg::Alive,
                };
                self.act_once(index, message, now);
            }
        }
    }

    fn act_once(&mut self, index: usize, message: ClientMsg, now: Instant) {
        self.say(&message, now);
        self.state = State::Doing(index + 1, None);
    }

    fn walk(&mut self, meets: bool, around: &mut Around<'_>) {
        let to = self.partner.filter(|_| meets);
        let to = to.and_then(|partner| around.place_of(partner, &self.room));
        let Some(walls) = around.walls(&self.scene) else {
            return;
        };
        let input = match to {
            Some(to) => self.legs.approach(&walls, to, &mut self.dice),
            None if meets => None,
            None => Some(self.legs.wander(&walls, &mut self.dice)),
        };
        if let Some(input) = input {
            self.say(&ClientMsg::Input(input), around.now);
        }
    }

    fn stay(&mut self, now: Instant) {
        if now.saturating_duration_since(self.said) >= ALIVE {
            self.say(&ClientMsg::Alive, now);
        }
    }

    /// All acts are done.
    fn end(&mut self, around: &mut Around<'_>) {
        let now = around.now;
        match self.life.end {
            End::Leave => self.leave(now),
            End::Return { .. } | End::Late => self.state = State::Still(now),
            End::Vanish => {
                around.tally.cuts += 1;
                self.begin(around);
            }
            End::Nonsense(nonsense) => self.talk_nonsense(nonsense, now),
            End::Stall(time) => {
                around.tally.stalls += 1;
                self.state = State::Stalled(now + time);
            }
        }
    }

    fn leave(&mut self, now: Instant) {
        self.say(&ClientMsg::Leave, now);
        self.state = State::Leaving(now);
    }

    /// The line breaks, to be taken up later.
    fn lose_line(&mut self, around: &mut Around<'_>) {
        let now = around.now;
        around.tally.cuts += 1;
        self.back = self.token.map(|token| Back {
            token,
            pos: self.legs.pos,
            cut: now,
        });
        let socket = self.drop_line(around);
        let away = match self.life.end {
            End::Return { after, unseen } => {
                if let Some(socket) = socket.filter(|_| unseen) {
                    around.remnants.broke(socket, now);
                }
                after
            }
            _ => LATE,
        };
        self.come_after(away, around);
    }

    fn read_again(&mut self, around: &mut Around<'_>) {
        self.state = State::Recovering(around.now);
        if let Some(walls) = around.walls(&self.scene) {
            let input = self.legs.wander(&walls, &mut self.dice);
            self.say(&ClientMsg::Input(input), around.now);
        }
        self.hear(around);
    }

    fn shrink_buffer(&self) {
        if let Some(socket) = &self.socket {
            // Where it can't be set, it takes longer until somebody is behind.
            let _ = nix::sys::socket::setsockopt(
                socket.get_ref(),
                nix::sys::socket::sockopt::RcvBuf,
                &SMALL,
            );
        }
    }

    fn talk_nonsense(&mut self, nonsense: Nonsense, now: Instant) {
        let frame = |bytes: Vec<u8>| Message::Binary(bytes.into());
        let most = hallway_protocol::limits::CLIENT_FRAME_BYTES;
        match nonsense {
            Nonsense::Garbage => self.say_raw(frame(vec![0xFF; 40])),
            Nonsense::Text => self.say_raw(Message::Text("Hello!".into())),
            Nonsense::Long => self.say_raw(frame(vec![0; most + 1])),
            Nonsense::TooSoon => self.say(&ClientMsg::Lock(true), now),
            Nonsense::Flood => {
                let mut bytes = Vec::new();
                for _ in 0..FLOOD_MESSAGES {
                    encode(&ClientMsg::Alive, &mut bytes);
                }
                for _ in 0..FLOOD_FRAMES {
                    self.say_raw(frame(bytes.clone()));
                }
            }
            _ => {
                let mut hello = self.hello();
                match nonsense {
                    Nonsense::Version => hello.version = VERSION.wrapping_add(1),
                    Nonsense::Nameless => hello.name.clear(),
                    Nonsense::Nowhere => hello.room = "nowhere".to_owned(),
                    _ => {}
                }
                self.say(&ClientMsg::Hello(hello), now);
            }
        }
        self.state = State::Refused(now, nonsense);
    }

    fn say(&mut self, message: &ClientMsg, now: Instant) {
        let mut frame = Vec::new();
        encode(message, &mut frame);
        self.said = now;
        self.say_raw(Message::Binary(frame.into()));
    }

    /// Says it, or what there is room for; the rest goes with what is said next. That the line has
    /// ended is seen when it is read.
    fn say_raw(&mut self, message: Message) {
        if let Some(socket) = &mut self.socket {
            let _ = socket.write(message);
        }
    }

    /// No more lives: half of all say that they leave, the others are just gone.
    pub fn wind_down(&mut self, around: &mut Around<'_>) {
        match self.state {
            State::Leaving(_) | State::Refused(..) | State::Gone => {}
            State::Doing(..) if self.number.is_multiple_of(2) => self.leave(around.now),
            _ => {
                around.tally.cuts += u64::from(self.is_there());
                self.drop_line(around);
                self.state = State::Gone;
            }
        }
    }
}
