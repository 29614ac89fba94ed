//! From what a client says to what a room is told: state, size and rate are checked here, and only
//! here. Pure; the time is given.

use std::time::Instant;

use hallway_protocol::client::{Hello, Input, Sending};
use hallway_protocol::door::{Admission, ZoneDoor};
use hallway_protocol::limits::{
    ANNOUNCEMENT_CHARS, CLIENT_FRAME_MESSAGES, CODE_BYTES, HEEDED, INVITATION_BYTES,
    PASSWORD_BYTES, PATH_BYTES, POLICY_BYTES, REASON_CHARS, REPORT_CHARS, SDP_BYTES, clean_chat,
    clean_name, clean_text,
};
use hallway_protocol::order::{Mutes, Order, OrderAct};
use hallway_protocol::session::QuestionAct;
use hallway_protocol::{
    BubbleId, ClientMsg, PersonId, Presence, Refusal, SessionId, VERSION, Watching, decode_frame,
};

use crate::line::End;
use crate::rate::Bucket;

/// What a client that is in wants, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To step.
    Input(Input),
    /// To set up its peer connection.
    Offer(String),
    /// To send something else than before.
    Sending(Sending),
    /// To see others larger, smaller or not at all.
    Watching(Watching),
    /// To say something.
    Chat(String),
    /// To join a session.
    Open(SessionId),
    /// To leave a session.
    Close(SessionId),
    /// To do something about the questions of a stage.
    Question(SessionId, QuestionAct),
    /// To open or close a door, with this code.
    Door(u32, String),
    /// To be talked to, or not.
    Presence(Presence),
    /// To lock the bubble one is in, or to open it.
    Lock(bool),
    /// To knock at a locked bubble.
    Knock(BubbleId),
    /// To let somebody in who knocks, or not.
    AnswerKnock(PersonId, bool),
    /// To be told of so much of the map, in map pixels.
    View(u16, u16),
    /// To be told of these people wherever they are.
    Heed(Vec<PersonId>),
    /// To have a hand up, or down.
    Hand(bool),
    /// To do something about somebody.
    Order(Order),
    /// To have all in the zone of this title be quiet in this way.
    Quiet(String, Mutes),
    /// To lift what was done before, by its number.
    Lift(u64),
    /// To stop everything in the room, or to set it going again.
    Freeze(bool),
    /// To say who of those at the venue's door comes in.
    Admission(Admission),
    /// To say who comes into the zone of this title.
    ZoneDoor(String, ZoneDoor),
    /// To hide a line of the chat (`true`), or to show it again.
    HideLine(u32, bool),
    /// To be kept apart from somebody (`true`), or no longer.
    Block(PersonId, bool),
    /// To tell those who keep order what somebody does.
    Report(PersonId, String),
    /// To answer a report.
    AnswerReport(u64, String),
    /// To tell all of the venue something.
    Announce(String),
}

/// Rates of one connection. Twice what a browser does at most, and bursts for lines that stall.
#[derive(Debug)]
pub struct Inbox {
    inputs: Bucket,
    offers: Bucket,
    chat: Bucket,
    others: Bucket,
}

impl Inbox {
    /// The inbox of a connection that begins now.
    pub fn new(now: Instant) -> Self {
        Self {
            inputs: Bucket::new(40.0, 400, now),
            // Each costs the server a handshake.
            offers: Bucket::new(0.2, 6, now),
            chat: Bucket::new(1.0, 10, now),
            others: Bucket::new(5.0, 50, now),
        }
    }

    /// Reads the messages of a frame.
    ///
    /// # Errors
    /// Why the connection has to end.
    pub fn read(frame: &[u8]) -> Result<Vec<ClientMsg>, Refusal> {
        decode_frame(frame, CLIENT_FRAME_MESSAGES).map_err(|_| Refusal::BadMessage)
    }

