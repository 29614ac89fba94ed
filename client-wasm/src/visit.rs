//! One visit, from "Enter" to "Leave": joins the line, what is known, oneself, the picture and the
//! call. Each arm is a call; the rules are where their subject is.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use hallway_protocol::client::{Hello, Sending};
use hallway_protocol::door::Waiter;
use hallway_protocol::report::Report;
use hallway_protocol::server::{Ack, Turn};
use hallway_protocol::{ClientMsg, ServerMsg, Token, VERSION, Watching};
use leptos::prelude::{GetUntracked, WithUntracked, document, window};
use web_sys::Event;

use crate::backoff::Backoff;
use crate::call::Call;
use crate::client::Client;
use crate::crowd::Crowd;
use crate::dom::{Frames, Listener, Timer, listen, now_ms};
use crate::input::Input;
use crate::level::Talkers;
use crate::me::Me;
use crate::model::{Model, NAME};
use crate::net::{LineEvent, Net};
use crate::page::Page;
use crate::pictures::Adviser;
use crate::sessions::Sessions;
use crate::sites::Sites;
use crate::sounds::Sounds;
use crate::stage::Stage;
use crate::storage;
use crate::ui::{Reason, Ui};

mod acts;
mod calling;
mod doors;
mod entering;
mod exits;
mod manners;
mod order;
mod pictures;
mod reload;
mod reports;
mod sessions;
mod show;
mod sight;
mod sites;
mod talk_key;
mod voices;
mod waiting;

use sight::SightTold;
use talk_key::TalkKeyInput;

/// A visit.
pub struct Visit {
    client: Weak<Client>,
    ui: Ui,
    net: RefCell<Option<Rc<Net>>>,
    /// What is known of the room.
    pub model: RefCell<Model>,
    /// Everybody as figures.
    crowd: RefCell<Crowd>,
    me: RefCell<Me>,
    /// Who waits at the venue's door, for those who may let them in.
    waiters: RefCell<Vec<Waiter>>,
    /// What was reported, for those who may answer.
    reports: RefCell<Vec<Report>>,
    /// What is open beside the map.
    sessions: RefCell<Sessions>,
    /// Since when one walks through zones whose sessions are not opened yet, in milliseconds.
    crossing: Cell<Option<f64>>,
    sounds: Sounds,
    /// Hosts whose sounds are not wanted on this visit.
    unwanted_sounds: RefCell<Vec<String>>,
    /// The picture, once there is something to draw.
    pub stage: RefCell<Option<Stage>>,
    /// The pages on the map.
    sites: RefCell<Option<Sites>>,
    /// The peer connection, once welcome.
    pub call: RefCell<Option<Rc<Call>>>,
    page: Page,
    token: Cell<Option<Token>>,
    scene_url: RefCell<String>,
    /// Whether the line is up and one is welcome.
    online: Cell<bool>,
    /// Whether an earlier place was given back: then one does not set out from the entrance.
    resumed: Cell<bool>,
    /// Whether one has been in the venue.
    inside: Cell<bool>,
    /// Whether another map is on its way.
    reloading: Cell<bool>,
    ended: Cell<bool>,
    /// What the server was last told that one sends.
    sending_told: Cell<Option<Sending>>,
    /// What the server was last told that one watches; on each line anew.
    watching_told: Cell<Watching>,
    /// What the server was last told that one looks at; on each line anew.
    sight_told: Cell<SightTold>,
    /// Finds out what to do about a bad line.
    adviser: RefCell<Adviser>,
    call_backoff: Cell<Backoff>,
    /// Who of the call talks.
    talkers: RefCell<Talkers>,
    /// Whether it is being looked who talks.
    looking: Cell<bool>,
    /// The list of people is as people are.
    listed: Cell<bool>,
    /// The TURN server for calls, if there is one.
    turn: RefCell<Option<Turn>>,
    running: RefCell<Option<Running>>,
    _listeners: RefCell<Vec<Listener>>,
}

/// What runs while one is in the venue.
struct Running {
    _frames: Frames,
    _ticks: Timer,
    _input: Input,
    _talk_key: TalkKeyInput,
    _voices: Timer,
}

