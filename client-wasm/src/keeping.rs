//! Keeping order, as one sees it: what one may do about whom, and how what was done is told. Pure; whether
//! it happens is the server's to say, by the same rules.

use hallway_protocol::Standing;
use hallway_protocol::door::TurnedAway;
use hallway_protocol::order::{Mutes, OrderAct, OrderRefused, Ordered};
use hallway_protocol::report::Reported;
use hallway_world::permit::{Act, permit};

use crate::announce::Announcement;

/// What one may do about somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct May {
    /// Keep them from speaking.
    pub mute: bool,
    /// Put them out of a zone.
    pub move_out: bool,
    /// Send them away.
    pub remove: bool,
    /// Keep them from coming back.
    pub ban: bool,
    /// Let them speak where all others are to be quiet.
    pub let_speak: bool,
}

impl May {
    /// What one of this standing may do about another, wherever they are.
    pub fn of(own: &Standing, other: &Standing) -> Self {
        let may = |act| may(own, act, Some(other));
        Self {
            mute: may(Act::Mute),
            move_out: may(Act::MoveOut),
            remove: may(Act::Remove),
            ban: may(Act::Ban),
            let_speak: may(Act::LetSpeak),
        }
    }

    /// Whether one may do anything that the other would not like.
    pub fn any(self) -> bool {
        self.mute || self.move_out || self.remove || self.ban
    }
}

/// Whether one may do something anywhere.
pub fn may(own: &Standing, act: Act, to: Option<&Standing>) -> bool {
    let zones = own.zones.iter().map(|(zone, _)| zone.as_str());
    permit(own, act, zones, to).is_ok()
}

/// Whether one may do something in a zone of this name.
pub fn may_in(own: &Standing, act: Act, zone: &str) -> bool {
    permit(own, act, [zone], None).is_ok()
}

/// What one is told of what was done about oneself.
pub fn ordered(ordered: &Ordered) -> Announcement {
    let (with, without) = match &ordered.act {
        OrderAct::Mute(mutes) if mutes.is_none() => ("order-unmuted", "order-unmuted"),
        OrderAct::Mute(_) => ("order-muted", "order-muted-plain"),
        OrderAct::MoveOut => ("order-moved-out", "order-moved-out-plain"),
        OrderAct::LetBack => ("order-let-back", "order-let-back"),
        OrderAct::Remove => ("order-removed", "order-removed-plain"),
        OrderAct::Ban(_) => ("order-banned", "order-banned-plain"),
        OrderAct::LetSpeak(true) => ("order-may-speak", "order-may-speak"),
        OrderAct::LetSpeak(false) => ("order-may-not-speak", "order-may-not-speak"),
        OrderAct::Admit => ("order-admitted", "order-admitted"),
        OrderAct::TurnAway => ("order-turned-away", "order-turned-away-plain"),
    };
    let mut values = vec![("name", ordered.by.clone())];
    let key = match ordered.reason.is_empty() {
        true => without,
        false => {
            values.push(("reason", ordered.reason.clone()));
            with
        }
    };
    Announcement { key, values }
}

/// What one is told of what one reported.
pub fn reported(reported: &Reported) -> Announcement {
    match reported {
        Reported::Taken => Announcement::plain("report-taken"),
        Reported::NotKept => Announcement::plain("report-not-kept"),
        Reported::TooMany => Announcement::plain("report-too-many"),
        Reported::Answered { about, by, text } => {
            let mut values = vec![("about", about.clone()), ("by", by.clone())];
            let key = match text.is_empty() {
                true => "report-done",
                false => {
                    values.push(("text", text.clone()));
                    "report-answered"
                }
            };
            Announcement { key, values }
        }
    }
}

/// What one is told who is not let into the venue.
pub fn turned_away(turned_away: &TurnedAway) -> Announcement {
    ordered(&Ordered {
        by: turned_away.by.clone(),
        act: OrderAct::TurnAway,
        reason: turned_away.reason.clone(),
    })
}

