//! Everybody in view as figures on the map: where each is at a moment, and of which parts the
//! avatar is made. Oneself stands in it too, as the server sees one.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::motion::{Come, Motion, Record, Spot};
use hallway_protocol::server::Person;
use hallway_protocol::{Dir, Look, PersonId, Pos};

use crate::avatar;
use crate::interpolate::{Clock, Track};
use crate::render::{Sprite, SpritePart};

/// Milliseconds of one pose of a walk.
const POSE_MS: f64 = 130.0;

/// Poses of a walk: left foot, both, right foot, both.
const POSES: [u8; 4] = [0, 1, 2, 1];

/// The pose of one who stands.
const STANDING: u8 = 1;

/// Somebody on the map.
pub struct Figure {
    /// Their last places.
    pub track: Track,
    /// Their name.
    pub name: String,
    look: Look,
    /// As last drawn; place and pose are those of the last frame.
    pub sprite: Sprite,
}

/// Everybody.
#[derive(Default)]
pub struct Crowd {
    /// By id.
    pub figures: BTreeMap<PersonId, Figure>,
    /// Those of the call who talk.
    pub talking: BTreeSet<PersonId>,
    clock: Clock,
}

impl Crowd {
    /// Something came that tells the time.
    pub fn heard(&mut self, tick: u32, now: f64) {
        self.clock.heard(tick, now);
    }

    /// What happened in view in one tick. `people` are all in the room.
    pub fn motion(&mut self, motion: &Motion, people: &BTreeMap<PersonId, Person>, now: f64) {
        self.clock.heard(motion.tick, now);
        if motion.fresh {
            // Who is still there goes on from where they are shown.
            let mut there = BTreeSet::new();
            motion.records.in_order(|record| {
                if let Record::Come(come) = record {
                    there.insert(come.id);
                }
            });
            self.figures.retain(|id, _| there.contains(id));
        }
        let Motion { tick, ticks, .. } = *motion;
        let ticks = u32::from(ticks);
        motion.records.in_order(|record| match record {
            Record::Gone(id) => {
                self.figures.remove(&id);
            }
            Record::Come(come) => self.comes((tick, ticks), come, people),
            Record::Moved(id, dx, dy) => {
                if let Some(figure) = self.figures.get_mut(&id) {
                    let to = Spot::of(figure.track.last()).after(dx, dy);
                    figure.track.walked(tick, ticks, to.pos());
                }
            }
            Record::Talks(..) => {}
        });
    }

    fn comes(
        &mut self,
        (tick, ticks): (u32, u32),
        come: Come,
        people: &BTreeMap<PersonId, Person>,
    ) {
        let pos = come.at.pos();
        if let Some(figure) = self.figures.get_mut(&come.id) {
            figure.track.is_at(tick, ticks, pos);
        } else if let Some(person) = people.get(&come.id) {
            let figure = Figure {
                track: Track::new(tick, pos, come.dir),
                name: person.name.clone(),
                look: person.look,
                sprite: sprite(person.look),
            };
            self.figures.insert(come.id, figure);
        }
    }

    /// Where the server last had somebody.
    pub fn place(&self, id: PersonId) -> Option<Pos> {
        self.figures.get(&id).map(|figure| figure.track.last())
    }

    /// Moves all sprites to where they are shown now.
    pub fn advance(&mut self, now: f64) {
        let moment = self.clock.shown(now);
        for (id, figure) in &mut self.figures {
            let seen = figure.track.at(moment);
            let phase = f64::from(id.0 % 4) * POSE_MS;
            put(
                &mut figure.sprite,
                (seen.x, seen.y),
                seen.dir,
                seen.walking,
                now + phase,
            );
        }
    }
}

impl Figure {
    /// The numbers of their avatar.
    pub fn look(&self) -> Look {
        self.look
    }
}

/// Puts a sprite somewhere, in the pose of a moment.
pub fn put(sprite: &mut Sprite, place: (f32, f32), dir: Dir, walking: bool, now: f64) {
    (sprite.x, sprite.y) = place;
    sprite.dir = dir;
    let pose = (now / POSE_MS).rem_euclid(POSES.len() as f64) as usize;
    sprite.frame = match walking {
        true => POSES.get(pose).copied().unwrap_or(STANDING),
        false => STANDING,
    };
}

