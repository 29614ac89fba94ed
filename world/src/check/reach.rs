//! Where one can walk to, with all doors open: starts and zones that are cut off.

use std::collections::{BTreeMap, HashSet, VecDeque};

use hallway_protocol::Pos;
use hallway_protocol::geom::SUBPX;

use super::{Findings, Subject};
use crate::movement::can_walk;
use crate::venue::{Area, Start, Venue, Zone};
use crate::walls::Walls;

/// Looks at nodes that may be taken for one zone: more than any map has.
const MAX_LOOKS: usize = 20_000_000;

/// Number of a part of the map within which one can walk everywhere; 0 for nobody's.
type Part = u32;

pub(super) fn look(subject: &Subject<'_>, found: &mut Findings) {
    let venue = subject.venue;
    let file = &subject.source.file;
    if venue.starts.is_empty() {
        return;
    }
    let mut ground = Ground::of(venue);
    let parts: Vec<Vec<Part>> = venue
        .starts
        .iter()
        .map(|start| start.spots.iter().map(|spot| ground.part(*spot)).collect())
        .collect();
    split_starts(file, &venue.starts, &parts, found);
    apart(file, venue, &ground, &parts, found);
    for zone in &venue.zones {
        if ground
            .parts_of(&zone.area)
            .is_some_and(|parts| parts.is_empty())
        {
            let message = format!("one can't walk to “{}” from any start", zone.title);
            let tile = corner(zone, venue);
            found.add_at(
                "unreachable-zone",
                &super::place_of(zone, file),
                tile,
                message,
            );
        }
    }
}

fn split_starts(file: &str, starts: &[Start], parts: &[Vec<Part>], found: &mut Findings) {
    for (start, parts) in starts.iter().zip(parts) {
        let main = most_frequent(parts);
        let strays: Vec<Pos> = start
            .spots
            .iter()
            .zip(parts)
            .filter(|(_, part)| **part != main)
            .map(|(spot, _)| *spot)
            .collect();
        if let Some(first) = strays.first() {
            let message = format!(
                "{} of the {} spots of the start “{}” are cut off from the others",
                strays.len(),
                start.spots.len(),
                start.name
            );
            let place = format!("{file}, start “{}”", start.name);
            found.add_at(
                "split-start",
                &place,
                None,
                format!(
                    "{message}, the first at {}, {} pixels",
                    first.x / SUBPX,
                    first.y / SUBPX
                ),
            );
        }
    }
}

/// Starts from which neither the usual start nor any exit can be reached.
fn apart(
    file: &str,
    venue: &Venue,
    ground: &Ground<'_>,
    parts: &[Vec<Part>],
    found: &mut Findings,
) {
    let starts = || venue.starts.iter().zip(parts);
    let Some(usual) = starts().find(|(start, _)| start.default) else {
        return;
    };
    let usual = most_frequent(usual.1);
    let mut ways_out: HashSet<Part> = HashSet::from([usual]);
    for zone in venue.zones.iter().filter(|zone| zone.exit.is_some()) {
        ways_out.extend(ground.parts_of(&zone.area).into_iter().flatten());
    }
    for (start, parts) in starts() {
        if !ways_out.contains(&most_frequent(parts)) {
            let message = format!(
                "from the start “{}” one can walk neither to the usual start nor to an exit",
                start.name
            );
            found.add(
                "start-apart",
                &format!("{file}, start “{}”", start.name),
                message,
            );
        }
    }
}

fn most_frequent(parts: &[Part]) -> Part {
    let mut counts: BTreeMap<Part, usize> = BTreeMap::new();
    for part in parts {
        *counts.entry(*part).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(_, count)| **count);
    most.map_or(0, |(part, _)| *part)
}

/// The top left cell of a zone.
fn corner(zone: &Zone, venue: &Venue) -> Option<(i64, i64)> {
    let (width, height) = venue.cell_size();
    let (from, _) = zone.area.bounds(width, height)?;
    Some((
        i64::from(from.x.div_euclid(width.max(1))),
        i64::from(from.y.div_euclid(height.max(1))),
    ))
}

