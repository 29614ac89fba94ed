//! How an event repeats: each day, or on days of the week, up to a number or a moment. That is what programs of
//! events use; other rules are named.

use jiff::civil::Weekday;
use jiff::{Span, ToSpan, Zoned};

use super::event::{Written, moment};

/// Times that an event takes place at most.
const MOST: usize = 366;

/// The first times, in their order.
///
/// # Errors
/// What of the rule is not read.
pub(super) fn starts(rule: &str, first: &Zoned) -> Result<Vec<Zoned>, String> {
    let mut weekly = None;
    let (mut every, mut count, mut until) = (1i64, MOST, None);
    let mut days: Vec<Weekday> = Vec::new();
    for part in rule.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim().to_ascii_uppercase();
        let not_read = || format!("“{}” is a rule that is not read", crate::time::short(part));
        match name.trim().to_ascii_uppercase().as_str() {
            "FREQ" => {
                weekly = match value.as_str() {
                    "DAILY" => Some(false),
                    "WEEKLY" => Some(true),
                    _ => return Err(not_read()),
                }
            }
            "INTERVAL" => {
                every = value
                    .parse()
                    .ok()
                    .filter(|it| (1..=366).contains(it))
                    .ok_or_else(not_read)?
            }
            "COUNT" => count = value.parse::<usize>().map_err(|_| not_read())?.min(MOST),
            "UNTIL" => {
                let written = Written::of(&value);
                until = Some(moment(&written, first.time_zone()).map_err(|_| not_read())?);
            }
            "BYDAY" => {
                days = value
                    .split(',')
                    .map(weekday)
                    .collect::<Option<_>>()
                    .ok_or_else(not_read)?
            }
            "WKST" => {}
            _ => return Err(not_read()),
        }
    }
    let weekly = weekly.ok_or("it does not say how often it repeats")?;
    if !weekly && !days.is_empty() {
        return Err("days of the week go with WEEKLY alone".to_owned());
    }
    let mut all = Vec::new();
    for step in 0..i64::try_from(MOST).unwrap_or(i64::MAX) {
        let span: Span = match weekly {
            true => (step * every).weeks(),
            false => (step * every).days(),
        };
        let Ok(base) = first.checked_add(span) else {
            break;
        };
        for at in in_week(&base, &days) {
            let is_over = until.as_ref().is_some_and(|until| at > *until);
            if is_over || all.len() >= count {
                return Ok(all);
            }
            if at >= *first {
                all.push(at);
            }
        }
    }
    Ok(all)
}

/// The times in the week of this one, which begins on Monday; this one itself when no days are named.
fn in_week(base: &Zoned, days: &[Weekday]) -> Vec<Zoned> {
    if days.is_empty() {
        return vec![base.clone()];
    }
    let today = i64::from(base.weekday().to_monday_zero_offset());
    let mut offsets: Vec<i64> = days
        .iter()
        .map(|day| i64::from(day.to_monday_zero_offset()) - today)
        .collect();
    offsets.sort_unstable();
    offsets.dedup();
    let days = offsets.into_iter();
    days.filter_map(|offset| base.checked_add(offset.days()).ok())
        .collect()
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str, expected: &[&str]) {
        // A Saturday, the last night before clocks go back.
        let first: Zoned = "2026-10-24T20:00:00[Europe/Berlin]".parse().unwrap();
        let all = starts(rule, &first).unwrap();
        let all: Vec<String> = all
            .iter()
            .map(|at| at.strftime("%m-%d %H:%M %:z").to_string())
            .collect();
        assert_eq!(all, expected, "{rule}");
    }

    #[test]
    fn times_stay_where_the_clock_shows_them() {
        check(
            "FREQ=DAILY;COUNT=3",
            &[
                "10-24 20:00 +02:00",
                "10-25 20:00 +01:00",
                "10-26 20:00 +01:00",
            ],
        );
        check(
            "FREQ=DAILY;INTERVAL=2;UNTIL=20261026T190000Z",
            &["10-24 20:00 +02:00", "10-26 20:00 +01:00"],
        );
        check(
            "FREQ=WEEKLY;BYDAY=SU,SA;COUNT=3",
            &[
                "10-24 20:00 +02:00",
                "10-25 20:00 +01:00",
                "10-31 20:00 +01:00",
            ],
        );
        check(
            "FREQ=WEEKLY;COUNT=2",
            &["10-24 20:00 +02:00", "10-31 20:00 +01:00"],
        );
        check("FREQ=DAILY;UNTIL=20261024", &[]);
    }

    #[test]
    fn other_rules_are_named_and_none_is_without_end() {
        let first: Zoned = "2026-10-24T20:00:00[UTC]".parse().unwrap();
        for rule in [
            "FREQ=MONTHLY",
            "FREQ=DAILY;BYHOUR=3",
            "FREQ=WEEKLY;BYDAY=1MO",
            "COUNT=3",
            "FREQ=DAILY;INTERVAL=0",
            "",
        ] {
            assert!(starts(rule, &first).is_err(), "{rule}");
        }
        assert_eq!(
            starts("FREQ=DAILY;COUNT=99999999", &first).unwrap().len(),
            MOST
        );
        assert_eq!(starts("FREQ=DAILY", &first).unwrap().len(), MOST);
    }
}
