//! Who is told where whom is: those in whose view they are, and those who keep an eye on them.
//!
//! The idea: the map is cut into areas, and a view is a list of areas. What happens in an area in a tick is
//! written once, for all who watch it; a client is told the records of the areas it watches, one
//! after another. Areas that are far off are told of less often. A view has a bound: of a crowd one
//! sees the nearest. Those with whom one talks and whom one follows are told of always, wherever they
//! are.

mod areas;
mod around;
#[cfg(test)]
mod simulation;
mod told;
mod view;

use hallway_protocol::motion::{Come, Spot, Talks};
use hallway_protocol::{BubbleId, Dir, PersonId, Pos, TICK_HZ};
use rustc_hash::FxHashMap;

use areas::{Areas, What};
use told::{Desk, Span, Told};
pub use view::{DEFAULT_VIEW, Looked, Scratch, View};

/// Ticks between two looks at what is far off: five a second.
pub const FAR_TICKS: u32 = 4;

/// The same while ticks take too long: one a second.
const SHED_TICKS: u32 = TICK_HZ;

/// Ticks of which it is known what happened. Who was told nothing for longer is told everything.
const KEPT: u32 = SHED_TICKS + FAR_TICKS;

/// Whether ticks keep up with the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Load {
    /// They do.
    #[default]
    Calm,
    /// They don't: what is far off is told of less often still.
    Heavy,
}

/// What a room's people did in a tick, as far as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody came.
    Entered(PersonId, Pos, Dir),
    /// Somebody went.
    Left(PersonId),
    /// Somebody walked to a place.
    Walked(PersonId, Pos),
    /// Somebody was put to a place.
    Placed(PersonId, Pos),
    /// Somebody is in this bubble now, or in none.
    Talks(PersonId, Option<Talks>),
}

/// Somebody, as others are told of them.
#[derive(Clone, Copy, Debug)]
struct Figure {
    /// The area they are in.
    area: usize,
    /// Where they are.
    at: Spot,
    dir: Dir,
    talks: Option<Talks>,
}

/// Everybody. Ids are given out one after another, so nobody can choose those that collide.
type Figures = FxHashMap<PersonId, Figure>;

impl Figure {
    fn come(&self, id: PersonId) -> Come {
        let (at, dir, talks) = (self.at, self.dir, self.talks);
        Come { id, at, dir, talks }
    }
}

/// Where everybody is, area by area.
#[derive(Debug)]
pub struct Interest {
    tick: u32,
    load: Load,
    areas: Areas,
    /// What was told in this tick and in earlier ones, to be written anew.
    told: Vec<Told>,
    desk: Desk,
    figures: Figures,
    /// Who is in which bubble.
    bubbles: FxHashMap<BubbleId, Vec<PersonId>>,
}

impl Interest {
    /// An empty map of this size, in map pixels.
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            tick: 0,
            load: Load::default(),
            told: Vec::new(),
            desk: Desk::default(),
            areas: Areas::new(width, height),
            figures: Figures::default(),
            bubbles: FxHashMap::default(),
        }
    }

    /// Takes what happened in a tick. Views look after that.
    pub fn step(&mut self, tick: u32, load: Load, events: impl IntoIterator<Item = Event>) {
        self.tick = tick;
        self.load = load;
        self.areas.begin(tick);
        for event in events {
            match event {
                Event::Entered(id, pos, dir) => self.enter(id, pos, dir),
                Event::Left(id) => self.leave(id),
                Event::Walked(id, pos) => self.walk(id, pos),
                Event::Placed(id, pos) => self.place(id, pos),
                Event::Talks(id, talks) => self.talk(id, talks),
            }
        }
    }

    /// What is told of the last ticks: its place among all that is, written now if it was not yet.
    fn written(&mut self, span: Span) -> usize {
        let tick = self.tick;
        if let Some(place) = self.told.iter().position(|told| told.is_of(tick, span)) {
            return place;
        }
        let place = match self.told.iter().position(|told| told.is_old(tick)) {
            Some(place) => place,
            None => {
                self.told.push(Told::default());
                self.told.len() - 1
            }
        };
        self.told[place].write(&self.areas, &self.figures, tick, span, &mut self.desk);
        place
    }

    /// Who is in a bubble.
    fn members(&self, bubble: BubbleId) -> &[PersonId] {
        self.bubbles.get(&bubble).map_or(&[], Vec::as_slice)
    }

    fn enter(&mut self, id: PersonId, pos: Pos, dir: Dir) {
        self.leave(id);
        let at = Spot::of(pos);
        let area = self.areas.join(id, at);
        let figure = Figure {
            area,
            at,
            dir,
            talks: None,
        };
        self.figures.insert(id, figure);
        self.areas.note(area, id, What::Came);
    }

    fn leave(&mut self, id: PersonId) {
        self.forget_talk(id);
        if let Some(figure) = self.figures.remove(&id) {
            self.areas.leave(figure.area, id);
        }
    }

    fn walk(&mut self, id: PersonId, pos: Pos) {
        let Some(figure) = self.figures.get_mut(&id) else {
            return;
        };
        let at = Spot::of(pos);
        let (dx, dy) = (
            at.x.saturating_sub(figure.at.x),
            at.y.saturating_sub(figure.at.y),
        );
        if let Some(dir) = Dir::of_step(dx, dy) {
            figure.dir = dir;
        }
        if self.areas.is_within(figure.area, at) {
            figure.at = at;
            if (dx, dy) != (0, 0) {
                self.areas.note(figure.area, id, What::Walked(dx, dy));
            }
        } else {
            self.move_over(id, at);
        }
    }

    fn place(&mut self, id: PersonId, pos: Pos) {
        let at = Spot::of(pos);
        let Some(figure) = self.figures.get_mut(&id) else {
            return;
        };
        if self.areas.is_within(figure.area, at) {
            figure.at = at;
            self.areas.note(figure.area, id, What::Came);
        } else {
            self.move_over(id, at);
        }
    }

    /// Takes somebody from their area to the one of a spot.
    fn move_over(&mut self, id: PersonId, at: Spot) {
        if let Some(figure) = self.figures.get_mut(&id) {
            self.areas.leave(figure.area, id);
            figure.area = self.areas.join(id, at);
            figure.at = at;
            self.areas.note(figure.area, id, What::Came);
        }
    }

    fn talk(&mut self, id: PersonId, talks: Option<Talks>) {
        self.forget_talk(id);
        let Some(figure) = self.figures.get_mut(&id) else {
            return;
        };
        figure.talks = talks;
        if let Some(talks) = talks {
            self.bubbles.entry(talks.bubble).or_default().push(id);
        }
        self.areas.note(figure.area, id, What::Talked);
    }

    fn forget_talk(&mut self, id: PersonId) {
        let talks = self.figures.get(&id).and_then(|figure| figure.talks);
        let Some(bubble) = talks.map(|talks| talks.bubble) else {
            return;
        };
        if let Some(members) = self.bubbles.get_mut(&bubble) {
            members.retain(|member| *member != id);
            if members.is_empty() {
                self.bubbles.remove(&bubble);
            }
        }
    }
}