impl Visit {
    /// Goes in.
    pub fn start(client: &Rc<Client>) -> Rc<Self> {
        let visit = Rc::new(Self {
            client: Rc::downgrade(client),
            ui: client.ui,
            net: RefCell::new(None),
            model: RefCell::new(Model::marking(
                client.ui.tr_with("alike", &[("name", NAME)]),
            )),
            crowd: RefCell::default(),
            me: RefCell::default(),
            waiters: RefCell::default(),
            reports: RefCell::default(),
            sessions: RefCell::default(),
            crossing: Cell::new(None),
            sounds: Sounds::default(),
            unwanted_sounds: RefCell::default(),
            stage: RefCell::new(None),
            sites: RefCell::new(None),
            call: RefCell::new(None),
            page: Page::default(),
            token: Cell::new(storage::place(&client.address.borrow().room)),
            scene_url: RefCell::default(),
            online: Cell::new(false),
            resumed: Cell::new(false),
            inside: Cell::new(false),
            reloading: Cell::new(false),
            ended: Cell::new(false),
            sending_told: Cell::new(None),
            watching_told: Cell::default(),
            sight_told: Cell::default(),
            adviser: RefCell::default(),
            call_backoff: Cell::default(),
            talkers: RefCell::default(),
            looking: Cell::new(false),
            listed: Cell::new(false),
            turn: RefCell::default(),
            running: RefCell::new(None),
            _listeners: RefCell::default(),
        });
        let weak = Rc::downgrade(&visit);
        let leaving = listen(&window(), "pagehide", move |_: Event| {
            with(&weak, |visit| visit.keep_place());
        });
        let weak = Rc::downgrade(&visit);
        let hiding = listen(&document(), "visibilitychange", move |_: Event| {
            with(&weak, |visit| visit.watch());
        });
        *visit._listeners.borrow_mut() = vec![leaving, hiding];
        let weak = Rc::downgrade(&visit);
        client.devices.on_change(Some(Rc::new(move || {
            with(&weak, |visit| visit.devices_changed());
        })));
        let weak = Rc::downgrade(&visit);
        client.screen.on_change(Some(Rc::new(move || {
            with(&weak, |visit| visit.devices_changed());
        })));
        let (weak, heard) = (Rc::downgrade(&visit), Rc::downgrade(&visit));
        let net = Net::open(
            move || weak.upgrade().and_then(|visit| visit.hello()),
            move |event| with(&heard, |visit| visit.heard(event)),
        );
        *visit.net.borrow_mut() = Some(net);
        visit
    }

    /// Says goodbye; the place is given up.
    pub fn leave(&self) {
        if let Some(net) = self.net.borrow().as_ref() {
            net.leave();
        }
    }

    /// Stops everything.
    pub fn end(&self) {
        self.ended.set(true);
        self.running.take();
        self.call.take();
        self.sites.take();
        self.stage.take();
        self.net.take();
        self.page.clear();
        self.sounds.play(&[], 0.0, || {});
        if let Some(client) = self.client.upgrade() {
            client.devices.on_change(None);
            client.screen.on_change(None);
            client.screen.stop();
            client.devices.let_go();
        }
    }

    fn hello(&self) -> Option<Hello> {
        let client = self.client.upgrade()?;
        let settings = client.settings.borrow();
        let sending = client.screen.sending(client.devices.sending());
        self.sending_told.set(Some(sending));
        Some(Hello {
            version: VERSION,
            room: client.address.borrow().room.clone(),
            entry: client.address.borrow().entry.clone(),
            name: settings.name.clone(),
            look: settings.look.unwrap_or_default(),
            sending,
            presence: self.ui.manners.presence.get_untracked(),
            resume: self.token.get(),
            invitation: client.invitation.borrow().clone(),
            password: self.ui.password.get_untracked(),
            policy: self.ui.about.with_untracked(|about| {
                let mark = about.policy_mark();
                let accepted = mark.is_some_and(|mark| mark == settings.accepted_policy);
                match accepted {
                    true => about.policy_version.clone(),
                    false => String::new(),
                }
            }),
        })
    }

