//! Who is kept apart from whom: somebody does not want to have to do with another.

use std::collections::BTreeSet;

use hallway_protocol::PersonId;

/// Pairs: who wants it, and from whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apart(BTreeSet<(PersonId, PersonId)>);

impl Apart {
    /// Keeps somebody apart from another, or no longer. Whether that changed anything.
    pub fn set(&mut self, wants: PersonId, from: PersonId, apart: bool) -> bool {
        match apart {
            true => wants != from && self.0.insert((wants, from)),
            false => self.0.remove(&(wants, from)),
        }
    }

    /// Whether nobody is kept apart from anybody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether two are kept apart, whoever of them wants it.
    pub fn are(&self, one: PersonId, other: PersonId) -> bool {
        !self.0.is_empty() && (self.0.contains(&(one, other)) || self.0.contains(&(other, one)))
    }

    /// Whether somebody is kept apart from any of these.
    pub fn from_any(&self, one: PersonId, others: &[PersonId]) -> bool {
        !self.0.is_empty() && others.iter().any(|other| self.are(one, *other))
    }

    /// Of some people one who has to go, as another of them wants it.
    pub fn unwanted(&self, people: &[PersonId]) -> Option<PersonId> {
        let wanted = |from: &&PersonId| {
            let mut others = people.iter();
            others.any(|wants| self.0.contains(&(*wants, **from)))
        };
        match self.0.is_empty() {
            true => None,
            false => people.iter().find(wanted).copied(),
        }
    }

    /// From whom somebody wants to be kept apart.
    pub fn wanted_by(&self, wants: PersonId) -> impl Iterator<Item = PersonId> {
        let pairs = self
            .0
            .range((wants, PersonId(0))..=(wants, PersonId(u32::MAX)));
        pairs.map(|(_, from)| *from)
    }

    /// Somebody is gone.
    pub fn forget(&mut self, id: PersonId) {
        self.0.retain(|(wants, from)| *wants != id && *from != id);
    }
}
