//! Who may do what: one pure function. The room's rules, the WebSocket, the forwarding of media, the HTTP
//! API and the buttons that a client shows all ask it, and nothing else decides.

use hallway_protocol::order::{Mutes, OrderAct, OrderRefused};
use hallway_protocol::{Role, Standing};

/// All that is allowed to some and not to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// To walk in a room that is frozen.
    WalkFrozen,
    /// To be heard, seen and read where all are to be quiet.
    SpeakAmongQuiet,
    /// To go into a zone that is locked or full, and to stay there.
    PassBarriers,
    /// To let somebody speak where all others are to be quiet.
    LetSpeak,
    /// To keep somebody from being heard, seen or read.
    Mute,
    /// To put somebody out of a zone.
    MoveOut,
    /// To have all in a zone be quiet.
    Quiet,
    /// To hide what somebody wrote.
    HideMessage,
    /// To say who comes into a zone.
    KeepDoor,
    /// To let people in who wait at a zone or at the venue's door, or to turn them away.
    Admit,
    /// To send somebody away for some minutes.
    Remove,
    /// To keep somebody from coming back.
    Ban,
    /// To see who is kept out, and to let them come again.
    Unban,
    /// To stop everything in a room.
    Freeze,
    /// To tell all of the venue something.
    Announce,
    /// To read reports and answer them.
    AnswerReports,
    /// To give and take roles, and to make invitations.
    GiveRoles,
    /// To say who may come into the venue, and when.
    SetDoors,
    /// To read what was done by those who keep order.
    ReadAudit,
    /// To read how many came.
    ReadAttendance,
}

/// How far an act reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Within a zone: what one is there counts.
    Zone,
    /// All of the venue: only what one is everywhere counts.
    Venue,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::WalkFrozen,
        Self::SpeakAmongQuiet,
        Self::PassBarriers,
        Self::LetSpeak,
        Self::Mute,
        Self::MoveOut,
        Self::Quiet,
        Self::HideMessage,
        Self::KeepDoor,
        Self::Admit,
        Self::Remove,
        Self::Ban,
        Self::Unban,
        Self::Freeze,
        Self::Announce,
        Self::AnswerReports,
        Self::GiveRoles,
        Self::SetDoors,
        Self::ReadAudit,
        Self::ReadAttendance,
    ];

    /// The least role that may do it, how far it reaches, and whether it is done to somebody, who must be of
    /// a lower role then.
    pub fn rule(self) -> (Role, Reach, bool) {
        match self {
            Self::SpeakAmongQuiet => (Role::Speaker, Reach::Zone, false),
            Self::LetSpeak => (Role::Speaker, Reach::Zone, false),
            Self::PassBarriers => (Role::Facilitator, Reach::Zone, false),
            Self::Mute => (Role::Facilitator, Reach::Zone, true),
            Self::MoveOut => (Role::Facilitator, Reach::Zone, true),
            Self::HideMessage => (Role::Facilitator, Reach::Zone, true),
            Self::Quiet => (Role::Facilitator, Reach::Zone, false),
            Self::KeepDoor => (Role::Facilitator, Reach::Zone, false),
            Self::Admit => (Role::Facilitator, Reach::Zone, false),
            Self::WalkFrozen => (Role::Facilitator, Reach::Venue, false),
            Self::Remove => (Role::Facilitator, Reach::Venue, true),
            Self::Ban => (Role::Facilitator, Reach::Venue, true),
            Self::Unban => (Role::Facilitator, Reach::Venue, false),
            Self::Freeze => (Role::Facilitator, Reach::Venue, false),
            Self::Announce => (Role::Facilitator, Reach::Venue, false),
            Self::AnswerReports => (Role::Facilitator, Reach::Zone, false),
            Self::GiveRoles => (Role::Organizer, Reach::Venue, true),
            Self::SetDoors => (Role::Organizer, Reach::Venue, false),
            Self::ReadAudit => (Role::Organizer, Reach::Venue, false),
            Self::ReadAttendance => (Role::Organizer, Reach::Venue, false),
        }
    }

    /// What an order does.
    pub fn of_order(act: &OrderAct) -> Self {
        match act {
            OrderAct::Mute(_) => Self::Mute,
            OrderAct::MoveOut | OrderAct::LetBack => Self::MoveOut,
            OrderAct::Remove => Self::Remove,
            OrderAct::Ban(_) => Self::Ban,
            OrderAct::LetSpeak(_) => Self::LetSpeak,
            OrderAct::Admit | OrderAct::TurnAway => Self::Admit,
        }
    }
}

/// Whether somebody may do this where zones of these names are; to whom, if it is done to somebody.
///
/// # Errors
/// Why not.
pub fn permit<'a>(
    who: &Standing,
    act: Act,
    zones: impl IntoIterator<Item = &'a str>,
    to: Option<&Standing>,
) -> Result<(), OrderRefused> {
    let (least, reach, done_to) = act.rule();
    let role = match reach {
        Reach::Zone => who.among(zones),
        Reach::Venue => who.role,
    };
    if role < least {
        return Err(OrderRefused::NotAllowed);
    }
    match to {
        // Wherever they have it: who keeps the kitchen is nobody's to mute in the garden but a higher one's.
        Some(to) if done_to && to.highest() >= role => Err(OrderRefused::TooHigh),
        _ => Ok(()),
    }
}

