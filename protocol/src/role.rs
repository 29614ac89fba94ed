//! What somebody may do beyond what everybody may.

use serde::{Deserialize, Serialize};

/// A role. Each may all that those before it may.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Role {
    /// Anybody.
    #[default]
    Visitor,
    /// Speaks on stages.
    Speaker,
    /// Keeps the venue friendly.
    Facilitator,
    /// Runs the event.
    Organizer,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [
        Self::Visitor,
        Self::Speaker,
        Self::Facilitator,
        Self::Organizer,
    ];

    /// Its name, as in commands, links and maps.
    pub fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Speaker => "speaker",
            Self::Facilitator => "facilitator",
            Self::Organizer => "organizer",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether it satisfies a tag that a map asks for. Maps drawn for other venues say `admin`,
    /// `editor` or `moderator`; a tag that is no role's name is held by organizers only.
    pub fn holds(self, tag: &str) -> bool {
        let needed = match tag.trim().to_ascii_lowercase().as_str() {
            "visitor" | "member" | "" => Self::Visitor,
            "speaker" => Self::Speaker,
            "facilitator" | "moderator" | "modo" | "helper" => Self::Facilitator,
            _ => Self::Organizer,
        };
        self >= needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_held_by_those_who_may_at_least_as_much() {
        for (tag, least) in [
            ("speaker", Role::Speaker),
            ("Modo ", Role::Facilitator),
            ("admin", Role::Organizer),
            ("unheard-of", Role::Organizer),
        ] {
            for role in Role::ALL {
                assert_eq!(role.holds(tag), role >= least, "{role:?} {tag}");
            }
        }
        assert_eq!(Role::named("facilitator"), Some(Role::Facilitator));
    }
}
