//! Walking by keyboard, as a visitor does: look where one is, hold a key for a while, look again. And by
//! a link, which takes one command however far it is.

use std::time::Duration;

use hallway_protocol::geom::SUBPX;
use hallway_protocol::{Pos, TICK_HZ};
use hallway_world::movement::{step, wish};
use hallway_world::path;
use hallway_world::walls::Walls;
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

use super::browser::Browser;
use super::wait::until;

/// Map pixels by which one may stand beside the place one was sent to: keys move one by whole
/// ticks, 8 pixels each.
pub const NEAR_PX: i32 = 12;

/// Holds of a key before giving up.
const TRIES: usize = 120;

/// Longest hold, in ticks; looking again costs little.
const LONGEST_HOLD: u32 = 20;

/// A direction to walk in: key, right, down.
const DIRECTIONS: [(Key, i32, i32); 4] = [
    (Key::Left, -1, 0),
    (Key::Right, 1, 0),
    (Key::Up, 0, -1),
    (Key::Down, 0, 1),
];

impl Browser {
    /// Where the page says the visitor is.
    pub async fn place(&self) -> Option<Pos> {
        // One question for both: each is a round trip through a busy browser.
        const SCRIPT: &str = "const told = document.documentElement.dataset;
            return [told.hallwayX ?? '', told.hallwayY ?? ''];";
        let (x, y): (String, String) = self.ask(SCRIPT).await;
        let (x, y): (f64, f64) = (x.parse().ok()?, y.parse().ok()?);
        let subpx = |px: f64| (px * f64::from(SUBPX)).round() as i32;
        Some(Pos {
            x: subpx(x),
            y: subpx(y),
        })
    }

    /// Waits until the visitor stands still; gives the place.
    pub async fn rests(&self) -> Pos {
        let what = format!("{} stands still", self.name);
        let mut last = None;
        let mut same = 0;
        until(&what, async || {
            let place = self.place().await;
            same = if place == last { same + 1 } else { 0 };
            last = place;
            // Five looks, at least four ticks apart in sum.
            if same >= 5 { place } else { None }
        })
        .await
    }

    /// Turns the keyboard to the map.
    pub async fn look_at_map(&self) {
        let map = self.role("application", "Venue map").await;
        map.focus().await.expect("the map takes the focus");
    }

    /// Types to whatever has the focus; a line's end is the Enter key.
    pub async fn types(&self, text: &str) {
        let enter = char::from(Key::Enter).to_string();
        let keys = text.replace('\n', &enter);
        let typed = self.web.action_chain().send_keys(keys).perform().await;
        typed.expect("keys work");
    }

    /// Holds a key down.
    pub async fn hold(&self, key: impl Into<char>, time: Duration) {
        let keys = Hold {
            value: key.into(),
            time,
        };
        self.web.handle().cmd(keys).await.expect("keys work");
    }

    /// Walks to a place by a link to it, around walls; gives the place reached, within
    /// [`NEAR_PX`] of it.
    pub async fn stroll_to(&self, to: Pos) -> Pos {
        self.look_at_map().await;
        let (x, y) = (to.x / SUBPX, to.y / SUBPX);
        // A link to where it leads already does nothing.
        self.run(&format!(
            "location.hash = ''; location.hash = '#moveTo={x},{y}'"
        ))
        .await;
        let what = format!("{} has walked to {x}, {y}", self.name);
        until(&what, async || {
            let at = self.place().await?;
            is_near(at, to).then_some(())
        })
        .await;
        self.rests().await
    }

    /// Walks to within [`NEAR_PX`] of a place by keys, around walls; gives the place reached.
    pub async fn walk_to(&self, walls: &Walls, to: Pos) -> Pos {
        self.look_at_map().await;
        for _ in 0..TRIES {
            let at = self.rests().await;
            if is_near(at, to) {
                return at;
            }
            let way = path::find(walls, at, to).unwrap_or_default();
            let corner = way.first().copied().unwrap_or(to);
            let (key, ticks) = best_hold(walls, at, corner);
            // Half a tick less than whole ticks: the one that has begun counts.
            let time = Duration::from_secs(1) * (2 * ticks - 1) / (2 * TICK_HZ);
            self.hold(key, time).await;
        }
        panic!("{} did not get to {to:?}", self.name);
    }
}

/// The key that brings one closest to a place, and for how many ticks.
fn best_hold(walls: &Walls, from: Pos, to: Pos) -> (Key, u32) {
    let mut best = (i64::MAX, Key::Down, 1);
    for (key, right, down) in DIRECTIONS {
        let (dx, dy) = wish(right, down, false);
        let mut at = from;
        for ticks in 1..=LONGEST_HOLD {
            at = step(walls, at, dx, dy);
            let distance = at.distance2(to);
            if at != from && distance < best.0 {
                best = (distance, key.clone(), ticks);
            }
        }
    }
    (best.1, best.2)
}

fn is_near(at: Pos, to: Pos) -> bool {
    (at.x - to.x).abs() <= NEAR_PX * SUBPX && (at.y - to.y).abs() <= NEAR_PX * SUBPX
}

/// WebDriver's "Perform Actions" with one key held for a time that the browser measures itself.
#[derive(Debug)]
struct Hold {
    value: char,
    time: Duration,
}

impl FormatRequestData for Hold {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let key =
            |kind: &str| -> Value { json!({ "type": kind, "value": self.value.to_string() }) };
        let pause = json!({ "type": "pause", "duration": self.time.as_millis() as u64 });
        let actions = json!([key("keyDown"), pause, key("keyUp")]);
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        RequestData::new(Method::POST, format!("session/{session}/actions"))
            .add_body(json!({ "actions": [keyboard] }))
    }
}
