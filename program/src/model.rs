//! What a program is.

use serde::{Deserialize, Serialize};

/// The program of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// What the event is called.
    pub title: String,
    /// Its short name.
    pub acronym: String,
    /// The version of the program, as its makers count.
    pub version: String,
    /// The event's time zone as IANA names it; empty where nobody says.
    pub time_zone: String,
    /// The days in their order.
    pub days: Vec<Day>,
    /// The rooms in the order of the program.
    pub rooms: Vec<String>,
    /// The talks by their beginning, then by the order of their rooms.
    pub talks: Vec<Talk>,
}

/// A day as the event counts it: it may go on past midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Its number, from 1.
    pub index: u32,
    /// Its date, `2026-12-27`.
    pub date: String,
    /// When it begins, in seconds since 1970.
    pub begins: i64,
    /// When it ends.
    pub ends: i64,
}

/// What a talk is known by, also when its time, its room or its title change: what its makers gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TalkId(pub String);

/// A talk, a workshop, or whatever else takes place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// What it is known by.
    pub id: TalkId,
    /// Its number in the tool that it comes from.
    pub number: u64,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// More of that.
    pub subtitle: String,
    /// A short text about it, plain.
    pub abstract_: String,
    /// A long one.
    pub description: String,
    /// Its track; empty for none.
    pub track: String,
    /// What kind of thing it is, `talk` for example.
    pub kind: String,
    /// The language it is held in, as IETF tags say it; empty where nobody says.
    pub language: String,
    /// The room.
    pub room: String,
    /// The number of its day.
    pub day: u32,
    /// When it begins, in seconds since 1970.
    pub begins: i64,
    /// When it ends.
    pub ends: i64,
    /// Seconds that the event's clocks are ahead of UTC then.
    pub offset: i32,
    /// Who holds it.
    pub persons: Vec<Person>,
    /// Its page.
    pub url: String,
    /// Where to say what one thinks of it.
    pub feedback_url: String,
    /// Links that go with it.
    pub links: Vec<Link>,
    /// Files that go with it.
    pub attachments: Vec<Link>,
    /// It must not be recorded.
    pub do_not_record: bool,
}

/// Somebody who holds a talk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name.
    pub name: String,
}

/// A link with what it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is called.
    pub title: String,
    /// Where it leads: `https:` or `http:`.
    pub url: String,
}

impl Program {
    /// The talk of this id.
    pub fn talk(&self, id: &TalkId) -> Option<&Talk> {
        self.talks.iter().find(|talk| talk.id == *id)
    }

    /// Puts talks and rooms into their order.
    pub(crate) fn sort(&mut self) {
        let rooms = &self.rooms;
        let place = |room: &str| rooms.iter().position(|it| it == room);
        self.talks
            .sort_by_cached_key(|talk| (talk.begins, place(&talk.room), talk.id.clone()));
    }
}
