//! Who has joined which session. One can be in a session only while standing in a zone that offers
//! it; nobody is put into one unasked, so every session begins with [`Command::Open`] and ends with
//! [`Command::Close`], with the last step out of its zones, or with the visit.
//!
//! [`Command::Open`]: super::Command::Open
//! [`Command::Close`]: super::Command::Close

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::session::SessionKind;
use hallway_protocol::{PersonId, SessionId};

use super::{Changes, Room};
use crate::venue::Venue;

/// Who has joined what; nobody with nothing. Each set is bounded by what the zones at one place
/// offer.
#[derive(Debug, Default)]
pub(super) struct Joined(BTreeMap<PersonId, BTreeSet<SessionId>>);

impl Room {
    /// Whether somebody is in a session.
    pub fn is_in_session(&self, id: PersonId, session: SessionId) -> bool {
        let joined = self.joined.0.get(&id);
        joined.is_some_and(|joined| joined.contains(&session))
    }

    /// Everybody who is in a session.
    pub fn people_in_session(&self, session: SessionId) -> impl Iterator<Item = PersonId> {
        let joined = self.joined.0.iter();
        joined.filter_map(move |(id, joined)| joined.contains(&session).then_some(*id))
    }

    /// Joins a session, or asks anew for what it takes to be in it.
    pub(super) fn open(&mut self, id: PersonId, session: SessionId, changes: &mut Changes) {
        let Some(avatar) = self.people.get(&id) else {
            return;
        };
        if offered(&self.venue, &avatar.zones).contains(&session) {
            self.joined.0.entry(id).or_default().insert(session);
            changes.joined(id, session);
            self.judge_talk(id, changes);
        } else {
            // One step too late; whoever waits for an answer gets one.
            changes.ended(id, session);
        }
    }

    /// Leaves a session.
    pub(super) fn close(&mut self, id: PersonId, session: SessionId, changes: &mut Changes) {
        if let Some(joined) = self.joined.0.get_mut(&id)
            && joined.remove(&session)
        {
            changes.ended(id, session);
            if joined.is_empty() {
                self.joined.0.remove(&id);
            }
            self.judge_talk(id, changes);
        }
    }

    /// Whether somebody is in a meeting with sound and picture of its own.
    pub(super) fn is_in_meeting(&self, id: PersonId) -> bool {
        let joined = self.joined.0.get(&id).into_iter().flatten();
        let mut sessions = joined.filter_map(|session| self.venue.session(*session));
        sessions.any(|session| {
            matches!(
                session.spec.kind(),
                SessionKind::Jitsi | SessionKind::BigBlueButton
            )
        })
    }

    /// On another map, ends all sessions that are not the same there under the same id.
    pub(super) fn end_changed_sessions(&mut self, before: &Venue, changes: &mut Changes) {
        let venue = &self.venue;
        self.joined.0.retain(|id, joined| {
            joined.retain(|session| {
                let same = venue.session(*session) == before.session(*session);
                if !same {
                    changes.ended(*id, *session);
                }
                same
            });
            !joined.is_empty()
        });
    }

    /// Leaves all sessions that are not offered in these zones.
    pub(super) fn keep_sessions(&mut self, id: PersonId, zones: &[usize], changes: &mut Changes) {
        let Some(joined) = self.joined.0.get_mut(&id) else {
            return;
        };
        let offered = offered(&self.venue, zones);
        joined.retain(|session| {
            let stays = offered.contains(session);
            if !stays {
                changes.ended(id, *session);
            }
            stays
        });
        if joined.is_empty() {
            self.joined.0.remove(&id);
        }
    }
}