/// The corners, middles and mid-edges of all cells, and to which part of the map each belongs.
struct Ground<'v> {
    venue: &'v Venue,
    walls: Walls,
    columns: usize,
    rows: usize,
    step: (i32, i32),
    parts: Vec<Part>,
    last: Part,
}

impl<'v> Ground<'v> {
    fn of(venue: &'v Venue) -> Self {
        let walls = venue.scene.walls_with(|_| true);
        let (columns, rows) = (
            walls.columns() as usize * 2 + 1,
            walls.rows() as usize * 2 + 1,
        );
        let (width, height) = venue.cell_size();
        Self {
            venue,
            walls,
            columns,
            rows,
            step: ((width / 2).max(1), (height / 2).max(1)),
            parts: vec![0; columns * rows],
            last: 0,
        }
    }

    fn pos(&self, node: usize) -> Pos {
        Pos {
            x: (node % self.columns) as i32 * self.step.0,
            y: (node / self.columns) as i32 * self.step.1,
        }
    }

    /// The part that a free place is in; all of it is looked at when it is a new one.
    fn part(&mut self, spot: Pos) -> Part {
        let near: Vec<usize> = self
            .around(spot)
            .filter(|node| can_walk(&self.walls, spot, self.pos(*node)))
            .collect();
        let known = near.iter().filter_map(|node| self.parts.get(*node));
        if let Some(known) = known.copied().find(|part| *part != 0) {
            return known;
        }
        self.last += 1;
        let part = self.last;
        let mut open = VecDeque::new();
        for node in near {
            self.open(node, part, &mut open);
        }
        while let Some(node) = open.pop_front() {
            let (x, y) = (node % self.columns, node / self.columns);
            let next = [
                (x > 0).then(|| node.saturating_sub(1)),
                (x + 1 < self.columns).then_some(node + 1),
                (y > 0).then(|| node.saturating_sub(self.columns)),
                (y + 1 < self.rows).then_some(node + self.columns),
            ];
            for next in next.into_iter().flatten() {
                let new = self.parts.get(next) == Some(&0);
                if new && can_walk(&self.walls, self.pos(node), self.pos(next)) {
                    self.open(next, part, &mut open);
                }
            }
        }
        part
    }

    fn open(&mut self, node: usize, part: Part, open: &mut VecDeque<usize>) {
        if let Some(slot) = self.parts.get_mut(node).filter(|slot| **slot == 0) {
            *slot = part;
            open.push_back(node);
        }
    }

    fn around(&self, at: Pos) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.columns, self.rows);
        let column = usize::try_from(at.x / self.step.0).unwrap_or(0);
        let row = usize::try_from(at.y / self.step.1).unwrap_or(0);
        [(0, 0), (1, 0), (0, 1), (1, 1)]
            .into_iter()
            .map(move |(x, y)| (column + x, row + y))
            .filter(move |(x, y)| *x < columns && *y < rows)
            .map(move |(x, y)| y * columns + x)
    }

    /// The parts that an area reaches into; `None` when it is so small that this can't be told.
    fn parts_of(&self, area: &Area) -> Option<HashSet<Part>> {
        let (width, height) = self.venue.cell_size();
        let (from, to) = area.bounds(width, height)?;
        let node = |at: i32, step: i32, most: usize| {
            usize::try_from(at.div_euclid(step)).unwrap_or(0).min(most)
        };
        let columns = node(from.x, self.step.0, self.columns)
            ..node(to.x, self.step.0, self.columns)
                .saturating_add(2)
                .min(self.columns);
        let rows = node(from.y, self.step.1, self.rows)
            ..node(to.y, self.step.1, self.rows)
                .saturating_add(2)
                .min(self.rows);
        let (mut any, mut looks) = (false, 0);
        let mut parts = HashSet::new();
        for row in rows {
            for column in columns.clone() {
                looks += 1;
                if looks > MAX_LOOKS {
                    return None;
                }
                let node = row * self.columns + column;
                if !area.contains(self.pos(node), width, height) {
                    continue;
                }
                any = true;
                parts.extend(self.parts.get(node).copied().filter(|part| *part != 0));
            }
        }
        any.then_some(parts)
    }
}
