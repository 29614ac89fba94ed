//! Locked bubbles and what is said about them: beside which one could knock, where to stand once one
//! is let in, and the sentences. Pure.

use std::collections::BTreeSet;

use hallway_protocol::geom::SUBPX;
use hallway_protocol::presence::Knock;
use hallway_protocol::{BubbleId, PersonId, Pos, Presence};
use hallway_world::bubble::{KNOCK, is_beside};

use crate::announce::Announcement;
use crate::model::Model;

/// From the middle of a bubble to where one stands who was let in, in subpixels: well within the
/// distance at which one is in.
const INSIDE: f64 = 36.0 * SUBPX as f64;

/// From the middle of a bubble to one who has left again after knocking, in subpixels.
const FAR: f64 = 3.0 * KNOCK as f64;

/// Most people of a bubble who are named.
const NAMED: usize = 3;

/// A locked bubble beside which one stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Which.
    pub bubble: BubbleId,
    /// Who is in it.
    pub names: String,
}

/// The nearest locked bubble at which one could knock. `place_of` tells where somebody is.
pub fn beside(model: &Model, at: Pos, place_of: impl Fn(PersonId) -> Option<Pos>) -> Option<Door> {
    let silent = model.here.iter().any(|here| here.silent);
    let may = !silent && model.may_be_talked_to() && model.own_bubble().is_none();
    if model.locked.is_empty() || !may {
        return None;
    }
    let near = model.locked.iter().filter_map(|bubble| {
        let members = model.bubbles.get(bubble)?;
        let places: Vec<Pos> = members.iter().filter_map(|id| place_of(*id)).collect();
        let nearest = places.iter().map(|place| at.distance2(*place)).min()?;
        is_beside(at, &places, KNOCK).then_some((nearest, *bubble, members))
    });
    let (_, bubble, members) = near.min_by_key(|(distance, bubble, _)| (*distance, *bubble))?;
    let names = members.iter().filter_map(|id| model.name(*id));
    let names: Vec<&str> = names.take(NAMED).collect();
    Some(Door {
        bubble,
        names: names.join(", "),
    })
}

/// Where one stands in a bubble whose members stand there, coming from a place; `None` for one who
/// is far off by now, and not to be dragged back.
pub fn place_inside(from: Pos, members: &[Pos]) -> Option<Pos> {
    let count = i64::try_from(members.len())
        .ok()
        .filter(|count| *count > 0)?;
    let sum = |part: fn(&Pos) -> i32| members.iter().map(|it| i64::from(part(it))).sum::<i64>();
    let middle = Pos {
        x: (sum(|it| it.x) / count) as i32,
        y: (sum(|it| it.y) / count) as i32,
    };
    let away = (from.distance2(middle) as f64).sqrt();
    if away > FAR {
        return None;
    }
    if away <= INSIDE {
        return Some(from);
    }
    let part = INSIDE / away;
    let towards = |from: i32, middle: i32| middle + (f64::from(from - middle) * part) as i32;
    Some(Pos {
        x: towards(from.x, middle.x),
        y: towards(from.y, middle.y),
    })
}

/// What to say of one's own knock; `name` is that of who lets one in.
pub fn knock(knock: Knock, name: Option<&str>) -> Announcement {
    let key = match (knock, name) {
        (Knock::LetIn(_), Some(name)) => return Announcement::naming("knock-let-in", name),
        (Knock::LetIn(_), None) => "knock-let-in-here",
        (Knock::Heard, _) => "knock-heard",
        (Knock::NotNow, _) => "knock-not-now",
        (Knock::NoAnswer, _) => "knock-no-answer",
        (Knock::Full, _) => "knock-full",
    };
    Announcement::plain(key)
}

