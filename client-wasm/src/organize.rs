//! The organizers' page: what the server tells it, and the chart of attendance. Pure.

use serde::Deserialize;

/// Who is where, who waits, and how the server does.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Overview {
    /// One's own role.
    pub role: String,
    /// The rooms, by name.
    pub rooms: Vec<Room>,
    /// How many wait at the venue's door.
    pub waiting: usize,
    /// Reports that nobody has answered.
    pub reports: usize,
    /// How the server does.
    pub health: Health,
}

/// A room.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Room {
    /// Its path.
    pub name: String,
    /// Who is there.
    pub people: Vec<Person>,
    /// Its zones.
    pub zones: Vec<Zone>,
}

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: u32,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: String,
    /// The zones they stand in.
    pub zones: Vec<String>,
    /// Whether one may send them away.
    pub may_remove: bool,
}

/// A zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub struct Zone {
    /// What people call it.
    pub title: String,
    /// How many are there.
    pub people: usize,
}

/// How the server does.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Health {
    /// Its version.
    pub version: String,
    /// How long it runs.
    pub uptime_seconds: u64,
    /// Open connections.
    pub connections: i64,
    /// Peer connections.
    pub calls: u64,
    /// Ticks made.
    pub ticks: u64,
    /// Ticks that took too long.
    pub late_ticks: u64,
}

/// How the venue's door stands.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Doors {
    /// Whom it lets in.
    pub entry: String,
    /// Whether there is a password.
    pub has_password: bool,
    /// How many the venue holds; 0 for any number.
    pub max_people: usize,
    /// When it is open.
    pub hours: Vec<String>,
}

/// What is in force against somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub struct Sanction {
    /// Its number, as a text.
    pub id: String,
    /// `removed`, `banned`, `muted` or `released`.
    pub kind: String,
    /// The name they had.
    pub name: String,
    /// Who did it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// Until when; for good without.
    pub until: Option<i64>,
}

/// Something that was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub struct Audit {
    /// Its number.
    pub id: i64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// The room.
    pub room: String,
    /// The zones.
    pub place: String,
    /// Who did it.
    pub by_name: String,
    /// What.
    pub act: String,
    /// About whom.
    pub name: Option<String>,
    /// Why.
    pub reason: String,
}

/// A link that grants a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub struct Invitation {
    /// Its number.
    pub number: i64,
    /// What it grants; empty for one that was not made on this page.
    pub role: String,
    /// The room that it is for; empty for all.
    pub room: String,
    /// The zone that it is for; empty for all.
    pub zone: String,
    /// Who made it.
    pub by_name: String,
    /// When it counts no more, in seconds since 1970.
    pub expires: i64,
    /// How many used it.
    pub uses: u64,
}

/// What all were told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub struct Words {
    /// When, in seconds since 1970.
    pub at: i64,
    /// By whom.
    pub by_name: String,
    /// What.
    pub body: String,
}

/// How many came.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Attendance {
    /// How many are in the venue now.
    pub now: usize,
    /// How many there were in each minute.
    pub minutes: Vec<Minute>,
    /// Day by day.
    pub days: Vec<Day>,
}

/// How many there were in a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Minute {
    /// Its beginning, in seconds since 1970.
    pub at: i64,
    /// How many.
    pub people: i64,
}

/// How many were somewhere on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub struct Day {
    /// Its beginning, in seconds since 1970.
    pub day: i64,
    /// The room; empty for all.
    pub room: String,
    /// The zone; empty for all of the room.
    pub zone: String,
    /// Different people.
    pub people: i64,
    /// People at the same time.
    pub peak: i64,
}

/// Size of the chart, in units of its own.
pub const CHART: (f64, f64) = (600.0, 160.0);

/// A chart of how many there were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The line, as an SVG path; empty without minutes.
    pub path: String,
    /// The most at a time.
    pub peak: i64,
    /// The first and the last minute, in seconds since 1970.
    pub span: (i64, i64),
}

/// Draws minutes from left to right; where none was counted, nobody was there.
pub fn chart(minutes: &[Minute]) -> Chart {
    let (Some(first), Some(last)) = (minutes.first(), minutes.last()) else {
        return Chart::default();
    };
    let peak = minutes.iter().map(|it| it.people).max().unwrap_or_default();
    let (width, height) = CHART;
    let span = (last.at - first.at).max(60) as f64;
    let x = |at: i64| (at - first.at) as f64 / span * width;
    let y = |people: i64| height - people as f64 / peak.max(1) as f64 * height;
    let mut path = format!("M0 {height:.1}");
    let mut before: Option<i64> = None;
    for minute in minutes {
        if let Some(before) = before.filter(|before| minute.at - before > 60) {
            let (gone, back) = (x(before + 60), x(minute.at));
            path += &format!("L{gone:.1} {height:.1}L{back:.1} {height:.1}");
        }
        path += &format!("L{:.1} {:.1}", x(minute.at), y(minute.people));
        before = Some(minute.at);
    }
    path += &format!("L{:.1} {height:.1}Z", x(last.at));
    Chart {
        path,
        peak,
        span: (first.at, last.at),
    }
}

/// The spans of time in a text, one in each line.
pub fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).collect()
}

/// The invitation in a link, or the text itself.
pub fn token_in(link: &str) -> &str {
    let link = link.trim();
    let token = link.split_once("invite=").map_or(link, |(_, token)| token);
    token.split(['&', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_begins_and_ends_on_the_ground_and_shows_gaps() {
        assert_eq!(chart(&[]), Chart::default());
        let minute = |at: i64, people| Minute {
            at: at * 60,
            people,
        };
        let drawn = chart(&[minute(0, 2), minute(1, 4), minute(5, 1), minute(6, 1)]);
        assert_eq!(drawn.peak, 4);
        assert_eq!(drawn.span, (0, 360));
        let expected = "M0 160.0L0.0 80.0L100.0 0.0L200.0 160.0L500.0 160.0L500.0 120.0L600.0 \
                        120.0L600.0 160.0Z";
        assert_eq!(drawn.path, expected);
        assert!(!chart(&[minute(3, 0)]).path.contains("NaN"));
    }

    #[test]
    fn links_and_hours_are_read_as_people_paste_them() {
        for (text, expected) in [
            ("https://venue.example/v/hall?invite=abc#gate", "abc"),
            (" abc ", "abc"),
            ("/?a=b&invite=abc&c=d", "abc"),
            ("", ""),
        ] {
            assert_eq!(token_in(text), expected, "{text}");
        }
        assert_eq!(lines(" a/b \n\n c/d"), ["a/b", "c/d"]);
    }
}
