//! What was done and is not yet known to be kept. Who did it is told that it is done once all of it is on the
//! disk, and not before: what they were told is done is so after a power cut too.

use hallway_protocol::order::{OrderDone, OrderRefused};
use hallway_protocol::{PersonId, ServerMsg};
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

/// The word whether something is kept: true once it is; false, or nothing, when it is not.
pub(in crate::hub) type Kept = oneshot::Receiver<bool>;

/// What they hear who did something that is not kept.
const NOT_KEPT: ServerMsg = ServerMsg::OrderRefused(OrderRefused::NotKept);

/// What is waited for. There are no more than the journal takes: what is beyond is not kept.
#[derive(Debug, Default)]
pub(in crate::hub) struct Keeping(Vec<One>);

#[derive(Debug)]
struct One {
    by: PersonId,
    /// What they are told once it is kept, if anything, and what when it is not.
    done: Option<ServerMsg>,
    lost: ServerMsg,
    waits: Vec<Kept>,
}

impl Keeping {
    /// Somebody did something; they hear of it only when it is not kept.
    pub(super) fn wait(&mut self, by: PersonId, kept: Kept) {
        self.tell(by, None, NOT_KEPT, vec![kept]);
    }

    /// The same, and they are told that it is done once all of it is kept.
    pub(super) fn tell_then(&mut self, by: PersonId, done: OrderDone, waits: Vec<Kept>) {
        self.tell(by, Some(ServerMsg::OrderDone(done)), NOT_KEPT, waits);
    }

    /// The same in other words.
    pub(in crate::hub) fn tell(
        &mut self,
        by: PersonId,
        done: Option<ServerMsg>,
        lost: ServerMsg,
        waits: Vec<Kept>,
    ) {
        self.0.push(One {
            by,
            done,
            lost,
            waits,
        });
    }

    /// Whom to tell what since the last time, in the order in which it was done.
    pub(super) fn take_words(&mut self) -> Vec<(PersonId, ServerMsg)> {
        let mut words = Vec::new();
        self.0.retain_mut(|one| match one.is_kept() {
            None => true,
            Some(true) => {
                words.extend(one.done.take().map(|done| (one.by, done)));
                false
            }
            Some(false) => {
                words.push((one.by, one.lost.clone()));
                false
            }
        });
        words
    }
}

impl One {
    /// Whether all of it is kept; `None` when that is not known yet.
    fn is_kept(&mut self) -> Option<bool> {
        let mut lost = false;
        self.waits.retain_mut(|kept| match kept.try_recv() {
            Err(TryRecvError::Empty) => true,
            Ok(true) => false,
            Ok(false) | Err(TryRecvError::Closed) => {
                lost = true;
                false
            }
        });
        match (lost, self.waits.is_empty()) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use hallway_protocol::order::OrderAct;

    use super::*;

    const FAY: PersonId = PersonId(1);

    fn done() -> OrderDone {
        OrderDone {
            person: PersonId(2),
            name: "Mallory".to_owned(),
            act: OrderAct::Remove,
            sanction: Some(7),
        }
    }

    #[test]
    fn done_is_what_is_kept_as_a_whole() {
        let mut keeping = Keeping::default();
        let (sanction, one) = oneshot::channel();
        let (audit, other) = oneshot::channel();
        keeping.tell_then(FAY, done(), vec![one, other]);
        assert_eq!(keeping.take_words(), []);
        sanction.send(true).unwrap();
        assert_eq!(keeping.take_words(), []);
        audit.send(true).unwrap();
        assert_eq!(keeping.take_words(), [(FAY, ServerMsg::OrderDone(done()))]);
        assert_eq!(keeping.take_words(), []);
    }

    #[test]
    fn what_is_not_kept_is_said_once_and_is_not_done() {
        let mut keeping = Keeping::default();
        let (sanction, one) = oneshot::channel();
        let (audit, other) = oneshot::channel();
        keeping.tell_then(FAY, done(), vec![one, other]);
        sanction.send(true).unwrap();
        // The journal is gone, or took no more.
        drop(audit);
        let not_kept = (FAY, ServerMsg::OrderRefused(OrderRefused::NotKept));
        assert_eq!(keeping.take_words(), std::slice::from_ref(&not_kept));
        let (audit, kept) = oneshot::channel();
        keeping.wait(FAY, kept);
        audit.send(false).unwrap();
        assert_eq!(keeping.take_words(), [not_kept]);
        let (audit, kept) = oneshot::channel();
        keeping.wait(FAY, kept);
        audit.send(true).unwrap();
        assert_eq!(keeping.take_words(), []);
    }
}
