//! Sessions, sounds and notes of the zones one stands in. What opens when is decided in
//! [`crate::sessions`]; here its effects reach the server and the page.

use hallway_protocol::session::{Grant, Question, QuestionAct, SessionEnd, Sound, Trigger};
use hallway_protocol::{ClientMsg, SessionId};
use leptos::prelude::{GetUntracked, Set, window};

use super::Visit;
use crate::dom::{now_ms, property, report};
use crate::hosts;
use crate::sessions::{Effect, Session};

/// How loud the venue sounds while one talks with somebody.
const BESIDE_A_TALK: f32 = 0.25;

/// Milliseconds of walking in a zone after which one is not only crossing it.
const CROSSING_MS: f64 = 600.0;

impl Visit {
    /// The zones one stands in have changed, or what is in them.
    pub(super) fn zones_changed(&self) {
        let walking = self.me.borrow().predictor.is_walking();
        self.crossing.set(walking.then(now_ms));
        self.look_for_sessions();
    }

    /// Opens what opens by itself, once one has come to rest or is not only crossing its zone: a
    /// panel that opens for a moment would make the map jump.
    pub(super) fn settle(&self) {
        let Some(since) = self.crossing.get() else {
            return;
        };
        let walking = self.me.borrow().predictor.is_walking();
        if !walking || now_ms() - since >= CROSSING_MS {
            self.crossing.set(None);
            self.look_for_sessions();
        }
    }

    fn look_for_sessions(&self) {
        let mut here = self.model.borrow().here.clone();
        if self.crossing.get().is_some() {
            let sessions = self.sessions.borrow();
            for here in &mut here {
                here.offers
                    .retain(|offer| offer.trigger != Trigger::Enter || sessions.knows(offer.id));
            }
        }
        let effects = self.sessions.borrow_mut().here(&here, &self.agreed());
        let hints = here.iter().map(|here| here.hint.clone());
        self.ui.hints.set(hints.filter(|h| !h.is_empty()).collect());
        self.look_around();
        self.do_all(effects);
        self.play_sounds();
    }

    /// Shows the part of the map that is to be seen from where one stands.
    pub(super) fn look_around(&self) {
        if let Some(stage) = self.stage.borrow_mut().as_mut() {
            let model = self.model.borrow();
            let focus = model.here.iter().rev().find_map(|here| here.focus);
            stage.view.set_focus(focus);
        }
    }

    pub(super) fn session_joined(&self, id: SessionId, grant: &Grant) {
        let effects = self.sessions.borrow_mut().joined(id, grant);
        let opened = !effects.is_empty();
        self.do_all(effects);
        if let (Grant::Tab { url }, true) = (grant, opened) {
            open_tab(url);
        }
    }

    pub(super) fn session_ended(&self, id: SessionId, reason: SessionEnd) {
        let effects = self.sessions.borrow_mut().ended(id, reason);
        self.do_all(effects);
    }

    pub(super) fn questions_changed(&self, id: SessionId, questions: &[Question]) {
        self.sessions.borrow_mut().questions(id, questions);
        self.show_sessions();
    }

    /// One's question was not taken: it is given back.
    pub(super) fn question_refused(&self, id: SessionId) {
        self.ui.say("question-refused");
        self.ui.session.refused.set(Some(id));
    }

    /// Opens a session, or tries again.
    pub fn open_session(&self, id: SessionId) {
        let effects = self.sessions.borrow_mut().open(id, &self.agreed());
        self.do_all(effects);
    }

    /// Closes a session.
    pub fn close_session(&self, id: SessionId) {
        let effects = self.sessions.borrow_mut().close(id);
        self.do_all(effects);
        crate::ui::focus_by_id("map");
    }

    /// The visitor agrees that the hosts of a session are contacted.
    pub fn agree(&self, id: SessionId) {
        let hosts = {
            let sessions = self.sessions.borrow();
            let session = sessions.list().iter().find(|s| s.offer.id == id);
            session.map(|s| s.offer.hosts.clone()).unwrap_or_default()
        };
        self.agree_to(&hosts);
        self.open_session(id);
        crate::ui::focus_by_id(&format!("session-{}", id.0));
    }

    /// Opens what waited for nothing else than the hosts that have been agreed to.
    pub(super) fn open_agreed(&self) {
        let effects = self.sessions.borrow_mut().agreed(&self.agreed());
        self.do_all(effects);
    }

    /// The visitor does not agree.
    pub fn decline(&self, id: SessionId) {
        self.sessions.borrow_mut().decline(id);
        self.show_sessions();
        crate::ui::focus_by_id("map");
    }

