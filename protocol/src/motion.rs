//! Who is in a client's view, and where: what comes into it, goes out of it and moves within it in
//! one tick.
//!
//! The idea: what happens in an area is written once, as a run of records, and goes to all who watch the
//! area. A client's frame is the records of all its areas one after another, so that nothing is
//! written for each client anew. Ids in a record are told as distances from one to the next, places in
//! half pixels, and steps of most walks take two or three bytes.

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::codec::DecodeError;
use crate::geom::SUBPX;
use crate::{BubbleId, Dir, PersonId, Pos};

/// Subpixels in the unit of places that others are told: half a map pixel. Less than anybody sees, and
/// a step of a tick fits into a byte.
pub const GRAIN: i32 = SUBPX / 2;

/// A place as others are told it, in units of [`GRAIN`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spot {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

impl Spot {
    /// The spot nearest to the left and above a place.
    pub fn of(pos: Pos) -> Self {
        Self {
            x: pos.x.div_euclid(GRAIN),
            y: pos.y.div_euclid(GRAIN),
        }
    }

    /// The place of a spot.
    pub fn pos(self) -> Pos {
        Pos {
            x: self.x.saturating_mul(GRAIN),
            y: self.y.saturating_mul(GRAIN),
        }
    }

    /// The spot after a step.
    #[must_use]
    pub fn after(self, dx: i32, dy: i32) -> Self {
        Self {
            x: self.x.saturating_add(dx),
            y: self.y.saturating_add(dy),
        }
    }
}

/// The bubble that somebody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Talks {
    /// Which.
    pub bubble: BubbleId,
    /// Nobody joins it who is not let in by a member.
    pub locked: bool,
}

/// Somebody who is in view now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Come {
    /// Who.
    pub id: PersonId,
    /// Where.
    pub at: Spot,
    /// Where they look.
    pub dir: Dir,
    /// The bubble they are in.
    pub talks: Option<Talks>,
}

/// One thing that happened in a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// Somebody is out of view, or gone.
    Gone(PersonId),
    /// Somebody is in view. Of one who was before, too: then they are there now, without having
    /// walked there.
    Come(Come),
    /// Somebody walked so many units of [`GRAIN`] to the right and down.
    Moved(PersonId, i32, i32),
    /// Somebody is in a bubble now, in another one or in none, or it was locked or opened.
    Talks(PersonId, Option<Talks>),
}

/// What happened in a view in a tick, or in a few. All who are gone went before anybody came, and all who came did
/// before anybody moved, wherever in the records it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Motion {
    /// The tick, or the last of them.
    pub tick: u32,
    /// How many ticks went by since the view was looked at before: near steps are of these.
    pub ticks: u8,
    /// Whoever was in view before is not, but for those who come.
    pub fresh: bool,
    /// What happened.
    pub records: Records,
}

/// Records, written. They are equal when their bytes are.
#[derive(Clone, Debug, Default)]
pub struct Records {
    written: Vec<u8>,
    /// Where what is told lies, if that was found out already.
    sections: Option<Vec<Section>>,
}

impl PartialEq for Records {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for Records {}

/// Records of one kind that are written one after another.
#[derive(Clone, Copy, Debug)]
struct Section {
    kind: u32,
    count: u32,
    /// Where the first begins.
    from: usize,
}

const GONE: u32 = 0;
const COME: u32 = 1;
const MOVED: u32 = 2;
const TALKS: u32 = 3;
/// Like [`MOVED`], for steps in one of eight directions.
const WALKED: u32 = 4;

/// Kinds in the order in which they happened; those of one entry happened in the order in which they are
/// written.
const ORDER: [&[u32]; 3] = [&[GONE], &[COME], &[MOVED, TALKS, WALKED]];

/// Bits of a record's head that tell its kind; the others tell how many it speaks of.
const KIND_BITS: u32 = 3;

/// The eight directions, and bits of a step that tell which of them it goes.
const DIRECTIONS: [(i32, i32); 8] = [
    (1, 0),
    (-1, 0),
    (0, 1),
    (0, -1),
    (1, 1),
    (1, -1),
    (-1, 1),
    (-1, -1),
];
const DIRECTION_BITS: u32 = 3;

/// Bits of what follows a place: direction, then whether a bubble follows.
const DIR_BITS: u32 = 2;

impl Records {
    /// Records that were written by the functions of this module.
    pub fn of_written(written: Vec<u8>) -> Self {
        let sections = None;
        Self { written, sections }
    }

