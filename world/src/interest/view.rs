//! What one client watches, and what it is told of that in a tick.

use hallway_protocol::limits::HEEDED;
use hallway_protocol::motion::{Come, Spot, write_come, write_gone, write_moved};
use hallway_protocol::{PersonId, TICK_HZ};

use super::areas::AREA_PX;
use super::areas::What;
use super::around::{Around, Reach};
use super::told::Span;
use super::{FAR_TICKS, Figure, Interest, KEPT, Load, SHED_TICKS};

/// Width and height of a view of which its client has not told, in map pixels: those of a small laptop.
pub const DEFAULT_VIEW: (u16, u16) = (1280, 800);

/// Widest and highest view, in map pixels. Whoever zooms out further sees people in the middle.
const MOST_VIEW: i32 = 4096;

/// How far beyond the edge of a view areas begin to be watched, and how far they go on to be; map
/// pixels. Between the two lies a little more than an area, so that who walks to and fro at an edge
/// is told nothing twice.
const BEGIN: i32 = 64;
const END: i32 = BEGIN + AREA_PX + 32;

/// Distance up to which steps in an area are told of whenever a view is looked at, and beyond which no more;
/// map pixels. Most of what a laptop shows at double size is nearer.
const NEAR: i32 = 320;
const FAR: i32 = NEAR + 64;

/// Ticks after which a view looks at its bound again, two seconds: who is nearest changes though one does not
/// leave one's area. In a full room these looks are most of what a view costs.
pub(super) const REVIEW: u32 = 2 * TICK_HZ;

/// Part of its bound that a view leaves free for those who walk into what is watched, so that areas do not
/// come and go.
const SPARE: usize = 8;

/// An area that is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Watch {
    area: u32,
    /// Steps there are told of less often.
    far: bool,
    /// Whether they should be, as soon as all steps there have been told.
    should_be_far: bool,
    /// All of it has been told with this look already.
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
    /// Those pieces are no more what is watched.
    is_rearranged: bool,
    /// All that is watched will be told in the same way with the next look.
    is_settled: bool,
    /// For which area of one's own, and which layout of areas, that was worked out, and when.
    reviewed: Option<(usize, u32)>,
    reviewed_at: u32,
    /// When it was last looked at, and when all steps far off were told with that; `None` before the first look.
    looked: Option<(u32, u32)>,
    /// Not all that is in view is watched.
    bounded: bool,
    heeded: Vec<PersonId>,
    /// Who is told of though nobody watches their area, and where they were told to be.
    beyond: Vec<(PersonId, Spot)>,
}

/// What a look told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Everything, as if nothing had been told before.
    pub fresh: bool,
    /// Of so many ticks.
    pub ticks: u8,
    /// So many moves.
    pub moves: usize,
}

/// Which ticks a look tells of.
struct Turn {
    /// Everything is told.
    fresh: bool,
    near: Span,
    far: Span,
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
            is_rearranged: true,
            is_settled: false,
            reviewed: None,
            reviewed_at: 0,
            looked: None,
            bounded: false,
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
        self.looked = None;
        self.watching.clear();
        self.is_rearranged = true;
        self.beyond.clear();
        self.reviewed = None;
    }

    /// The tick of the last look.
    pub fn looked(&self) -> Option<u32> {
        self.looked.map(|(tick, _)| tick)
    }

    /// Whether all that is near is told of as such.
    #[cfg(test)]
    pub(super) fn is_settled(&self) -> bool {
        self.is_settled
    }

    /// Puts what is watched together to runs.
    fn arrange(&mut self) {
        self.runs.clear();
        for watch in &self.watching {
            let Watch {
                area, far, told, ..
            } = *watch;
            match self.runs.last_mut() {
                Some(run) if (run.to, run.far, run.told) == (area, far, told) => run.to += 1,
                _ => self.runs.push(Run {
                    from: area,
                    to: area + 1,
                    far,
                    told,
                }),
            }
        }
    }

    /// What was told at once is told like all else from now on. When all steps have been told, of what is far
    /// too, areas may change from near to far.
    fn settle(&mut self, all_told: bool) {
        self.is_settled = true;
        for watch in &mut self.watching {
            self.is_rearranged |= std::mem::take(&mut watch.told);
            if watch.far != watch.should_be_far {
                match all_told {
                    true => {
                        watch.far = watch.should_be_far;
                        self.is_rearranged = true;
                    }
                    false => self.is_settled = false,
                }
            }
        }
    }

    fn covers(&self, area: usize) -> bool {
        let found = self
            .watching
            .binary_search_by_key(&area, |watch| watch.area as usize);
        found.is_ok()
    }
}

