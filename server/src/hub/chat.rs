//! What is written to the room, kept where the operator wants it: for those who come later, and for as many days
//! as everybody is told.

use std::collections::BTreeMap;
use std::time::SystemTime;

use hallway_protocol::chat::PastLine;
use hallway_protocol::{ServerMsg, encode};
use hallway_world::room::chat::{Hid, LINES};
use hallway_world::room::{Changes, Room};

use super::Hub;
use crate::clock::seconds;
use crate::store::{ChatRow, Entry, Store, new_id};

/// Lines that are taken out of the store when a room opens, and told to who comes.
pub const MOST: u32 = 100;

/// For how long the chat is kept, and where.
#[derive(Clone, Debug)]
pub struct KeptChat {
    /// Days.
    pub days: u16,
    /// Where.
    pub store: Store,
}

impl KeptChat {
    /// What was written in a room; nothing when the store can't be asked, which the log says.
    pub async fn of(&self, room: &str) -> Vec<ChatRow> {
        let lines = self.store.chat(room, MOST).await;
        lines.unwrap_or_else(|error| {
            tracing::error!(%error, "what was written in a room can't be read");
            Vec::new()
        })
    }
}

/// Which line of the room is which of the store.
#[derive(Debug, Default)]
pub(super) struct KeptLines(BTreeMap<u32, i64>);

impl KeptLines {
    /// Puts what was written before into a room.
    pub(super) fn begin(room: &mut Room, past: Vec<ChatRow>) -> Self {
        let lines = past.into_iter().map(|row| {
            let line = room.wrote_before(row.at, row.name, row.body);
            (line, row.id)
        });
        Self(lines.collect())
    }

    fn add(&mut self, line: u32, id: i64) {
        self.0.insert(line, id);
        // Of older ones the room knows nothing any more.
        while self.0.len() > LINES {
            self.0.pop_first();
        }
    }
}

impl Hub {
    /// Keeps what was written in this tick.
    pub(super) fn keep_chat(&mut self, changes: &Changes) {
        if self.services.chat.is_none() {
            return;
        }
        for (_, line) in changes.chat.iter().filter(|(_, line)| !line.in_call) {
            let Some(member) = self.members.get(line.from) else {
                continue;
            };
            let row = ChatRow {
                id: new_id(),
                at: seconds(SystemTime::now()),
                room: self.name.clone(),
                identity: member.visitor.identity.text(),
                name: self.name_of(line.from),
                body: line.text.clone(),
            };
            self.kept_lines.add(line.line, row.id);
            // They have said it, whether it is kept or not; the log says when it is not.
            drop(self.services.order_book.journal().keep(Entry::Line(row)));
        }
        for hid in &changes.hid {
            self.keep_hidden(hid);
        }
    }

    fn keep_hidden(&self, hid: &Hid) {
        if let Some(id) = self.kept_lines.0.get(&hid.said.line) {
            let entry = Entry::LineHidden {
                id: *id,
                hidden: hid.hidden,
            };
            drop(self.services.order_book.journal().keep(entry));
        }
    }

    /// What somebody is told who comes: what was written before, encoded.
    pub(super) fn past(&self) -> Option<Vec<u8>> {
        self.services.chat.as_ref()?;
        let lines = self.room.written().rev().take(MOST as usize);
        let mut past: Vec<PastLine> = lines
            .map(|said| PastLine {
                line: said.line,
                at: said.at,
                name: said.name.clone(),
                text: said.text.clone(),
            })
            .collect();
        past.reverse();
        let mut bytes = Vec::new();
        if !past.is_empty() {
            encode(&ServerMsg::Past(past), &mut bytes);
        }
        Some(bytes)
    }

    /// For how many days what is written to the room is kept; 0 for not at all.
    pub(super) fn chat_days(&self) -> u16 {
        self.services.chat.as_ref().map_or(0, |chat| chat.days)
    }
}
