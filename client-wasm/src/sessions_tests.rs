//! Tests of [`super`]: zones, clicks and messages in, phases and effects out.

use hallway_protocol::session::JitsiGrant;

use super::*;

const ID: SessionId = SessionId(3);
const HOST: &str = "meet.example.org";

fn offer(id: SessionId, trigger: Trigger, hosts: &[&str]) -> Offer {
    Offer {
        id,
        title: "Aquarium".to_owned(),
        kind: SessionKind::Jitsi,
        trigger,
        message: String::new(),
        width: 0,
        closable: true,
        hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
    }
}

fn zone(offers: Vec<Offer>) -> Vec<Here> {
    vec![Here {
        title: "Aquarium".to_owned(),
        offers,
        ..Here::default()
    }]
}

fn grant(server: &str, token: &str) -> Grant {
    Grant::Jitsi(JitsiGrant {
        server: server.to_owned(),
        room: "room".to_owned(),
        subject: String::new(),
        token: token.to_owned(),
        config: String::new(),
        interface_config: String::new(),
    })
}

fn agreed() -> Vec<String> {
    vec![HOST.to_owned()]
}

/// In the zone of a session that opens by entering, with the host agreed to.
fn entered() -> (Sessions, Vec<Effect>) {
    let mut sessions = Sessions::default();
    let zone = zone(vec![offer(ID, Trigger::Enter, &[HOST])]);
    let effects = sessions.here(&zone, &agreed());
    (sessions, effects)
}

fn joined() -> Sessions {
    let (mut sessions, _) = entered();
    sessions.joined(ID, &grant("https://a", "1"));
    sessions
}

fn phase(sessions: &Sessions) -> &Phase {
    &sessions.list()[0].phase
}

fn told(effects: &[Effect]) -> Vec<ClientMsg> {
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell(message) => Some(message.clone()),
        _ => None,
    });
    told.collect()
}

#[test]
fn entering_opens_at_once() {
    let (mut sessions, effects) = entered();
    assert_eq!(told(&effects), [ClientMsg::Open(ID)]);
    assert!(effects.contains(&Effect::Front(ID)));
    assert_eq!(phase(&sessions), &Phase::Opening);
    sessions.joined(ID, &grant("https://a", "1"));
    assert!(sessions.in_meeting());
}

#[test]
fn no_stranger_is_contacted_without_a_yes() {
    let mut sessions = Sessions::default();
    let zone = zone(vec![offer(ID, Trigger::Enter, &[HOST, "b.example"])]);
    let effects = sessions.here(&zone, &agreed());
    assert_eq!(told(&effects), []);
    assert_eq!(phase(&sessions), &Phase::Asking);
    assert_eq!(sessions.list()[0].strangers(&agreed()), ["b.example"]);
    // Not even when the server lets one in unasked.
    sessions.joined(ID, &grant("https://b.example", ""));
    assert_eq!(phase(&sessions), &Phase::Asking);
    sessions.decline(ID);
    assert_eq!(sessions.here(&zone, &agreed()), []);
    assert!(sessions.list()[0].is_prompted());
    let all = [HOST.to_owned(), "b.example".to_owned()];
    assert_eq!(told(&sessions.open(ID, &all)), [ClientMsg::Open(ID)]);
}

#[test]
fn what_was_closed_opens_again_only_by_a_wish_or_another_visit_to_the_zone() {
    let mut sessions = joined();
    assert_eq!(told(&sessions.close(ID)), [ClientMsg::Close(ID)]);
    let zone = zone(vec![offer(ID, Trigger::Enter, &[HOST])]);
    assert_eq!(sessions.here(&zone, &agreed()), []);
    assert_eq!(phase(&sessions), &Phase::Closed);
    sessions.ended(ID, SessionEnd::Left);
    sessions.joined(ID, &grant("https://a", "1"));
    assert_eq!(phase(&sessions), &Phase::Closed);
    sessions.here(&[], &agreed());
    assert_eq!(sessions.list(), []);
    let effects = sessions.here(&zone, &agreed());
    assert_eq!(told(&effects), [ClientMsg::Open(ID)]);
}

#[test]
fn leaving_the_zone_ends_it_at_once() {
    let mut sessions = joined();
    sessions.here(&zone(Vec::new()), &agreed());
    assert!(sessions.list().is_empty() && !sessions.in_meeting());
}

#[test]
fn one_session_in_two_zones_is_one() {
    let mut sessions = Sessions::default();
    let mut both = zone(vec![offer(ID, Trigger::Enter, &[])]);
    both.extend(both.clone());
    let effects = sessions.here(&both, &[]);
    assert_eq!(told(&effects), [ClientMsg::Open(ID)]);
    // Still in one of them.
    assert_eq!(sessions.here(&both[..1], &[]), []);
    assert_eq!(sessions.list().len(), 1);
}

#[test]
fn action_waits_for_the_key_and_icon_for_a_look() {
    let mut sessions = Sessions::default();
    let (action, icon) = (SessionId(1), SessionId(2));
    let zone = zone(vec![
        offer(action, Trigger::Action, &[]),
        offer(icon, Trigger::Icon, &[]),
    ]);
    let effects = sessions.here(&zone, &[]);
    assert_eq!(told(&effects), []);
    assert!(!effects.iter().any(|e| matches!(e, Effect::Front(_))));
    let listed: Vec<bool> = sessions.list().iter().map(Session::is_listed).collect();
    assert_eq!(listed, [false, true]);
    assert_eq!(sessions.for_action_key(), Some(action));
    assert_eq!(told(&sessions.open(action, &[])), [ClientMsg::Open(action)]);
    assert_eq!(sessions.for_action_key(), None);
}