/// Of what somebody is kept where they stand: by a word to them alone, and by one to all there, which does
/// not concern those who may speak among the quiet.
pub fn kept_from(own: Mutes, all: Mutes, may_speak: bool) -> Mutes {
    match may_speak {
        true => own,
        false => own.and(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hallway_protocol::order::OrderRefused::{NotAllowed, TooHigh};

    const ROLES: [Role; 4] = Role::ALL;

    /// Every act, for who has each of the roles: everywhere (first four) and in the zone only (last four). `.` is
    /// refused; a digit says on how many of the four roles of others it may be done; `y` is done to nobody
    /// and allowed.
    const TABLE: [(Act, &str); 20] = [
        (Act::WalkFrozen, "..yy ...."),
        (Act::SpeakAmongQuiet, ".yyy .yyy"),
        (Act::PassBarriers, "..yy ..yy"),
        (Act::LetSpeak, ".yyy .yyy"),
        (Act::Mute, "..23 ..23"),
        (Act::MoveOut, "..23 ..23"),
        (Act::Quiet, "..yy ..yy"),
        (Act::HideMessage, "..23 ..23"),
        (Act::KeepDoor, "..yy ..yy"),
        (Act::Admit, "..yy ..yy"),
        (Act::Remove, "..23 ...."),
        (Act::Ban, "..23 ...."),
        (Act::Unban, "..yy ...."),
        (Act::Freeze, "..yy ...."),
        (Act::Announce, "..yy ...."),
        (Act::AnswerReports, "..yy ..yy"),
        (Act::GiveRoles, "...3 ...."),
        (Act::SetDoors, "...y ...."),
        (Act::ReadAudit, "...y ...."),
        (Act::ReadAttendance, "...y ...."),
    ];

    /// What the table says of who is what, one letter.
    fn cell(who: &Standing, act: Act) -> char {
        let to = |role: Role| permit(who, act, ["here"], Some(&Standing::everywhere(role)));
        let verdicts = ROLES.map(to);
        let allowed = verdicts.iter().filter(|verdict| verdict.is_ok()).count();
        // Of allowed ones the lowest: nobody is out of reach below one who is not.
        assert!(verdicts.iter().take(allowed).all(Result::is_ok), "{act:?}");
        if verdicts == [Err(NotAllowed); 4] {
            assert_eq!(permit(who, act, ["here"], None), Err(NotAllowed));
            return '.';
        }
        assert!(!verdicts.contains(&Err(NotAllowed)), "{act:?}");
        assert_eq!(permit(who, act, ["here"], None), Ok(()));
        match act.rule().2 {
            true => char::from_digit(u32::try_from(allowed).unwrap(), 10).unwrap(),
            false => {
                assert_eq!(verdicts, [Ok(()); 4], "{act:?}");
                'y'
            }
        }
    }

    #[test]
    fn every_cell_of_the_table_holds() {
        assert_eq!(TABLE.map(|(act, _)| act), Act::ALL, "each act has its row");
        for (act, row) in TABLE {
            let everywhere = ROLES.map(Standing::everywhere);
            let here = ROLES.map(|role| Standing::in_zone("here", role));
            let cells = |who: &[Standing]| who.iter().map(|who| cell(who, act)).collect::<String>();
            assert_eq!(
                format!("{} {}", cells(&everywhere), cells(&here)),
                row,
                "{act:?}"
            );
        }
    }

    #[test]
    fn who_keeps_one_zone_is_nobody_in_the_next() {
        let keeper = Standing::in_zone("Kitchen", Role::Facilitator);
        let guest = Standing::default();
        let mute = |zones: &[&str]| permit(&keeper, Act::Mute, zones.iter().copied(), Some(&guest));
        assert_eq!(mute(&["Kitchen"]), Ok(()));
        assert_eq!(mute(&["Garden"]), Err(NotAllowed));
        assert_eq!(mute(&[]), Err(NotAllowed));
    }

    #[test]
    fn nobody_acts_on_one_who_is_as_much_elsewhere() {
        let facilitator = Standing::everywhere(Role::Facilitator);
        let keeper = Standing::in_zone("Kitchen", Role::Facilitator);
        let garden = permit(&facilitator, Act::Remove, ["Garden"], Some(&keeper));
        assert_eq!(garden, Err(TooHigh));
        let organizer = Standing::everywhere(Role::Organizer);
        assert_eq!(permit(&organizer, Act::Remove, [], Some(&keeper)), Ok(()));
        assert_eq!(
            permit(&organizer, Act::Ban, [], Some(&organizer)),
            Err(TooHigh)
        );
    }

    #[test]
    fn who_may_speak_is_kept_from_nothing_that_is_said_to_all() {
        let all = Mutes::MICROPHONE;
        assert_eq!(kept_from(Mutes::default(), all, false), all);
        assert_eq!(kept_from(Mutes::default(), all, true), Mutes::default());
        assert_eq!(kept_from(Mutes::ALL, Mutes::default(), true), Mutes::ALL);
    }
}
