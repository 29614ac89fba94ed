//! What one client watches, and what it is told of that in a tick.

use hallway_protocol::limits::HEEDED;
use hallway_protocol::motion::{Come, Spot, write_come, write_gone, write_moved};
use hallway_protocol::{PersonId, TICK_HZ};

use super::areas::AREA_PX;
use super::around::{Around, Reach};
use super::{Figure, Interest};

/// Width and height of a view of which its client has not told, in map pixels: those of a small laptop.
pub const DEFAULT_VIEW: (u16, u16) = (1280, 800);

/// Widest and highest view, in map pixels. Whoever zooms out further sees people in the middle.
const MOST_VIEW: i32 = 4096;

/// How far beyond the edge of a view areas begin to be watched, and how far they go on to be; map
/// pixels. Between the two lies a little more than an area, so that who walks to and fro at an edge
/// is told nothing twice.
const BEGIN: i32 = 64;
const END: i32 = BEGIN + AREA_PX + 32;

/// Distance up to which areas are told of in every tick, and beyond which no more; map pixels. Most of
/// what a laptop shows at double size is nearer.
const NEAR: i32 = 320;
const FAR: i32 = NEAR + 64;

/// Ticks between two looks of a view at its bound, two seconds: who is nearest changes though one does not
/// leave one's area. In a full room these looks are most of what a view costs.
pub(super) const REVIEW: u32 = 2 * TICK_HZ;

/// Part of its bound that a view leaves free for those who walk into what is watched, so that areas do not
/// come and go.
const SPARE: usize = 8;

/// An area that is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Watch {
    area: u32,
    /// Told of less often.
    far: bool,
    /// Whether it should be, as soon as those who are told of it from near and from far know the same:
    /// then nothing need be told anew.
    should_be_far: bool,
    /// All of it has been told in this tick already.
    told: bool,
}

/// Areas one after another that are told of alike.
#[derive(Clone, Copy, Debug)]
struct Run {
    from: u32,
    /// The first that is not in it.
    to: u32,
    far: bool,
    told: bool,
}

/// What one client watches.
#[derive(Debug)]
pub struct View {
    you: PersonId,
    /// Half the width and half the height, in map pixels.
    half: (i32, i32),
    /// By area.
    watching: Vec<Watch>,
    /// The same in fewer pieces.
    runs: Vec<Run>,
    /// Nothing of that will be told in another way in the next tick.
    is_settled: bool,
    /// For which area of one's own, and which layout of areas, that was worked out.
    reviewed: Option<(usize, u32)>,
    /// Not all that is in view is watched.
    bounded: bool,
    /// Nothing that was told before counts.
    fresh: bool,
    heeded: Vec<PersonId>,
    /// Who is told of though nobody watches their area, and where they were told to be.
    beyond: Vec<(PersonId, Spot)>,
}

/// What a look told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Everything, as if nothing had been told before.
    pub fresh: bool,
    /// So many moves.
    pub moves: usize,
}

/// Room to work in, used again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    around: Around,
    before: Vec<Watch>,
    /// By area, one more than its place among those that were watched before; 0 for all others. All are 0
    /// between two looks.
    known: Vec<u32>,
    /// What is watched from now on, row by row, and what lies beside the rows.
    picked: Vec<Option<Watch>>,
    beside: Vec<Watch>,
    gone: Vec<PersonId>,
    come: Vec<Come>,
    moved: Vec<(PersonId, i32, i32)>,
}

impl View {
    /// The view of somebody who has been told nothing.
    pub fn new(you: PersonId) -> Self {
        let mut view = Self {
            you,
            half: (0, 0),
            watching: Vec::new(),
            runs: Vec::new(),
            is_settled: false,
            reviewed: None,
            bounded: false,
            fresh: true,
            heeded: Vec::new(),
            beyond: Vec::new(),
        };
        view.resize(DEFAULT_VIEW);
        view
    }

    /// The client shows so much of the map, in map pixels.
    pub fn resize(&mut self, (width, height): (u16, u16)) {
        let half = |side: u16| (i32::from(side).min(MOST_VIEW) + 1) / 2;
        self.half = (half(width), half(height));
        self.reviewed = None;
    }

    /// The client wants to be told of these wherever they are.
    pub fn heed(&mut self, people: &[PersonId]) {
        self.heeded.clear();
        self.heeded.extend(people.iter().take(HEEDED));
    }

