//! The areas of a map: who is in each, and what is told of each in a tick.

use hallway_protocol::geom::SUBPX;
use std::collections::VecDeque;

use hallway_protocol::PersonId;
use hallway_protocol::motion::{GRAIN, Spot};

use super::KEPT;

/// Width and height of an area, in map pixels: four tiles. Small enough that of a crowd the nearest are
/// seen, large enough that a view is a few dozen areas and one who walks is in another one once a
/// second at most.
pub(super) const AREA_PX: i32 = 128;

/// The same in units of [`GRAIN`].
const AREA: i32 = AREA_PX * SUBPX / GRAIN;

/// People of one area. When more stand there it gets another one of the same place beside it, so that
/// the bound of a view holds wherever all stand.
const MOST_MEMBERS: usize = 32;

/// Areas of a side at most; what lies beyond belongs to the last one.
const MOST_SIDE: i32 = 512;

/// What somebody did in an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// They went.
    Went,
    /// They are there now without having walked there within the area.
    Came,
    /// They walked so many units of [`GRAIN`] to the right and down.
    Walked(i32, i32),
    /// They talk with others than before.
    Talked,
}

/// Something that happened in an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) tick: u32,
    pub(super) id: PersonId,
    pub(super) what: What,
}

/// Part of the map, or of those who stand there.
#[derive(Debug, Default)]
pub(super) struct Area {
    /// Who is there, by id.
    pub(super) members: Vec<PersonId>,
    /// What happened in the last ticks, the newest last.
    log: VecDeque<Entry>,
}

/// What views look at, apart from all else, so that it stays near the processor.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    members: u32,
    /// Another area of the same place; no area is 0 there.
    next: u32,
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
    /// Those in which something happened in the last ticks.
    busy: Vec<usize>,
    tick: u32,
    /// Counts up whenever a place gets one more area.
    layout: u32,
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
            busy: Vec::new(),
            tick: 0,
            layout: 0,
        }
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

    /// All areas, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Area> {
        self.all.iter()
    }

    /// Begins a tick: what is too old to be told is forgotten.
    pub(super) fn begin(&mut self, tick: u32) {
        self.tick = tick;
        let all = &mut self.all;
        self.busy.retain(|area| {
            let log = &mut all[*area].log;
            while log
                .pop_front_if(|entry| tick.wrapping_sub(entry.tick) >= KEPT)
                .is_some()
            {}
            !log.is_empty()
        });
    }

    /// Takes down what somebody did in an area.
    pub(super) fn note(&mut self, area: usize, id: PersonId, what: What) {
        let log = &mut self.all[area].log;
        if log.is_empty() {
            self.busy.push(area);
        }
        let tick = self.tick;
        log.push_back(Entry { tick, id, what });
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
    pub(super) fn leave(&mut self, area: usize, id: PersonId) {
        let members = &mut self.all[area].members;
        if let Ok(index) = members.binary_search(&id) {
            members.remove(index);
        }
        self.heads[area].members = members.len() as u32;
        self.note(area, id, What::Went);
    }
}

impl Area {
    /// What happened in so many of the last ticks, this one included.
    pub(super) fn lately(&self, now: u32, ticks: u32) -> impl Iterator<Item = &Entry> {
        let newest_first = self.log.iter().rev();
        newest_first.take_while(move |entry| now.wrapping_sub(entry.tick) < ticks)
    }
}
