//! The areas of a map: who is in each, and what is told of each in a tick.

use hallway_protocol::geom::SUBPX;
use hallway_protocol::motion::{
    Come, GRAIN, Spot, Talks, write_come, write_gone, write_moved, write_talks,
};
use hallway_protocol::{PersonId, TICK_HZ};

use super::told::Told;
use super::{Figures, Load};

/// Width and height of an area, in map pixels: four tiles. Small enough that of a crowd the nearest are
/// seen, large enough that a view is a few dozen areas and one who walks is in another one once a
/// second at most.
pub(super) const AREA_PX: i32 = 128;

/// The same in units of [`GRAIN`].
const AREA: i32 = AREA_PX * SUBPX / GRAIN;

/// People of one area. When more stand there it gets another one of the same place beside it, so that
/// the bound of a view holds wherever all stand.
const MOST_MEMBERS: usize = 32;

/// Ticks between two looks at what is far off: five a second.
pub const FAR_TICKS: u32 = 4;

/// The same while ticks take too long: one a second.
const SHED_TICKS: u32 = TICK_HZ;

/// Areas of a side at most; what lies beyond belongs to the last one.
const MOST_SIDE: i32 = 512;

/// Part of the map, or of those who stand there.
#[derive(Debug, Default)]
pub(super) struct Area {
    /// Who is there, by id.
    pub(super) members: Vec<PersonId>,
    /// Who went in this tick.
    pub(super) gone: Vec<PersonId>,
    came: Vec<PersonId>,
    moved: Vec<(PersonId, i32, i32)>,
    talked: Vec<PersonId>,
    /// Who moved since those far off were told.
    stale: Vec<PersonId>,
    /// Something happened in this tick.
    touched: bool,
}

/// What views look at, apart from all else, so that it stays near the processor.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    members: u32,
    /// Another area of the same place; no area is 0 there.
    next: u32,
    /// Those far off have not been told of everybody where they are.
    stale: bool,
}

/// All areas of a map.
#[derive(Debug)]
pub(super) struct Areas {
    columns: i32,
    rows: i32,
    /// Row by row, then those that came beside others.
    all: Vec<Area>,
    /// Of each what views look at.
    heads: Vec<Head>,
    /// The place of each that came beside others.
    beside: Vec<usize>,
    touched: Vec<usize>,
    /// Those of which something is stale.
    stale: Vec<usize>,
    /// Counts up whenever a place gets one more area.
    layout: u32,
    /// What is told of the tick.
    told: Told,
}

impl Areas {
    pub(super) fn new(width: u32, height: u32) -> Self {
        let count = |pixels: u32| {
            let areas = pixels.div_ceil(AREA_PX.unsigned_abs());
            i32::try_from(areas)
                .unwrap_or(MOST_SIDE)
                .clamp(1, MOST_SIDE)
        };
        let (columns, rows) = (count(width), count(height));
        let places = columns.unsigned_abs() as usize * rows.unsigned_abs() as usize;
        Self {
            columns,
            rows,
            all: (0..places).map(|_| Area::default()).collect(),
            heads: vec![Head::default(); places],
            beside: Vec::new(),
            touched: Vec::new(),
            stale: Vec::new(),
            layout: 0,
            told: Told::default(),
        }
    }

    pub(super) fn told(&self) -> &Told {
        &self.told
    }

    pub(super) fn layout(&self) -> u32 {
        self.layout
    }

    pub(super) fn get(&self, area: usize) -> &Area {
        // Areas are never taken away, and all indices come from here.
        &self.all[area]
    }

    /// Column and row of a spot, within the map.
    pub(super) fn cell(&self, at: Spot) -> (i32, i32) {
        let column = at.x.div_euclid(AREA).clamp(0, self.columns - 1);
        let row = at.y.div_euclid(AREA).clamp(0, self.rows - 1);
        (column, row)
    }

