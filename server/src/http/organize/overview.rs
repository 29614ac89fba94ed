//! Who is where, who waits, and how the server does.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use hallway_protocol::Role;
use hallway_world::permit::{Act, permit};
use serde::Serialize;

use crate::app::App;
use crate::census::RoomCensus;
use crate::http::caller::Caller;
use crate::http::problem::Problem;

/// All of it.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// The caller's role.
    role: &'static str,
    rooms: Vec<Room>,
    /// How many wait at the venue's door.
    waiting: usize,
    /// Reports that nobody has answered.
    reports: usize,
    health: Health,
}

/// A room.
#[derive(Debug, Serialize)]
struct Room {
    name: String,
    people: Vec<Person>,
    zones: Vec<Zone>,
}

/// Somebody.
#[derive(Debug, Serialize)]
struct Person {
    id: u32,
    name: String,
    role: &'static str,
    zones: Vec<String>,
    /// Whether the caller may send them away.
    may_remove: bool,
}

/// A zone.
#[derive(Debug, Serialize)]
struct Zone {
    title: String,
    people: usize,
}

/// How the server does.
#[derive(Debug, Serialize)]
struct Health {
    version: &'static str,
    uptime_seconds: u64,
    connections: i64,
    calls: u64,
    ticks: u64,
    late_ticks: u64,
}

/// Tells it.
pub async fn overview(caller: Caller, State(app): State<App>) -> Result<Json<Overview>, Problem> {
    caller.may(Act::Admit, None)?;
    let rooms = app.census.all().into_iter();
    let uptime = app.started.elapsed().unwrap_or_default();
    let metrics = &app.metrics;
    Ok(Json(Overview {
        role: caller.standing.role.name(),
        rooms: rooms
            .map(|(name, census)| room(&caller, name, &census))
            .collect(),
        waiting: app.waiting_room.waiters().len(),
        reports: app.reports.open().len(),
        health: Health {
            version: env!("CARGO_PKG_VERSION"),
            uptime_seconds: uptime.as_secs(),
            connections: metrics.connections.get(),
            calls: metrics.media.peers.load(Ordering::Relaxed),
            ticks: metrics.ticks.get(),
            late_ticks: metrics.tick_overruns.get(),
        },
    }))
}

fn room(caller: &Caller, name: String, census: &RoomCensus) -> Room {
    let mut zones: BTreeMap<&str, usize> = BTreeMap::new();
    let titles = census.zones.iter().map(String::as_str);
    for title in titles.filter(|title| !title.is_empty()) {
        zones.entry(title).or_default();
    }
    let people = census.people.iter().map(|present| {
        let titles: Vec<&str> = census.titles(present).collect();
        for title in &titles {
            *zones.entry(title).or_default() += 1;
        }
        let to = Some(&present.standing);
        Person {
            id: present.id.0,
            name: present.name.clone(),
            role: present.standing.highest().name(),
            zones: titles.into_iter().map(str::to_owned).collect(),
            may_remove: permit(&caller.standing, Act::Remove, [], to).is_ok(),
        }
    });
    let mut people: Vec<Person> = people.collect();
    people.sort_by_cached_key(|it| {
        (
            it.role == Role::Visitor.name(),
            it.name.to_lowercase(),
            it.id,
        )
    });
    let zones = zones.into_iter();
    Room {
        name,
        people,
        zones: zones
            .map(|(title, people)| Zone {
                title: title.to_owned(),
                people,
            })
            .collect(),
    }
}