    /// Judges a message of a client that is in. `None` when there is nothing to do about it.
    ///
    /// # Errors
    /// Why the connection has to end.
    pub fn judge(&mut self, message: ClientMsg, now: Instant) -> Result<Option<Wish>, End> {
        let bucket = match &message {
            ClientMsg::Input(_) => &mut self.inputs,
            ClientMsg::Media(_) => &mut self.offers,
            ClientMsg::Chat(_) => &mut self.chat,
            ClientMsg::Question(..) => &mut self.chat,
            ClientMsg::Announce(_) => &mut self.chat,
            ClientMsg::Report { .. } => &mut self.chat,
            ClientMsg::AnswerReport { .. } => &mut self.chat,
            ClientMsg::Hello(_)
            | ClientMsg::Sending(_)
            | ClientMsg::Watching(_)
            | ClientMsg::Open(_)
            | ClientMsg::Close(_)
            | ClientMsg::Door { .. }
            | ClientMsg::Presence(_)
            | ClientMsg::Lock(_)
            | ClientMsg::Knock(_)
            | ClientMsg::AnswerKnock { .. }
            | ClientMsg::View { .. }
            | ClientMsg::Heed(_)
            | ClientMsg::Hand(_)
            | ClientMsg::Order(_)
            | ClientMsg::Quiet { .. }
            | ClientMsg::Freeze(_)
            | ClientMsg::Admission(_)
            | ClientMsg::ZoneDoor { .. }
            | ClientMsg::HideLine { .. }
            | ClientMsg::Block { .. }
            | ClientMsg::Lift(_)
            | ClientMsg::Leave
            | ClientMsg::Alive => &mut self.others,
        };
        if !bucket.draw(now) {
            return Err(Refusal::TooFast.into());
        }
        match message {
            ClientMsg::Hello(_) => Err(Refusal::OutOfOrder.into()),
            ClientMsg::Input(input) => Ok(Some(Wish::Input(input))),
            ClientMsg::Media(offer) if offer.sdp.len() > SDP_BYTES => Err(Refusal::BadMedia.into()),
            ClientMsg::Media(offer) => Ok(Some(Wish::Offer(offer.sdp))),
            ClientMsg::Sending(sending) => Ok(Some(Wish::Sending(sending))),
            ClientMsg::Watching(watching) => Ok(Some(Wish::Watching(watching))),
            // An empty line is nothing; a page that is too generous loses the line, not the visit.
            ClientMsg::Chat(text) => Ok(clean_chat(&text).map(Wish::Chat)),
            ClientMsg::Open(session) => Ok(Some(Wish::Open(session))),
            ClientMsg::Close(session) => Ok(Some(Wish::Close(session))),
            ClientMsg::Question(session, act) => {
                Ok(clean_act(act).map(|act| Wish::Question(session, act)))
            }
            ClientMsg::Door { code, .. } if code.len() > CODE_BYTES => {
                Err(Refusal::BadMessage.into())
            }
            ClientMsg::Door { door, code } => Ok(Some(Wish::Door(door, code))),
            ClientMsg::Presence(presence) => Ok(Some(Wish::Presence(presence))),
            ClientMsg::Lock(locked) => Ok(Some(Wish::Lock(locked))),
            ClientMsg::Knock(bubble) => Ok(Some(Wish::Knock(bubble))),
            ClientMsg::AnswerKnock { person, let_in } => {
                Ok(Some(Wish::AnswerKnock(person, let_in)))
            }
            ClientMsg::View { width, height } => Ok(Some(Wish::View(width, height))),
            ClientMsg::Heed(people) if people.len() > HEEDED => Err(Refusal::BadMessage.into()),
            ClientMsg::Heed(people) => Ok(Some(Wish::Heed(people))),
            ClientMsg::Hand(up) => Ok(Some(Wish::Hand(up))),
            ClientMsg::Order(order) => Ok(clean_order(order).map(Wish::Order)),
            ClientMsg::Quiet { zone, .. } | ClientMsg::ZoneDoor { zone, .. }
                if zone.len() > PATH_BYTES =>
            {
                Err(Refusal::BadMessage.into())
            }
            ClientMsg::Quiet { zone, mutes } => Ok(Some(Wish::Quiet(zone, mutes))),
            ClientMsg::ZoneDoor { zone, door } => Ok(Some(Wish::ZoneDoor(zone, door))),
            ClientMsg::Admission(admission) => {
                Ok(Some(Wish::Admission(clean_admission(admission))))
            }
            ClientMsg::HideLine { line, hidden } => Ok(Some(Wish::HideLine(line, hidden))),
            ClientMsg::Block { person, blocked } => Ok(Some(Wish::Block(person, blocked))),
            ClientMsg::Report { person, text } => {
                let text = clean_text(&text, REPORT_CHARS);
                Ok(text.map(|text| Wish::Report(person, text)))
            }
            ClientMsg::AnswerReport { report, text } => {
                let text = clean_text(&text, REPORT_CHARS).unwrap_or_default();
                Ok(Some(Wish::AnswerReport(report, text)))
            }
            ClientMsg::Lift(sanction) => Ok(Some(Wish::Lift(sanction))),
            ClientMsg::Freeze(frozen) => Ok(Some(Wish::Freeze(frozen))),
            ClientMsg::Announce(text) => {
                Ok(clean_text(&text, ANNOUNCEMENT_CHARS).map(Wish::Announce))
            }
            ClientMsg::Leave => Err(End::Left),
            ClientMsg::Alive => Ok(None),
        }
    }
}

