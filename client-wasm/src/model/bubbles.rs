//! Who talks with whom, of those in view.

use hallway_protocol::motion::{Motion, Record, Talks};
use hallway_protocol::{BubbleId, PersonId};

use super::{Change, Model};
use crate::announce::Announcement;

/// One's own bubble, and whether it is locked.
type Own = (Option<BubbleId>, Option<bool>);

impl Model {
    /// Takes in what happened in view.
    pub(super) fn motion(&mut self, motion: &Motion) -> Vec<Change> {
        let before = (self.own_bubble(), self.own_lock());
        let locked_before = self.locked.len();
        let mut locks = false;
        if motion.fresh {
            self.bubbles.clear();
            self.locked.clear();
        }
        motion.records.in_order(|record| match record {
            Record::Gone(id) => locks |= self.talks_in(id, None),
            Record::Come(come) => locks |= self.talks_in(come.id, come.talks),
            Record::Talks(id, talks) => locks |= self.talks_in(id, talks),
            Record::Moved(..) => {}
        });
        let mut changes = self.own_bubble_changed(before);
        if changes.is_empty() && (locks || (motion.fresh && locked_before > 0)) {
            changes.push(Change::Presence);
        }
        changes
    }

    /// Somebody is in this bubble now, or in none that one knows. Whether that changes who is in a
    /// locked one.
    fn talks_in(&mut self, id: PersonId, talks: Option<Talks>) -> bool {
        let now = talks.map(|talks| talks.bubble);
        let before = self.bubbles.iter();
        let mut before = before.filter(|(_, members)| members.contains(&id));
        let before = before.next().map(|(bubble, _)| *bubble);
        let was_locked = before.is_some_and(|bubble| self.locked.contains(&bubble));
        if let Some(bubble) = before.filter(|_| before != now) {
            self.leaves(id, bubble);
        }
        let Some(talks) = talks else {
            return was_locked;
        };
        let members = self.bubbles.entry(talks.bubble).or_default();
        if !members.contains(&id) {
            members.push(id);
        }
        match talks.locked {
            true => self.locked.insert(talks.bubble),
            false => self.locked.remove(&talks.bubble),
        };
        was_locked != talks.locked || (talks.locked && before != now)
    }

    fn leaves(&mut self, id: PersonId, bubble: BubbleId) {
        if let Some(members) = self.bubbles.get_mut(&bubble) {
            members.retain(|member| *member != id);
            if members.is_empty() {
                self.bubbles.remove(&bubble);
                self.locked.remove(&bubble);
            }
        }
    }

    /// What it means to oneself that bubbles changed.
    fn own_bubble_changed(&mut self, before: Own) -> Vec<Change> {
        let after = (self.own_bubble(), self.own_lock());
        if before == after {
            return Vec::new();
        }
        let mut changes = vec![Change::Bubble];
        if before.0 != after.0 && !self.knocking.is_empty() {
            // Who knocked there knocks at somebody else's now.
            self.knocking.clear();
            changes.push(Change::Knocking);
        }
        let locked = |known: Own| known.1 == Some(true);
        let key = match (before.0 == after.0, locked(before), locked(after)) {
            (true, false, true) => "bubble-locked",
            (true, true, false) => "bubble-opened",
            (false, _, true) => "bubble-is-locked",
            _ => return changes,
        };
        changes.push(Change::Announce(Announcement::plain(key)));
        changes
    }
}