#[test]
fn of_what_opens_together_the_first_is_looked_at() {
    let mut sessions = Sessions::default();
    let ids = [SessionId(5), SessionId(1)];
    let zone = zone(ids.map(|id| offer(id, Trigger::Enter, &[])).to_vec());
    let effects = sessions.here(&zone, &[]);
    assert_eq!(told(&effects), ids.map(ClientMsg::Open));
    let fronts = effects.iter().filter(|e| matches!(e, Effect::Front(_)));
    assert_eq!(fronts.collect::<Vec<_>>(), [&Effect::Front(ids[0])]);
}

#[test]
fn a_failed_server_is_replaced_once() {
    let mut sessions = joined();
    assert_eq!(told(&sessions.failed(ID)), [ClientMsg::Open(ID)]);
    // A late word of the first failure is none of the second.
    assert_eq!(sessions.failed(ID), []);
    sessions.joined(ID, &grant("https://b", "1"));
    sessions.failed(ID);
    assert_eq!(phase(&sessions), &Phase::Ended(SessionEnd::Unreachable));
    // By hand it begins anew.
    sessions.open(ID, &agreed());
    sessions.joined(ID, &grant("https://a", "1"));
    assert_eq!(told(&sessions.failed(ID)), [ClientMsg::Open(ID)]);
}

#[test]
fn a_broken_line_does_not_throw_one_out_of_a_meeting() {
    let mut sessions = joined();
    sessions.welcomed();
    let zone = zone(vec![offer(ID, Trigger::Enter, &[HOST])]);
    assert_eq!(
        told(&sessions.here(&zone, &agreed())),
        [ClientMsg::Open(ID)]
    );
    assert_eq!(sessions.joined(ID, &grant("https://a", "2")), []);
    assert_eq!(phase(&sessions), &Phase::Open(grant("https://a", "1")));
    // Another server is another place.
    sessions.joined(ID, &grant("https://b", "2"));
    assert_eq!(phase(&sessions), &Phase::Open(grant("https://b", "2")));
}

#[test]
fn an_end_says_why() {
    let mut sessions = joined();
    let effects = sessions.ended(ID, SessionEnd::Full);
    assert_eq!(
        effects,
        [Effect::Announce(Announcement::plain("session-full"))]
    );
    assert!(sessions.list()[0].is_listed());
    assert!(!sessions.in_meeting());
    // Put away, it waits for a click.
    assert_eq!(sessions.close(ID), []);
    assert!(sessions.list()[0].is_prompted());
}

#[test]
fn new_questions_are_counted() {
    let mut sessions = joined();
    let question = |number| Question {
        number,
        by: "Ada".to_owned(),
        text: "Why?".to_owned(),
        votes: 0,
        voted: false,
        answered: false,
        hidden: false,
    };
    assert_eq!(sessions.questions(ID, &[question(1), question(2)]), 2);
    assert_eq!(sessions.questions(ID, &[question(2), question(3)]), 1);
    assert_eq!(sessions.questions(ID, &[]), 0);
    assert_eq!(sessions.questions(SessionId(9), &[question(1)]), 0);
}

#[test]
fn questions_are_bounded() {
    assert_eq!(clean_question(" \n "), None);
    assert_eq!(clean_question(&"x".repeat(QUESTION_CHARS + 1)), None);
    let asked = clean_question(" Why? ");
    assert_eq!(asked, Some(QuestionAct::Ask("Why?".to_owned())));
}

#[test]
fn one_answer_is_for_all_that_ask_about_a_host() {
    let mut sessions = Sessions::default();
    let other = SessionId(4);
    let stranger = SessionId(5);
    let zone = zone(vec![
        offer(ID, Trigger::Enter, &[HOST]),
        offer(other, Trigger::Enter, &[HOST]),
        offer(stranger, Trigger::Enter, &[HOST, "other.example.org"]),
    ]);
    let effects = sessions.here(&zone, &[]);
    let announced = effects.iter().filter(|e| matches!(e, Effect::Announce(_)));
    assert_eq!(announced.count(), 1, "all are called alike: {effects:?}");
    let effects = sessions.agreed(&agreed());
    assert_eq!(
        told(&effects),
        [ClientMsg::Open(ID), ClientMsg::Open(other)]
    );
    assert_eq!(sessions.list()[2].phase, Phase::Asking);
    assert_eq!(told(&sessions.agreed(&agreed())), []);
}

#[test]
fn a_meeting_that_is_over_says_so_and_can_be_joined_again() {
    let mut sessions = joined();
    let effects = sessions.over(ID);
    assert_eq!(told(&effects), [ClientMsg::Close(ID)]);
    assert_eq!(phase(&sessions), &Phase::Ended(SessionEnd::Left));
    assert!(!sessions.in_meeting());
    // The server's answer to that changes nothing.
    assert_eq!(sessions.ended(ID, SessionEnd::Left), []);
    assert_eq!(phase(&sessions), &Phase::Ended(SessionEnd::Left));
    assert_eq!(sessions.over(ID), []);
    let effects = sessions.open(ID, &agreed());
    assert_eq!(told(&effects), [ClientMsg::Open(ID)]);
}
