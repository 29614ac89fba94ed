//! Moments and spans of time as schedules write them.

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;
use jiff::{Timestamp, civil};

/// A moment, in seconds since 1970, and how many seconds the clocks there are ahead of UTC.
pub type Moment = (i64, i32);

/// Reads `2019-08-21T11:00:00+02:00`.
pub fn moment(text: &str) -> Result<Moment, String> {
    let wrong = || {
        format!(
            "“{}” is no moment such as 2026-12-27T11:00:00+01:00",
            short(text)
        )
    };
    let parser = DateTimeParser::new();
    let at: Timestamp = parser.parse_timestamp(text).map_err(|_| wrong())?;
    let pieces = parser.parse_pieces(text).map_err(|_| wrong())?;
    let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
    Ok((at.as_second(), offset.seconds()))
}

/// Reads a date, `2019-08-21`.
pub fn date(text: &str) -> Result<civil::Date, String> {
    text.parse()
        .map_err(|_| format!("“{}” is no date such as 2026-12-27", short(text)))
}

/// Reads how long something takes, in minutes: `00:30`, `1:00`, or with days before that, `2:03:30`.
pub fn minutes(text: &str) -> Result<i64, String> {
    let wrong = || format!("“{}” is no duration such as 00:45", short(text));
    let parts: Vec<&str> = text.trim().split(':').collect();
    let number = |part: &str| {
        let is_number =
            !part.is_empty() && part.len() <= 4 && part.bytes().all(|it| it.is_ascii_digit());
        is_number.then(|| part.parse::<i64>().ok()).flatten()
    };
    let numbers: Option<Vec<i64>> = parts.into_iter().map(number).collect();
    match numbers.as_deref() {
        Some([hours, minutes @ 0..60]) => Ok(hours * 60 + minutes),
        Some([days, hours @ 0..24, minutes @ 0..60]) => Ok((days * 24 + hours) * 60 + minutes),
        _ => Err(wrong()),
    }
}

/// Enough of a text to know it again.
pub fn short(text: &str) -> String {
    let short: String = text.chars().take(60).filter(|c| !c.is_control()).collect();
    match text.chars().count() > 60 {
        true => format!("{short}…"),
        false => short,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn moments_know_their_clocks() {
        let winter = moment("2026-12-27T11:00:00+01:00").unwrap();
        assert_eq!(winter, (1_798_365_600, 3600));
        assert_eq!(moment("2026-12-27T10:00:00Z").unwrap(), (winter.0, 0));
        for wrong in ["", "2026-12-27", "2026-12-27T11:00:00", "11:00", "tomorrow"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_are_minutes() {
        for (text, expected) in [
            ("00:30", Some(30)),
            ("1:05", Some(65)),
            ("12:00", Some(720)),
            ("1:02:30", Some(26 * 60 + 30)),
            ("00:60", None),
            ("30", None),
            ("-1:00", None),
            ("a:b", None),
            ("", None),
            ("99999:00", None),
        ] {
            assert_eq!(minutes(text).ok(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,80}|[0-9:T+Z-]{0,40}") {
            let _ = moment(&text);
            let _ = minutes(&text);
            let _ = date(&text);
        }
    }
}
