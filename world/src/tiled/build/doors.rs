//! Doors and bells, by the conventions of a library of scripts that many maps use: an object says
//! which layers show the door open and closed, and places beside it who may open it. No script is
//! run.

use std::collections::{BTreeMap, HashMap};

use tiled::{LayerType, Object, TileLayer};

use super::behaviour::roles;
use super::flat::Flat;
use super::grid::Grid;
use super::layers::tiles;
use super::names::{cut, cut_to, readable};
use super::sessions::Said;
use super::words::Words;
use super::zones::Found;
use crate::scene::{Door, DoorSound};
use crate::tiled::address::Address;
use crate::tiled::error::Notes;
use crate::tiled::limits::{MAX_FIXTURES, MAX_LIST, MAX_SENTENCE_CHARS};
use crate::venue::DoorRule;
use crate::walls::Walls;

/// What blocks while a door is closed, and while it is open: cells and the parts of them.
pub(super) type Blocks = [BTreeMap<u32, u64>; 2];

/// A door or a bell, and what it is called in the map.
pub(super) struct Hung {
    name: String,
    place: String,
    door: Door,
}

/// What a place says of the door beside it.
pub(super) struct Beside {
    name: String,
    bell: bool,
    rule: DoorRule,
    open_message: String,
    close_message: String,
    place: String,
}

