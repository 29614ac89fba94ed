//! The program of an event: read from what organizers' tools export, put together, and asked what is on where.
//!
//! Pure: no file is opened and no clock is read here. What is read is hostile and bounded ([`limits`]); a talk
//! that makes no sense is left out and named in a [`Report`], and the rest goes on.
#![forbid(unsafe_code)]

mod change;
mod export;
mod find;
mod frab_json;
mod frab_xml;
mod ical;
pub mod limits;
mod merge;
mod model;
mod now;
mod report;
mod text;
mod time;

pub use change::Change;
pub use export::{write_ical, write_json, write_xml};
pub use find::conflicts;
pub use frab_json::read as read_json;
pub use frab_xml::read as read_xml;
pub use ical::read as read_ical;
pub use merge::merge;
pub use model::{Day, Link, Person, Program, Talk, TalkId};
pub use now::Door;
pub use report::{Finding, Report, Unreadable};
