//! What is other in a new version of a program. Talks are known by their ids, so that nobody's star is lost.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Program, Talk, TalkId};

/// What became of a talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(TalkId),
    /// It does not take place.
    Gone(TalkId, String),
    /// It begins or ends at another time.
    Moved(TalkId),
    /// It takes place in another room.
    OtherRoom(TalkId),
}

impl Program {
    /// What is other in the one that comes after this one, in the order of talks, gone ones last.
    pub fn changes(&self, after: &Self) -> Vec<Change> {
        let before: BTreeMap<&TalkId, &Talk> = self.talks.iter().map(|it| (&it.id, it)).collect();
        let mut changes = Vec::new();
        for talk in &after.talks {
            let id = || talk.id.clone();
            let Some(before) = before.get(&talk.id) else {
                changes.push(Change::Added(id()));
                continue;
            };
            if (before.begins, before.ends) != (talk.begins, talk.ends) {
                changes.push(Change::Moved(id()));
            }
            if before.room != talk.room {
                changes.push(Change::OtherRoom(id()));
            }
        }
        let still: BTreeSet<&TalkId> = after.talks.iter().map(|talk| &talk.id).collect();
        let gone = self.talks.iter().filter(|talk| !still.contains(&talk.id));
        changes.extend(gone.map(|talk| Change::Gone(talk.id.clone(), talk.title.clone())));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(talks: &[(&str, &str, i64)]) -> Program {
        let talk = |(id, room, begins): &(&str, &str, i64)| Talk {
            id: TalkId((*id).to_owned()),
            title: (*id).to_owned(),
            room: (*room).to_owned(),
            begins: *begins,
            ends: begins + 60,
            ..Talk::default()
        };
        Program {
            talks: talks.iter().map(talk).collect(),
            ..Program::default()
        }
    }

    #[test]
    fn each_change_is_told_once() {
        let before = program(&[("a", "Ada", 0), ("b", "Ada", 60), ("c", "Ada", 120)]);
        let after = program(&[("a", "Ada", 0), ("b", "Hedy", 90), ("d", "Ada", 120)]);
        let id = |id: &str| TalkId(id.to_owned());
        assert_eq!(
            before.changes(&after),
            [
                Change::Moved(id("b")),
                Change::OtherRoom(id("b")),
                Change::Added(id("d")),
                Change::Gone(id("c"), "c".to_owned()),
            ]
        );
        assert_eq!(after.changes(&after), []);
    }
}
