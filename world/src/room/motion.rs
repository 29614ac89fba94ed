//! What is told of where people are, and with whom they talk.

use hallway_protocol::PersonId;
use hallway_protocol::motion::Talks;
use hallway_protocol::server::Ack;

use super::{Changes, Room};
use crate::interest::Event;

impl Room {
    /// Everybody, as if all had just come.
    pub fn everybody(&self) -> impl Iterator<Item = Event> {
        self.people.values().flat_map(|avatar| {
            let id = avatar.person.id;
            let talks = avatar.talks.map(|talks| Event::Talks(id, Some(talks)));
            let came = Event::Entered(id, avatar.pos, avatar.dir);
            std::iter::once(came).chain(talks)
        })
    }

    /// Who went, came, stepped and was put somewhere, each as they are at the tick's end; then who
    /// talks with others than before.
    pub(super) fn describe_motion(&mut self, changes: &mut Changes) {
        let left = changes.left.iter().map(|id| Event::Left(*id));
        changes.motion.extend(left);
        for id in &changes.entered {
            if let Some(avatar) = self.people.get(id) {
                let came = Event::Entered(*id, avatar.pos, avatar.dir);
                changes.motion.push(came);
            }
        }
        let placed = std::mem::take(&mut changes.placed);
        changes.acks.retain(|(id, _)| !placed.contains(id));
        let is_known = |id: &&PersonId| !changes.entered.contains(id);
        for id in changes.walked.iter().filter(is_known) {
            let avatar = self.people.get(id).filter(|_| !placed.contains(id));
            if let Some(avatar) = avatar {
                changes.motion.push(Event::Walked(*id, avatar.pos));
            }
        }
        // A newcomer's place is told with them.
        for id in placed.iter().filter(is_known) {
            if let Some(avatar) = self.people.get(id) {
                let (pos, seq, placed) = (avatar.pos, avatar.applied(), true);
                changes.acks.push((*id, Ack { seq, pos, placed }));
                changes.motion.push(Event::Placed(*id, pos));
            }
        }
        self.describe_talks(changes);
    }

    fn describe_talks(&mut self, changes: &mut Changes) {
        for bubble in std::mem::take(&mut changes.bubbles) {
            let now = self.bubbles.members(bubble).to_vec();
            let before = match now.is_empty() {
                true => self.told_bubbles.remove(&bubble),
                false => self.told_bubbles.insert(bubble, now.clone()),
            };
            for id in before.into_iter().flatten().chain(now) {
                let Some(avatar) = self.people.get_mut(&id) else {
                    continue;
                };
                changes.regrouped.push(id);
                let bubble = self.bubbles.of(id);
                let talks = bubble.map(|bubble| Talks {
                    bubble,
                    locked: self.bubbles.is_locked(bubble),
                });
                if avatar.talks != talks {
                    avatar.talks = talks;
                    changes.motion.push(Event::Talks(id, talks));
                }
            }
        }
    }
}