/// What the zones of these indices offer.
fn offered(venue: &Venue, zones: &[usize]) -> BTreeSet<SessionId> {
    let zones = zones.iter().filter_map(|zone| venue.zones.get(*zone));
    zones
        .flat_map(|zone| zone.sessions.iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hallway_protocol::client::{Input, Sending};
    use hallway_protocol::geom::SUBPX;
    use hallway_protocol::order::Mutes;
    use hallway_protocol::session::Trigger;
    use hallway_protocol::{Look, Pos, Standing};

    use super::super::{Command, Entering};
    use super::*;
    use crate::bubble::BubbleRules;
    use crate::scene::Scene;
    use crate::venue::{Area, Zone};
    use crate::walls::Walls;
    use crate::zone::{Embed, Jitsi, Session, SessionSpec};

    const ADA: PersonId = PersonId(1);
    const TALK: SessionId = SessionId(0);
    const SITE: SessionId = SessionId(1);

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

    fn enter(id: PersonId, x: i32) -> Command {
        Command::Enter(Entering {
            id,
            name: "Ada".to_owned(),
            look: Look::default(),
            sending: Sending::default(),
            presence: hallway_protocol::Presence::default(),
            standing: Standing::default(),
            muted: Mutes::default(),
            entry: String::new(),
            place: Some(Pos::from_px(x, 100)),
        })
    }

    /// Two zones side by side that offer the talk, the right one a page too, and nothing beyond.
    fn room() -> Room {
        let zone = |left: i32, sessions: &[SessionId]| Zone {
            area: Area::Polygon(
                [(left, 0), (left + 100, 0), (left + 100, 640), (left, 640)]
                    .map(|(x, y)| Pos::from_px(x, y))
                    .to_vec(),
            ),
            sessions: sessions.to_vec(),
            ..Zone::default()
        };
        let venue = Venue {
            scene: Scene {
                columns: 20,
                rows: 20,
                tile_width: 32,
                tile_height: 32,
                walls: Walls::free(20, 20, 32, 32),
                ..Scene::default()
            },
            zones: vec![zone(100, &[TALK]), zone(200, &[TALK, SITE])],
            sessions: vec![
                session(SessionSpec::Jitsi(Jitsi::default())),
                session(SessionSpec::Website(Embed::default())),
            ],
            ..Venue::default()
        };
        let mut room = Room::new(Arc::new(venue), BubbleRules::default());
        room.step([enter(ADA, 190)]);
        room
    }

    fn walk(seq: u32, dx: i32) -> Command {
        let dx = (dx * SUBPX) as i16;
        Command::Input(ADA, Input { seq, dx, dy: 0 })
    }

    #[track_caller]
    fn check(room: &mut Room, commands: &[Command], joined: &[SessionId], ended: &[SessionId]) {
        let changes = room.step(commands.to_vec());
        let of_ada = |list: &[(PersonId, SessionId)]| -> Vec<SessionId> {
            list.iter().map(|(_, session)| *session).collect()
        };
        assert_eq!(of_ada(&changes.joined), joined, "joined");
        assert_eq!(of_ada(&changes.ended), ended, "ended");
    }

    #[test]
    fn only_what_is_offered_where_one_stands_can_be_joined() {
        let mut room = room();
        check(&mut room, &[], &[], &[]);
        check(&mut room, &[Command::Open(ADA, TALK)], &[TALK], &[]);
        assert!(room.is_in_session(ADA, TALK));
        for other in [SITE, SessionId(7)] {
            check(&mut room, &[Command::Open(ADA, other)], &[], &[other]);
            assert!(!room.is_in_session(ADA, other));
        }
        let nobody = PersonId(9);
        check(&mut room, &[Command::Open(nobody, TALK)], &[], &[]);
        let inside: Vec<PersonId> = room.people_in_session(TALK).collect();
        assert_eq!(inside, [ADA]);
    }

    #[test]
    fn who_is_in_a_meeting_is_in_no_bubble() {
        let mut room = room();
        room.step([enter(PersonId(2), 220)]);
        let bubbles = |room: &mut Room, command: Option<Command>| {
            room.step(command);
            (0..5).for_each(|_| drop(room.step([])));
            room.bubbles().all().len()
        };
        assert_eq!(bubbles(&mut room, None), 1);
        assert_eq!(bubbles(&mut room, Some(Command::Open(ADA, TALK))), 0);
        assert_eq!(bubbles(&mut room, Some(Command::Close(ADA, TALK))), 1);
        // A page beside the map has no voice.
        let page = Command::Open(PersonId(2), SITE);
        assert_eq!(bubbles(&mut room, Some(page)), 1);
    }

    #[test]
    fn a_session_goes_on_in_the_next_zone_that_offers_it() {
        let mut room = room();
        check(&mut room, &[Command::Open(ADA, TALK)], &[TALK], &[]);
        check(&mut room, &[walk(1, 14)], &[], &[]);
        check(&mut room, &[Command::Open(ADA, SITE)], &[SITE], &[]);
        check(&mut room, &[walk(2, -14)], &[], &[SITE]);
        assert!(room.is_in_session(ADA, TALK));
        for seq in 3..9 {
            check(&mut room, &[walk(seq, -14)], &[], &[]);
        }
        check(&mut room, &[walk(9, -14)], &[], &[TALK]);
        assert!(!room.is_in_session(ADA, TALK));
    }

    #[test]
    fn closing_ends_it_once_and_opening_again_asks_again() {
        let mut room = room();
        check(&mut room, &[Command::Open(ADA, TALK)], &[TALK], &[]);
        check(&mut room, &[Command::Open(ADA, TALK)], &[TALK], &[]);
        check(&mut room, &[Command::Close(ADA, TALK)], &[], &[TALK]);
        check(&mut room, &[Command::Close(ADA, TALK)], &[], &[]);
        let both = [Command::Open(ADA, TALK), Command::Close(ADA, TALK)];
        check(&mut room, &both, &[], &[TALK]);
        let both = [
            Command::Open(ADA, TALK),
            Command::Close(ADA, TALK),
            Command::Open(ADA, TALK),
        ];
        check(&mut room, &both, &[TALK], &[]);
    }

    #[test]
    fn who_goes_is_in_no_session() {
        let mut room = room();
        check(&mut room, &[Command::Open(ADA, TALK)], &[TALK], &[]);
        check(&mut room, &[Command::Leave(ADA)], &[], &[TALK]);
        assert_eq!(room.people_in_session(TALK).count(), 0);
    }
}
