//! People step: as far as walls, closed doors and barred zones let them, and into exits.

use hallway_protocol::server::Ack;
use hallway_protocol::session::Barrier;
use hallway_protocol::{Pos, TICK_HZ};

use super::{Changes, Room};
use crate::permit::{Act, permit};
use crate::venue::Venue;

/// Ticks without a push after which the next one is another attempt, and told again: a second.
const ATTEMPT: u32 = TICK_HZ;

impl Room {
    /// Applies waiting inputs, in the order in which people began to walk.
    pub(super) fn walk(&mut self, changes: &mut Changes) {
        let walls = self.doors.walls(&self.venue);
        let (venue, tick) = (self.venue.as_ref(), self.tick);
        let frozen = self.is_frozen();
        let mut still_walking = Vec::new();
        for id in std::mem::take(&mut self.walking) {
            let Some(avatar) = self.people.get_mut(&id) else {
                continue;
            };
            let standing = avatar.person.standing.clone();
            let (mut exit, mut barred) = (None, None);
            let stands = frozen && permit(&standing, Act::WalkFrozen, [], None).is_err();
            let walked = avatar.walk(walls, tick, |from, to| {
                if stands {
                    return false;
                }
                let barrier = self
                    .barriers
                    .judge(venue, (id, &standing), (from, to), tick);
                if barrier.is_some() {
                    barred = barrier;
                    return false;
                }
                self.barriers.stands(venue, id, to);
                exit = entered_exit(venue, &self.exits, from, to).or(exit);
                true
            });
            changes.exits.extend(exit.map(|zone| (id, zone)));
            if let Some((zone, why)) = barred {
                let told = avatar.barred.is_some_and(|(before, push)| {
                    before == zone && tick.saturating_sub(push) <= ATTEMPT
                });
                avatar.barred = Some((zone, tick));
                let title = venue.zones.get(zone).filter(|_| !told);
                let title = title.map(|zone| zone.title.clone());
                if let (Some(title), Barrier::WaitingRoom) = (&title, why)
                    && avatar.person.waits != *title
                {
                    avatar.person.waits.clone_from(title);
                    changes.waits(id, title.clone());
                }
                changes.barred.extend(title.map(|title| (id, title, why)));
            }
            if let Some(walked) = walked {
                let pos = avatar.pos;
                let seq = walked.seq;
                let placed = false;
                changes.acks.push((id, Ack { seq, pos, placed }));
                if (walked.dx, walked.dy) != (0, 0) {
                    avatar.stepped = tick;
                    if let Some(body) = self.bodies.get_mut(&id) {
                        body.pos = pos;
                        body.stepped = tick;
                    }
                    changes.walked.push(id);
                }
            }
            if avatar.has_inputs() {
                still_walking.push(id);
            }
        }
        self.walking = still_walking;
        if !changes.walked.is_empty() {
            self.unsettle();
        }
    }
}

/// The zones of a map that lead somewhere.
pub(super) fn exits(venue: &Venue) -> Vec<usize> {
    let zones = venue.zones.iter().enumerate();
    let exits = zones.filter(|(_, zone)| zone.exit.is_some());
    exits.map(|(index, _)| index).collect()
}

/// The topmost exit that a step leads into.
fn entered_exit(venue: &Venue, exits: &[usize], from: Pos, to: Pos) -> Option<usize> {
    let mut topmost = exits.iter().rev().copied();
    topmost.find(|exit| {
        let zone = venue.zones.get(*exit);
        zone.is_some_and(|zone| venue.is_in(zone, to) && !venue.is_in(zone, from))
    })
}
