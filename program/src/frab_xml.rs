//! `schedule.xml` as frab and pretalx export it. It says the same as their JSON, and is read as that: one place
//! judges what makes sense.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Map, Value, json};

use crate::frab_json::read_document;
use crate::limits::{FILE_BYTES, TALKS};
use crate::model::Program;
use crate::report::{Report, Unreadable};

/// Elements, texts and attributes of a document: some fifty for each talk.
const NODES: u32 = 100 * TALKS as u32;

/// Reads a program, and what of it had to be left out.
///
/// # Errors
/// When it is no such document, is too large, or no talk of it can be read.
pub fn read(bytes: &[u8]) -> Result<(Program, Report), Unreadable> {
    if bytes.len() > FILE_BYTES {
        let problem = format!("it has more than {FILE_BYTES} bytes");
        return Err(Unreadable::new(problem));
    }
    let no_xml = |error: &dyn std::fmt::Display| Unreadable::new(format!("it is no XML: {error}"));
    let text = str::from_utf8(bytes).map_err(|error| no_xml(&error))?;
    let options = ParsingOptions {
        // Entities of its own making could make it grow without bound.
        allow_dtd: false,
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let text = text.trim_start_matches('\u{feff}');
    let document = Document::parse_with_options(text, options).map_err(|error| no_xml(&error))?;
    let root = document.root_element();
    if !root.has_tag_name("schedule") {
        let name = root.tag_name().name();
        return Err(Unreadable::new(format!(
            "it begins with <{name}>, not <schedule>"
        )));
    }
    read_document(&json!({ "schedule": schedule(root) }))
}

fn schedule(root: Node<'_, '_>) -> Value {
    let conference = child(root, "conference");
    let mut object = Map::new();
    if let Some(conference) = conference {
        for name in ["title", "acronym", "time_zone_name"] {
            object.insert(name.to_owned(), text_of(conference, name));
        }
    }
    let days = children(root, "day");
    // The document's order of rooms, which an object does not keep.
    let names = days.clone().flat_map(|day| children(day, "room"));
    let names = names.filter_map(|room| room.attribute("name"));
    let rooms: Vec<Value> = names.map(|name| json!({ "name": name })).collect();
    object.insert("rooms".to_owned(), rooms.into());
    object.insert("days".to_owned(), days.map(day).collect());
    json!({ "version": text_of(root, "version"), "conference": object })
}

fn day(day: Node<'_, '_>) -> Value {
    let mut rooms: Map<String, Value> = Map::new();
    for room in children(day, "room") {
        let name = room.attribute("name").unwrap_or_default();
        let talks = rooms
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(talks) = talks {
            talks.extend(children(room, "event").map(event));
        }
    }
    json!({
        "index": number(day.attribute("index")),
        "date": attribute(day, "date"),
        "day_start": attribute(day, "start"),
        "day_end": attribute(day, "end"),
        "rooms": rooms,
    })
}

fn event(event: Node<'_, '_>) -> Value {
    let mut object = Map::new();
    for name in [
        "title",
        "subtitle",
        "type",
        "date",
        "duration",
        "abstract",
        "slug",
        "track",
        "language",
        "description",
        "url",
        "feedback_url",
    ] {
        object.insert(name.to_owned(), text_of(event, name));
    }
    object.insert("guid".to_owned(), attribute(event, "guid"));
    object.insert("id".to_owned(), number(event.attribute("id")));
    let persons = child(event, "persons").into_iter();
    let persons = persons.flat_map(|list| children(list, "person"));
    let persons = persons.map(|person| json!({ "public_name": whole_text(person) }));
    object.insert("persons".to_owned(), persons.collect());
    for (list, one) in [("links", "link"), ("attachments", "attachment")] {
        let links = child(event, list).into_iter();
        let links = links.flat_map(|list| children(list, one));
        let links =
            links.map(|link| json!({ "url": attribute(link, "href"), "title": whole_text(link) }));
        object.insert(list.to_owned(), links.collect());
    }
    let optout = child(event, "recording").and_then(|recording| child(recording, "optout"));
    let optout = optout.map(whole_text).unwrap_or_default();
    let optout = matches!(optout.trim(), "true" | "1");
    object.insert("do_not_record".to_owned(), optout.into());
    object.into()
}

fn children<'a, 'input>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> + Clone {
    node.children().filter(move |it| it.has_tag_name(name))
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> Option<Node<'a, 'input>> {
    children(node, name).next()
}

fn whole_text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(|it| it.is_text());
    texts.filter_map(|it| it.text()).collect()
}

/// The text of a child; nothing where there is no such child.
fn text_of(node: Node<'_, '_>, name: &'static str) -> Value {
    child(node, name).map_or(Value::Null, |it| whole_text(it).trim().into())
}

fn attribute(node: Node<'_, '_>, name: &str) -> Value {
    node.attribute(name).map_or(Value::Null, Value::from)
}

/// A number where it is one; else the text, which is told to be none.
fn number(text: Option<&str>) -> Value {
    let text = text.unwrap_or_default().trim();
    text.parse::<u64>()
        .map_or_else(|_| text.into(), Value::from)
}
