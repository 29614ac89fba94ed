//! Bounds on what is read. The largest program that we know of, of a congress with 15,000 visitors, has some 1,200
//! talks in 60 rooms, and a file of 8 MB.

/// Bytes of a file.
pub const FILE_BYTES: usize = 32 << 20;

/// Days.
pub const DAYS: usize = 60;

/// Talks of all days.
pub const TALKS: usize = 10_000;

/// Rooms.
pub const ROOMS: usize = 1_000;

/// Persons, and links, of one talk.
pub const OF_TALK: usize = 50;

/// Characters of a title, a name or the like.
pub const LINE_CHARS: usize = 300;

/// Characters of an abstract or a description.
pub const TEXT_CHARS: usize = 20_000;

/// Characters of a URL.
pub const URL_CHARS: usize = 2_000;

/// Minutes of a talk: three days, of an exhibition for example.
pub const MINUTES: i64 = 3 * 24 * 60;

/// Findings of a report; beyond that they are counted.
pub const FINDINGS: usize = 200;
