//! Zones that lie over one another and contradict each other.

use hallway_protocol::Pos;

use super::{Findings, Subject, place_of};
use crate::venue::Venue;
use crate::zone::{SessionSpec, Talk, Zone};

/// Places looked at for all pairs of zones together.
const MAX_LOOKS: u64 = 50_000_000;

/// Places looked at in a cell, along each side.
const LOOKS_PER_CELL: i32 = 4;

pub(super) fn look(subject: &Subject<'_>, found: &mut Findings) {
    let venue = subject.venue;
    let mut looks = MAX_LOOKS;
    for (index, first) in venue.zones.iter().enumerate() {
        if first.silent && first.talk.is_some() {
            let message = format!("“{}” is silent and there to talk in", first.title);
            found.add(
                "silent-talk",
                &place_of(first, &subject.source.file),
                message,
            );
        }
        for second in venue.zones.iter().skip(index + 1) {
            let contradiction =
                contradiction(venue, first, second).or_else(|| contradiction(venue, second, first));
            let Some((code, what)) = contradiction else {
                continue;
            };
            if let Some(tile) = common_cell(venue, first, second, &mut looks) {
                let message = format!("“{}” and “{}” overlap: {what}", first.title, second.title);
                let place = place_of(second, &subject.source.file);
                found.add_at(code, &place, Some(tile), message);
            }
        }
    }
}

/// What would be wrong if these overlapped, seen from the first.
fn contradiction(venue: &Venue, a: &Zone, b: &Zone) -> Option<(&'static str, &'static str)> {
    if a.silent && b.talk.is_some() {
        return Some((
            "silent-talk",
            "one is silent, the other is there to talk in",
        ));
    }
    // A map that is silent as a whole, and zones that say both of themselves, mean it.
    if a.silent && !a.name.is_empty() && !b.silent && meets(venue, b) {
        return Some((
            "silent-meeting",
            "one is silent, in the other a meeting opens",
        ));
    }
    if let (Some(a), Some(b)) = (&a.exit, &b.exit)
        && a != b
    {
        return Some(("two-exits", "they lead to different places"));
    }
    if let (Some(Talk::Podium(a)), Some(Talk::Audience(b))) = (&a.talk, &b.talk)
        && a == b
    {
        return Some(("podium-audience", "one is the podium of the other"));
    }
    None
}

fn meets(venue: &Venue, zone: &Zone) -> bool {
    let sessions = zone.sessions.iter().filter_map(|id| venue.session(*id));
    sessions.into_iter().any(|session| {
        matches!(
            session.spec,
            SessionSpec::Jitsi(_) | SessionSpec::BigBlueButton(_)
        )
    })
}

/// A cell in which one can stand in both.
fn common_cell(venue: &Venue, a: &Zone, b: &Zone, looks: &mut u64) -> Option<(i64, i64)> {
    let (width, height) = venue.cell_size();
    let (from_a, to_a) = a.area.bounds(width, height)?;
    let (from_b, to_b) = b.area.bounds(width, height)?;
    let (left, right) = (from_a.x.max(from_b.x), to_a.x.min(to_b.x));
    let (top, bottom) = (from_a.y.max(from_b.y), to_a.y.min(to_b.y));
    let (dx, dy) = (
        (width / LOOKS_PER_CELL).max(1),
        (height / LOOKS_PER_CELL).max(1),
    );
    // Off the edges of cells, which belong to one side only.
    let first = |at: i32, step: i32| at.div_euclid(step) * step + step / 2;
    let mut y = first(top, dy);
    while y < bottom {
        let mut x = first(left, dx);
        while x < right {
            *looks = looks.checked_sub(1)?;
            let at = Pos { x, y };
            if a.area.contains(at, width, height) && b.area.contains(at, width, height) {
                let cell = |at: i32, side: i32| i64::from(at.div_euclid(side.max(1)));
                return Some((cell(x, width), cell(y, height)));
            }
            x += dx;
        }
        y += dy;
    }
    None
}
