//! Reports and blocks, as those concerned are told of them.

use hallway_protocol::Role;
use hallway_protocol::order::OrderRefused;
use hallway_protocol::report::{Report, Reported};

use super::*;

const FAY: u32 = 1;
const ANN: u32 = 2;
const MALLORY: u32 = 3;

/// Fay keeps order; Ann and Mallory do not.
fn stage() -> (Stage, Guest, Guest, Guest) {
    let mut stage = Stage::new(vec![], vec![]);
    let standing = Standing::everywhere(Role::Facilitator);
    let fay = stage.enter_as(FAY, Visitor::for_tests(FAY), standing, 1 << 20);
    let (ann, mallory) = (stage.enter(ANN), stage.enter(MALLORY));
    (stage, fay, ann, mallory)
}

fn reports(message: &ServerMsg) -> Option<Vec<Report>> {
    match message {
        ServerMsg::Reports(reports) if !reports.is_empty() => Some(reports.clone()),
        _ => None,
    }
}

fn reported(message: &ServerMsg) -> Option<Reported> {
    match message {
        ServerMsg::Reported(reported) => Some(reported.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn a_report_reaches_those_on_duty_with_what_was_said_and_is_answered() {
    let (mut stage, mut fay, mut ann, mallory) = stage();
    stage.wish(mallory.id, Wish::Chat("buy my coins".to_owned()));
    stage.tick();
    let report = Wish::Report(mallory.id, "advertising".to_owned());
    stage.wish(ann.id, report);
    let seen = fay.hears(&mut stage, reports).await;
    assert_eq!((seen[0].by.as_str(), seen[0].about.as_str()), ("P2", "P3"));
    assert_eq!(seen[0].said, ["buy my coins"]);
    assert_eq!(seen[0].person, Some(mallory.id));
    assert_eq!(ann.hears(&mut stage, reported).await, Reported::Taken);
    // It is not for everybody to answer.
    let answer = Wish::AnswerReport(seen[0].id, "thank you".to_owned());
    stage.wish(mallory.id, answer.clone());
    stage.tick();
    assert_eq!(stage.hub.services.reports.open().len(), 1);
    stage.wish(fay.id, answer.clone());
    let answered = Reported::Answered {
        about: "P3".to_owned(),
        by: "P1".to_owned(),
        text: "thank you".to_owned(),
    };
    assert_eq!(ann.hears(&mut stage, reported).await, answered);
    // Another who answers comes too late.
    stage.wish(fay.id, answer);
    let why = fay.hears(&mut stage, |message| match message {
        ServerMsg::OrderRefused(why) => Some(*why),
        _ => None,
    });
    assert_eq!(why.await, OrderRefused::Gone);
}

#[tokio::test]
async fn who_keeps_order_in_a_zone_answers_what_is_about_people_there() {
    let mut stage = Stage::new(vec![right(Zone::default())], vec![]);
    let keeper = Standing::in_zone("Right", Role::Facilitator);
    let mut kim = stage.enter_as(FAY, Visitor::for_tests(FAY), keeper, 1 << 20);
    let (ann, mut mallory) = (stage.enter(ANN), stage.enter(MALLORY));
    stage.walk(&mut mallory, 16, 20);
    assert_eq!(stage.hub.room.titles_at(mallory.id), ["Right"]);
    stage.wish(mallory.id, Wish::Report(ann.id, "elsewhere".to_owned()));
    stage.wish(ann.id, Wish::Report(mallory.id, "here".to_owned()));
    let seen = kim.hears(&mut stage, reports).await;
    let texts: Vec<&str> = seen.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["here"]);
    let open = stage.hub.services.reports.open();
    let elsewhere = open.iter().find(|row| row.body == "elsewhere").unwrap();
    for (report, left) in [(elsewhere.id.cast_unsigned(), 2), (seen[0].id, 1)] {
        stage.wish(kim.id, Wish::AnswerReport(report, "seen to".to_owned()));
        stage.tick();
        assert_eq!(stage.hub.services.reports.open().len(), left);
    }
}

#[tokio::test]
async fn who_comes_on_duty_sees_what_is_open_and_who_comes_again_hears_the_answer() {
    let (mut stage, _fay, ann, mallory) = stage();
    stage.wish(ann.id, Wish::Report(mallory.id, "noise".to_owned()));
    stage.tick();
    let standing = Standing::everywhere(Role::Organizer);
    let mut olga = stage.enter_as(9, Visitor::for_tests(9), standing, 1 << 20);
    let seen = olga.hears(&mut stage, reports).await;
    stage.wish(ann.id, Wish::Hand(true));
    let mut commands = Vec::new();
    stage.hub.part(ann.id, End::Gone, &mut commands);
    stage.hub.own_wishes.extend(commands);
    stage.tick();
    stage.wish(olga.id, Wish::AnswerReport(seen[0].id, String::new()));
    stage.tick();
    let visitor = Visitor::for_tests(ANN);
    let mut again = stage.enter_as(10, visitor, Standing::default(), 1 << 20);
    let heard = again.hears(&mut stage, reported).await;
    assert!(matches!(heard, Reported::Answered { .. }), "{heard:?}");
}

#[tokio::test]
async fn a_block_holds_in_all_windows_and_when_one_comes_again() {
    let (mut stage, _fay, mut ann, mallory) = stage();
    stage.wish(ann.id, Wish::Block(mallory.id, true));
    let blocked = |message: &ServerMsg| match message {
        ServerMsg::Blocked(people) => Some(people.clone()),
        _ => None,
    };
    assert_eq!(ann.hears(&mut stage, blocked).await, [mallory.id]);
    assert!(!stage.hub.room.hears(ann.id).contains(&mallory.id));
    let visitor = Visitor::for_tests(MALLORY);
    let window = stage.enter_as(7, visitor, Standing::default(), 1 << 20);
    let now = ann.hears(&mut stage, blocked).await;
    assert_eq!(now, [mallory.id, window.id]);
    stage.wish(ann.id, Wish::Block(mallory.id, false));
    stage.tick();
    assert_eq!(stage.hub.room.blocked_by(ann.id).count(), 0);
}
