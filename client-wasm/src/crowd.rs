//! Everybody in the room as figures on the map: where each is at a moment, and of which parts the
//! avatar is made. Oneself stands in it too, as the server sees one.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::server::{Delta, Person, Snapshot};
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
    /// Everything anew.
    pub fn snapshot(&mut self, snapshot: &Snapshot, now: f64) {
        self.clock.heard(snapshot.tick, now);
        self.figures.clear();
        for person in &snapshot.people {
            self.enter(snapshot.tick, person);
        }
    }

    /// One tick.
    pub fn delta(&mut self, delta: &Delta, now: f64) {
        self.clock.heard(delta.tick, now);
        for id in &delta.left {
            self.figures.remove(id);
        }
        for moved in &delta.moved {
            if let Some(figure) = self.figures.get_mut(&moved.id) {
                figure.track.moved(delta.tick, moved.dx, moved.dy);
            }
        }
        for person in &delta.entered {
            self.enter(delta.tick, person);
        }
        for (id, pos) in &delta.placed {
            if let Some(figure) = self.figures.get_mut(id) {
                figure.track = Track::new(delta.tick, *pos, Dir::Down);
            }
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

    fn enter(&mut self, tick: u32, person: &Person) {
        let figure = Figure {
            track: Track::new(tick, person.pos, person.dir),
            name: person.name.clone(),
            look: person.look,
            sprite: sprite(person.look),
        };
        self.figures.insert(person.id, figure);
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
    use hallway_protocol::server::Moved;

    use super::*;

    fn person(id: u32, x: i32) -> Person {
        Person {
            id: PersonId(id),
            name: String::new(),
            look: Look::default(),
            pos: Pos::from_px(x, 100),
            dir: Dir::Up,
            sending: Sending::default(),
            role: hallway_protocol::Role::default(),
            presence: hallway_protocol::Presence::default(),
        }
    }

    fn crowd() -> Crowd {
        let mut crowd = Crowd::default();
        let snapshot = Snapshot {
            tick: 20,
            people: vec![person(1, 100), person(2, 200)],
            bubbles: Vec::new(),
            open_doors: Vec::new(),
        };
        crowd.snapshot(&snapshot, 1000.0);
        crowd
    }

    #[test]
    fn who_moves_is_drawn_on_the_way_a_little_later() {
        let mut crowd = crowd();
        let moved = vec![Moved {
            id: PersonId(2),
            dx: 128,
            dy: 0,
        }];
        let delta = Delta {
            tick: 21,
            moved,
            ..Delta::default()
        };
        crowd.delta(&delta, 1050.0);
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
    fn who_left_is_gone_and_who_entered_is_there() {
        let mut crowd = crowd();
        let delta = Delta {
            tick: 21,
            left: vec![PersonId(1)],
            entered: vec![person(3, 300)],
            ..Delta::default()
        };
        crowd.delta(&delta, 1050.0);
        assert_eq!(crowd.place(PersonId(1)), None);
        assert_eq!(crowd.place(PersonId(3)), Some(Pos::from_px(300, 100)));
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