/// An avatar, nowhere in particular.
pub fn sprite(look: Look) -> Sprite {
    let made = avatar::parts(look);
    Sprite {
        x: 0.0,
        y: 0.0,
        dir: Dir::Down,
        frame: STANDING,
        parts: made.parts.map(|part| SpritePart {
            block: part.block,
            tint: part.tint,
        }),
        part_count: made.count,
    }
}

#[cfg(test)]
mod tests {
    use hallway_protocol::client::Sending;
    use hallway_protocol::motion::{Records, write_come, write_gone, write_moved};

    use super::*;

    fn person(id: u32) -> (PersonId, Person) {
        let id = PersonId(id);
        let person = Person {
            id,
            name: String::new(),
            look: Look::default(),
            sending: Sending::default(),
            standing: hallway_protocol::Standing::default(),
            alike: false,
            muted: hallway_protocol::order::Mutes::default(),
            hand: false,
            may_speak: false,
            waits: String::new(),
            presence: hallway_protocol::Presence::default(),
        };
        (id, person)
    }

    fn come(id: u32, x: i32) -> Come {
        Come {
            id: PersonId(id),
            at: Spot::of(Pos::from_px(x, 100)),
            dir: Dir::Up,
            talks: None,
        }
    }

    /// Everybody who is in the room.
    fn people() -> BTreeMap<PersonId, Person> {
        (1..=4).map(person).collect()
    }

    fn motion(tick: u32, fresh: bool, write: impl FnOnce(&mut Vec<u8>)) -> Motion {
        let mut written = Vec::new();
        write(&mut written);
        Motion {
            tick,
            ticks: 1,
            fresh,
            records: Records::of_written(written),
        }
    }

    fn crowd() -> Crowd {
        let mut crowd = Crowd::default();
        let all = [come(1, 100), come(2, 200)];
        let first = motion(20, true, |out| write_come(out, &all));
        crowd.motion(&first, &people(), 1000.0);
        crowd
    }

    #[test]
    fn who_moves_is_drawn_on_the_way_a_little_later() {
        let mut crowd = crowd();
        let step = [(PersonId(2), 16, 0)];
        let step = motion(21, false, |out| write_moved(out, &step));
        crowd.motion(&step, &people(), 1050.0);
        crowd.advance(1125.0);
        let sprite = crowd.figures[&PersonId(2)].sprite;
        assert!((sprite.x - 204.0).abs() < 0.1, "{}", sprite.x);
        assert_eq!(sprite.dir, Dir::Right);
        crowd.advance(1300.0);
        let sprite = crowd.figures[&PersonId(2)].sprite;
        assert_eq!((sprite.x, sprite.frame), (208.0, STANDING));
        let other = crowd.figures[&PersonId(1)].sprite;
        assert_eq!((other.x, other.dir), (100.0, Dir::Up));
    }

    #[test]
    fn who_is_out_of_view_is_not_there_and_who_is_in_it_is() {
        let mut crowd = crowd();
        let told = motion(21, false, |out| {
            write_come(out, &[come(3, 300), come(9, 300)]);
            write_gone(out, &[PersonId(1)]);
        });
        crowd.motion(&told, &people(), 1050.0);
        assert_eq!(crowd.place(PersonId(1)), None);
        assert_eq!(crowd.place(PersonId(3)), Some(Pos::from_px(300, 100)));
        assert_eq!(crowd.place(PersonId(9)), None, "nobody of that number");
    }

    #[test]
    fn who_comes_again_walks_on_or_jumps() {
        let mut crowd = crowd();
        let all = [come(1, 108), come(2, 900)];
        let fresh = motion(40, true, |out| write_come(out, &all));
        crowd.motion(&fresh, &people(), 2000.0);
        crowd.advance(2075.0);
        let place = |id| crowd.figures[&PersonId(id)].sprite.x;
        assert_eq!((place(1), place(2)), (104.0, 900.0));
        let fresh = motion(41, true, |out| write_come(out, &all[1..]));
        crowd.motion(&fresh, &people(), 2050.0);
        assert_eq!(crowd.figures.len(), 1);
    }

    #[test]
    fn walking_goes_through_all_poses() {
        let mut sprite = sprite(Look::default());
        let poses: Vec<u8> = (0..4)
            .map(|step| {
                let now = 10.0 + f64::from(step) * POSE_MS;
                put(&mut sprite, (0.0, 0.0), Dir::Down, true, now);
                sprite.frame
            })
            .collect();
        assert_eq!(poses, POSES);
    }
}
