//! What happens in a zone: its properties, read into it.

use hallway_protocol::door::ZoneDoor;

use super::names::{cut, cut_to};
use super::sessions::{self, Said, Sessions};
use crate::hours::Hours;
use crate::tiled::address::Address;
use crate::tiled::exit_to;
use crate::tiled::limits::MAX_SENTENCE_CHARS;
use crate::zone::{ExitTo, SoundFrom, Talk, Zone, ZoneSound};

/// Fills in a zone, whose title is known.
pub(super) fn fill(zone: &mut Zone, said: &mut Said<'_>, sessions: &mut Sessions) {
    let words = said.words;
    zone.place = cut_to(said.place, MAX_SENTENCE_CHARS);
    zone.silent = words.is("silent");
    zone.hint = cut_to(&words.text("hint").unwrap_or_default(), MAX_SENTENCE_CHARS);
    zone.sessions = sessions::read(said, &zone.title, sessions);
    zone.exit = exit(said);
    zone.sound = sound(said);
    zone.focus = words.is("focusable").then(|| margin(said));
    zone.capacity = capacity(said);
    zone.requires = roles(said, &["requiredrole", "readtags"]);
    zone.door = match (words.is("locked"), words.is("waitingroom")) {
        (true, _) => ZoneDoor::Locked,
        (false, true) => ZoneDoor::WaitingRoom,
        (false, false) => ZoneDoor::Open,
    };
    zone.hours = hours(said);
    zone.talk = talk(said);
}

/// The tags or roles in these lists.
pub(super) fn roles(said: &Said<'_>, names: &[&str]) -> Vec<String> {
    let lists = names.iter().flat_map(|name| said.words.list(name));
    let mut roles: Vec<String> = Vec::new();
    for role in lists.map(|role| cut(&role)) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

fn hours(said: &mut Said<'_>) -> Hours {
    let spans = said.words.list("openhours");
    Hours::read(spans.iter().map(String::as_str)).unwrap_or_else(|problem| {
        // Open at all times, rather than at none, and the author is told.
        said.warn(
            "bad-hours",
            format!("the openHours are left out: {problem}"),
        );
        Hours::default()
    })
}

fn exit(said: &mut Said<'_>) -> Option<ExitTo> {
    let text = said.words.first_text(&["exiturl", "exitsceneurl"])?;
    Some(exit_to(&text, said.file).unwrap_or_else(|reason| {
        let message = format!("the exit “{}” leads nowhere: {reason}", cut(&text));
        said.warn("bad-exit", message);
        ExitTo::Nowhere
    }))
}

fn sound(said: &mut Said<'_>) -> Option<ZoneSound> {
    let words = said.words;
    let (name, text) = ["playAudio", "playAudioLoop"]
        .into_iter()
        .find_map(|name| {
            let text = words.text(&name.to_ascii_lowercase())?;
            let is_switch = ["true", "false"].contains(&text.to_ascii_lowercase().as_str());
            (!is_switch).then_some((name, text))
        })?;
    let from = sound_from(said, name, &text)?;
    let volume = words.number("audiovolume").unwrap_or(1.0);
    if !(0.0..=1.0).contains(&volume) {
        let message = format!("the audioVolume {volume} is not from 0 to 1");
        said.warn("bad-number", message);
    }
    Some(ZoneSound {
        from,
        repeat: name == "playAudioLoop" || words.is("playaudioloop") || words.is("audioloop"),
        volume: volume.clamp(0.0, 1.0) as f32,
    })
}

/// Where a sound comes from; warns and is `None` when it can't be played.
pub(super) fn sound_from(said: &mut Said<'_>, name: &str, text: &str) -> Option<SoundFrom> {
    match Address::read(text, said.file) {
        Ok(Address::File { path, .. }) => Some(SoundFrom::File(path)),
        Ok(Address::Web(url)) => Some(SoundFrom::Url(url)),
        refused => {
            let reason = match refused {
                Err(refusal) => refusal.to_string(),
                Ok(_) => "it is no sound".to_owned(),
            };
            let message = format!("the {name} “{}” is not played: {reason}", cut(text));
            said.warn("bad-sound", message);
            None
        }
    }
}

/// The part of the view that stays free around a place. Maps say by how much more than the place is
/// shown, in parts of its size: 1 is twice the place, of which it takes the half.
fn margin(said: &mut Said<'_>) -> f32 {
    let names = ["zoom_margin", "zoommargin"];
    let margin = names.iter().find_map(|name| said.words.number(name));
    let margin = margin.unwrap_or(0.0);
    if margin < 0.0 {
        let message = format!("the zoom_margin {margin} is less than 0");
        said.warn("bad-number", message);
    }
    let margin = margin.max(0.0);
    (margin / (1.0 + margin)) as f32
}

fn capacity(said: &mut Said<'_>) -> Option<u32> {
    count(said, &["maxUsersInArea", "maxUsers"], 0)
}

/// A number of people; warns when it is none.
fn count(said: &mut Said<'_>, names: &[&str], least: u32) -> Option<u32> {
    for name in names {
        let key = name.to_ascii_lowercase();
        let Some(number) = said.words.number(&key) else {
            if let Some(text) = said.words.text(&key) {
                said.warn(
                    "bad-number",
                    format!("the {name} “{}” is no number", cut(&text)),
                );
            }
            continue;
        };
        if number < f64::from(least) || number.fract() != 0.0 {
            said.warn(
                "bad-number",
                format!("the {name} {number} is no number of people"),
            );
            continue;
        }
        return Some(number as u32);
    }
    None
}

fn talk(said: &mut Said<'_>) -> Option<Talk> {
    let name = |name: &str| said.words.text(name).map(|name| cut(&name));
    if let Some(podium) = name("speakermegaphone") {
        return Some(Talk::Podium(podium));
    }
    if let Some(audience) = name("listenermegaphone") {
        return Some(Talk::Audience(audience));
    }
    let circle = name("talk").or_else(|| name("livekitroom"))?;
    Some(Talk::Circle {
        name: circle,
        most: count(said, &["maxTalkers"], 1),
    })
}
