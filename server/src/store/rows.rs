//! Rows of the database, and what they mean.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hallway_protocol::order::Mutes;
use serde::Serialize;
use sqlx::FromRow;

use crate::clock::{moment, seconds};
use crate::trust::address::Prefix;
use crate::trust::identity::Identity;
use crate::trust::sanctions::{Kind, Sanction};

/// What somebody did who keeps order.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow, Serialize)]
pub struct Audit {
    /// Its number.
    pub id: i64,
    /// Seconds since 1970.
    pub at: i64,
    /// The room; empty for all of the venue.
    pub room: String,
    /// The titles of the zones where it was, with commas between.
    pub place: String,
    /// Who did it, by the number in their cookie.
    pub by_identity: String,
    /// The name they had.
    pub by_name: String,
    /// What.
    pub act: String,
    /// About whom, if about anybody, by the number in their cookie.
    pub identity: Option<String>,
    /// The name they had.
    pub name: Option<String>,
    /// Why.
    pub reason: String,
}

/// What somebody reported, and the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow, Serialize)]
pub struct ReportRow {
    /// Its number.
    pub id: i64,
    /// Seconds since 1970.
    pub at: i64,
    /// The room.
    pub room: String,
    /// The titles of the zones where the one concerned stood, with commas between.
    pub place: String,
    /// Who reported, by the number in their cookie.
    pub by_identity: String,
    /// The name they had.
    pub by_name: String,
    /// About whom, by the number in their cookie.
    pub identity: String,
    /// The name they had.
    pub name: String,
    /// What was reported.
    pub body: String,
    /// What the one concerned wrote before that the other read, one line each, the last first.
    pub context: String,
    /// The answer; empty before there is one.
    pub answer: String,
    /// The name of who answered.
    pub answered_by: Option<String>,
    /// When, in seconds since 1970.
    pub answered_at: Option<i64>,
}

/// A sanction as it is kept.
#[derive(Clone, Debug, FromRow)]
pub(super) struct SanctionRow {
    pub(super) id: i64,
    pub(super) kind: String,
    pub(super) mutes: String,
    pub(super) identity: String,
    pub(super) prefix: Option<String>,
    pub(super) prefix_until: Option<i64>,
    pub(super) name: String,
    pub(super) by_name: String,
    pub(super) reason: String,
    pub(super) since: i64,
    pub(super) until: Option<i64>,
}

impl SanctionRow {
    pub(super) fn of(sanction: &Sanction) -> Self {
        let (kind, mutes) = match sanction.kind {
            Kind::Removed => ("removed", Mutes::default()),
            Kind::Banned => ("banned", Mutes::default()),
            Kind::Muted(mutes) => ("muted", mutes),
        };
        let prefix = sanction.prefix;
        Self {
            id: signed(sanction.id),
            kind: kind.to_owned(),
            mutes: letters(mutes),
            identity: sanction.identity.text(),
            prefix: prefix.map(|(prefix, _)| URL_SAFE_NO_PAD.encode(prefix.0)),
            prefix_until: prefix.map(|(_, until)| seconds(until)),
            name: sanction.name.clone(),
            by_name: sanction.by.clone(),
            reason: sanction.reason.clone(),
            since: seconds(sanction.since),
            until: sanction.until.map(seconds),
        }
    }

    /// `None` for what no version of this program wrote.
    pub(super) fn read(self) -> Option<Sanction> {
        let read = self.clone().meaning();
        if read.is_none() {
            tracing::error!(
                id = self.id,
                "a kept sanction can't be read and is left out"
            );
        }
        read
    }

    fn meaning(self) -> Option<Sanction> {
        let kind = match self.kind.as_str() {
            "removed" => Kind::Removed,
            "banned" => Kind::Banned,
            "muted" => Kind::Muted(read_letters(&self.mutes)),
            _ => return None,
        };
        let prefix = match (self.prefix, self.prefix_until) {
            (Some(prefix), Some(until)) => {
                let bytes = URL_SAFE_NO_PAD.decode(prefix).ok()?;
                Some((Prefix(bytes.try_into().ok()?), moment(until)))
            }
            _ => None,
        };
        Some(Sanction {
            id: unsigned(self.id),
            kind,
            identity: Identity::read(&self.identity)?,
            prefix,
            name: self.name,
            by: self.by_name,
            reason: self.reason,
            since: moment(self.since),
            until: self.until.map(moment),
        })
    }
}

/// What somebody is kept from, by letters: microphone, camera, screen, text.
pub fn letters(mutes: Mutes) -> String {
    let all = [
        (mutes.microphone, 'm'),
        (mutes.camera, 'c'),
        (mutes.screen, 's'),
        (mutes.chat, 't'),
    ];
    all.into_iter()
        .filter(|(it, _)| *it)
        .map(|(_, letter)| letter)
        .collect()
}

fn read_letters(letters: &str) -> Mutes {
    Mutes {
        microphone: letters.contains('m'),
        camera: letters.contains('c'),
        screen: letters.contains('s'),
        chat: letters.contains('t'),
    }
}

/// Databases know no unsigned numbers.
pub(super) fn signed(number: u64) -> i64 {
    number.cast_signed()
}

pub(super) fn unsigned(number: i64) -> u64 {
    number.cast_unsigned()
}
