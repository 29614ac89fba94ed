//! How near people have to come to talk on this map: properties of the map itself.

use hallway_protocol::geom::SUBPX;
use tiled::PropertyValue;

use super::Plan;
use super::words::Words;
use crate::bubble::{BubbleOverrides, MOST_MEMBERS};
use crate::tiled::error::Notes;

/// Longest distance that a map may set, in cells: further than anybody sees.
const MAX_TILES: f64 = 64.0;

/// What the map sets. What is of no use is left out and told.
pub(super) fn bubbles(plan: &Plan<'_>, notes: &mut Notes) -> BubbleOverrides {
    let words = Words::of(&plan.map.properties);
    let tile = f64::from(plan.grid.tile_width);
    let mut wrong = |name: &str, problem: String| {
        let message = format!("the map's property “{name}” {problem}; it is ignored");
        notes.warn("bad-bubble", plan.file, message);
    };
    let mut distance = |name: &str| {
        let value = words.value(&name.to_ascii_lowercase())?;
        let Some(px) = pixels(value, tile) else {
            wrong(
                name,
                "is no number of pixels, and no text such as “2 tiles” or “64 px”".to_owned(),
            );
            return None;
        };
        let subpx = (px * f64::from(SUBPX)).round();
        if !(subpx >= 1.0 && px <= MAX_TILES * tile) {
            wrong(
                name,
                format!("is {px} pixels; it must be more than 0 and at most {MAX_TILES} tiles"),
            );
            return None;
        }
        Some(subpx as i32)
    };
    let start = distance("bubbleStart");
    let mut join = distance("bubbleJoin");
    let mut leave = distance("bubbleLeave");
    if let (Some(inner), Some(outer)) = (join, leave)
        && inner > outer
    {
        let problem = "is further than “bubbleLeave”, which is ignored with it: people would come and go without end";
        wrong("bubbleJoin", problem.to_owned());
        (join, leave) = (None, None);
    }
    let members = words.value("bubblemembers").and_then(|value| {
        let found = number(value).filter(|n| n.fract() == 0.0);
        let found = found.filter(|n| (2.0..=MOST_MEMBERS as f64).contains(n));
        if found.is_none() {
            wrong(
                "bubbleMembers",
                format!("is no whole number from 2 to {MOST_MEMBERS}"),
            );
        }
        found.map(|n| n as usize)
    });
    BubbleOverrides {
        start,
        join,
        leave,
        members,
    }
}

/// A distance in map pixels: a number of them, or a text with a unit.
fn pixels(value: &PropertyValue, tile: f64) -> Option<f64> {
    if let Some(number) = number(value) {
        return Some(number);
    }
    let (PropertyValue::StringValue(text) | PropertyValue::FileValue(text)) = value else {
        return None;
    };
    let text = text.trim().to_ascii_lowercase();
    let (amount, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let amount = finite(amount)?;
    match unit {
        "px" | "pixel" | "pixels" => Some(amount),
        "tile" | "tiles" => Some(amount * tile),
        _ => None,
    }
}

/// A number, also one written as text.
fn number(value: &PropertyValue) -> Option<f64> {
    match value {
        PropertyValue::IntValue(number) => Some(f64::from(*number)),
        PropertyValue::FloatValue(number) => Some(f64::from(*number)),
        PropertyValue::StringValue(text) => finite(text),
        _ => None,
    }
}

fn finite(text: &str) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    number.is_finite().then_some(number)
}