impl Interest {
    /// Appends what a client is to be told of what happened since the last look. `most` is the bound of its
    /// view. Nothing is appended when there is nothing to tell.
    pub fn look(
        &mut self,
        view: &mut View,
        most: usize,
        scratch: &mut Scratch,
        out: &mut Vec<u8>,
    ) -> Looked {
        let Some(own) = self.figures.get(&view.you).copied() else {
            return Looked::default();
        };
        let Turn { fresh, near, far } = self.turn(view);
        let mut looked = Looked {
            fresh,
            // At most KEPT.
            ticks: near.news as u8,
            moves: 0,
        };
        let reviewed = Some((own.area, self.areas.layout()));
        let since = self.tick.wrapping_sub(view.reviewed_at);
        if view.reviewed != reviewed || (view.bounded && since >= REVIEW) {
            self.review(view, &own, most, near.news, scratch, out);
            view.reviewed = reviewed;
            view.reviewed_at = self.tick;
        }
        if std::mem::take(&mut view.is_rearranged) {
            view.arrange();
        }
        let near_told = self.written(near);
        let far_told = match view.runs.iter().any(|run| run.far) {
            true => self.written(far),
            false => near_told,
        };
        let mut count = 0;
        for run in &view.runs {
            let place = if run.far { far_told } else { near_told };
            let Some(told) = self.told.get(place) else {
                continue;
            };
            let piece = told.piece(run.from as usize, run.to as usize);
            count += piece.members;
            if !run.told {
                out.extend_from_slice(piece.records);
                looked.moves += piece.moves;
            }
        }
        if !view.is_settled {
            view.settle(far.walks > 0);
        }
        if count > most {
            view.reviewed = None;
        }
        if own.talks.is_some() || !view.heeded.is_empty() || !view.beyond.is_empty() {
            looked.moves += self.look_beyond(view, &own, near.news, scratch, out);
        }
        looked
    }

    /// Which ticks a view is to be told of now.
    fn turn(&self, view: &mut View) -> Turn {
        let every = match self.load {
            Load::Calm => FAR_TICKS,
            Load::Heavy => SHED_TICKS,
        };
        let now = self.tick;
        let since = |tick: u32| now.wrapping_sub(tick);
        let known = view.looked.filter(|(_, far)| since(*far) <= KEPT);
        let Some((near, far)) = known else {
            view.start_over();
            view.looked = Some((now, now));
            let all = Span { news: 1, walks: 1 };
            return Turn {
                fresh: true,
                near: all,
                far: all,
            };
        };
        let news = since(near);
        // Not all in the same tick.
        let is_turn = now.wrapping_add(view.you.0).is_multiple_of(every);
        let is_due = since(far) >= every || (is_turn && since(far) >= every / 2);
        let walks = if is_due { since(far) } else { 0 };
        view.looked = Some((now, if is_due { now } else { far }));
        Turn {
            fresh: false,
            near: Span { news, walks: news },
            far: Span { news, walks },
        }
    }

    /// Works out anew which areas are watched, and tells what that changes.
    fn review(
        &self,
        view: &mut View,
        own: &Figure,
        most: usize,
        news: u32,
        scratch: &mut Scratch,
        out: &mut Vec<u8>,
    ) {
        std::mem::swap(&mut scratch.before, &mut view.watching);
        view.is_settled = false;
        view.is_rearranged = true;
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
                let lately = area.lately(self.tick, news);
                let went = lately.filter(|entry| entry.what == What::Went);
                gone.extend(went.map(|entry| entry.id));
                gone.extend_from_slice(&area.members);
            }
        }
        for watch in view.watching.iter().filter(|watch| watch.told) {
            for id in &self.areas.get(watch.area as usize).members {
                if let Some(figure) = self.figures.get(id) {
                    come.push(figure.come(*id));
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
                // Of what is told now, and then less often, steps would be told twice.
                far: was.is_some_and(|watch| watch.far),
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
        news: u32,
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
            let mut lately = self.areas.get(figure.area).lately(self.tick, news);
            let is_news = |what: What| matches!(what, What::Came | What::Talked);
            if lately.any(|entry| entry.id == *id && is_news(entry.what)) {
                come.push(figure.come(*id));
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
                come.push(figure.come(id));
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