    /// The client missed something, or is to forget what it was told.
    pub fn start_over(&mut self) {
        self.fresh = true;
        self.watching.clear();
        self.beyond.clear();
        self.reviewed = None;
    }

    /// Whether all that is near is told of as such.
    #[cfg(test)]
    pub(super) fn is_settled(&self) -> bool {
        self.is_settled
    }

    fn covers(&self, area: usize) -> bool {
        let found = self
            .watching
            .binary_search_by_key(&area, |watch| watch.area as usize);
        found.is_ok()
    }
}

impl Interest {
    /// Appends what a client is to be told of the last tick. `most` is the bound of its view. Nothing
    /// is appended when there is nothing to tell.
    pub fn look(
        &self,
        view: &mut View,
        most: usize,
        scratch: &mut Scratch,
        out: &mut Vec<u8>,
    ) -> Looked {
        let Some(own) = self.figures.get(&view.you) else {
            return Looked::default();
        };
        let mut looked = Looked {
            fresh: std::mem::take(&mut view.fresh),
            moves: 0,
        };
        let reviewed = Some((own.area, self.areas.layout()));
        let again = view.bounded && (self.tick.wrapping_add(view.you.0)).is_multiple_of(REVIEW);
        if view.reviewed != reviewed || again {
            self.review(view, own, most, scratch, out);
            view.reviewed = reviewed;
        }
        let mut count = 0;
        if !view.is_settled {
            self.settle(view);
        }
        for run in &view.runs {
            let piece = self
                .areas
                .told()
                .of(run.from as usize, run.to as usize, run.far);
            count += piece.members;
            if !run.told {
                out.extend_from_slice(piece.records);
                looked.moves += piece.moves;
            }
        }
        if count > most {
            view.reviewed = None;
        }
        if own.talks.is_some() || !view.heeded.is_empty() || !view.beyond.is_empty() {
            looked.moves += self.look_beyond(view, own, scratch, out);
        }
        looked
    }

    /// Puts what is watched together to runs, as it is told of in this tick. Done again in each tick until
    /// all is as it should be.
    fn settle(&self, view: &mut View) {
        view.runs.clear();
        view.is_settled = true;
        for watch in &mut view.watching {
            let told = std::mem::take(&mut watch.told);
            let (from, to, far) = (watch.area, watch.area + 1, watch.far);
            match view.runs.last_mut() {
                Some(run) if (run.to, run.far, run.told) == (from, far, told) => run.to = to,
                _ => view.runs.push(Run {
                    from,
                    to,
                    far,
                    told,
                }),
            }
            if watch.far != watch.should_be_far && self.areas.is_told_alike(watch.area as usize) {
                watch.far = watch.should_be_far;
            }
            view.is_settled &= !told && watch.far == far && far == watch.should_be_far;
        }
    }

    /// Works out anew which areas are watched, and tells what that changes.
    fn review(
        &self,
        view: &mut View,
        own: &Figure,
        most: usize,
        scratch: &mut Scratch,
        out: &mut Vec<u8>,
    ) {
        std::mem::swap(&mut scratch.before, &mut view.watching);
        view.is_settled = false;
        self.find(view, own, most, scratch);
        let Scratch {
            before,
            known,
            gone,
            come,
            ..
        } = scratch;
        gone.clear();
        come.clear();
        for watch in before.iter() {
            if std::mem::take(&mut known[watch.area as usize]) > 0 {
                let area = self.areas.get(watch.area as usize);
                gone.extend_from_slice(&area.gone);
                gone.extend_from_slice(&area.members);
            }
        }
        for watch in view.watching.iter().filter(|watch| watch.told) {
            for id in &self.areas.get(watch.area as usize).members {
                if let Some(figure) = self.figures.get(id) {
                    let at = match watch.far {
                        true => figure.told_far,
                        false => figure.at,
                    };
                    come.push(figure.come(*id, at));
                }
            }
        }
        gone.sort_unstable();
        gone.dedup();
        come.sort_unstable_by_key(|come| come.id);
        write_gone(out, gone);
        write_come(out, come);
    }

