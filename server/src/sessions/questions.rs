//! Questions of those who watch a stage to those on it. Pure. Who voted is known here and told to
//! nobody; who asked is told by name alone.

use std::collections::BTreeSet;

use hallway_protocol::Token;
use hallway_protocol::session::{Question, QuestionAct};

/// Questions at a time. A new one takes the place of the oldest that is answered or hidden; when
/// there is none, it is not taken.
pub const MOST: usize = 200;

/// Bytes of all questions together: what a visitor has to be sent anew when something changes.
pub const MOST_BYTES: usize = 32 * 1024;

/// Open questions of one visitor.
pub const MOST_OF_ONE: usize = 5;

/// Votes for one question: as many as people can be in a room.
const MOST_VOTES: usize = 100_000;

/// Who does something. The token is what one keeps when one's line breaks, so nobody votes twice
/// by coming again.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// Their token.
    pub token: Token,
    /// Their name.
    pub name: &'a str,
    /// Whether they may answer, hide and clear.
    pub facilitator: bool,
}

/// The questions of one stage.
#[derive(Debug, Default)]
pub struct Questions {
    asked: Vec<Asked>,
    last: u32,
}

#[derive(Debug)]
struct Asked {
    number: u32,
    by: String,
    of: Token,
    text: String,
    voters: BTreeSet<[u8; 16]>,
    answered: bool,
    hidden: bool,
}

impl Asked {
    fn bytes(&self) -> usize {
        self.by.len() + self.text.len()
    }

    fn is_over(&self) -> bool {
        self.answered || self.hidden
    }
}

