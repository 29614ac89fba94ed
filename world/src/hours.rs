//! When something is open: spans of time, as authors and organizers write them. Asks no clock.

/// Spans of one list at most: a month of days with a break at noon.
#[cfg(feature = "loader")]
const MOST: usize = 64;

/// When something is open. No span at all means: always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours(Vec<Span>);

/// From the first moment up to the second, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: i64,
    to: i64,
}

impl Hours {
    /// Whether there are any.
    pub fn are_set(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether it is open at a moment, in seconds since 1970.
    pub fn is_open(&self, now: i64) -> bool {
        self.0.is_empty() || self.0.iter().any(|span| span.from <= now && now < span.to)
    }

    /// When it opens next; `None` while it is open, and when it does not open again.
    pub fn next_opening(&self, now: i64) -> Option<i64> {
        let coming = self.0.iter().map(|span| span.from);
        let coming = coming.filter(|from| *from > now);
        coming.min().filter(|_| !self.is_open(now))
    }

    /// Reads spans such as `2026-12-05T09:00+01:00/2026-12-05T18:00+01:00`: ISO 8601, with the offset from
    /// UTC, as a time of day means something else for each visitor.
    ///
    /// # Errors
    /// What can't be read, and why.
    #[cfg(feature = "loader")]
    pub fn read<'a>(spans: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut read = Vec::new();
        for text in spans {
            let text = text.trim();
            let problem = |why: &str| {
                let shown: String = text.chars().take(80).collect();
                format!("“{shown}” {why}")
            };
            if read.len() >= MOST {
                return Err(problem(&format!("is more than {MOST} spans of time")));
            }
            let (from, to) = text.split_once('/').ok_or_else(|| {
                problem("is no span of time, such as 2026-12-05T09:00+01:00/2026-12-05T18:00+01:00")
            })?;
            let moment = |text: &str| {
                let moment: Result<jiff::Timestamp, _> = text.trim().parse();
                moment.map(jiff::Timestamp::as_second).map_err(|_| {
                    problem(
                        "needs two times such as 2026-12-05T09:00+01:00, with the offset from UTC",
                    )
                })
            };
            let (from, to) = (moment(from)?, moment(to)?);
            if from >= to {
                return Err(problem("ends before it begins"));
            }
            read.push(Span { from, to });
        }
        read.sort_unstable();
        Ok(Self(read))
    }
}

#[cfg(all(test, feature = "loader"))]
mod tests {
    use super::*;

    const DAY: &str = "1970-01-01T00:01Z/1970-01-01T00:02Z";

    #[test]
    fn it_is_open_from_the_first_moment_up_to_the_second() {
        let hours = Hours::read([DAY, " 1970-01-01T01:05:00+01:00 / 1970-01-01T01:06+01:00 "]);
        let hours = hours.unwrap();
        for (now, open, next) in [
            (0, false, Some(60)),
            (60, true, None),
            (119, true, None),
            (120, false, Some(300)),
            (359, true, None),
            (360, false, None),
        ] {
            assert_eq!(hours.is_open(now), open, "{now}");
            assert_eq!(hours.next_opening(now), next, "{now}");
        }
        assert!(Hours::default().is_open(0) && !Hours::default().are_set());
        assert_eq!(Hours::default().next_opening(0), None);
    }

    #[test]
    fn what_is_no_span_is_named() {
        for (text, expected) in [
            ("", "“” is no span"),
            ("9:00-18:00", "“9:00-18:00” is no span"),
            ("9:00/18:00", "needs two times"),
            ("2026-12-05T09:00/2026-12-05T18:00", "with the offset"),
            ("2026-12-05T09:00Z/2026-12-05T09:00Z", "ends before"),
            ("2026-13-05T09:00Z/2026-14-05T09:00Z", "needs two times"),
        ] {
            let error = Hours::read([text]).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
        assert!(Hours::read(vec![DAY; MOST]).is_ok());
        assert!(Hours::read(vec![DAY; MOST + 1]).is_err());
    }
}