    /// Fills what is watched: areas in view, nearest first, up to the bound. What was watched before and is no
    /// more stays marked as known.
    fn find(&self, view: &mut View, own: &Figure, most: usize, scratch: &mut Scratch) {
        let Scratch {
            around,
            before,
            known,
            picked,
            beside,
            ..
        } = scratch;
        known.resize(self.areas.len(), 0);
        for (watch, place) in before.iter().zip(1..) {
            known[watch.area as usize] = place;
        }
        let around = around.of(Reach::new(view.half, BEGIN, END));
        picked.clear();
        picked.resize(around.len(), None);
        beside.clear();
        let mut count = 0;
        let mut bounded = false;
        let mut pick = |area: usize, distance: i64, begins: bool| {
            let place = (known[area] as usize).checked_sub(1);
            let was = place.and_then(|place| before.get(place));
            if was.is_none() && !begins {
                return None;
            }
            let members = self.areas.count(area);
            // Where the first found no room nobody further off comes in before them.
            let fits = match was {
                Some(_) => count + members <= most,
                None => count + members <= most - most / SPARE && !bounded,
            };
            if count > 0 && !fits {
                bounded = true;
                return None;
            }
            count += members;
            known[area] = 0;
            let limit = match was {
                Some(watch) if !watch.should_be_far => FAR,
                _ => NEAR,
            };
            let far = distance > i64::from(limit) * i64::from(limit);
            Some(Watch {
                area: area as u32,
                far: was.map_or(far, |watch| watch.far),
                should_be_far: far,
                told: was.is_none(),
            })
        };
        // Of one who walks within an area the view stays the same: it is that of all of the area.
        let (column, row) = self.areas.cell(own.at);
        let (columns, rows) = self.areas.size();
        let places = self.areas.places();
        // One's own area is before its equals: one who stands in the middle of all is there.
        let mut own_watch = pick(own.area, 0, true);
        for neighbour in around {
            let cell = (column + neighbour.step.0, row + neighbour.step.1);
            if !(0..columns).contains(&cell.0) || !(0..rows).contains(&cell.1) {
                continue;
            }
            for area in self.areas.at(cell) {
                let watch = match area == own.area {
                    true => own_watch.take(),
                    false => pick(area, neighbour.distance, neighbour.begins),
                };
                match watch {
                    Some(watch) if area < places => picked[neighbour.rank] = Some(watch),
                    watch => beside.extend(watch),
                }
            }
        }
        view.bounded = bounded;
        beside.sort_unstable_by_key(|watch| watch.area);
        view.watching.clear();
        view.watching.extend(picked.iter().flatten());
        view.watching.extend_from_slice(beside);
    }

    /// Tells of those who are to be told of wherever they are; gives how many of them moved.
    fn look_beyond(
        &self,
        view: &mut View,
        own: &Figure,
        scratch: &mut Scratch,
        out: &mut Vec<u8>,
    ) -> usize {
        let Scratch {
            gone, come, moved, ..
        } = scratch;
        gone.clear();
        come.clear();
        moved.clear();
        let talk = own
            .talks
            .map_or(&[][..], |talks| self.members(talks.bubble));
        let is_wanted = |id: PersonId| talk.contains(&id) || view.heeded.contains(&id);
        let mut beyond = std::mem::take(&mut view.beyond);
        beyond.retain_mut(|(id, told)| {
            let figure = self.figures.get(id);
            let Some(figure) = figure.filter(|_| is_wanted(*id)) else {
                let covered = figure.is_some_and(|figure| view.covers(figure.area));
                if !covered {
                    gone.push(*id);
                }
                return false;
            };
            if view.covers(figure.area) {
                return false;
            }
            let from = std::mem::replace(told, figure.at);
            if self.areas.get(figure.area).has_news_of(*id) {
                come.push(figure.come(*id, figure.at));
            } else if from != figure.at {
                moved.push((*id, figure.at.x - from.x, figure.at.y - from.y));
            }
            true
        });
        for id in talk.iter().chain(&view.heeded).copied() {
            let Some(figure) = self.figures.get(&id) else {
                continue;
            };
            let known = beyond.iter().any(|(other, _)| *other == id);
            if id != view.you && !known && !view.covers(figure.area) {
                beyond.push((id, figure.at));
                come.push(figure.come(id, figure.at));
            }
        }
        view.beyond = beyond;
        gone.sort_unstable();
        come.sort_unstable_by_key(|come| come.id);
        moved.sort_unstable_by_key(|(id, ..)| *id);
        write_gone(out, gone);
        write_come(out, come);
        write_moved(out, moved);
        moved.len()
    }
}
