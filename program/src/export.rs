//! The program as other tools read it: JSON and XML as frab and pretalx write them, and iCalendar.

mod ical;
mod json;
mod named;
mod xml;

pub use ical::write as write_ical;
pub use json::write as write_json;
pub use xml::write as write_xml;

use jiff::Timestamp;
use jiff::tz::Offset;

/// A moment by the clocks there: `2026-12-27T11:00:00+01:00`.
fn moment(at: i64, offset: i32) -> String {
    let (at, offset) = (
        Timestamp::from_second(at).unwrap_or_default(),
        Offset::from_seconds(offset).unwrap_or(Offset::UTC),
    );
    // Whole minutes, as all clocks have it today.
    at.display_with_offset(offset).to_string()
}

/// What the clocks there show: `11:00`.
fn clock(at: i64, offset: i32) -> String {
    let text = moment(at, offset);
    text.get(11..16).unwrap_or("00:00").to_owned()
}

/// `01:30`.
fn duration(seconds: i64) -> String {
    let minutes = seconds / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
