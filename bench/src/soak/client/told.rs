//! What a client is told, and how its connections end.

use std::io::ErrorKind;

use bytes::Bytes;
use hallway_protocol::client::MediaOffer;
use hallway_protocol::server::Welcome;
use hallway_protocol::{ClientMsg, Refusal, ServerMsg, decode_frame};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Client, LATE, State};
use crate::sdp::browser;
use crate::soak::KEPT;
use crate::soak::crowd::Around;
use crate::soak::legs::Legs;
use crate::soak::life::{Act, End};

/// More messages than a server puts into one frame.
const FRAME_MESSAGES: usize = 1 << 16;

/// The close code of a visit that ended as the client wished (RFC 6455).
const NORMAL: u16 = 1000;

impl Client {
    /// Takes in all that came, unless it does not read.
    pub fn hear(&mut self, around: &mut Around<'_>) {
        while !matches!(self.state, State::Stalled(_)) {
            let Some(socket) = &mut self.socket else {
                return;
            };
            match socket.read() {
                Ok(Message::Binary(frame)) => self.take(&frame, around),
                Ok(Message::Close(frame)) => {
                    // So that the server need not wait for it.
                    let _ = socket.flush();
                    let code = frame.map(|frame| u16::from(frame.code));
                    return self.ended(code, around);
                }
                Ok(_) => {}
                Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => return self.ended(None, around),
            }
        }
    }

    fn take(&mut self, frame: &Bytes, around: &mut Around<'_>) {
        let messages = match decode_frame(frame, FRAME_MESSAGES) {
            Ok(messages) => messages,
            Err(error) => {
                around.tally.fault(format!("a frame that is none: {error}"));
                return;
            }
        };
        for message in messages {
            match message {
                ServerMsg::Welcome(welcome) => self.welcome(welcome, around),
                ServerMsg::Refused(refusal) => self.refusal = Some(refusal),
                ServerMsg::Snapshot(_) => {
                    self.snapshots += 1;
                    around.tally.snapshots += u64::from(self.snapshots > 1);
                }
                ServerMsg::Ack(ack) => {
                    if !self.legs.acknowledged(ack) {
                        around
                            .tally
                            .fault("an input that was never made was acknowledged");
                    }
                    if matches!(self.state, State::Recovering(_)) && self.legs.are_sure() {
                        self.leave(around.now);
                    }
                }
                ServerMsg::Doors(doors) => self.doors = doors,
                ServerMsg::Call(call) => {
                    let talks = call.slots.iter().any(Option::is_some);
                    around.calls.talk(self.who(), talks);
                }
                ServerMsg::MediaAnswer { sdp } => match self.session.take() {
                    Some(session) => around.calls.connect(self.who(), *session, sdp),
                    None => around
                        .tally
                        .fault("an offer that was never made was answered"),
                },
                ServerMsg::MediaFailed => around.tally.fault("a call failed"),
                _ => {}
            }
        }
    }

    fn welcome(&mut self, welcome: Welcome, around: &mut Around<'_>) {
        if !matches!(self.state, State::Greeting(_)) {
            around.tally.fault("a welcome to one who did not come");
            return;
        }
        around.tally.joins += 1;
        self.came_back(&welcome, around);
        self.legs = Legs::at(welcome.pos);
        (self.token, self.scene) = (Some(welcome.token), welcome.scene);
        self.doors.clear();
        self.state = State::Doing(0, None);
        if let Some(session) = &self.session {
            let sdp = browser(session, self.who().ssrc());
            self.say(&ClientMsg::Media(MediaOffer { sdp }), around.now);
        }
    }

    /// Whether it is where it was, if it was.
    fn came_back(&mut self, welcome: &Welcome, around: &mut Around<'_>) {
        let Some(back) = self.back.take() else {
            if welcome.resumed {
                around.tally.fault("a stranger was given somebody's place");
            }
            return;
        };
        let away = around.now.saturating_duration_since(back.cut);
        let same = welcome.token == back.token;
        if away >= LATE {
            around.tally.late += 1;
            if welcome.resumed || same {
                around
                    .tally
                    .fault("a place was given back that is kept no longer");
            }
        } else if away < KEPT {
            around.tally.resumed += u64::from(welcome.resumed);
            if !welcome.resumed || !same {
                around
                    .tally
                    .fault("a place was not given back that is still kept");
            } else if welcome.pos != back.pos {
                around.tally.fault("another place was given back");
            }
        }
        self.life.acts.retain(|act| matches!(act, Act::Meet { .. }));
        self.life.acts.truncate(1);
        self.life.end = End::Leave;
    }

    fn ended(&mut self, code: Option<u16>, around: &mut Around<'_>) {
        let by_code = |code: u16| {
            let mut all = Refusal::ALL.into_iter();
            all.find(|refusal| refusal.close_code() == code)
        };
        let refusal = self.refusal.or_else(|| code.and_then(by_code));
        let tally = &mut *around.tally;
        match self.state {
            State::Leaving(_) if code == Some(NORMAL) => tally.leaves += 1,
            State::Refused(_, nonsense) if refusal.is_some() && refusal == nonsense.refusal() => {
                tally.refusals += 1;
            }
            State::Recovering(_) if refusal == Some(Refusal::TooSlow) => tally.too_slow += 1,
            // It had read again, and gone, before it heard that this came too late.
            State::Leaving(_)
                if refusal == Some(Refusal::TooSlow) && matches!(self.life.end, End::Stall(_)) =>
            {
                tally.too_slow += 1;
            }
            // To one whose buffers are full nothing more can be said; the server's counters tell why.
            State::Recovering(_) if refusal.is_none() && code.is_none() => tally.too_slow += 1,
            // Its room ended in the very moment in which it came.
            State::Greeting(_) if refusal == Some(Refusal::ShuttingDown) => {
                tally.retries += 1;
                self.drop_line(around);
                self.come_after(self.life.pause, around);
                return;
            }
            _ => {
                let how = match (refusal, code) {
                    (Some(refusal), _) => refusal.name().to_owned(),
                    (None, Some(code)) => format!("code {code}"),
                    (None, None) => "no word".to_owned(),
                };
                tally.fault(format!(
                    "the line of one who {} ended with {how}",
                    self.doing()
                ));
            }
        }
        self.begin(around);
    }

    /// For messages.
    pub(super) fn doing(&self) -> String {
        match self.state {
            State::Away(_) | State::Connecting | State::Gone => "is not there".to_owned(),
            State::Greeting(_) => "came in".to_owned(),
            State::Doing(..) => "was there".to_owned(),
            State::Still(_) => "stood still".to_owned(),
            State::Stalled(_) => "did not read".to_owned(),
            State::Recovering(_) => "read again".to_owned(),
            State::Leaving(_) => "left".to_owned(),
            State::Refused(_, nonsense) => format!("talked nonsense ({nonsense:?})"),
        }
    }
}
