//! Walking as browsers do: a step that the walls allow is made at once and told the server, whose word
//! on it comes later.

use hallway_protocol::Pos;
use hallway_protocol::client::Input;
use hallway_protocol::geom::SUBPX;
use hallway_protocol::server::Ack;
use hallway_world::movement::{step, wish, wish_towards};
use hallway_world::walls::Walls;
use rand::RngExt;
use rand::rngs::StdRng;

/// How near one goes to somebody, in pixels: two closer than 64 talk.
const NEAR: i32 = 40;

/// Inputs in one direction, when one wanders or has to go around something.
const STRAIGHT: std::ops::Range<u32> = 5..40;

/// Where somebody is, and how they walk.
#[derive(Debug, Default)]
pub struct Legs {
    /// Where they are, as far as they know.
    pub pos: Pos,
    seq: u32,
    /// Up to which input the server said where it led.
    acked: u32,
    direction: (i32, i32),
    left: u32,
}

impl Legs {
    /// Of one who was just let in.
    pub fn at(pos: Pos) -> Self {
        Self {
            pos,
            ..Self::default()
        }
    }

    /// The next input of one who wanders.
    pub fn wander(&mut self, walls: &Walls, dice: &mut StdRng) -> Input {
        if self.left == 0 {
            self.turn(dice);
        }
        self.left -= 1;
        let (right, down) = self.direction;
        self.walk(walls, wish(right, down, false), dice)
    }

    /// The next input on the way to a place; `None` of one who is there.
    pub fn approach(&mut self, walls: &Walls, to: Pos, dice: &mut StdRng) -> Option<Input> {
        let near = i64::from(NEAR * SUBPX);
        if self.pos.distance2(to) <= near * near {
            return None;
        }
        // Around what stood in the way.
        if self.left > 0 {
            return Some(self.wander(walls, dice));
        }
        Some(self.walk(walls, wish_towards(self.pos, to, false), dice))
    }

    fn walk(&mut self, walls: &Walls, (dx, dy): (i16, i16), dice: &mut StdRng) -> Input {
        let to = step(walls, self.pos, dx, dy);
        if to == self.pos {
            self.turn(dice);
        }
        self.pos = to;
        self.seq += 1;
        let seq = self.seq;
        Input { seq, dx, dy }
    }

    fn turn(&mut self, dice: &mut StdRng) {
        self.direction = (dice.random_range(-1..=1), dice.random_range(-1..=1));
        self.left = dice.random_range(STRAIGHT);
    }

    /// Takes the server's word. False when it is of an input that was never said.
    pub fn acknowledged(&mut self, ack: Ack) -> bool {
        self.acked = self.acked.max(ack.seq);
        // All that was said has come: where it led is where one is, doors and barriers included.
        if ack.seq == self.seq {
            self.pos = ack.pos;
        }
        ack.seq <= self.seq
    }

    /// Whether the server said of all inputs where they led.
    pub fn are_sure(&self) -> bool {
        self.acked == self.seq
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::soak::life::Life;

    fn ground() -> Walls {
        Walls::free(20, 20, 32, 32)
    }

    #[test]
    fn one_goes_near_somebody_and_stays() {
        let mut dice = Life::dice(1, 0);
        let mut legs = Legs::at(Pos::from_px(100, 100));
        let to = Pos::from_px(500, 400);
        let inputs = (0..200).map_while(|_| legs.approach(&ground(), to, &mut dice));
        let count = inputs.count();
        assert!((10..200).contains(&count), "{count} inputs");
        assert!(legs.pos.distance2(to) <= i64::from(NEAR * SUBPX).pow(2));
    }

    #[test]
    fn the_server_has_the_last_word_on_where_one_is() {
        let mut dice = Life::dice(1, 0);
        let mut legs = Legs::at(Pos::from_px(100, 100));
        let last = (0..3).map(|_| legs.wander(&ground(), &mut dice)).last();
        let (seq, pos) = (last.unwrap().seq, Pos::from_px(7, 7));
        let ack = |seq| Ack {
            seq,
            pos,
            placed: false,
        };
        assert!(!legs.are_sure());
        assert!(legs.acknowledged(ack(seq - 1)));
        assert_ne!(legs.pos, pos);
        assert!(legs.acknowledged(ack(seq)));
        assert!(legs.are_sure());
        assert_eq!(legs.pos, pos);
        assert!(!legs.acknowledged(ack(seq + 1)));
    }
}
