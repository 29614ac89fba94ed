//! Several programs as one: that of the event, that of a village beside it, a calendar of meetings.

use std::collections::BTreeSet;

use crate::limits::{DAYS, ROOMS, TALKS};
use crate::model::{Day, Program};
use crate::report::Report;

/// Puts programs together, the first of which names the event. A talk that several have is the last one's: who lists
/// their own program after the event's says where their talks have moved to. Days of one date are one, from the
/// first beginning to the last end.
pub fn merge(programs: impl IntoIterator<Item = Program>) -> (Program, Report) {
    let mut programs = programs.into_iter();
    let mut all = programs.next().unwrap_or_default();
    let mut report = Report::default();
    for (number, other) in programs.enumerate() {
        let place = format!("program {}", number + 2);
        all.add(other, &place, &mut report);
    }
    all.sort();
    (all, report)
}

impl Program {
    fn add(&mut self, other: Self, place: &str, report: &mut Report) {
        for name in [
            (&mut self.title, other.title),
            (&mut self.acronym, other.acronym),
            (&mut self.version, other.version),
            (&mut self.time_zone, other.time_zone),
        ] {
            let (own, others) = name;
            if own.is_empty() {
                *own = others;
            }
        }
        for room in other.rooms {
            if !self.rooms.contains(&room) && self.rooms.len() < ROOMS {
                self.rooms.push(room);
            }
        }
        let mut indices = Vec::new();
        for day in other.days {
            indices.push((day.index, self.add_day(day)));
        }
        let came: BTreeSet<_> = other.talks.iter().map(|talk| talk.id.clone()).collect();
        self.talks.retain(|talk| !came.contains(&talk.id));
        let room = TALKS.saturating_sub(self.talks.len());
        if other.talks.len() > room {
            let left_out = other.talks.len() - room;
            report.add(
                place,
                format!("{left_out} talks left out: there are at most {TALKS}"),
            );
        }
        for mut talk in other.talks.into_iter().take(room) {
            let day = indices.iter().find(|(theirs, _)| *theirs == talk.day);
            talk.day = day.map_or(0, |(_, ours)| *ours);
            self.talks.push(talk);
        }
    }

    /// Gives the number of the day that is this one now; 0 when there are too many.
    fn add_day(&mut self, day: Day) -> u32 {
        if let Some(same) = self.days.iter_mut().find(|it| it.date == day.date) {
            same.begins = same.begins.min(day.begins);
            same.ends = same.ends.max(day.ends);
            return same.index;
        }
        if self.days.len() == DAYS {
            return 0;
        }
        let last = self.days.iter().map(|it| it.index).max();
        let index = last.unwrap_or(0) + 1;
        self.days.push(Day { index, ..day });
        self.days.sort_by_key(|day| (day.begins, day.index));
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Talk, TalkId};

    fn program(title: &str, date: &str, talks: &[(&str, &str, i64)]) -> Program {
        let talk = |(id, room, begins): &(&str, &str, i64)| Talk {
            id: TalkId((*id).to_owned()),
            title: format!("{id} of {title}"),
            room: (*room).to_owned(),
            day: 1,
            begins: *begins,
            ends: begins + 60,
            ..Talk::default()
        };
        Program {
            title: title.to_owned(),
            days: vec![Day {
                index: 1,
                date: date.to_owned(),
                begins: talks[0].2,
                ends: talks[0].2 + 600,
            }],
            rooms: talks
                .iter()
                .map(|(_, room, _)| (*room).to_owned())
                .collect(),
            talks: talks.iter().map(talk).collect(),
            ..Program::default()
        }
    }

    #[test]
    fn what_several_have_is_the_last_one_s() {
        let event = program(
            "Event",
            "2026-12-27",
            &[("a", "Ada", 100), ("b", "Hedy", 200)],
        );
        let village = program(
            "Village",
            "2026-12-27",
            &[("b", "Tent", 900), ("c", "Ada", 50)],
        );
        let later = program("Later", "2026-12-28", &[("d", "Ada", 90_000)]);
        let (all, report) = merge([event, village, later]);
        assert!(report.is_clean());
        assert_eq!(all.title, "Event");
        assert_eq!(all.rooms, ["Ada", "Hedy", "Tent"]);
        let talks: Vec<(&str, u32)> = all
            .talks
            .iter()
            .map(|it| (it.title.as_str(), it.day))
            .collect();
        assert_eq!(
            talks,
            [
                ("c of Village", 1),
                ("a of Event", 1),
                ("b of Village", 1),
                ("d of Later", 2)
            ]
        );
        let days: Vec<(i64, i64)> = all.days.iter().map(|it| (it.begins, it.ends)).collect();
        assert_eq!(days, [(100, 1500), (90_000, 90_600)]);
    }

    #[test]
    fn nothing_is_a_program_without_talks() {
        assert_eq!(merge([]).0, Program::default());
    }
}
