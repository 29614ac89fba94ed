//! Doors: which are open, who may open and close them, and what blocks in each state. Doors that
//! act by themselves notice who comes and who goes.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::session::Barrier;
use hallway_protocol::{PersonId, Pos, Role, TICK_HZ};
use subtle::ConstantTimeEq;

use super::{Changes, Room};
use crate::movement::can_stand;
use crate::venue::{DoorRule, Venue};
use crate::walls::Walls;

/// Ticks for which a door listens to no further code of somebody who said a wrong one: a second, so
/// that guessing four digits takes hours.
const DEAF: u32 = TICK_HZ;

/// People put out of closing doors may make other doors act, which may close on others; after so
/// many rounds the next tick goes on with it.
const MOST_ROUNDS: usize = 4;

/// The doors of a map.
#[derive(Debug, Default)]
pub(super) struct Doors {
    states: Vec<DoorState>,
    /// What blocks now; `None` on a map without doors, where the scene's walls are all.
    walls: Option<Walls>,
    /// When somebody last said a wrong code, or came.
    guessed: BTreeMap<PersonId, u32>,
    /// Beside which doors people stand, as they were told; only those who do.
    pub(super) told: BTreeMap<PersonId, Vec<u32>>,
}

#[derive(Debug, Default)]
struct DoorState {
    open: bool,
    /// Who stands beside it and may open it; kept for doors that act by themselves only.
    beside: BTreeSet<PersonId>,
}

/// What comes of somebody's wish to open or close a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Nothing: there is no such door here.
    Nothing,
    /// The door is open now, or closed. A bell rings.
    Done(bool),
    WrongCode,
    /// By their role they may not.
    NotAllowed,
}

impl Doors {
    /// Those of a map, as they are at first; ones that `before` had too, by name and number, stay as
    /// they were.
    pub(super) fn of(venue: &Venue, before: Option<(&Venue, &Self)>) -> Self {
        let doors = venue.scene.doors.iter().enumerate();
        let states = doors.map(|(index, door)| {
            let kept = before.and_then(|(venue, doors)| {
                let same = venue.scene.doors.get(index)?.title == door.title;
                doors.states.get(index).filter(|_| same)
            });
            DoorState {
                open: kept.map_or(door.open, |kept| kept.open) && !door.bell,
                beside: BTreeSet::new(),
            }
        });
        let mut doors = Self {
            states: states.collect(),
            walls: None,
            guessed: BTreeMap::new(),
            told: BTreeMap::new(),
        };
        doors.rebuild(venue);
        doors
    }

    /// What blocks now.
    pub(super) fn walls<'a>(&'a self, venue: &'a Venue) -> &'a Walls {
        self.walls.as_ref().unwrap_or(&venue.scene.walls)
    }

    /// The doors that are open.
    pub(super) fn open(&self) -> Vec<u32> {
        let states = (0..).zip(&self.states);
        let open = states.filter(|(_, state)| state.open);
        open.map(|(index, _)| index).collect()
    }

    /// Somebody comes. Doors are deaf to them at first, so that coming again and again is no way to
    /// guess faster.
    pub(super) fn greet(&mut self, id: PersonId, tick: u32) {
        if !self.states.is_empty() {
            self.guessed.insert(id, tick);
        }
    }

    /// Somebody is gone.
    pub(super) fn forget(&mut self, id: PersonId) {
        self.guessed.remove(&id);
        self.told.remove(&id);
    }

    fn rebuild(&mut self, venue: &Venue) {
        if self.states.is_empty() {
            return;
        }
        let is_open = |index: u32| {
            let state = self.states.get(index as usize);
            state.is_some_and(|state| state.open)
        };
        self.walls = Some(venue.scene.walls_with(is_open));
    }

    fn act(
        &mut self,
        venue: &Venue,
        (id, role, at): (PersonId, Role, Pos),
        (door, code): (u32, &str),
        tick: u32,
    ) -> Act {
        let index = door as usize;
        let known = (
            venue.scene.doors.get(index),
            venue.doors.get(index),
            self.states.get_mut(index),
        );
        let (Some(door), Some(rule), Some(state)) = known else {
            return Act::Nothing;
        };
        if !rule.is_beside(venue, at) {
            return Act::Nothing;
        }
        if !rule.may_open(role) {
            return Act::NotAllowed;
        }
        // The code lets people in; who is in can close the door behind them.
        if !rule.code.is_empty() && !state.open {
            let deaf = self
                .guessed
                .get(&id)
                .is_some_and(|guessed| tick.saturating_sub(*guessed) < DEAF);
            let right: bool = rule.code.as_bytes().ct_eq(code.as_bytes()).into();
            if deaf || !right {
                if !deaf {
                    self.guessed.insert(id, tick);
                }
                return Act::WrongCode;
            }
        }
        if door.bell {
            return Act::Done(true);
        }
        state.open = !state.open;
        Act::Done(state.open)
    }