/// What to say when one wants to be talked to in another way than before.
pub fn presence(before: Presence, after: Presence) -> Option<Announcement> {
    let key = match (before, after) {
        (before, after) if before == after => return None,
        (_, Presence::Away) => "you-are-away",
        (_, Presence::DoNotDisturb) => "you-are-not-disturbed",
        (Presence::Away, Presence::Here) => "you-are-back",
        (_, Presence::Here) => "you-are-open",
    };
    Some(Announcement::plain(key))
}

/// The name of a presence beside somebody's name; nothing for one who may be talked to.
pub fn presence_key(presence: Presence) -> Option<&'static str> {
    match presence {
        Presence::Here => None,
        Presence::DoNotDisturb => Some("do-not-disturb"),
        Presence::Away => Some("away"),
    }
}

/// The sign at somebody's name, by its class on the page; empty for none.
pub fn sign(presence: Presence, is_locked: bool) -> &'static str {
    match presence {
        Presence::Away => "away",
        Presence::DoNotDisturb => "undisturbed",
        Presence::Here if is_locked => "locked",
        Presence::Here => "",
    }
}

/// Everybody who is in a locked bubble.
pub fn locked_in(model: &Model) -> BTreeSet<PersonId> {
    all_locked_in(model).collect()
}

/// The same one after another, in any order.
pub fn all_locked_in(model: &Model) -> impl Iterator<Item = PersonId> {
    let bubbles = model.locked.iter().filter_map(|id| model.bubbles.get(id));
    bubbles.flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::bubble;
    use crate::text::{LOCALES, Texts};

    fn model(locked: bool) -> Model {
        let mut model = crate::model::tests::room();
        model.apply(&bubble(&[2, 3], locked));
        model
    }

    fn place_of(id: PersonId) -> Option<Pos> {
        Some(Pos::from_px(100 * id.0 as i32, 100))
    }

    #[test]
    fn one_knocks_beside_a_locked_bubble_and_nowhere_else() {
        let near = Pos::from_px(200, 180);
        let door = beside(&model(true), near, place_of).unwrap();
        assert_eq!(door.bubble, BubbleId(7));
        assert_eq!(door.names, "Ben, Cleo");
        assert_eq!(beside(&model(false), near, place_of), None);
        assert_eq!(beside(&model(true), Pos::from_px(200, 300), place_of), None);
        // Who is in a bubble has no need to.
        let mut inside = model(true);
        inside.apply(&bubble(&[1, 2, 3], true));
        assert_eq!(beside(&inside, near, place_of), None);
    }

    #[test]
    fn who_is_let_in_stands_near_the_middle() {
        let members = [Pos::from_px(100, 100), Pos::from_px(140, 100)];
        let at = place_inside(Pos::from_px(120, 200), &members).unwrap();
        assert_eq!(at, Pos::from_px(120, 136));
        let there = Pos::from_px(120, 110);
        assert_eq!(place_inside(there, &members), Some(there));
        assert_eq!(place_inside(there, &[]), None);
        assert_eq!(place_inside(Pos::from_px(900, 100), &members), None);
    }

    #[test]
    fn sentences_are_told_in_every_language() {
        let knocks = [
            Knock::Heard,
            Knock::LetIn(PersonId(2)),
            Knock::NotNow,
            Knock::NoAnswer,
            Knock::Full,
        ];
        let mut told: Vec<Announcement> = knocks.iter().map(|it| knock(*it, None)).collect();
        told.push(knock(Knock::LetIn(PersonId(2)), Some("Ben")));
        let all = [Presence::Here, Presence::DoNotDisturb, Presence::Away];
        for before in all {
            told.extend(all.iter().filter_map(|after| presence(before, *after)));
        }
        for locale in LOCALES {
            let texts = Texts::new(locale);
            for told in &told {
                let values: Vec<_> = told.values.iter().map(|(k, v)| (*k, v.as_str())).collect();
                let text = texts.get(told.key, &values);
                assert!(!text.is_empty() && text != told.key, "{}", told.key);
            }
        }
        assert_eq!(presence(Presence::Away, Presence::Away), None);
    }
}
