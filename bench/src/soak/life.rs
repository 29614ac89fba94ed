//! What somebody does between coming and going, drawn from dice: the same dice draw the same lives,
//! whatever the server does. Knows no connection and no clock.

use std::time::Duration;

use hallway_protocol::{Presence, Refusal};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Seconds of the parts of a life, and between two.
const WANDER: (f64, f64) = (2.0, 6.0);
const MEET: (f64, f64) = (3.0, 10.0);
const PAUSE: (f64, f64) = (0.5, 4.0);

/// Inputs in a second: as a browser that is hidden now and then, and as one that is not.
const INPUTS: (f64, f64) = (10.0, 20.0);

/// Seconds for which one is away who comes back in time: less than half of those for which places are
/// kept, so that a slow machine makes nobody late.
const BACK: (f64, f64) = (0.2, 5.0);

/// Seconds without reading: a network's usual stall, and one so long that the server gives up.
const STALL: (f64, f64) = (2.0, 16.0);
const LONG_STALL: (f64, f64) = (32.0, 36.0);

/// One thing that somebody does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Walks about.
    Wander {
        /// For so long.
        time: Duration,
        /// Time between two inputs.
        pace: Duration,
    },
    /// Goes to somebody, and stays there.
    Meet {
        /// For so long, the way included.
        time: Duration,
        /// Time between two inputs.
        pace: Duration,
    },
    /// Wants to be talked to, or not.
    Presence(Presence),
    /// Locks the bubble, or opens it.
    Lock(bool),
    /// Says something.
    Chat,
    /// Opens or closes a door beside which one stands.
    Door,
}

/// How a life ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// Says so, and is told goodbye.
    Leave,
    /// The line breaks, and they come back to their place.
    Return {
        /// After so long.
        after: Duration,
        /// The server does not see that the line broke: nothing comes any more, and nothing ends.
        unseen: bool,
    },
    /// The line breaks, and they come back when their place is no longer kept.
    Late,
    /// The line breaks, and that is all.
    Vanish,
    /// What the server refuses.
    Nonsense(Nonsense),
    /// Reads nothing for so long, then reads on.
    Stall(Duration),
}

/// What no client says that means well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nonsense {
    /// A frame that is no message.
    Garbage,
    /// Text.
    Text,
    /// A frame longer than any.
    Long,
    /// A message before the greeting.
    TooSoon,
    /// A greeting of another version.
    Version,
    /// A greeting without a name.
    Nameless,
    /// A greeting to a room that is none.
    Nowhere,
    /// A second greeting.
    Again,
    /// More than anybody can mean.
    Flood,
    /// No WebSocket at all, but bytes.
    Bytes,
    /// The beginning of a request, and no more.
    Half,
    /// A connection that says nothing.
    Silence,
}

impl Nonsense {
    const ALL: [Self; 12] = [
        Self::Garbage,
        Self::Text,
        Self::Long,
        Self::TooSoon,
        Self::Version,
        Self::Nameless,
        Self::Nowhere,
        Self::Again,
        Self::Flood,
        Self::Bytes,
        Self::Half,
        Self::Silence,
    ];

    /// As what the server must refuse it; `None` when it is no WebSocket.
    pub fn refusal(self) -> Option<Refusal> {
        Some(match self {
            Self::Garbage | Self::Text | Self::Long => Refusal::BadMessage,
            Self::TooSoon | Self::Again => Refusal::OutOfOrder,
            Self::Version => Refusal::WrongVersion,
            Self::Nameless => Refusal::BadName,
            Self::Nowhere => Refusal::NoSuchRoom,
            Self::Flood => Refusal::TooFast,
            Self::Bytes | Self::Half | Self::Silence => return None,
        })
    }

    /// Whether it is said by somebody who is in.
    pub fn is_inside(self) -> bool {
        matches!(
            self,
            Self::Garbage | Self::Text | Self::Long | Self::Again | Self::Flood
        )
    }
}

/// A life.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// In a room beside the hall, where nobody else is most of the time.
    pub aside: bool,
    /// What they do.
    pub acts: Vec<Act>,
    /// How it ends.
    pub end: End,
    /// Time before it begins.
    pub pause: Duration,
}

