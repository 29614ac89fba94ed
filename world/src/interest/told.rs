//! What is told of one tick: the records of all areas one after another, so that those of areas that lie
//! side by side are one piece.

/// Records of a tick, of all areas in their order.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// For those who watch from near by.
    pub(super) near: Vec<u8>,
    /// And from far off.
    pub(super) far: Vec<u8>,
    /// What comes before each area, and at last before the end.
    before: Vec<Sum>,
    sum: Sum,
}

/// How much there is of some areas: far less than 4 GB of records, and of all else not more than people in a
/// room. Small, as views read many of them.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    near: u32,
    far: u32,
    near_moves: u32,
    far_moves: u32,
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

impl Told {
    /// Whether nothing is told, of so many areas.
    pub(super) fn is_nothing_of(&self, areas: usize) -> bool {
        self.near.is_empty() && self.far.is_empty() && self.before.len() == areas + 1
    }

    /// Begins with the first area.
    pub(super) fn clear(&mut self) {
        self.near.clear();
        self.far.clear();
        self.before.clear();
        self.sum = Sum::default();
        self.before.push(self.sum);
    }

    /// All of an area has been written: with so many members and so many moves.
    pub(super) fn end_area(&mut self, members: usize, near_moves: usize, far_moves: usize) {
        self.sum.near = self.near.len() as u32;
        self.sum.far = self.far.len() as u32;
        self.sum.near_moves += near_moves as u32;
        self.sum.far_moves += far_moves as u32;
        self.sum.members += members as u32;
        self.before.push(self.sum);
    }

    /// What is told of the areas from one up to another, that one excluded.
    pub(super) fn of(&self, from: usize, to: usize, far: bool) -> Piece<'_> {
        let (Some(from), Some(to)) = (self.before.get(from), self.before.get(to)) else {
            return Piece {
                records: &[],
                moves: 0,
                members: 0,
            };
        };
        let records = match far {
            true => self.far.get(from.far as usize..to.far as usize),
            false => self.near.get(from.near as usize..to.near as usize),
        };
        let moves = match far {
            true => to.far_moves - from.far_moves,
            false => to.near_moves - from.near_moves,
        };
        Piece {
            records: records.unwrap_or_default(),
            moves: moves as usize,
            members: (to.members - from.members) as usize,
        }
    }
}
