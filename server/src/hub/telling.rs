//! What people are told in a tick: each what concerns them alone, what all are told, and what happens
//! in their view of the map; one frame for each.

use std::time::{Duration, Instant};

use hallway_protocol::motion::{Motion, Records};
use hallway_protocol::server::Delta;
use hallway_protocol::{ServerMsg, TICK_HZ, encode};
use hallway_world::interest::{Interest, Load, Looked, Scratch};
use hallway_world::room::{Changes, Room};
use hallway_world::scene::Scene;

use super::letters::Letters;
use super::members::Member;
use super::{Hub, TICK, encoded_snapshot};

/// Ticks between two signs of life when nothing happens: five seconds.
const SIGN_OF_LIFE: u32 = 5 * TICK_HZ;

/// For each so many bytes of motion in one tick, what goes on in a crowd, one more tick goes into the same
/// frame. To send costs more than what is sent, and all are shown a little later than they walk anyway.
const CROWD: usize = 512;

/// Ticks between two frames at most: of the largest crowds one hears five times a second.
const MOST_TICKS: usize = 4;

/// Part of a tick's time below which ticks are said to keep up again.
const CALM: f64 = 0.75;

/// Part of a tick's time that work may take before views are looked at less often, each told of several ticks
/// at once, and below which it is more often again. Telling twice as often takes at most twice the time.
const BUSY: f64 = 0.65;
const IDLE: f64 = 0.3;

/// Weight of the last tick in how busy ticks are, and ticks between two changes of the pace.
const LAST: f64 = 0.1;
const PATIENCE: u32 = TICK_HZ / 2;

/// What is told of where people are, and room to write it in.
pub(super) struct Telling {
    interest: Interest,
    load: Load,
    pace: Pace,
    scratch: Scratch,
    written: Vec<u8>,
}

/// How many ticks go by between two looks of each view, by how busy the room is.
struct Pace {
    ticks: usize,
    /// Part of a tick's time that work takes.
    busy: f64,
    /// Ticks since it changed.
    since: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            ticks: 1,
            busy: 0.0,
            since: 0,
        }
    }
}

impl Pace {
    /// A tick took this part of its time.
    fn took(&mut self, part: f64) {
        self.busy += (part - self.busy) * LAST;
        self.since = self.since.saturating_add(1);
        if self.since < PATIENCE {
            return;
        }
        if self.busy > BUSY && self.ticks < MOST_TICKS {
            self.ticks += 1;
            self.since = 0;
        } else if self.busy < IDLE && self.ticks > 1 {
            self.ticks -= 1;
            self.since = 0;
        }
    }
}

impl Telling {
    /// Of an empty room with this map.
    pub(super) fn new(scene: &Scene) -> Self {
        Self {
            interest: interest_in(scene),
            load: Load::default(),
            pace: Pace::default(),
            scratch: Scratch::default(),
            written: Vec::new(),
        }
    }

    /// Takes in how long a tick took.
    pub(super) fn took(&mut self, time: Duration) {
        self.pace.took(time.as_secs_f64() / TICK.as_secs_f64());
        if time > TICK {
            self.load = Load::Heavy;
        } else if time < TICK.mul_f64(CALM) {
            self.load = Load::Calm;
        }
    }

    fn step(&mut self, room: &Room, changes: &Changes) {
        if changes.swapped {
            self.interest = interest_in(&room.venue().scene);
            let everybody = room.everybody();
            self.interest.step(room.tick(), self.load, everybody);
        } else {
            let events = changes.motion.iter().copied();
            self.interest.step(room.tick(), self.load, events);
        }
    }

    /// Appends to somebody's frame what happens in somebody's view. Gives how many moves that were, and how
    /// many bytes.
    fn look(&mut self, tick: u32, member: &mut Member, most: usize) -> (usize, usize) {
        let (view, out) = (&mut member.view, &mut self.written);
        let looked = self.interest.look(view, most, &mut self.scratch, out);
        let bytes = out.len();
        if bytes > 0 || looked.fresh {
            let records = Records::of_written(std::mem::take(&mut self.written));
            let Looked { fresh, ticks, .. } = looked;
            let told = ServerMsg::Motion(Motion {
                tick,
                ticks,
                fresh,
                records,
            });
            encode(&told, member.frame.messages_mut());
            if let ServerMsg::Motion(motion) = told {
                self.written = motion.records.into_bytes();
                self.written.clear();
            }
        }
        (looked.moves, bytes)
    }
}