    /// Doors that act by themselves notice that somebody stands somewhere else, or is gone. Gives
    /// the doors that opened, closed or rang.
    fn notice(
        &mut self,
        venue: &Venue,
        (id, role): (PersonId, Role),
        at: Option<Pos>,
    ) -> Vec<(u32, bool)> {
        let mut acted = Vec::new();
        let rules = venue.doors.iter().zip(&venue.scene.doors);
        for (index, ((rule, door), state)) in (0..).zip(rules.zip(&mut self.states)) {
            // One with a code opens for nobody without it.
            let opens = rule.opens_itself && rule.code.is_empty();
            if !opens && !rule.closes_itself {
                continue;
            }
            let comes = at.is_some_and(|at| rule.is_beside(venue, at)) && rule.may_open(role);
            if comes {
                if state.beside.insert(id) && opens && !state.open {
                    state.open = !door.bell;
                    acted.push((index, true));
                }
            } else if state.beside.remove(&id)
                && rule.closes_itself
                && state.beside.is_empty()
                && state.open
            {
                state.open = false;
                acted.push((index, false));
            }
        }
        acted
    }
}

impl DoorRule {
    pub(super) fn is_beside(&self, venue: &Venue, at: Pos) -> bool {
        let (width, height) = venue.cell_size();
        let mut areas = self.beside.iter();
        areas.any(|area| area.contains(at, width, height))
    }

    pub(super) fn may_open(&self, role: Role) -> bool {
        self.requires.is_empty() || self.requires.iter().any(|tag| role.holds(tag))
    }
}

impl Room {
    /// Somebody wants a door to be open, or closed.
    pub(super) fn use_door(&mut self, id: PersonId, door: u32, code: &str, changes: &mut Changes) {
        let Some(avatar) = self.people.get(&id) else {
            return;
        };
        let who = (id, avatar.person.standing.role, avatar.pos);
        match self.doors.act(&self.venue, who, (door, code), self.tick) {
            Act::Nothing => {}
            Act::Done(open) => {
                changes.doors.push((door, open));
                self.doors.rebuild(&self.venue);
            }
            Act::WrongCode => changes.wrong_codes.push((id, door)),
            Act::NotAllowed => {
                let door = self.venue.scene.doors.get(door as usize);
                let title = door.map(|door| door.title.clone()).unwrap_or_default();
                changes.barred.push((id, title, Barrier::Role));
            }
        }
    }

    /// Lets doors act by themselves, and puts people out of those that closed.
    pub(super) fn mind_doors(&mut self, changes: &mut Changes) {
        let walked = changes.walked.iter().copied();
        let put = changes.entered.iter().chain(&changes.placed);
        let others = put.chain(&changes.left).copied();
        let mut ids: Vec<PersonId> = match changes.swapped {
            true => self.people.keys().copied().collect(),
            false => walked.chain(others).collect(),
        };
        let mut settled = changes.doors.is_empty();
        for _ in 0..MOST_ROUNDS {
            for id in std::mem::take(&mut ids) {
                let avatar = self.people.get(&id);
                let role = avatar
                    .map(|avatar| avatar.person.standing.role)
                    .unwrap_or_default();
                let at = avatar.map(|avatar| avatar.pos);
                let acted = self.doors.notice(&self.venue, (id, role), at);
                settled &= acted.is_empty();
                changes.doors.extend(acted);
            }
            if settled {
                return;
            }
            self.doors.rebuild(&self.venue);
            ids = self.put_out_of_walls(changes);
            settled = true;
        }
    }

    /// Puts everybody who stands in a wall on the nearest free place; gives them.
    pub(super) fn put_out_of_walls(&mut self, changes: &mut Changes) -> Vec<PersonId> {
        let walls = self.doors.walls(&self.venue);
        let stuck = self
            .people
            .values()
            .filter(|avatar| !can_stand(walls, avatar.pos))
            .map(|avatar| avatar.person.id);
        let stuck: Vec<PersonId> = stuck.collect();
        for id in &stuck {
            self.put_near(*id, None, changes);
        }
        stuck
    }
}