    fn place(&self, (column, row): (i32, i32)) -> usize {
        (row * self.columns + column).unsigned_abs() as usize
    }

    /// The areas of a column and row: one, or several beside each other.
    pub(super) fn at(&self, cell: (i32, i32)) -> impl Iterator<Item = usize> {
        let next = |area: &usize| match self.head(*area).next {
            0 => None,
            next => Some(next as usize),
        };
        std::iter::successors(Some(self.place(cell)), next)
    }

    /// How many areas there are.
    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    /// How many of them lie row by row; the others lie beside them.
    pub(super) fn places(&self) -> usize {
        self.heads.len() - self.beside.len()
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> (i32, i32) {
        (self.columns, self.rows)
    }

    fn head(&self, area: usize) -> Head {
        // As many as there are areas.
        self.heads[area]
    }

    /// How many are in an area.
    pub(super) fn count(&self, area: usize) -> usize {
        self.head(area).members as usize
    }

    /// Whether those far off were told of everybody where they are.
    pub(super) fn is_told_alike(&self, area: usize) -> bool {
        !self.head(area).stale
    }

    fn place_of(&self, area: usize) -> usize {
        match area.checked_sub(self.places()) {
            Some(index) => self.beside[index],
            None => area,
        }
    }

    /// Whether a spot belongs to where an area is.
    pub(super) fn is_within(&self, area: usize, at: Spot) -> bool {
        self.place_of(area) == self.place(self.cell(at))
    }

    /// Forgets what was told of the tick before.
    pub(super) fn begin(&mut self) {
        for area in self.touched.drain(..) {
            let area = &mut self.all[area];
            area.gone.clear();
            area.came.clear();
            area.moved.clear();
            area.talked.clear();
            area.touched = false;
        }
    }

    fn touch(&mut self, area: usize) -> &mut Area {
        let found = &mut self.all[area];
        if !found.touched {
            found.touched = true;
            self.touched.push(area);
        }
        found
    }

    /// Takes somebody in where a spot is; gives the area.
    pub(super) fn join(&mut self, id: PersonId, at: Spot) -> usize {
        let place = self.place(self.cell(at));
        let mut area = place;
        while self.all[area].members.len() >= MOST_MEMBERS {
            area = match self.heads[area].next {
                0 => {
                    let new = self.all.len();
                    self.all.push(Area::default());
                    self.heads.push(Head::default());
                    self.beside.push(place);
                    self.heads[area].next = new as u32;
                    self.layout = self.layout.wrapping_add(1);
                    new
                }
                next => next as usize,
            };
        }
        let members = &mut self.all[area].members;
        if let Err(index) = members.binary_search(&id) {
            members.insert(index, id);
        }
        self.heads[area].members = self.all[area].members.len() as u32;
        area
    }

    /// Lets somebody go.
    pub(super) fn leave(&mut self, index: usize, id: PersonId) {
        let area = self.touch(index);
        area.members.retain(|member| *member != id);
        area.came.retain(|member| *member != id);
        area.moved.retain(|(member, ..)| *member != id);
        area.talked.retain(|member| *member != id);
        area.stale.retain(|member| *member != id);
        if !area.gone.contains(&id) {
            area.gone.push(id);
        }
        let head = &mut self.heads[index];
        head.members = self.all[index].members.len() as u32;
        head.stale = !self.all[index].stale.is_empty();
    }

    /// Somebody is there now without having walked within the area.
    pub(super) fn came(&mut self, area: usize, id: PersonId) {
        let area = self.touch(area);
        area.moved.retain(|(member, ..)| *member != id);
        if !area.came.contains(&id) {
            area.came.push(id);
        }
    }

    /// Somebody walked within the area.
    pub(super) fn moved(&mut self, area: usize, id: PersonId, dx: i32, dy: i32) {
        let index = area;
        let area = self.touch(index);
        if area.came.contains(&id) {
            return;
        }
        match area.moved.iter_mut().find(|(member, ..)| *member == id) {
            Some((_, x, y)) => {
                *x += dx;
                *y += dy;
            }
            None => area.moved.push((id, dx, dy)),
        }
        if area.stale.is_empty() {
            self.stale.push(index);
            self.heads[index].stale = true;
        }
        let area = &mut self.all[index];
        if !area.stale.contains(&id) {
            area.stale.push(id);
        }
    }

    /// Somebody talks with others than before.
    pub(super) fn talked(&mut self, area: usize, id: PersonId) {
        let area = self.touch(area);
        if !area.talked.contains(&id) {
            area.talked.push(id);
        }
    }

    /// Writes what is told of the tick.
    pub(super) fn write(&mut self, tick: u32, load: Load, figures: &mut Figures) {
        let every = match load {
            Load::Calm => FAR_TICKS,
            Load::Heavy => SHED_TICKS,
        };
        let due = |area: usize| (tick.wrapping_add(area as u32)).is_multiple_of(every);
        let mut stale = std::mem::take(&mut self.stale);
        stale.retain(|area| {
            if due(*area) && !self.all[*area].stale.is_empty() {
                self.touch(*area);
                return false;
            }
            !self.all[*area].stale.is_empty()
        });
        self.stale = stale;
        if self.touched.is_empty() && self.told.is_nothing_of(self.all.len()) {
            return;
        }
        self.told.clear();
        for (index, area) in self.all.iter_mut().enumerate() {
            let (near, far) = match area.touched {
                true => area.write(due(index), figures, &mut self.told),
                false => (0, 0),
            };
            if area.touched {
                self.heads[index].stale = !area.stale.is_empty();
            }
            self.told.end_area(area.members.len(), near, far);
        }
    }
}

impl Area {
    /// Whether something is told of somebody that a step does not tell.
    pub(super) fn has_news_of(&self, id: PersonId) -> bool {
        self.came.contains(&id) || self.talked.contains(&id)
    }