    /// What was opened does not work here.
    pub fn session_failed(&self, id: SessionId) {
        let effects = self.sessions.borrow_mut().failed(id);
        self.do_all(effects);
    }

    /// A meeting says that it is over.
    pub fn session_over(&self, id: SessionId) {
        let effects = self.sessions.borrow_mut().over(id);
        self.do_all(effects);
    }

    /// Does something about the questions of a stage.
    pub fn about_question(&self, id: SessionId, act: QuestionAct) {
        self.tell(&[ClientMsg::Question(id, act)]);
    }

    /// Opens what the action key opens here. Whether there was anything.
    pub(super) fn act_on_session(&self) -> bool {
        let id = self.sessions.borrow().for_action_key();
        if let Some(id) = id {
            self.open_session(id);
        }
        id.is_some()
    }

    fn agreed(&self) -> Vec<String> {
        let client = self.client.upgrade();
        client.map_or_else(Vec::new, |c| c.settings.borrow().agreed_hosts.clone())
    }

    fn agree_to(&self, hosts: &[String]) {
        if let Some(client) = self.client.upgrade() {
            client.choose(|settings| settings.agree(hosts));
            client.show_agreed();
        }
        self.open_agreed();
    }

    fn do_all(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Tell(message) => self.tell(&[message]),
                Effect::Front(id) => self.ui.session.front.set(Some(id)),
                Effect::Announce(announcement) => self.ui.announce(&announcement),
            }
        }
        self.show_sessions();
    }

    fn show_sessions(&self) {
        let (list, meeting) = {
            let sessions = self.sessions.borrow();
            (sessions.list().to_vec(), sessions.in_meeting())
        };
        let front = self.ui.session.front.get_untracked();
        let mut listed = list.iter().filter(|session| session.is_listed());
        let is_front = |session: &Session| Some(session.offer.id) == front;
        if !listed.clone().any(is_front) {
            self.ui.session.front.set(listed.next().map(|s| s.offer.id));
        }
        self.ui.session.list.set(list);
        if self.ui.held.get_untracked() != meeting {
            // Two talks at once howl.
            if let Some(client) = self.client.upgrade() {
                client.devices.hold(meeting);
            }
            self.play_sounds();
        }
    }

    /// Plays what is to be heard where one stands.
    pub fn play_sounds(&self) {
        let Some(client) = self.client.upgrade() else {
            return;
        };
        let (on, volume) = {
            let settings = client.settings.borrow();
            (settings.sounds, settings.sound_volume)
        };
        let agreed = self.agreed();
        let model = self.model.borrow();
        let sounds = model.here.iter().filter_map(|here| here.sound.clone());
        let sounds = sounds.filter(|sound| on && playable(sound));
        let stranger = |sound: &Sound| hosts::host(&sound.url).filter(|h| !agreed.contains(h));
        let (foreign, known): (Vec<Sound>, Vec<Sound>) =
            sounds.partition(|sound| stranger(sound).is_some());
        let mut strangers: Vec<String> = foreign.iter().filter_map(stranger).collect();
        let unwanted = self.unwanted_sounds.borrow();
        strangers.retain(|host| !unwanted.contains(host));
        strangers.dedup();
        if self.ui.sound_hosts.get_untracked() != strangers {
            self.ui.sound_hosts.set(strangers);
        }
        let talking = model.in_call() || self.ui.held.get_untracked();
        let factor = volume * if talking { BESIDE_A_TALK } else { 1.0 };
        let ui = self.ui;
        self.sounds
            .play(&known, factor, move || ui.sound_blocked.set(true));
    }

    /// The visitor says whether the sounds of third parties may be fetched here.
    pub fn agree_to_sounds(&self, yes: bool) {
        let hosts = self.ui.sound_hosts.get_untracked();
        if yes {
            self.agree_to(&hosts);
        } else {
            self.unwanted_sounds.borrow_mut().extend(hosts);
        }
        self.play_sounds();
    }
}

fn playable(sound: &Sound) -> bool {
    hosts::is_own(&sound.url) || hosts::host(&sound.url).is_some()
}

/// Opens a page in a tab of its own, where the browser lets one: it does after a click or a key.
/// A link stands in the panel for when it does not.
fn open_tab(url: &str) {
    let activation = property(&window().navigator(), "userActivation");
    let by_hand = property(&activation, "isActive").as_bool() != Some(false);
    if by_hand && hosts::may_link(url) {
        let features = "noopener,noreferrer";
        report(window().open_with_url_and_target_and_features(url, "_blank", features));
    }
}