/// What one is told of what one did oneself about somebody of this name.
pub fn done(act: &OrderAct, name: &str) -> Announcement {
    let key = match act {
        OrderAct::Mute(mutes) if mutes.is_none() => "done-unmuted",
        OrderAct::Mute(_) => "done-muted",
        OrderAct::MoveOut => "done-moved-out",
        OrderAct::LetBack => "done-let-back",
        OrderAct::Remove => "done-removed",
        OrderAct::Ban(_) => "done-banned",
        OrderAct::LetSpeak(true) => "done-let-speak",
        OrderAct::LetSpeak(false) => "done-let-speak-over",
        OrderAct::Admit => "done-admitted",
        OrderAct::TurnAway => "done-turned-away",
    };
    Announcement::naming(key, name)
}

/// What one is told when it did not happen.
pub fn refused(why: OrderRefused) -> Announcement {
    Announcement::plain(match why {
        OrderRefused::NotAllowed => "order-not-allowed",
        OrderRefused::TooHigh => "order-too-high",
        OrderRefused::Gone => "order-gone",
        OrderRefused::NotKept => "order-not-kept",
    })
}

/// What one is told of what one is kept from now; `None` when it is nothing to be told by itself.
pub fn kept(before: Mutes, now: Mutes) -> Option<Announcement> {
    let less = before.and(now) == before;
    match (before == now, now.is_none(), less) {
        (true, ..) => None,
        (_, true, _) => Some(Announcement::plain("kept-from-nothing")),
        (_, _, true) => None,
        (..) if now.microphone => Some(Announcement::plain("kept-quiet")),
        _ => Some(Announcement::plain("kept-from-some")),
    }
}

#[cfg(test)]
mod tests {
    use hallway_protocol::Role;

    use super::*;
    use crate::text::{LOCALES, Texts};

    fn english(it: &Announcement) -> String {
        let values: Vec<_> = it.values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Texts::new(&LOCALES[0]).get(it.key, &values)
    }

    fn word(act: OrderAct, reason: &str) -> String {
        english(&ordered(&Ordered {
            by: "Fay".to_owned(),
            act,
            reason: reason.to_owned(),
        }))
    }

    #[test]
    fn one_is_told_by_whom_and_why_in_the_words_of_the_contract() {
        let mute = OrderAct::Mute(Mutes::MICROPHONE);
        assert_eq!(word(mute.clone(), "noise"), "You were muted by Fay: noise");
        assert_eq!(word(mute, ""), "You were muted by Fay.");
        let removed = word(OrderAct::Remove, "spam");
        assert_eq!(removed, "You were sent away by Fay: spam");
        let unmuted = word(OrderAct::Mute(Mutes::default()), "sorry");
        assert_eq!(unmuted, "You are no longer muted, says Fay.");
    }

    #[test]
    fn buttons_are_there_for_what_the_server_would_do() {
        let everywhere = Standing::everywhere;
        let keeper = Standing::in_zone("Kitchen", Role::Facilitator);
        let guest = Standing::default();
        assert_eq!(May::of(&guest, &guest), May::default());
        assert!(!May::of(&everywhere(Role::Speaker), &guest).any());
        let all = May::of(&everywhere(Role::Facilitator), &guest);
        assert!(all.mute && all.move_out && all.remove && all.ban && all.let_speak);
        let kitchen = May::of(&keeper, &guest);
        assert!(kitchen.mute && kitchen.move_out && !kitchen.remove && !kitchen.ban);
        assert!(!May::of(&everywhere(Role::Facilitator), &keeper).any());
        assert!(may_in(&keeper, Act::Quiet, "Kitchen"));
        assert!(!may_in(&keeper, Act::Quiet, "Garden"));
    }

    #[test]
    fn what_one_is_kept_from_is_told_when_it_grows_or_is_over() {
        let chat = Mutes {
            chat: true,
            ..Mutes::default()
        };
        let none = Mutes::default();
        for (before, now, expected) in [
            (none, none, None),
            (none, Mutes::MICROPHONE, Some("kept-quiet")),
            (none, Mutes::ALL, Some("kept-quiet")),
            (none, chat, Some("kept-from-some")),
            (Mutes::ALL, chat, None),
            (chat, none, Some("kept-from-nothing")),
        ] {
            let told = kept(before, now).map(|it| it.key);
            assert_eq!(told, expected, "{before:?} {now:?}");
        }
    }
}