    /// Gives how many moves are told to those near by and to those far off.
    fn write(&mut self, due: bool, figures: &mut Figures, told: &mut Told) -> (usize, usize) {
        self.gone.sort_unstable();
        self.came.sort_unstable();
        self.moved.sort_unstable_by_key(|(id, ..)| *id);
        self.talked.sort_unstable();
        let mut come: Vec<Come> = Vec::with_capacity(self.came.len());
        for id in &self.came {
            if let Some(figure) = figures.get_mut(id) {
                figure.told_far = figure.at;
                come.push(figure.come(*id, figure.at));
            }
        }
        let mut talks: Vec<(PersonId, Option<Talks>)> = Vec::with_capacity(self.talked.len());
        for id in &self.talked {
            // Who came is told with all that is known of them.
            if !self.came.contains(id) {
                let figure = figures.get(id);
                talks.extend(figure.map(|figure| (*id, figure.talks)));
            }
        }
        let mut far_moves = 0;
        for out in [&mut told.near, &mut told.far] {
            write_gone(out, &self.gone);
            write_come(out, &come);
        }
        write_moved(&mut told.near, &self.moved);
        if due {
            self.stale.sort_unstable();
            let mut moved = Vec::with_capacity(self.stale.len());
            for id in self.stale.drain(..) {
                let Some(figure) = figures.get_mut(&id) else {
                    continue;
                };
                let (dx, dy) = (
                    figure.at.x - figure.told_far.x,
                    figure.at.y - figure.told_far.y,
                );
                figure.told_far = figure.at;
                if (dx, dy) != (0, 0) {
                    moved.push((id, dx, dy));
                }
            }
            write_moved(&mut told.far, &moved);
            far_moves = moved.len();
        }
        for out in [&mut told.near, &mut told.far] {
            write_talks(out, &talks);
        }
        (self.moved.len(), far_moves)
    }
}