/// Cleans what is asked on a stage; `None` when nothing is left of it.
fn clean_act(act: QuestionAct) -> Option<QuestionAct> {
    match act {
        QuestionAct::Ask(text) => clean_chat(&text).map(QuestionAct::Ask),
        act => Some(act),
    }
}

/// Cleans the reason of an order; one that can't be shown is none. `None` for a ban of no time.
fn clean_order(order: Order) -> Option<Order> {
    if order.act == OrderAct::Ban(Some(0)) {
        return None;
    }
    let reason = clean_text(&order.reason, REASON_CHARS).unwrap_or_default();
    Some(Order { reason, ..order })
}

/// Cleans the reason for which somebody is turned away; one that can't be shown is none.
fn clean_admission(admission: Admission) -> Admission {
    match admission {
        Admission::TurnAway(id, reason) => {
            let reason = clean_text(&reason, REASON_CHARS).unwrap_or_default();
            Admission::TurnAway(id, reason)
        }
        admission => admission,
    }
}

/// Checks the first message of a connection. Gives it with the name cleaned.
///
/// # Errors
/// Why the connection has to end.
pub fn greet(message: ClientMsg) -> Result<Hello, Refusal> {
    let ClientMsg::Hello(mut hello) = message else {
        return Err(Refusal::OutOfOrder);
    };
    if hello.version != VERSION {
        return Err(Refusal::WrongVersion);
    }
    if hello.room.len() > PATH_BYTES || hello.entry.len() > PATH_BYTES {
        return Err(Refusal::NoSuchRoom);
    }
    let too_long = hello.invitation.len() > INVITATION_BYTES
        || hello.password.len() > PASSWORD_BYTES
        || hello.policy.len() > POLICY_BYTES;
    if too_long {
        return Err(Refusal::BadMessage);
    }
    hello.name = clean_name(&hello.name).ok_or(Refusal::BadName)?;
    Ok(hello)
}

#[cfg(test)]
mod tests {
    use hallway_protocol::client::MediaOffer;

    use super::*;

    #[test]
    fn what_is_allowed_once_is_refused_as_a_flood() {
        let now = Instant::now();
        let input = ClientMsg::Input(Input {
            seq: 1,
            dx: 1,
            dy: 1,
        });
        let offer = ClientMsg::Media(MediaOffer { sdp: String::new() });
        for (message, allowed) in [
            (input, 400),
            (offer, 6),
            (ClientMsg::Chat("hi".to_owned()), 10),
            (ClientMsg::Alive, 50),
        ] {
            let mut inbox = Inbox::new(now);
            for _ in 0..allowed {
                assert!(inbox.judge(message.clone(), now).is_ok(), "{message:?}");
            }
            let too_fast = Err(End::Refused(Refusal::TooFast));
            assert_eq!(inbox.judge(message, now), too_fast);
        }
    }

    #[test]
    fn an_honest_browser_is_never_too_fast() {
        let start = Instant::now();
        let mut inbox = Inbox::new(start);
        for tick in 0..20 * 600 {
            let now = start + std::time::Duration::from_millis(50) * tick;
            let input = ClientMsg::Input(Input {
                seq: tick,
                dx: 1,
                dy: 1,
            });
            assert!(inbox.judge(input, now).is_ok());
        }
    }

    #[test]
    fn a_huge_offer_is_refused_and_empty_chat_is_nothing() {
        let now = Instant::now();
        let mut inbox = Inbox::new(now);
        let sdp = "x".repeat(SDP_BYTES + 1);
        let huge = ClientMsg::Media(MediaOffer { sdp });
        let bad = Err(End::Refused(Refusal::BadMedia));
        assert_eq!(inbox.judge(huge, now), bad);
        assert_eq!(inbox.judge(ClientMsg::Chat("  ".to_owned()), now), Ok(None));
    }
}