impl Questions {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.asked.len()
    }

    /// Does what somebody wants, if they may. Says whether anything is different now.
    pub fn act(&mut self, actor: Actor<'_>, act: QuestionAct) -> bool {
        match act {
            QuestionAct::Ask(text) => self.ask(actor, text),
            QuestionAct::Vote(number, votes) => self.vote(actor, number, votes),
            QuestionAct::Answer(number, answered) => self.mark(actor, number, |asked| {
                std::mem::replace(&mut asked.answered, answered) != answered
            }),
            QuestionAct::Hide(number, hidden) => self.mark(actor, number, |asked| {
                std::mem::replace(&mut asked.hidden, hidden) != hidden
            }),
            QuestionAct::Clear => {
                let clears = actor.facilitator && !self.asked.is_empty();
                if clears {
                    self.asked.clear();
                }
                clears
            }
        }
    }

    /// The questions as one visitor sees them, oldest first.
    pub fn seen_by(&self, token: Token, facilitator: bool) -> Vec<Question> {
        let seen = self.asked.iter().filter(|it| facilitator || !it.hidden);
        seen.map(|asked| Question {
            number: asked.number,
            by: asked.by.clone(),
            text: asked.text.clone(),
            votes: u32::try_from(asked.voters.len()).unwrap_or(u32::MAX),
            voted: asked.voters.contains(&token.0),
            answered: asked.answered,
            hidden: asked.hidden,
        })
        .collect()
    }

    /// Bytes of all questions together.
    pub fn bytes(&self) -> usize {
        self.asked.iter().map(Asked::bytes).sum()
    }

    fn ask(&mut self, actor: Actor<'_>, text: String) -> bool {
        let own = self
            .asked
            .iter()
            .filter(|it| it.of == actor.token && !it.is_over());
        if own.count() >= MOST_OF_ONE {
            return false;
        }
        let asked = Asked {
            number: self.last.wrapping_add(1),
            by: actor.name.to_owned(),
            of: actor.token,
            text,
            voters: BTreeSet::new(),
            answered: false,
            hidden: false,
        };
        // Nothing is taken away for one that does not fit all the same.
        let stay = self.asked.iter().filter(|it| !it.is_over());
        let (stay, bytes) = stay.fold((0, 0), |(n, bytes), it| (n + 1, bytes + it.bytes()));
        if stay >= MOST || bytes + asked.bytes() > MOST_BYTES {
            return false;
        }
        while self.asked.len() >= MOST || self.bytes() + asked.bytes() > MOST_BYTES {
            let Some(over) = self.asked.iter().position(Asked::is_over) else {
                return false;
            };
            self.asked.remove(over);
        }
        self.last = asked.number;
        self.asked.push(asked);
        true
    }

    fn vote(&mut self, actor: Actor<'_>, number: u32, votes: bool) -> bool {
        let Some(asked) = self.find(number) else {
            return false;
        };
        if !votes {
            return asked.voters.remove(&actor.token.0);
        }
        // What one does not see, or what is over, nobody votes for.
        if asked.is_over() || asked.voters.len() >= MOST_VOTES {
            return false;
        }
        asked.voters.insert(actor.token.0)
    }

    fn mark(
        &mut self,
        actor: Actor<'_>,
        number: u32,
        mark: impl FnOnce(&mut Asked) -> bool,
    ) -> bool {
        actor.facilitator && self.find(number).is_some_and(mark)
    }

    fn find(&mut self, number: u32) -> Option<&mut Asked> {
        self.asked.iter_mut().find(|it| it.number == number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use proptest::prelude::*;

    use super::*;

    fn actor(number: u8, facilitator: bool) -> Actor<'static> {
        Actor {
            token: Token([number; 16]),
            name: "Ada",
            facilitator,
        }
    }

    fn ask(text: &str) -> QuestionAct {
        QuestionAct::Ask(text.to_owned())
    }

    #[test]
    fn only_facilitators_answer_hide_and_clear() {
        let mut questions = Questions::default();
        let (visitor, facilitator) = (actor(1, false), actor(2, true));
        assert!(questions.act(visitor, ask("Why?")));
        for act in [
            QuestionAct::Answer(1, true),
            QuestionAct::Hide(1, true),
            QuestionAct::Clear,
        ] {
            assert!(!questions.act(visitor, act.clone()), "{act:?}");
        }
        assert!(questions.act(facilitator, QuestionAct::Hide(1, true)));
        assert!(
            !questions.act(facilitator, QuestionAct::Hide(1, true)),
            "it is"
        );
        assert_eq!(questions.seen_by(visitor.token, false), []);
        assert_eq!(questions.seen_by(facilitator.token, true).len(), 1);
        assert!(
            !questions.act(visitor, QuestionAct::Vote(1, true)),
            "unseen"
        );
        assert!(questions.act(facilitator, QuestionAct::Clear));
        assert!(questions.is_empty());
        assert!(questions.act(visitor, ask("Again?")));
        assert_eq!(questions.seen_by(visitor.token, false)[0].number, 2);
    }

    #[test]
    fn what_is_over_makes_room_and_what_is_not_stays() {
        let mut questions = Questions::default();
        let askers = (MOST / MOST_OF_ONE) as u8;
        for asker in 0..askers {
            for _ in 0..MOST_OF_ONE {
                assert!(questions.act(actor(asker, false), ask("Why?")));
            }
            assert!(!questions.act(actor(asker, false), ask("More?")));
        }
        let late = actor(200, true);
        assert!(!questions.act(late, ask("Late?")));
        assert!(questions.act(late, QuestionAct::Answer(7, true)));
        assert!(questions.act(late, ask("Late?")));
        let seen = questions.seen_by(late.token, true);
        assert_eq!(seen.len(), MOST);
        assert!(seen.iter().all(|question| question.number != 7));
    }

    fn any_act() -> impl Strategy<Value = (u8, bool, QuestionAct)> {
        let number = 0..12_u32;
        let act = prop_oneof![
            4 => (0..40_usize).prop_map(|n| QuestionAct::Ask("x".repeat(n * 100))),
            8 => (number.clone(), any::<bool>()).prop_map(|(n, on)| QuestionAct::Vote(n, on)),
            2 => (number.clone(), any::<bool>()).prop_map(|(n, on)| QuestionAct::Answer(n, on)),
            2 => (number, any::<bool>()).prop_map(|(n, on)| QuestionAct::Hide(n, on)),
            1 => Just(QuestionAct::Clear),
        ];
        (0..6_u8, any::<bool>(), act)
    }

    proptest! {
        /// Whatever people do: each has one vote, a change is said to be one exactly when somebody
        /// sees a difference, visitors see nothing hidden, and it all stays within its bounds.
        #[test]
        fn votes_and_bounds_hold(acts in prop::collection::vec(any_act(), 0..200)) {
            let mut questions = Questions::default();
            let mut votes: BTreeMap<u32, HashSet<u8>> = BTreeMap::new();
            let view = |questions: &Questions| -> Vec<Vec<Question>> {
                (0..6).map(|who| questions.seen_by(Token([who; 16]), true)).collect()
            };
            for (who, facilitator, act) in acts {
                let before = view(&questions);
                let changed = questions.act(actor(who, facilitator), act.clone());
                let after = view(&questions);
                prop_assert_eq!(changed, before != after);
                if let QuestionAct::Vote(number, on) = act && changed {
                    let voters = votes.entry(number).or_default();
                    let differs = if on { voters.insert(who) } else { voters.remove(&who) };
                    prop_assert!(differs, "one vote each");
                }
                let all = &after[0];
                prop_assert!(all.len() <= MOST && questions.bytes() <= MOST_BYTES);
                prop_assert!(all.is_sorted_by_key(|question| question.number));
                for (who, seen) in after.iter().enumerate() {
                    for question in seen {
                        let voters = votes.get(&question.number);
                        let count = voters.map_or(0, HashSet::len);
                        prop_assert_eq!(question.votes as usize, count);
                        let voted = voters.is_some_and(|voters| voters.contains(&(who as u8)));
                        prop_assert_eq!(question.voted, voted);
                    }
                }
                let visitor = questions.seen_by(Token([0; 16]), false);
                prop_assert!(visitor.iter().all(|question| !question.hidden));
            }
        }
    }
}
