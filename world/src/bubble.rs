//! Who talks with whom: the last grouping and where people are now make the next grouping.
//!
//! The idea: a bubble has a centre, the middle of its members. Newcomers come in at a small
//! distance and members go at a larger one, so that nobody flickers at the edge. Passing by is not
//! joining: one has to come to rest or to stay for a while. Only steps change a bubble: among
//! people who stand still nothing ever changes once they have settled.

mod apart;
mod candidates;
mod overrides;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::geom::SUBPX;
use hallway_protocol::{BubbleId, PersonId, Pos, SLOTS, TICK_HZ};

pub use apart::Apart;
use candidates::{Candidate, Found, Free};
pub use overrides::{BubbleOverrides, JoinBeyondLeave};

/// Members of a full bubble: oneself and one for each slot of the peer connection.
pub const MOST_MEMBERS: usize = SLOTS + 1;

/// How near to a member of a locked bubble one stands who knocks there; subpixels.
pub const KNOCK: i32 = 112 * SUBPX;

/// Distances and times of grouping. The defaults are those that visitors of other venues know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BubbleRules {
    /// Two free people closer than this start a bubble; subpixels. Default 64 pixels.
    pub start: i32,
    /// One joins within this distance of the centre; subpixels. Default 48 pixels.
    pub join: i32,
    /// One who walks leaves beyond this distance of the centre; subpixels. Default 64 pixels.
    pub leave: i32,
    /// Members of a full bubble, 2 to [`MOST_MEMBERS`]. Default 4.
    pub members: usize,
    /// Ticks without a step after which one counts as resting. Default 3: a gap between two
    /// inputs on a bad line is shorter.
    pub rest: u32,
    /// Ticks after which one who keeps moving within the distance joins all the same. Default one
    /// second.
    pub dwell: u32,
    /// People who talk with one another in a talk circle whose map says no number. Default 16.
    pub circle: usize,
}

impl Default for BubbleRules {
    fn default() -> Self {
        Self {
            start: 64 * SUBPX,
            join: 48 * SUBPX,
            leave: 64 * SUBPX,
            members: MOST_MEMBERS,
            rest: 3,
            dwell: TICK_HZ,
            circle: 16,
        }
    }
}

impl BubbleRules {
    /// Members of a full bubble, within what calls can carry.
    fn most_members(&self) -> usize {
        self.members.clamp(2, MOST_MEMBERS)
    }

    /// How far from the centre one who stands still may be before the bubble has left them: half
    /// as far again as one who walks, so that the steps of others throw nobody out by moving the
    /// centre a little.
    fn left_behind(&self) -> i32 {
        self.leave + self.leave / 2
    }
}

/// A person as far as grouping is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Body {
    /// Where they are.
    pub pos: Pos,
    /// False for those who can't be in a bubble: in a silent zone, or not to be disturbed.
    pub may_talk: bool,
    /// The tick of the last step; 0 for none.
    pub stepped: u32,
}

/// Somebody who walks near enough to something to join it, and since which tick it is the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Near {
    person: PersonId,
    candidate: Candidate,
    since: u32,
}

/// A grouping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bubbles {
    /// Members in the order they joined; always at least two.
    bubbles: BTreeMap<BubbleId, Vec<PersonId>>,
    of: BTreeMap<PersonId, BubbleId>,
    /// Free people who walk near enough to somebody, by id.
    near: Vec<Near>,
    /// Bubbles that nobody joins who was not let in.
    locked: BTreeSet<BubbleId>,
    /// Who was let into a locked bubble, and up to which tick they may come.
    guests: BTreeMap<PersonId, (BubbleId, u32)>,
    /// Who meets whom in no bubble.
    apart: Apart,
    /// Which changed in the grouping that is being made; none but then.
    changed: BTreeSet<BubbleId>,
    last_id: u32,
}

impl Bubbles {
    /// All bubbles with their members in the order they joined.
    pub fn all(&self) -> &BTreeMap<BubbleId, Vec<PersonId>> {
        &self.bubbles
    }