fn interest_in(scene: &Scene) -> Interest {
    let side = |cells: u32, size: u32| cells.saturating_mul(size);
    Interest::new(
        side(scene.columns, scene.tile_width),
        side(scene.rows, scene.tile_height),
    )
}

impl Hub {
    /// Puts together what each person is told, and hands it over.
    pub(super) fn tell(&mut self, changes: &Changes, mut letters: Letters, now: Instant) {
        self.write_letters(changes, &mut letters);
        let shared = shared(&changes.delta);
        self.telling.step(&self.room, changes);
        for (id, ack) in &changes.acks {
            if let Some(member) = self.members.get_mut(*id) {
                member.acknowledge(*ack);
            }
        }
        let (room, telling, most) = (&self.room, &mut self.telling, self.services.most_seen);
        let tick = room.tick();
        // Made once, for all who need it, and only if somebody does.
        let mut snapshot = None;
        let mut told = 0;
        for (id, member) in self.members.iter_mut() {
            let letter = letters.take(*id);
            member.frame.messages_mut().extend_from_slice(&letter);
            if changes.swapped || changes.entered.contains(id) {
                // Their letter holds the whole room.
                member.missed = false;
                member.view.start_over();
            } else if member.line.is_behind() {
                member.missed |= !shared.is_empty();
                member.view.start_over();
            } else if std::mem::take(&mut member.missed) {
                let snapshot = snapshot.get_or_insert_with(|| encoded_snapshot(room));
                member.frame.messages_mut().extend_from_slice(snapshot);
                member.view.start_over();
            } else {
                member.frame.messages_mut().extend_from_slice(&shared);
            }
            // Not all in the same tick.
            let is_turn = |ticks: usize| tick.wrapping_add(id.0).is_multiple_of(ticks as u32);
            let pace = telling.pace.ticks;
            let mut ticks = 1;
            if !member.line.is_behind() {
                let looked = member.view.looked();
                let since = looked.map(|looked| tick.wrapping_sub(looked) as usize);
                if is_turn(pace) || since.is_none_or(|since| since >= pace) {
                    let (moves, bytes) = telling.look(tick, member, most);
                    told += moves;
                    member.crowded = bytes / pace / CROWD;
                }
                ticks = (1 + member.crowded).clamp(pace, MOST_TICKS);
            }
            if is_turn(ticks) || !letter.is_empty() || !shared.is_empty() {
                if let Some(ack) = member.ack.take() {
                    encode(&ServerMsg::Ack(ack), member.frame.messages_mut());
                }
                member.say(now);
            }
        }
        self.services
            .metrics
            .position_updates_sent
            .inc_by(told as u64);
    }

    /// What concerns single people.
    fn write_letters(&self, changes: &Changes, letters: &mut Letters) {
        for (id, zones) in &changes.zones {
            letters.add(*id, &ServerMsg::Zones(self.here(zones)));
        }
        for (id, title, barrier) in &changes.barred {
            let (title, barrier) = (title.clone(), *barrier);
            letters.add(*id, &ServerMsg::Barred { title, barrier });
        }
        for (id, doors) in &changes.doors_here {
            letters.add(*id, &ServerMsg::Doors(doors.clone()));
        }
        for (id, door) in &changes.wrong_codes {
            letters.add(*id, &ServerMsg::WrongCode { door: *door });
        }
        for (to, line) in &changes.chat {
            for id in to {
                letters.add(*id, &ServerMsg::Chat(line.clone()));
            }
        }
    }
}

/// What everybody is told: the same bytes for all.
fn shared(delta: &Delta) -> Vec<u8> {
    let mut frame = Vec::new();
    if !delta.is_empty() || delta.tick.is_multiple_of(SIGN_OF_LIFE) {
        encode(&ServerMsg::Delta(delta.clone()), &mut frame);
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_room_is_told_of_less_often_until_it_is_calm() {
        let mut pace = Pace::default();
        let mut after = |part: f64, ticks: u32| {
            (0..ticks).for_each(|_| pace.took(part));
            pace.ticks
        };
        assert_eq!(after(0.5, 100), 1);
        assert_eq!(after(0.9, 3), 1, "that may pass");
        assert_eq!(after(0.9, 100), MOST_TICKS);
        assert_eq!(
            after(0.5, 100),
            MOST_TICKS,
            "at twice the pace it would be busy again"
        );
        assert_eq!(after(0.1, 200), 1);
    }
}
