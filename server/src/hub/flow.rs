//! What is taken of what people want: not more than one person may do, whatever their number of windows, nor more
//! than one network.

use std::time::Instant;

use hallway_protocol::{PersonId, Refusal, ServerMsg};

use super::Hub;
use super::letters::Letters;
use crate::inbox::Wish;
use crate::line::End;
use crate::trust::flow::{Kind, TooMuch};

impl Hub {
    /// Whether something that somebody wants is taken. What is too much of a network is dropped, and they are told,
    /// as others may have done it.
    ///
    /// # Errors
    /// When it is too much of themselves: their connection has to end.
    pub(super) fn may_want(
        &self,
        id: PersonId,
        wish: &Wish,
        letters: &mut Letters,
        now: Instant,
    ) -> Result<bool, End> {
        let (Some(kind), Some(member)) = (kind(wish), self.members.get(id)) else {
            return Ok(true);
        };
        match self.services.flows.say(&member.visitor, kind, now) {
            Ok(()) => Ok(true),
            Err(TooMuch::OfPerson) => Err(Refusal::TooFast.into()),
            Err(TooMuch::OfNetwork) => {
                self.services.metrics.refused(Refusal::TooFast);
                letters.add(id, &ServerMsg::TooMuch);
                Ok(false)
            }
        }
    }
}

/// What it costs others; `None` for what costs nobody anything, and is bounded by each connection.
fn kind(wish: &Wish) -> Option<Kind> {
    match wish {
        Wish::Input(_) | Wish::Watching(_) | Wish::View(..) | Wish::Heed(_) => None,
        Wish::Offer(_) => Some(Kind::Offer),
        Wish::Chat(_)
        | Wish::Question(..)
        | Wish::Announce(_)
        | Wish::Report(..)
        | Wish::AnswerReport(..) => Some(Kind::Words),
        Wish::Sending(_)
        | Wish::Open(_)
        | Wish::Close(_)
        | Wish::Door(..)
        | Wish::Presence(_)
        | Wish::Lock(_)
        | Wish::Knock(_)
        | Wish::AnswerKnock(..)
        | Wish::Hand(_)
        | Wish::Order(_)
        | Wish::Quiet(..)
        | Wish::Lift(_)
        | Wish::Freeze(_)
        | Wish::Admission(_)
        | Wish::ZoneDoor(..)
        | Wish::HideLine(..)
        | Wish::Block(..) => Some(Kind::Act),
    }
}
