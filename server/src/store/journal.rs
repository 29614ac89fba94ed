//! What rooms want to be kept, written by a task beside them: a tick waits for no disk. Each entry is answered
//! once it is kept, or is not.

use std::time::SystemTime;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::{Audit, ChatRow, ReportRow, Store};
use crate::trust::identity::Identity;
use crate::trust::sanctions::Sanction;

/// Entries that may wait. Those who keep order are few; when a disk is stuck, they are told.
const MOST_WAITING: usize = 1024;

/// Something to be kept.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A sanction, in force already.
    Sanction(Sanction),
    /// A sanction of this number is no longer in force.
    Lifted(u64),
    /// What somebody did.
    Audit(Audit),
    /// What all of the venue is told.
    Announcement {
        /// The name of who says it.
        by: String,
        /// What.
        text: String,
    },
    /// Somebody accepts this version of the privacy policy.
    Consent {
        /// Who.
        identity: Identity,
        /// Which.
        version: String,
    },
    /// What somebody reported.
    Report(ReportRow),
    /// A report was answered.
    ReportAnswered(ReportRow),
    /// The answer to the report of this number was heard.
    ReportHeard(i64),
    /// A line was written to a room.
    Line(ChatRow),
    /// The line of this number is hidden, or shown again.
    LineHidden {
        /// Its number in the store.
        id: i64,
        /// Whether it is hidden now.
        hidden: bool,
    },
    /// Somebody is kept apart from another, or no longer.
    Block {
        /// Who wants it.
        by: Identity,
        /// From whom.
        from: Identity,
        /// Whether they are kept apart from now on.
        blocked: bool,
    },
}

type Waiting = (Entry, oneshot::Sender<bool>);

/// Takes what is to be kept. Clones are the same.
#[derive(Clone, Debug)]
pub struct Journal(mpsc::Sender<Waiting>);

impl Journal {
    /// Begins to write. The task ends when all clones are gone and all is written.
    pub fn start(store: Store) -> (Self, JoinHandle<()>) {
        let (sender, entries) = mpsc::channel(MOST_WAITING);
        (Self(sender), tokio::spawn(write(store, entries)))
    }

    /// One that says that all is kept, and keeps nothing.
    #[cfg(test)]
    pub fn for_tests() -> Self {
        let (sender, mut entries) = mpsc::channel::<Waiting>(MOST_WAITING);
        tokio::spawn(async move {
            while let Some((_, answer)) = entries.recv().await {
                let _ = answer.send(true);
            }
        });
        Self(sender)
    }

    /// Has something kept. The answer is true once it is, and false (or none) when it is not.
    pub fn keep(&self, entry: Entry) -> oneshot::Receiver<bool> {
        let (answer, kept) = oneshot::channel();
        if let Err(error) = self.0.try_send((entry, answer)) {
            tracing::error!(%error, "what was done to keep order is not kept");
        }
        kept
    }
}

async fn write(store: Store, mut entries: mpsc::Receiver<Waiting>) {
    while let Some((entry, answer)) = entries.recv().await {
        let kept = match &entry {
            Entry::Sanction(sanction) => store.add_sanction(sanction).await,
            Entry::Lifted(id) => store.lift_sanction(*id).await,
            Entry::Audit(audit) => store.add_audit(audit).await,
            Entry::Announcement { by, text } => {
                store.add_announcement(SystemTime::now(), by, text).await
            }
            Entry::Consent { identity, version } => {
                let now = SystemTime::now();
                store.add_consent(*identity, version, now).await
            }
            Entry::Report(report) => store.add_report(report).await,
            Entry::ReportAnswered(report) => store.answer_report(report).await,
            Entry::ReportHeard(id) => store.report_heard(*id).await,
            Entry::Line(row) => store.add_line(row).await,
            Entry::LineHidden { id, hidden } => store.hide_line(*id, *hidden).await,
            Entry::Block { by, from, blocked } => {
                let now = SystemTime::now();
                store.set_block((*by, *from), *blocked, now).await
            }
        };
        if let Err(error) = &kept {
            tracing::error!(%error, "what was done to keep order is not kept");
        }
        // Who asked may be gone.
        let _ = answer.send(kept.is_ok());
    }
}
