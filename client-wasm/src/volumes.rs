//! How loud one hears each person, for the time of a visit. Nobody else is told of it.

use std::collections::BTreeMap;

use hallway_protocol::PersonId;

/// Loudest, in percent of what is sent.
pub const MOST: u16 = 200;

/// How loud one hears somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Percent of what is sent, at most [`MOST`].
    pub percent: u16,
    /// Whether one does not want to hear them at all for now.
    pub muted: bool,
}

impl Default for Volume {
    fn default() -> Self {
        Self {
            percent: 100,
            muted: false,
        }
    }
}

impl Volume {
    /// What samples are multiplied by.
    pub fn gain(self) -> f32 {
        match self.muted {
            true => 0.0,
            false => f32::from(self.percent.min(MOST)) / 100.0,
        }
    }
}

/// All that were changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volumes {
    changed: BTreeMap<PersonId, Volume>,
}

impl Volumes {
    /// How loud one hears somebody.
    pub fn of(&self, who: PersonId) -> Volume {
        self.changed.get(&who).copied().unwrap_or_default()
    }

    /// Hears somebody so loud from now on, in percent.
    pub fn set_percent(&mut self, who: PersonId, percent: u16) {
        self.change(who, |volume| volume.percent = percent.min(MOST));
    }

    /// Hears somebody no more, or again.
    pub fn toggle(&mut self, who: PersonId) {
        self.change(who, |volume| volume.muted = !volume.muted);
    }

    fn change(&mut self, who: PersonId, change: impl FnOnce(&mut Volume)) {
        let mut volume = self.of(who);
        change(&mut volume);
        match volume == Volume::default() {
            true => self.changed.remove(&who),
            false => self.changed.insert(who, volume),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_their_own_volume() {
        let (ada, ben) = (PersonId(1), PersonId(2));
        let mut volumes = Volumes::default();
        volumes.set_percent(ada, 150);
        volumes.toggle(ben);
        assert_eq!(volumes.of(ada).gain(), 1.5);
        assert_eq!(volumes.of(ben).gain(), 0.0);
        assert_eq!(volumes.of(PersonId(3)).gain(), 1.0);
        volumes.set_percent(ada, 9_999);
        assert_eq!(volumes.of(ada).percent, MOST);
    }

    #[test]
    fn muting_keeps_the_volume() {
        let ada = PersonId(1);
        let mut volumes = Volumes::default();
        volumes.set_percent(ada, 30);
        volumes.toggle(ada);
        volumes.toggle(ada);
        assert_eq!(volumes.of(ada).percent, 30);
        volumes.set_percent(ada, 100);
        assert_eq!(volumes, Volumes::default());
    }
}
