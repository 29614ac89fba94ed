//! What somebody is: in all of the venue, and perhaps more in some of its zones.

use serde::{Deserialize, Serialize};

use crate::Role;

/// What somebody is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// In all of the venue.
    pub role: Role,
    /// More than that, in zones of these names.
    pub zones: Vec<(String, Role)>,
}

impl Standing {
    /// The same everywhere.
    pub fn everywhere(role: Role) -> Self {
        Self {
            role,
            zones: Vec::new(),
        }
    }

    /// In one zone only.
    pub fn in_zone(zone: &str, role: Role) -> Self {
        Self {
            role: Role::default(),
            zones: vec![(zone.to_owned(), role)],
        }
    }

    /// What they are where zones of these names lie over one another; outside of all, without names.
    pub fn among<'a>(&self, zones: impl IntoIterator<Item = &'a str>) -> Role {
        zones.into_iter().fold(self.role, |role, zone| {
            let here = self.zones.iter().filter(|(name, _)| is_same(name, zone));
            here.fold(role, |role, (_, more)| role.max(*more))
        })
    }

    /// The highest they are anywhere.
    pub fn highest(&self) -> Role {
        let zones = self.zones.iter().map(|(_, role)| *role);
        zones.fold(self.role, Role::max)
    }

    /// Also this, from now on. Of a zone the higher role counts.
    pub fn add(&mut self, other: Self) {
        self.role = self.role.max(other.role);
        for (zone, role) in other.zones {
            match self.zones.iter_mut().find(|(name, _)| is_same(name, &zone)) {
                Some((_, before)) => *before = (*before).max(role),
                None => self.zones.push((zone, role)),
            }
        }
    }
}

/// Names of zones are typed by people: case and blanks around do not count.
fn is_same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_is_in_a_zone_counts_there_only() {
        let keeper = Standing::in_zone("Kitchen", Role::Facilitator);
        for (zones, expected) in [
            (&[][..], Role::Visitor),
            (&["garden"], Role::Visitor),
            (&[" kitchen "], Role::Facilitator),
            (&["garden", "Kitchen"], Role::Facilitator),
        ] {
            assert_eq!(keeper.among(zones.iter().copied()), expected, "{zones:?}");
        }
        assert_eq!(keeper.highest(), Role::Facilitator);
        let organizer = Standing::everywhere(Role::Organizer);
        assert_eq!(organizer.among(["Kitchen"]), Role::Organizer);
    }

    #[test]
    fn two_standings_make_the_higher_of_both() {
        let mut standing = Standing::in_zone("Kitchen", Role::Speaker);
        standing.add(Standing::everywhere(Role::Speaker));
        standing.add(Standing::in_zone("kitchen", Role::Facilitator));
        standing.add(Standing::in_zone("Garden", Role::Facilitator));
        let zones = [
            ("Kitchen".to_owned(), Role::Facilitator),
            ("Garden".to_owned(), Role::Facilitator),
        ];
        assert_eq!(
            (standing.role, standing.zones),
            (Role::Speaker, zones.into())
        );
    }
}
