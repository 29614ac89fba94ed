//! What is told of the last ticks: the records of all areas one after another, so that those of areas that
//! lie side by side are one piece, and serve all who were last told at the same time.

use hallway_protocol::PersonId;
use hallway_protocol::motion::{Come, Talks, write_come, write_gone, write_moved, write_talks};

use super::Figures;
use super::areas::{Area, Areas, Entry, What};

/// Which ticks are told of: so many of the last ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Of who came, went and talks with others.
    pub(super) news: u32,
    /// Of who walked; at least as many, as they are told of less often. 0 for none.
    pub(super) walks: u32,
}

/// Records of all areas in their order.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Of which tick and span.
    of: Option<(u32, Span)>,
    records: Vec<u8>,
    /// What comes before each area, and at last before the end.
    before: Vec<Sum>,
}

/// How much there is of some areas: far less than 4 GB of records, and of all else not more than people in a
/// room. Small, as views read many of them.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    bytes: u32,
    moves: u32,
    members: u32,
}

/// What is told of some areas.
pub(super) struct Piece<'a> {
    /// The records.
    pub(super) records: &'a [u8],
    /// How many moves they tell.
    pub(super) moves: usize,
    /// How many people are there.
    pub(super) members: usize,
}

/// Room to work in.
#[derive(Debug, Default)]
pub(super) struct Desk {
    entries: Vec<Entry>,
    gone: Vec<PersonId>,
    come: Vec<Come>,
    moved: Vec<(PersonId, i32, i32)>,
    talks: Vec<(PersonId, Option<Talks>)>,
}

impl Told {
    /// Whether it tells of this.
    pub(super) fn is_of(&self, tick: u32, span: Span) -> bool {
        self.of == Some((tick, span))
    }

    /// Whether it tells of an earlier tick.
    pub(super) fn is_old(&self, tick: u32) -> bool {
        self.of.is_none_or(|(of, _)| of != tick)
    }

    /// Writes anew.
    pub(super) fn write(
        &mut self,
        areas: &Areas,
        figures: &Figures,
        tick: u32,
        span: Span,
        desk: &mut Desk,
    ) {
        self.of = Some((tick, span));
        self.records.clear();
        self.before.clear();
        let mut sum = Sum::default();
        self.before.push(sum);
        for area in areas.iter() {
            sum.moves += desk.write(area, figures, tick, span, &mut self.records) as u32;
            sum.bytes = self.records.len() as u32;
            sum.members += area.members.len() as u32;
            self.before.push(sum);
        }
    }

    /// What is told of the areas from one up to another, that one excluded.
    pub(super) fn piece(&self, from: usize, to: usize) -> Piece<'_> {
        let (Some(from), Some(to)) = (self.before.get(from), self.before.get(to)) else {
            return Piece {
                records: &[],
                moves: 0,
                members: 0,
            };
        };
        let records = self.records.get(from.bytes as usize..to.bytes as usize);
        Piece {
            records: records.unwrap_or_default(),
            moves: (to.moves - from.moves) as usize,
            members: (to.members - from.members) as usize,
        }
    }
}

impl Desk {
    /// Appends what is told of an area; gives how many moves that are.
    fn write(
        &mut self,
        area: &Area,
        figures: &Figures,
        tick: u32,
        span: Span,
        out: &mut Vec<u8>,
    ) -> usize {
        self.entries.clear();
        let lately = area.lately(tick, span.news.max(span.walks));
        self.entries.extend(lately.copied());
        if self.entries.is_empty() {
            return 0;
        }
        self.entries.sort_unstable_by_key(|entry| entry.id);
        self.gone.clear();
        self.come.clear();
        self.moved.clear();
        self.talks.clear();
        for entries in self.entries.chunk_by(|one, other| one.id == other.id) {
            let Some(id) = entries.first().map(|entry| entry.id) else {
                continue;
            };
            let is_news = |entry: &Entry| tick.wrapping_sub(entry.tick) < span.news;
            let figure = figures.get(&id);
            let Some(figure) = figure.filter(|_| area.members.binary_search(&id).is_ok()) else {
                if entries.iter().any(is_news) {
                    self.gone.push(id);
                }
                continue;
            };
            // Where they were when their steps were told last is not known of those who came since: they are
            // told with all that is known of them, once more perhaps.
            if entries.iter().any(|entry| entry.what == What::Came) {
                self.come.push(figure.come(id));
                continue;
            }
            let mut step = (0, 0);
            for entry in entries {
                if let What::Walked(dx, dy) = entry.what
                    && span.walks > 0
                {
                    step = (step.0 + dx, step.1 + dy);
                }
            }
            if step != (0, 0) {
                self.moved.push((id, step.0, step.1));
            }
            if entries
                .iter()
                .any(|entry| entry.what == What::Talked && is_news(entry))
            {
                self.talks.push((id, figure.talks));
            }
        }
        write_gone(out, &self.gone);
        write_come(out, &self.come);
        write_moved(out, &self.moved);
        write_talks(out, &self.talks);
        self.moved.len()
    }
}