    fn heard(self: &Rc<Self>, event: LineEvent) {
        match event {
            LineEvent::Said(message) => self.said(&message),
            LineEvent::Lost(tries) => self.lost(tries),
            LineEvent::Refused(refusal) => self.give_up(Reason::Server(refusal)),
        }
    }

    fn said(self: &Rc<Self>, message: &ServerMsg) {
        let now = now_ms();
        match message {
            ServerMsg::Welcome(welcome) => self.welcomed(welcome),
            ServerMsg::Snapshot(snapshot) => self.crowd.borrow_mut().heard(snapshot.tick, now),
            ServerMsg::Delta(delta) => self.crowd.borrow_mut().heard(delta.tick, now),
            ServerMsg::Motion(motion) => {
                let people = &self.model.borrow().people;
                self.crowd.borrow_mut().motion(motion, people, now);
            }
            ServerMsg::Ack(ack) => self.acknowledged(*ack, now),
            ServerMsg::MediaAnswer { sdp } => self.call_answered(sdp.clone()),
            ServerMsg::MediaFailed => self.call_failed(),
            ServerMsg::Line(line) => self.line_changed(*line),
            ServerMsg::Joined(id, grant) => self.session_joined(*id, grant),
            ServerMsg::Ended(id, reason) => self.session_ended(*id, *reason),
            ServerMsg::Questions(id, questions) => self.questions_changed(*id, questions),
            ServerMsg::QuestionRefused(id) => self.question_refused(*id),
            ServerMsg::Exit(exit) => self.walked_out(exit),
            ServerMsg::Scene { scene, pos } => self.scene_changed(scene, *pos),
            ServerMsg::Waiting(waiting) => self.waits(*waiting),
            ServerMsg::TurnedAway(turned_away) => self.turned_away(turned_away),
            ServerMsg::Reported(reported) => self.reported(reported),
            ServerMsg::Reports(reports) => self.others_report(reports),
            ServerMsg::Waiters(waiters) => self.others_wait(waiters),
            ServerMsg::Refused(_)
            | ServerMsg::Barred { .. }
            | ServerMsg::WrongCode { .. }
            | ServerMsg::Doors(_)
            | ServerMsg::Zones(_)
            | ServerMsg::Call(_)
            | ServerMsg::ScreenRefused(_)
            | ServerMsg::Knocked(_)
            | ServerMsg::KnockOver(_)
            | ServerMsg::Knock(_)
            | ServerMsg::Ordered(_)
            | ServerMsg::Kept(_)
            | ServerMsg::OrderDone(_)
            | ServerMsg::OrderRefused(_)
            | ServerMsg::Announcement { .. }
            | ServerMsg::LineHidden { .. }
            | ServerMsg::Blocked(_)
            | ServerMsg::Past(_)
            | ServerMsg::TooMuch
            | ServerMsg::Chat(_) => {}
        }
        let changes = self.model.borrow_mut().apply(message);
        self.show(changes);
    }

    fn acknowledged(&self, ack: Ack, now: f64) {
        if ack.placed {
            // From somewhere else the way leads somewhere else.
            self.me.borrow_mut().stop();
        }
        if let Some(stage) = self.stage.borrow().as_ref() {
            let walls = &stage.ground.walls;
            let predictor = &mut self.me.borrow_mut().predictor;
            predictor.acknowledge(walls, ack, now);
        }
    }

    fn keep_place(&self) {
        if let (Some(token), Some(client)) = (self.token.get(), self.client.upgrade()) {
            storage::keep_place(&client.address.borrow().room, token);
        }
    }

    fn tell(&self, messages: &[ClientMsg]) {
        if !self.online.get() {
            return;
        }
        if let Some(net) = self.net.borrow().as_ref() {
            net.say(messages);
        }
    }
}

fn with(visit: &Weak<Visit>, f: impl FnOnce(&Rc<Visit>)) {
    if let Some(visit) = visit.upgrade() {
        f(&visit);
    }
}
