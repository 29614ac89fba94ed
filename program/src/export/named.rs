//! What other tools ask of names and numbers: a number, a UUID and a slug for each talk, no two the same.

use std::collections::BTreeSet;

use sha1::{Digest, Sha1};

use crate::model::{Program, Talk};

/// A talk with what it is called elsewhere.
pub(super) struct Named<'a> {
    pub talk: &'a Talk,
    pub number: u64,
    pub uuid: String,
    pub slug: String,
}

/// All talks in their order.
pub(super) fn named(program: &Program) -> Vec<Named<'_>> {
    let mut numbers = BTreeSet::new();
    let mut slugs = BTreeSet::new();
    let acronym = acronym(program);
    let largest = program.talks.iter().map(|talk| talk.number).max();
    let mut free = largest.unwrap_or(0).min(u64::from(u32::MAX));
    let named = program.talks.iter().map(|talk| {
        let mut number = talk.number;
        while number == 0 || !numbers.insert(number) {
            free += 1;
            number = free;
        }
        let title = slug(&talk.title);
        let mut name = slug(&talk.slug);
        if !(name.len() >= 4 && name.contains('-') && slugs.insert(name.clone())) {
            name = format!("{acronym}-{number}-{title}");
            slugs.insert(name.clone());
        }
        Named {
            talk,
            number,
            uuid: uuid(&talk.id.0),
            slug: name.trim_matches('-').to_owned(),
        }
    });
    named.collect()
}

/// The event's short name, in the letters that other tools take.
pub(super) fn acronym(program: &Program) -> String {
    let letters = |text: &str| -> String {
        let small = text.to_lowercase();
        small
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .take(40)
            .collect()
    };
    let names = [letters(&program.acronym), letters(&program.title)];
    let name = names.into_iter().find(|name| name.len() >= 4);
    name.unwrap_or_else(|| "event".to_owned())
}

/// Small letters, digits and single dashes.
fn slug(text: &str) -> String {
    let small = text.to_lowercase();
    let parts = small.split(|c: char| !c.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let slug: String = parts.join("-").chars().take(80).collect();
    slug.trim_matches('-').to_owned()
}

/// An id that is a UUID as it is; of another one the UUID that is made of it each time.
fn uuid(id: &str) -> String {
    let groups: Vec<&str> = id.split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    let is_uuid = groups.len() == lengths.len()
        && groups.iter().zip(lengths).all(|(group, length)| {
            group.len() == length && group.bytes().all(|it| it.is_ascii_hexdigit())
        });
    if is_uuid {
        return id.to_ascii_lowercase();
    }
    // As RFC 9562 makes one of a name: version 5, in the name space of object identifiers.
    const SPACE: [u8; 16] = [
        0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30,
        0xc8,
    ];
    let hash = Sha1::new().chain_update(SPACE).chain_update(id).finalize();
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hash) {
        *to = from;
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x50;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|it| format!("{it:02x}")).collect();
    let mut rest = hex.as_str();
    let groups = lengths.map(|length| {
        let (group, after) = rest.split_at(length);
        rest = after;
        group
    });
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TalkId;

    #[test]
    fn each_has_a_number_and_a_name_of_its_own() {
        let talk = |id: &str, number: u64, slug: &str| Talk {
            id: TalkId(id.to_owned()),
            number,
            slug: slug.to_owned(),
            title: "Über Bäume!".to_owned(),
            ..Talk::default()
        };
        let program = Program {
            title: "Our Event 2026".to_owned(),
            talks: vec![
                talk("a", 7, "our-talk"),
                talk("b", 7, "our-talk"),
                talk("c", 0, ""),
            ],
            ..Program::default()
        };
        let all = named(&program);
        let numbers: Vec<u64> = all.iter().map(|it| it.number).collect();
        assert_eq!(numbers, [7, 8, 9]);
        let slugs: Vec<&str> = all.iter().map(|it| it.slug.as_str()).collect();
        assert_eq!(
            slugs,
            [
                "our-talk",
                "ourevent2026-8-ber-b-ume",
                "ourevent2026-9-ber-b-ume"
            ]
        );
        assert_eq!(
            uuid("8A0FC001-e587-47e1-b378-b6ec7e666337"),
            "8a0fc001-e587-47e1-b378-b6ec7e666337"
        );
        assert_eq!(uuid("yoga/1"), uuid("yoga/1"));
        assert_ne!(uuid("yoga/1"), uuid("yoga/2"));
        assert_eq!(uuid("yoga/1").len(), 36);
    }
}
