//! How many came: as numbers over time, and day by day.

use std::time::SystemTime;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hallway_world::permit::Act;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::clock::seconds;
use crate::http::body::{InQuery, moment};
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::problem::Problem;
use crate::store::{DAY, Day, Minute};

/// Minutes of all of the venue at most: a week of them.
const MOST_MINUTES: u32 = 7 * 24 * 60;

/// Rows of a file at most.
const MOST_ROWS: u32 = 200_000;

/// Which span of time, and how.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// From this moment on, in seconds since 1970; a day before `to` without.
    from: Option<i64>,
    /// Up to this moment; now without.
    to: Option<i64>,
    /// `csv` for days, `csv-minutes` for minutes, or JSON without.
    format: String,
}

/// The answer.
#[derive(Debug, Serialize)]
pub struct Attendance {
    /// How many are in the venue now.
    now: usize,
    /// How many there were in each minute.
    minutes: Vec<Minute>,
    /// Days that the span touches: different people, and people at the same time, by room and zone.
    days: Vec<Day>,
}

/// Tells how many came.
pub async fn attendance(
    caller: Caller,
    State(app): State<App>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Response, Problem> {
    caller.may(Act::ReadAttendance, None)?;
    let now = seconds(SystemTime::now());
    let to = moment("to", asked.to.unwrap_or(now))?.min(now + DAY);
    let from = asked.from.unwrap_or((to - DAY).max(0));
    let from = moment("from", from)?.min(to);
    let first_day = from - from.rem_euclid(DAY);
    match asked.format.as_str() {
        "csv" => {
            let days = app.store.days(first_day, to).await?.into_iter();
            let head = ["day", "room", "zone", "people", "peak"];
            let rows = days.map(|it| {
                let (people, peak) = (it.people.to_string(), it.peak.to_string());
                [csv::time(it.day), it.room, it.zone, people, peak]
            });
            Ok(csv::answer("attendance-days.csv", head, rows))
        }
        "csv-minutes" => {
            let minutes = app.store.minutes((from, to), true, MOST_ROWS).await?;
            let head = ["minute", "room", "zone", "people"];
            let rows = minutes
                .into_iter()
                .map(|it| [csv::time(it.at), it.room, it.zone, it.people.to_string()]);
            Ok(csv::answer("attendance-minutes.csv", head, rows))
        }
        "" => {
            let rooms = app.census.all();
            let here = rooms.iter().map(|(_, room)| room.people.len()).sum();
            let attendance = Attendance {
                now: here,
                minutes: app.store.minutes((from, to), false, MOST_MINUTES).await?,
                days: app.store.days(first_day, to).await?,
            };
            Ok(Json(attendance).into_response())
        }
        _ => Err(Problem::bad(
            "`format` must be csv, csv-minutes, or left out",
        )),
    }
}
