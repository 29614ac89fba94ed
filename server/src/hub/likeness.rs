//! Marks those whose names look like those of people who keep order, whoever of them came first.

use hallway_protocol::{PersonId, Role, Standing};
use hallway_world::room::Command;

use super::Hub;

impl Hub {
    /// Somebody comes by this name: the mark that they get, if any.
    pub(super) fn mark(&self, id: PersonId, name: &str, standing: &Standing) -> Option<Command> {
        let likeness = &self.services.likeness;
        if standing.highest() > Role::Visitor {
            likeness.note(name);
            return None;
        }
        likeness.is_like(name).then_some(Command::Alike(id))
    }

    /// Looks at all anew when somebody who keeps order came to whatever room by a name that is new here.
    pub(super) fn mind_likeness(&mut self, commands: &mut Vec<Command>) {
        let likeness = &self.services.likeness;
        let version = likeness.version();
        if self.order.names_seen == version {
            return;
        }
        self.order.names_seen = version;
        for avatar in self.room.people() {
            let person = &avatar.person;
            let is_visitor = person.standing.highest() == Role::Visitor;
            if is_visitor && !person.alike && likeness.is_like(&person.name) {
                commands.push(Command::Alike(person.id));
            }
        }
    }
}