    /// Members of a bubble; none when there is no such bubble (any more).
    pub fn members(&self, bubble: BubbleId) -> &[PersonId] {
        self.bubbles.get(&bubble).map_or(&[], Vec::as_slice)
    }

    /// The bubble somebody is in.
    pub fn of(&self, person: PersonId) -> Option<BubbleId> {
        self.of.get(&person).copied()
    }

    /// Whether nobody joins a bubble who was not let in.
    pub fn is_locked(&self, bubble: BubbleId) -> bool {
        self.locked.contains(&bubble)
    }

    /// Whether there is room for nobody more.
    pub fn is_full(&self, rules: &BubbleRules, bubble: BubbleId) -> bool {
        self.members(bubble).len() >= rules.most_members()
    }

    /// Locks a bubble or opens it. Whether that changed anything.
    pub fn lock(&mut self, bubble: BubbleId, locked: bool) -> bool {
        match locked {
            true => self.bubbles.contains_key(&bubble) && self.locked.insert(bubble),
            false => self.locked.remove(&bubble),
        }
    }

    /// Lets somebody into a locked bubble who comes there up to a tick.
    pub fn let_in(&mut self, person: PersonId, bubble: BubbleId, until: u32) {
        self.guests.insert(person, (bubble, until));
    }

    /// Who meets whom in no bubble.
    pub fn apart(&self) -> &Apart {
        &self.apart
    }

    /// The same, to change it. It holds with the next grouping.
    pub fn apart_mut(&mut self) -> &mut Apart {
        &mut self.apart
    }

    /// Whether no lock keeps somebody out, and nobody who does not want them.
    fn is_open_to(&self, bubble: BubbleId, person: PersonId) -> bool {
        if self.apart.from_any(person, self.members(bubble)) {
            return false;
        }
        let guest = || {
            self.guests
                .get(&person)
                .is_some_and(|(at, _)| *at == bubble)
        };
        !self.is_locked(bubble) || guest()
    }

    /// Whether time alone can still change something: somebody is on the way into a bubble.
    pub fn is_pending(&self) -> bool {
        !self.near.is_empty()
    }

    /// Makes the next grouping out of this one. Gives the bubbles that changed, those that ended
    /// included, each once.
    pub fn regroup(
        &mut self,
        rules: &BubbleRules,
        tick: u32,
        bodies: &BTreeMap<PersonId, Body>,
    ) -> Vec<BubbleId> {
        self.changed.clear();
        self.guests.retain(|_, (_, until)| tick <= *until);
        self.let_go(rules, tick, bodies);
        self.take_in(rules, tick, bodies);
        let (bubbles, of) = (&self.bubbles, &self.of);
        self.locked.retain(|id| bubbles.contains_key(id));
        self.guests
            .retain(|person, (id, _)| bubbles.contains_key(id) && !of.contains_key(person));
        std::mem::take(&mut self.changed).into_iter().collect()
    }

    /// Takes out of the bubbles who left them.
    fn let_go(&mut self, rules: &BubbleRules, tick: u32, bodies: &BTreeMap<PersonId, Body>) {
        let mut ended = Vec::new();
        let mut there: Vec<(PersonId, Body)> = Vec::new();
        for (id, members) in &mut self.bubbles {
            there.clear();
            let all = members
                .iter()
                .filter_map(|id| Some((*id, *bodies.get(id)?)));
            there.extend(all.filter(|(_, body)| body.may_talk));
            while let Some(away) = furthest_gone(rules, tick, &there) {
                there.retain(|(person, _)| *person != away);
            }
            while !self.apart.is_empty()
                && let Some(unwanted) = self.apart.unwanted(&people(&there))
            {
                there.retain(|(person, _)| *person != unwanted);
            }
            if there.len() < 2 {
                there.clear();
                ended.push(*id);
            }
            if there.len() == members.len() {
                continue;
            }
            self.changed.insert(*id);
            members.retain(|member| {
                let stays = there.iter().any(|(person, _)| person == member);
                if !stays {
                    self.of.remove(member);
                }
                stays
            });
        }
        for id in ended {
            self.bubbles.remove(&id);
        }
    }

