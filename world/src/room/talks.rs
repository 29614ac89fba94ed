//! Who hears whom: those in one's bubble, all in one's circle, the podium from its audience.

use std::collections::BTreeMap;

use hallway_protocol::PersonId;
use hallway_protocol::session::Barrier;

use super::screens::Group;
use super::{Changes, Room};
use crate::bubble::BubbleRules;
use crate::venue::Venue;
use crate::zone::Talk;

/// Talks other than bubbles, and who takes part in them.
#[derive(Debug, Default)]
pub(super) struct Talks {
    /// In which part of which talk somebody is.
    of: BTreeMap<PersonId, Part>,
    /// In the order of coming.
    members: BTreeMap<Part, Vec<PersonId>>,
}

/// A part of a talk, by the talk's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Circle(String),
    Podium(String),
    Audience(String),
}

impl Talks {
    fn put(&mut self, id: PersonId, part: Option<Part>) -> bool {
        if self.of.get(&id) == part.as_ref() {
            return false;
        }
        if let Some(before) = self.of.remove(&id) {
            let members = self.members.get_mut(&before);
            if members.is_some_and(|members| {
                members.retain(|who| *who != id);
                members.is_empty()
            }) {
                self.members.remove(&before);
            }
        }
        if let Some(part) = part {
            self.members.entry(part.clone()).or_default().push(id);
            self.of.insert(id, part);
        }
        true
    }

    fn members(&self, part: &Part) -> &[PersonId] {
        self.members.get(part).map_or(&[], Vec::as_slice)
    }
}

impl Room {
    /// Whose audio and video somebody should get, in the order in which they came there.
    pub fn hears(&self, id: PersonId) -> Vec<PersonId> {
        let heard = match self.talks.of.get(&id) {
            Some(part @ Part::Circle(name)) => {
                let members = self.talks.members(part);
                let most = most_in_circle(&self.venue, name, &self.rules);
                let talking = members.get(..most).unwrap_or(members);
                match talking.contains(&id) {
                    true => talking,
                    false => &[],
                }
            }
            Some(Part::Podium(name) | Part::Audience(name)) => {
                self.talks.members(&Part::Podium(name.clone()))
            }
            None => match self.bubbles.of(id) {
                Some(bubble) => self.bubbles.members(bubble),
                None => &[],
            },
        };
        let apart = self.bubbles.apart();
        let heard = heard.iter().copied();
        heard
            .filter(|other| *other != id && !apart.are(id, *other))
            .collect()
    }

    /// With whom somebody looks at a screen; `None` for one in no talk.
    pub(super) fn looks_with(&self, id: PersonId) -> Option<Group> {
        match self.talks.of.get(&id) {
            Some(part @ Part::Circle(_)) => {
                (!self.waits_to_talk(id)).then(|| Group::Part(part.clone()))
            }
            Some(Part::Podium(name) | Part::Audience(name)) => {
                Some(Group::Part(Part::Podium(name.clone())))
            }
            None => self.bubbles.of(id).map(Group::Bubble),
        }
    }

    /// Whether what somebody shows is for anybody: not in an audience, nor while one waits to talk.
    pub(super) fn may_show(&self, id: PersonId) -> bool {
        match self.talks.of.get(&id) {
            Some(Part::Audience(_)) => false,
            Some(Part::Circle(_)) => !self.waits_to_talk(id),
            Some(Part::Podium(_)) | None => true,
        }
    }

    /// Who reads what somebody says in their talk, they included; `None` for one in no talk.
    pub(super) fn readers(&self, id: PersonId) -> Option<Vec<PersonId>> {
        let apart = self.bubbles.apart();
        let mut all = match self.talks.of.get(&id) {
            Some(part @ Part::Circle(_)) => self.talks.members(part).to_vec(),
            Some(Part::Podium(name) | Part::Audience(name)) => {
                let podium = self.talks.members(&Part::Podium(name.clone()));
                let audience = self.talks.members(&Part::Audience(name.clone()));
                [podium, audience].concat()
            }
            None => self.bubbles.members(self.bubbles.of(id)?).to_vec(),
        };
        all.retain(|other| !apart.are(id, *other));
        Some(all)
    }

    /// Takes note of the zones somebody stands in now. Gives whether they may be in a bubble.
    pub(super) fn take_part(
        &mut self,
        id: PersonId,
        zones: &[usize],
        changes: &mut Changes,
    ) -> bool {
        let zones = || zones.iter().filter_map(|zone| self.venue.zones.get(*zone));
        let silent = zones().any(|zone| zone.silent);
        // A later zone lies over an earlier one.
        let mut talks = zones().filter_map(|zone| Some((&zone.title, zone.talk.as_ref()?)));
        let talk = talks.next_back().filter(|_| !silent);
        let part = talk.map(|(_, talk)| match talk {
            Talk::Circle { name, .. } => Part::Circle(name.clone()),
            Talk::Podium(name) => Part::Podium(name.clone()),
            Talk::Audience(name) => Part::Audience(name.clone()),
        });
        let title = talk.map(|(title, _)| title.clone()).unwrap_or_default();
        let may_talk = !silent && part.is_none();
        if self.talks.put(id, part) {
            changes.talks = true;
            if self.waits_to_talk(id) {
                changes.barred.push((id, title, Barrier::Talk));
            }
        }
        may_talk
    }

    /// Whether somebody is in a circle in which as many talk as may.
    fn waits_to_talk(&self, id: PersonId) -> bool {
        let Some(part @ Part::Circle(name)) = self.talks.of.get(&id) else {
            return false;
        };
        let most = most_in_circle(&self.venue, name, &self.rules);
        let mut waiting = self.talks.members(part).iter().skip(most);
        waiting.any(|waiting| *waiting == id)
    }

    /// Somebody is gone.
    pub(super) fn end_part(&mut self, id: PersonId, changes: &mut Changes) {
        changes.talks |= self.talks.put(id, None);
    }
}

/// How many talk in a circle: the most that one of its zones says, else the server's setting.
fn most_in_circle(venue: &Venue, circle: &str, rules: &BubbleRules) -> usize {
    let said = venue.zones.iter().filter_map(|zone| match &zone.talk {
        Some(Talk::Circle { name, most }) if name == circle => *most,
        _ => None,
    });
    said.max().map_or(rules.circle, |most| {
        usize::try_from(most).unwrap_or(usize::MAX)
    })
}