impl Life {
    /// The dice of somebody.
    pub fn dice(seed: u64, client: usize) -> StdRng {
        StdRng::seed_from_u64(seed ^ (client as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// The next life of somebody. Those with calls are aside more often, where they meet their like.
    pub fn draw(dice: &mut StdRng, calls: bool) -> Self {
        let pause = seconds(dice, PAUSE);
        let aside = dice.random_bool(if calls { 0.7 } else { 0.05 });
        let acts = acts(dice);
        let end = end(dice);
        Self {
            aside,
            acts,
            end,
            pause,
        }
    }
}

fn acts(dice: &mut StdRng) -> Vec<Act> {
    let mut acts = Vec::new();
    for _ in 0..dice.random_range(1..=3) {
        let pace = Duration::from_secs(1).div_f64(dice.random_range(INPUTS.0..=INPUTS.1));
        let time = seconds(dice, WANDER);
        acts.push(Act::Wander { time, pace });
        if dice.random_bool(0.3) {
            acts.push(Act::Door);
        }
        let time = seconds(dice, MEET);
        acts.push(Act::Meet { time, pace });
        if dice.random_bool(0.3) {
            acts.push(Act::Chat);
        }
        if dice.random_bool(0.2) {
            acts.push(Act::Lock(true));
            let time = seconds(dice, MEET);
            acts.push(Act::Meet { time, pace });
            acts.push(Act::Lock(false));
        }
        if dice.random_bool(0.2) {
            let presence = match dice.random_bool(0.5) {
                true => Presence::Away,
                false => Presence::DoNotDisturb,
            };
            acts.push(Act::Presence(presence));
            let time = seconds(dice, WANDER);
            acts.push(Act::Wander { time, pace });
            acts.push(Act::Presence(Presence::Here));
        }
    }
    acts
}

fn end(dice: &mut StdRng) -> End {
    match dice.random_range(0..100) {
        0..30 => End::Leave,
        30..55 => End::Return {
            after: seconds(dice, BACK),
            unseen: dice.random_bool(0.3),
        },
        55..58 => End::Late,
        58..73 => End::Vanish,
        73..85 => {
            let which = dice.random_range(0..Nonsense::ALL.len());
            End::Nonsense(
                Nonsense::ALL
                    .get(which)
                    .copied()
                    .unwrap_or(Nonsense::Garbage),
            )
        }
        85..98 => End::Stall(seconds(dice, STALL)),
        _ => End::Stall(seconds(dice, LONG_STALL)),
    }
}

fn seconds(dice: &mut StdRng, (least, most): (f64, f64)) -> Duration {
    Duration::from_secs_f64(dice.random_range(least..=most))
}

#[cfg(test)]
mod tests {
    use std::mem::discriminant;

    use super::*;

    fn lives(seed: u64, client: usize) -> Vec<Life> {
        let mut dice = Life::dice(seed, client);
        (0..500).map(|_| Life::draw(&mut dice, false)).collect()
    }

    #[test]
    fn a_seed_gives_the_same_lives_and_everybody_others() {
        assert_eq!(lives(7, 3), lives(7, 3));
        assert_ne!(lives(7, 3), lives(8, 3));
        assert_ne!(lives(7, 3), lives(7, 4));
    }

    #[test]
    fn lives_end_in_every_way() {
        let all = lives(1, 0);
        let ends = [
            End::Leave,
            End::Return {
                after: Duration::ZERO,
                unseen: false,
            },
            End::Late,
            End::Vanish,
            End::Stall(Duration::ZERO),
        ];
        for end in ends {
            let alike = |life: &&Life| discriminant(&life.end) == discriminant(&end);
            assert!(
                all.iter().any(|life| alike(&life)),
                "nobody ends by {end:?}"
            );
        }
        for nonsense in Nonsense::ALL {
            let all: Vec<Life> = (0..4).flat_map(|client| lives(1, client)).collect();
            let said = all.iter().any(|life| life.end == End::Nonsense(nonsense));
            assert!(said, "nobody says {nonsense:?}");
        }
    }

    #[test]
    fn nobody_says_more_than_the_server_bears() {
        for life in lives(2, 0) {
            for act in &life.acts {
                let (Act::Wander { pace, .. } | Act::Meet { pace, .. }) = act else {
                    continue;
                };
                let a_second = 1.0 / pace.as_secs_f64();
                assert!(
                    (9.9..20.1).contains(&a_second),
                    "{a_second} inputs a second"
                );
            }
            // What is said at once comes between two walks, each of seconds.
            let at_once = life.acts.chunk_by(|a, b| {
                let walks = |act: &Act| matches!(act, Act::Wander { .. } | Act::Meet { .. });
                !walks(a) && !walks(b)
            });
            assert!(at_once.map(<[Act]>::len).max() <= Some(3));
        }
    }
}