    /// Lets in who came near and stayed, nearest first.
    fn take_in(&mut self, rules: &BubbleRules, tick: u32, bodies: &BTreeMap<PersonId, Body>) {
        let Found { free, mut pairs } = candidates::find(self, rules, tick, bodies);
        let settled = self.settled(&free, rules, tick);
        let is_settled = |place: usize| settled.get(place).copied().unwrap_or_default();
        pairs.retain(|pair| is_settled(pair.one) && pair.other.is_none_or(is_settled));
        pairs.sort_unstable_by_key(|pair| (pair.distance, pair.candidate, pair.one));
        let mut started = Vec::new();
        for pair in pairs {
            let Some(person) = free.get(pair.one).map(|free| free.person) else {
                continue;
            };
            if self.of.contains_key(&person) {
                continue;
            }
            match pair.candidate {
                Candidate::Bubble(id) => self.join(rules, bodies, person, id),
                Candidate::Person(other) => {
                    // Of several who come together, the first two start and the others join them.
                    let is_near = |started: &Pos| {
                        let near = |id| {
                            bodies
                                .get(id)
                                .is_some_and(|b| within(b.pos, *started, rules.join))
                        };
                        near(&person) || near(&other)
                    };
                    if !self.of.contains_key(&other) && !started.iter().any(is_near) {
                        started.push(self.start(bodies, person, other));
                    }
                }
            }
        }
        self.merge(rules, tick, bodies);
        // Who is in now waits for nothing.
        let of = &self.of;
        self.near.retain(|near| !of.contains_key(&near.person));
    }

    /// Which of the free people may join: who rests, and who walked near the same for a while. Who rests and
    /// gets in nowhere waits for others' steps, not for time to pass.
    fn settled(&mut self, free: &[Free], rules: &BubbleRules, tick: u32) -> Vec<bool> {
        // Both are in the order of ids.
        let mut before = std::mem::take(&mut self.near).into_iter().peekable();
        let mut settled = Vec::with_capacity(free.len());
        for one in free {
            let Some((_, candidate)) = one.nearest.filter(|_| !one.rests) else {
                settled.push(one.rests);
                continue;
            };
            while before.next_if(|near| near.person < one.person).is_some() {}
            let same = |near: &Near| near.person == one.person && near.candidate == candidate;
            let since = before.next_if(same).map_or(tick, |near| near.since);
            settled.push(tick.saturating_sub(since) >= rules.dwell);
            self.near.push(Near {
                person: one.person,
                candidate,
                since,
            });
        }
        settled
    }

    /// Starts a bubble; gives its centre.
    fn start(&mut self, bodies: &BTreeMap<PersonId, Body>, one: PersonId, other: PersonId) -> Pos {
        self.last_id = self.last_id.wrapping_add(1);
        let id = BubbleId(self.last_id);
        let members = vec![one.min(other), one.max(other)];
        for person in &members {
            self.of.insert(*person, id);
        }
        let centre = centre(bodies, &members);
        self.changed.insert(id);
        self.bubbles.insert(id, members);
        centre
    }

    /// Makes one bubble of two that rest side by side and have room for each other: those who came
    /// as a pair meant to talk with those they came to. The older one goes on.
    fn merge(&mut self, rules: &BubbleRules, tick: u32, bodies: &BTreeMap<PersonId, Body>) {
        let limit = rules.most_members();
        let rests = |person: &PersonId| {
            bodies
                .get(person)
                .is_some_and(|b| is_resting(rules, tick, b))
        };
        let mut resting: Vec<(BubbleId, Pos)> = Vec::new();
        for (id, members) in &self.bubbles {
            let open = !self.is_locked(*id);
            if open && members.len() + 2 <= limit && members.iter().all(rests) {
                resting.push((*id, centre(bodies, members)));
            }
        }
        for (index, (id, at)) in resting.iter().enumerate() {
            for (other, place) in resting.iter().skip(index + 1) {
                if within(*place, *at, rules.join) {
                    self.merge_two(rules, bodies, *id, *other);
                }
            }
        }
    }