/// All doors and bells. Marks the layers that belong to them.
pub(super) fn find(
    layers: &mut [Flat<'_>],
    grid: &Grid,
    file: &str,
    notes: &mut Notes,
) -> Vec<Hung> {
    let nothing = tiled::Properties::default();
    let map = Words::of(&nothing);
    let mut doors: Vec<Hung> = Vec::new();
    // For each layer the door that it belongs to, and whether it shows it open.
    let mut marks: HashMap<usize, (u32, bool)> = HashMap::new();
    for flat in layers.iter() {
        let LayerType::Objects(objects) = flat.layer.layer_type() else {
            continue;
        };
        for object in objects.objects() {
            let words = Words::of(&object.properties);
            let bell = words.is("bell");
            if !words.is("door") && !bell {
                continue;
            }
            let place = format!("{}, object “{}”", flat.place, cut(&object.name));
            if doors.len() >= MAX_FIXTURES {
                let message = format!("there are more than {MAX_FIXTURES} doors; this is left out");
                notes.warn("too-many-doors", &place, message);
                continue;
            }
            let mut said = Said {
                words: &words,
                map: &map,
                file,
                place: &place,
                notes,
            };
            let index = u32::try_from(doors.len()).unwrap_or(u32::MAX);
            let mut door = read(&object, flat, bell, &mut said);
            if !bell {
                let own = claim(layers, index, &mut marks, &mut said);
                if let Some((x, y)) = middle(layers, &own, grid) {
                    (door.x, door.y) = (x, y);
                }
            }
            doors.push(Hung {
                name: object.name.trim().to_owned(),
                place,
                door,
            });
        }
    }
    for (index, mark) in marks {
        if let Some(flat) = layers.get_mut(index) {
            flat.door = Some(mark);
        }
    }
    doors
}

fn read(object: &Object<'_>, flat: &Flat<'_>, bell: bool, said: &mut Said<'_>) -> Door {
    let words = said.words;
    let label = words.text("label").map(|label| cut(&label));
    let title = label.or_else(|| readable(&object.name));
    let kind = if bell { "Bell" } else { "Door" };
    let opening = if bell { "bellSound" } else { "openSound" };
    Door {
        title: title.unwrap_or_else(|| kind.to_owned()),
        open: !bell && words.is("default"),
        open_sound: sound(said, opening),
        close_sound: if bell {
            None
        } else {
            sound(said, "closeSound")
        },
        x: (object.x + flat.offset.0) as i32,
        y: (object.y + flat.offset.1) as i32,
        bell,
        ..Door::default()
    }
}

fn sound(said: &mut Said<'_>, name: &str) -> Option<DoorSound> {
    let text = said.words.text(&name.to_ascii_lowercase())?;
    let url = match Address::read(&text, said.file) {
        Ok(address @ (Address::File { .. } | Address::Web(_))) => address.url(),
        _ => {
            let message = format!("the {name} “{}” can't be played", cut(&text));
            said.warn("bad-sound", message);
            return None;
        }
    };
    let radius = said.words.number("soundradius").unwrap_or(0.0);
    Some(DoorSound {
        url,
        radius: radius.max(0.0) as u32,
    })
}

/// Marks the layers of a door; tells which these are.
fn claim(
    layers: &[Flat<'_>],
    door: u32,
    marks: &mut HashMap<usize, (u32, bool)>,
    said: &mut Said<'_>,
) -> Vec<usize> {
    let mut own = Vec::new();
    for (property, open) in [("openLayer", true), ("closeLayer", false)] {
        for name in names(layers, said.words, property) {
            let mut known = false;
            for (index, _) in layers
                .iter()
                .enumerate()
                .filter(|(_, flat)| is(flat, &name))
            {
                known = true;
                let mark = *marks.entry(index).or_insert((door, open));
                if mark == (door, open) {
                    own.push(index);
                } else {
                    let message =
                        format!("the layer “{}” belongs to another door already", cut(&name));
                    said.warn("shared-door-layer", message);
                }
            }
            if !known {
                let message = format!(
                    "its {property} names the layer “{}”, which is none",
                    cut(&name)
                );
                said.warn("unknown-layer", message);
            }
        }
    }
    if own.is_empty() {
        let message = "neither openLayer nor closeLayer names a layer of the map; nothing is seen of \
                       the door";
        said.warn("empty-door", message.to_owned());
    }
    own
}

/// Names of layers: one in each line, or with blanks between when the line is no name itself.
fn names(layers: &[Flat<'_>], words: &Words<'_>, property: &str) -> Vec<String> {
    let text = words
        .text(&property.to_ascii_lowercase())
        .unwrap_or_default();
    let mut out: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if layers.iter().any(|flat| is(flat, line)) {
            out.push(line.to_owned());
        } else {
            out.extend(line.split_whitespace().map(str::to_owned));
        }
    }
    out.truncate(MAX_LIST);
    out
}

/// Whether a layer has that name, with or without its groups, or is in a group of that name.
fn is(flat: &Flat<'_>, name: &str) -> bool {
    let in_group = || {
        let rest = flat.path.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    flat.path == name || flat.layer.name.trim() == name || in_group()
}

/// The middle of the cells of these layers, in map pixels.
fn middle(layers: &[Flat<'_>], own: &[usize], grid: &Grid) -> Option<(i32, i32)> {
    let mut bounds: Option<(f64, f64, f64, f64)> = None;
    let (width, height) = grid.cell();
    for flat in own.iter().filter_map(|index| layers.get(*index)) {
        let LayerType::Tiles(TileLayer::Finite(layer)) = flat.layer.layer_type() else {
            continue;
        };
        for (column, row, _) in tiles(&layer, grid) {
            let x = f64::from(column) * width + f64::from(flat.offset.0);
            let y = f64::from(row) * height + f64::from(flat.offset.1);
            let (left, top, right, bottom) = bounds.unwrap_or((x, y, x, y));
            bounds = Some((
                left.min(x),
                top.min(y),
                right.max(x + width),
                bottom.max(y + height),
            ));
        }
    }
    let (left, top, right, bottom) = bounds?;
    Some((((left + right) / 2.0) as i32, ((top + bottom) / 2.0) as i32))
}

/// What these properties say of a door or a bell, if they do.
pub(super) fn beside(said: &Said<'_>) -> Option<Beside> {
    let words = said.words;
    let message = |name: &str| cut_to(&words.text(name).unwrap_or_default(), MAX_SENTENCE_CHARS);
    let bell = words.text("bellvariable");
    let is_bell = bell.is_some();
    let name = words.text("doorvariable").or(bell)?;
    let is_bell = is_bell && words.text("doorvariable").is_none();
    Some(Beside {
        name,
        bell: is_bell,
        rule: DoorRule {
            beside: Vec::new(),
            code: cut(&words.text("code").unwrap_or_default()),
            requires: roles(said, &["tag"]),
            opens_itself: words.is("autoopen"),
            closes_itself: words.is("autoclose"),
        },
        open_message: message(if is_bell {
            "bellbuttontext"
        } else {
            "opentriggermessage"
        }),
        close_message: message("closetriggermessage"),
        place: cut_to(said.place, MAX_SENTENCE_CHARS),
    })
}

/// Doors with all that is known of them, and who may open them.
pub(super) fn finish(
    doors: Vec<Hung>,
    blocks: Vec<Blocks>,
    zones: &[Found],
    notes: &mut Notes,
) -> (Vec<Door>, Vec<DoorRule>) {
    let mut rules: Vec<DoorRule> = vec![DoorRule::default(); doors.len()];
    let mut doors = doors;
    for (zone, beside) in zones
        .iter()
        .filter_map(|found| Some((&found.zone, found.beside.as_ref()?)))
    {
        let hung = doors.iter_mut().zip(&mut rules);
        let mut named =
            hung.filter(|(hung, _)| hung.name == beside.name && hung.door.bell == beside.bell);
        let Some((hung, rule)) = named.next() else {
            let kind = if beside.bell { "bell" } else { "door" };
            let message = format!("it names the {kind} “{}”, which is none", cut(&beside.name));
            notes.warn("unknown-door", &beside.place, message);
            continue;
        };
        rule.beside.push(zone.area.clone());
        let from = &beside.rule;
        if rule.code.is_empty() {
            rule.code.clone_from(&from.code);
        }
        let new = from
            .requires
            .iter()
            .filter(|role| !rule.requires.contains(role));
        let new: Vec<String> = new.cloned().collect();
        rule.requires.extend(new);
        rule.opens_itself |= from.opens_itself;
        rule.closes_itself |= from.closes_itself;
        let door = &mut hung.door;
        for (slot, text) in [
            (&mut door.open_message, &beside.open_message),
            (&mut door.close_message, &beside.close_message),
        ] {
            if slot.is_empty() {
                slot.clone_from(text);
            }
        }
        door.has_code = !rule.code.is_empty();
        door.opens_itself = rule.opens_itself;
    }
    let lonely = rules.iter().map(|rule| rule.beside.is_empty());
    for (hung, _) in doors.iter().zip(lonely).filter(|(_, lonely)| *lonely) {
        let message = if hung.door.bell {
            "no layer or area has it as its bellVariable; nobody can ring it"
        } else {
            "no layer or area has it as its doorVariable; nobody can open or close it"
        };
        notes.warn("door-without-place", &hung.place, message);
    }
    let mut out: Vec<Door> = doors.into_iter().map(|hung| hung.door).collect();
    for (door, [closed, open]) in out.iter_mut().zip(blocks) {
        door.blocks_closed = closed.into_iter().collect();
        door.blocks_open = open.into_iter().collect();
    }
    (out, rules)
}

/// What blocks when the room begins.
pub(super) fn at_first(walls: &Walls, doors: &[Hung], blocks: &[Blocks]) -> Walls {
    let mut walls = walls.clone();
    let columns = walls.columns().max(1);
    for (hung, [closed, open]) in doors.iter().zip(blocks) {
        for (cell, mask) in if hung.door.open { open } else { closed } {
            walls.block(cell % columns, cell / columns, *mask);
        }
    }
    walls
}