    /// The bytes, to be used again.
    pub fn into_bytes(self) -> Vec<u8> {
        self.written
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Tells all in the order in which it happened: who went, who came, then the rest. Of records
    /// that came over a line nothing is left out; it was made sure then that they can be read.
    pub fn in_order(&self, mut each: impl FnMut(Record)) {
        let found = match self.sections {
            Some(_) => None,
            None => self.find_sections().ok(),
        };
        let sections = self.sections.as_ref().or(found.as_ref());
        debug_assert!(sections.is_some());
        for kinds in ORDER {
            let sections = sections.into_iter().flatten();
            for section in sections.filter(|section| kinds.contains(&section.kind)) {
                let bytes = self.written.get(section.from..).unwrap_or_default();
                let read = section.read(&mut Bytes(bytes), &mut each);
                debug_assert_eq!(read, Ok(()));
            }
        }
    }

    /// Reads all as it is written.
    ///
    /// # Errors
    /// When the bytes end inside a record, or mean nothing.
    pub fn read(&self, mut each: impl FnMut(Record)) -> Result<(), DecodeError> {
        self.walk(|section, bytes| section.read(bytes, &mut each))
    }

    /// Finds out where what is told lies, and makes sure that all of it can be read.
    fn find_sections(&self) -> Result<Vec<Section>, DecodeError> {
        let mut sections = Vec::new();
        self.walk(|section, bytes| {
            if section.count > 0 {
                sections.push(section);
            }
            section.read(bytes, &mut |_| {})
        })?;
        Ok(sections)
    }

    /// Goes from section to section; `read` takes the bytes of each.
    fn walk(
        &self,
        mut read: impl FnMut(Section, &mut Bytes<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let mut bytes = Bytes(&self.written);
        while !bytes.0.is_empty() {
            let head = bytes.number()?;
            let section = Section {
                kind: head & ((1 << KIND_BITS) - 1),
                count: head >> KIND_BITS,
                from: self.written.len() - bytes.0.len(),
            };
            read(section, &mut bytes)?;
        }
        Ok(())
    }
}

impl Section {
    fn read(self, bytes: &mut Bytes<'_>, each: &mut impl FnMut(Record)) -> Result<(), DecodeError> {
        // One loop for each kind: which it is need not be asked of each record.
        match self.kind {
            GONE => read_all(self.count, bytes, each, |id, _| Ok(Record::Gone(id))),
            COME => read_all(self.count, bytes, each, |id, bytes| {
                Ok(Record::Come(bytes.come(id)?))
            }),
            MOVED => read_all(self.count, bytes, each, |id, bytes| {
                Ok(Record::Moved(id, bytes.signed()?, bytes.signed()?))
            }),
            WALKED => read_all(self.count, bytes, each, |id, bytes| {
                let (dx, dy) = step_of(bytes.number()?);
                Ok(Record::Moved(id, dx, dy))
            }),
            TALKS => read_all(self.count, bytes, each, |id, bytes| {
                Ok(Record::Talks(id, talks_of(bytes.number()?)))
            }),
            _ => Err(DecodeError::Garbled),
        }
    }
}

/// Reads so many ids, and of each by `read` what follows it.
fn read_all(
    count: u32,
    bytes: &mut Bytes<'_>,
    each: &mut impl FnMut(Record),
    read: impl Fn(PersonId, &mut Bytes<'_>) -> Result<Record, DecodeError>,
) -> Result<(), DecodeError> {
    let mut id = 0u32;
    for _ in 0..count {
        let next = id.checked_add(bytes.number()?);
        id = next.ok_or(DecodeError::Garbled)?;
        each(read(PersonId(id), bytes)?);
    }
    Ok(())
}

fn talks_of(number: u32) -> Option<Talks> {
    let (bubble, locked) = (number >> 1, number & 1 == 1);
    (bubble > 0).then_some(Talks {
        bubble: BubbleId(bubble),
        locked,
    })
}

fn number_of(talks: Option<Talks>) -> u32 {
    talks.map_or(0, |talks| (talks.bubble.0 << 1) | u32::from(talks.locked))
}

/// Whether a step goes in one of eight directions, and is no longer than a number can tell.
fn is_straight(dx: i32, dy: i32) -> bool {
    let (right, down) = (dx.unsigned_abs(), dy.unsigned_abs());
    let longest = 1 << (u32::BITS - DIRECTION_BITS);
    (right.min(down) == 0 || right == down) && (1..=longest).contains(&right.max(down))
}

/// The number of a straight step.
fn number_of_step(dx: i32, dy: i32) -> u32 {
    let direction = (dx.signum(), dy.signum());
    let direction = DIRECTIONS.iter().position(|it| *it == direction);
    // There is no step of length 0.
    let length = dx.unsigned_abs().max(dy.unsigned_abs()) - 1;
    (length << DIRECTION_BITS) | direction.unwrap_or_default() as u32
}

fn step_of(number: u32) -> (i32, i32) {
    let direction = number & ((1 << DIRECTION_BITS) - 1);
    let (right, down) = DIRECTIONS[direction as usize];
    // At most 2^29.
    let length = (number >> DIRECTION_BITS).cast_signed() + 1;
    (right * length, down * length)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> Result<u8, DecodeError> {
        let (first, rest) = self.0.split_first().ok_or(DecodeError::Garbled)?;
        self.0 = rest;
        Ok(*first)
    }

    /// Seven bits a byte, the lowest first; the eighth tells that more follow.
    #[inline]
    fn number(&mut self) -> Result<u32, DecodeError> {
        // Most are of one byte.
        match self.0.split_first() {
            Some((first, rest)) if first & 0x80 == 0 => {
                self.0 = rest;
                Ok(u32::from(*first))
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> Result<u32, DecodeError> {
        let mut number = 0u32;
        for shift in (0..u32::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u32::from(byte & 0x7f);
            if bits > u32::MAX >> shift {
                return Err(DecodeError::Garbled);
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(DecodeError::Garbled)
    }

    /// Small numbers of either sign are small: 0, -1, 1, -2.
    fn signed(&mut self) -> Result<i32, DecodeError> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn come(&mut self, id: PersonId) -> Result<Come, DecodeError> {
        let at = Spot {
            x: self.signed()?,
            y: self.signed()?,
        };
        let flags = self.number()?;
        let dir = match flags & ((1 << DIR_BITS) - 1) {
            0 => Dir::Down,
            1 => Dir::Left,
            2 => Dir::Right,
            _ => Dir::Up,
        };
        let talks = talks_of(flags >> DIR_BITS);
        Ok(Come { id, at, dir, talks })
    }
}

fn put(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_signed(out: &mut Vec<u8>, number: i32) {
    put(out, ((number << 1) ^ (number >> 31)).cast_unsigned());
}

/// Writes one section: its head, and of each its distance to the one before and what `rest` says of it.
/// They must come by their ids in ascending order; one that does not would be read as another.
fn write<T>(
    out: &mut Vec<u8>,
    kind: u32,
    all: impl Iterator<Item = T> + Clone,
    id: impl Fn(&T) -> PersonId,
    rest: impl Fn(&mut Vec<u8>, &T),
) {
    let count = all.clone().count() as u32;
    if count == 0 {
        return;
    }
    debug_assert!(all.clone().is_sorted_by_key(|it| id(&it).0));
    put(out, (count << KIND_BITS) | kind);
    let mut last = 0u32;
    for it in all {
        let PersonId(now) = id(&it);
        put(out, now.wrapping_sub(last));
        last = now;
        rest(out, &it);
    }
}

/// Writes who went, in the order of their ids.
pub fn write_gone(out: &mut Vec<u8>, all: &[PersonId]) {
    write(out, GONE, all.iter(), |id| **id, |_, _| {});
}

/// Writes who came, in the order of their ids.
pub fn write_come(out: &mut Vec<u8>, all: &[Come]) {
    write(
        out,
        COME,
        all.iter(),
        |come| come.id,
        |out, come| {
            put_signed(out, come.at.x);
            put_signed(out, come.at.y);
            let dir = match come.dir {
                Dir::Down => 0,
                Dir::Left => 1,
                Dir::Right => 2,
                Dir::Up => 3,
            };
            put(out, (number_of(come.talks) << DIR_BITS) | dir);
        },
    );
}

/// Writes who moved, in the order of their ids.
pub fn write_moved(out: &mut Vec<u8>, all: &[(PersonId, i32, i32)]) {
    let walked = all.iter().filter(|(_, dx, dy)| is_straight(*dx, *dy));
    write(
        out,
        WALKED,
        walked,
        |walked| walked.0,
        |out, (_, dx, dy)| put(out, number_of_step(*dx, *dy)),
    );
    let others = all.iter().filter(|(_, dx, dy)| !is_straight(*dx, *dy));
    write(
        out,
        MOVED,
        others,
        |moved| moved.0,
        |out, (_, dx, dy)| {
            put_signed(out, *dx);
            put_signed(out, *dy);
        },
    );
}

/// Writes who talks with others than before, in the order of their ids.
pub fn write_talks(out: &mut Vec<u8>, all: &[(PersonId, Option<Talks>)]) {
    write(
        out,
        TALKS,
        all.iter(),
        |talks| talks.0,
        |out, (_, talks)| put(out, number_of(*talks)),
    );
}

impl Serialize for Records {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.written)
    }
}

impl<'de> Deserialize<'de> for Records {
    /// Refuses what is no sequence of whole records.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfBytes;
        impl Visitor<'_> for OfBytes {
            type Value = Records;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("records")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Records, E> {
                let mut records = Records::of_written(bytes.to_vec());
                let sections = records.find_sections().map_err(E::custom)?;
                records.sections = Some(sections);
                Ok(records)
            }
        }
        deserializer.deserialize_bytes(OfBytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{decode_frame, encode};

    fn talks() -> impl Strategy<Value = Option<Talks>> {
        // Bubbles are numbered one after another; a room makes fewer in a year.
        prop::option::of((1u32..1 << 28, any::<bool>())).prop_map(|talks| {
            talks.map(|(bubble, locked)| Talks {
                bubble: BubbleId(bubble),
                locked,
            })
        })
    }

    fn ids() -> impl Strategy<Value = Vec<PersonId>> {
        prop::collection::btree_set(any::<u32>(), 0..20)
            .prop_map(|ids| ids.into_iter().map(PersonId).collect())
    }

    fn section() -> impl Strategy<Value = Vec<Record>> {
        let dir = prop::sample::select(vec![Dir::Down, Dir::Left, Dir::Right, Dir::Up]);
        let one = (any::<i32>(), any::<i32>(), dir, talks());
        (0u32..5, ids(), prop::collection::vec(one, 20)).prop_map(|(kind, ids, values)| {
            let all = ids.into_iter().zip(values);
            all.map(|(id, (x, y, dir, talks))| match kind {
                GONE => Record::Gone(id),
                COME => Record::Come(Come {
                    id,
                    at: Spot { x, y },
                    dir,
                    talks,
                }),
                MOVED => Record::Moved(id, x, y),
                // As most are.
                WALKED => Record::Moved(
                    id,
                    x % 100,
                    [0, x % 100, -(x % 100)][y.unsigned_abs() as usize % 3],
                ),
                _ => Record::Talks(id, talks),
            })
            .collect()
        })
    }

    fn written(sections: &[Vec<Record>]) -> Records {
        let mut out = Vec::new();
        for section in sections {
            let (mut gone, mut come, mut moved, mut talks) = (vec![], vec![], vec![], vec![]);
            for record in section {
                match *record {
                    Record::Gone(id) => gone.push(id),
                    Record::Come(it) => come.push(it),
                    Record::Moved(id, dx, dy) => moved.push((id, dx, dy)),
                    Record::Talks(id, now) => talks.push((id, now)),
                }
            }
            write_gone(&mut out, &gone);
            write_come(&mut out, &come);
            write_moved(&mut out, &moved);
            write_talks(&mut out, &talks);
        }
        Records::of_written(out)
    }

    proptest! {
        #[test]
        fn records_come_back_as_they_were(sections in prop::collection::vec(section(), 0..6)) {
            let mut read = Vec::new();
            prop_assert!(written(&sections).read(|record| read.push(record)).is_ok());
            let is_crooked = |record: &Record| match record {
                Record::Moved(_, dx, dy) => !is_straight(*dx, *dy),
                _ => false,
            };
            // Of those who moved, those who went straight are written before the others.
            let expected = sections.iter().flat_map(|section| {
                let mut section = section.clone();
                section.sort_by_key(is_crooked);
                section
            });
            prop_assert_eq!(read, expected.collect::<Vec<_>>());
        }

        #[test]
        fn who_went_is_told_first_then_who_came_whether_it_came_over_a_line_or_not(
            sections in prop::collection::vec(section(), 0..6),
        ) {
            let turn = |record: &Record| match record {
                Record::Gone(_) => 0,
                Record::Come(_) => 1,
                Record::Moved(..) | Record::Talks(..) => 2,
            };
            let mut expected = Vec::new();
            prop_assert!(written(&sections).read(|record| expected.push(record)).is_ok());
            // Keeps the order of equals.
            expected.sort_by_key(turn);
            let records = written(&sections);
            let motion = Motion { records: records.clone(), ..Motion::default() };
            let mut frame = Vec::new();
            encode(&motion, &mut frame);
            let came = decode_frame::<Motion>(&frame, 1).expect("a whole frame").remove(0);
            for records in [records, came.records] {
                let mut told = Vec::new();
                records.in_order(|record| told.push(record));
                prop_assert_eq!(&told, &expected);
            }
        }

        #[test]
        fn any_prefix_of_a_frame_is_refused(
            sections in prop::collection::vec(section(), 0..6),
            tick: u32,
            ticks: u8,
            fresh: bool,
            cut in 0.0..1.0f64,
        ) {
            let motion = Motion { tick, ticks, fresh, records: written(&sections) };
            let mut frame = Vec::new();
            encode(&motion, &mut frame);
            prop_assert_eq!(decode_frame(&frame, 1), Ok(vec![motion]));
            let keep = (frame.len() as f64 * cut) as usize;
            prop_assert!(decode_frame::<Motion>(&frame[..keep], 1).is_err());
        }

        #[test]
        fn random_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Records::of_written(bytes).read(|_| {});
        }

        #[test]
        fn a_spot_is_less_than_a_grain_away(x in -100_000i32..100_000, y in -100_000i32..100_000) {
            let place = Pos { x, y };
            let spot = Spot::of(place).pos();
            prop_assert!((0..GRAIN).contains(&(place.x - spot.x)));
            prop_assert!((0..GRAIN).contains(&(place.y - spot.y)));
        }
    }

    #[test]
    fn a_step_in_a_crowd_takes_two_bytes_and_one_more_elsewhere() {
        for (apart, most) in [(1, 2.1), (100, 2.1), (1000, 3.1)] {
            let moved: Vec<_> = (1..=40)
                .map(|index| (PersonId(index * apart), 16, -16))
                .collect();
            let mut out = Vec::new();
            write_moved(&mut out, &moved);
            let each = out.len() as f64 / moved.len() as f64;
            assert!(each <= most, "{each} bytes at distances of {apart}");
        }
    }

    #[test]
    fn a_count_without_end_is_refused_at_once() {
        let mut out = Vec::new();
        put(&mut out, u32::MAX);
        let mut read = 0;
        assert_eq!(
            Records::of_written(out).read(|_| read += 1),
            Err(DecodeError::Garbled)
        );
        assert_eq!(read, 0);
    }
}