    fn merge_two(
        &mut self,
        rules: &BubbleRules,
        bodies: &BTreeMap<PersonId, Body>,
        id: BubbleId,
        other: BubbleId,
    ) {
        let all = [self.members(id), self.members(other)].concat();
        let middle = centre(bodies, &all);
        let fits = |person: &PersonId| {
            bodies
                .get(person)
                .is_some_and(|body| within(body.pos, middle, rules.leave))
        };
        let both_there = self.bubbles.contains_key(&id) && self.bubbles.contains_key(&other);
        let room = all.len() <= rules.most_members();
        let wanted = self.apart.unwanted(&all).is_none();
        if both_there && room && wanted && all.iter().all(fits) {
            for person in &all {
                self.of.insert(*person, id);
            }
            self.bubbles.remove(&other);
            self.bubbles.insert(id, all);
            self.changed.extend([id, other]);
        }
    }

    /// Lets a person in when there is room and nobody inside would be left behind for it.
    fn join(
        &mut self,
        rules: &BubbleRules,
        bodies: &BTreeMap<PersonId, Body>,
        person: PersonId,
        id: BubbleId,
    ) {
        if !self.is_open_to(id, person) {
            return;
        }
        let Some(members) = self.bubbles.get_mut(&id) else {
            return;
        };
        if members.len() >= rules.most_members() {
            return;
        }
        members.push(person);
        let centre = centre(bodies, members);
        let fits = members.iter().all(|member| {
            let body = bodies.get(member);
            body.is_some_and(|body| within(body.pos, centre, rules.leave))
        });
        if fits {
            self.of.insert(person, id);
            self.changed.insert(id);
        } else {
            members.pop();
        }
    }
}

/// Whether somebody has not stepped for long enough.
fn is_resting(rules: &BubbleRules, tick: u32, body: &Body) -> bool {
    body.stepped == 0 || tick.saturating_sub(body.stepped) >= rules.rest
}

/// The member furthest beyond where one belongs to the bubble, if any is. Who walks goes before
/// who stands still, and of two equally far the one who joined last.
fn furthest_gone(rules: &BubbleRules, tick: u32, members: &[(PersonId, Body)]) -> Option<PersonId> {
    let centre = middle(members.iter().map(|(_, body)| body.pos));
    members
        .iter()
        .filter_map(|(person, body)| {
            let walks = body.stepped == tick && tick != 0;
            let reach = if walks {
                rules.leave
            } else {
                rules.left_behind()
            };
            (!within(body.pos, centre, reach)).then(|| (walks, body.pos.distance2(centre), *person))
        })
        // The last of equals.
        .max_by_key(|(walks, distance, _)| (*walks, *distance))
        .map(|(_, _, person)| person)
}

fn people(bodies: &[(PersonId, Body)]) -> Vec<PersonId> {
    bodies.iter().map(|(person, _)| *person).collect()
}

/// The middle of some people; the map's corner for nobody.
fn centre(bodies: &BTreeMap<PersonId, Body>, members: &[PersonId]) -> Pos {
    let places = members.iter().filter_map(|person| bodies.get(person));
    middle(places.map(|body| body.pos))
}

fn middle(places: impl Iterator<Item = Pos>) -> Pos {
    let (x, y, count) = places.fold((0i64, 0i64, 0i64), |(x, y, count), pos| {
        (x + i64::from(pos.x), y + i64::from(pos.y), count + 1)
    });
    let count = count.max(1);
    Pos {
        x: (x / count) as i32,
        y: (y / count) as i32,
    }
}

/// Whether somebody stands within this reach of one of some people.
pub fn is_beside(at: Pos, people: &[Pos], reach: i32) -> bool {
    people.iter().any(|person| within(at, *person, reach))
}

fn within(at: Pos, centre: Pos, reach: i32) -> bool {
    at.distance2(centre) <= i64::from(reach) * i64::from(reach)
}
