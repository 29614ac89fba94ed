//! BigBlueButton: whoever comes into its zone joins by a link that the server signed, as what they
//! are; when the meeting is over, the panel says so.

use crate::harness::bbb::Bbb;
use crate::harness::guests::comes_in_browser;
use crate::harness::village::{Area, folder};
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

/// Known to the two servers.
const SECRET: &str = "a secret of the meeting server";

const HALL: [Area<'static>; 2] = [
    ("start", [2, 10, 2, 2], &[("start", "true")]),
    (
        "Talk room",
        [6, 6, 10, 10],
        &[("bbbMeeting", "ada"), ("meetingName", "Ada's talk")],
    ),
];

const OUTSIDE: Area<'static> = ("Garden", [20, 20, 4, 4], &[("zoneLabel", "Garden")]);

fn settings<'a>(bbb: &'a Bbb, secret: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("HALLWAY_BBB__URL", &bbb.url),
        ("HALLWAY_BBB__SECRET", secret),
        ("HALLWAY_BBB__CHECKSUM", "sha256"),
    ]
}

#[tokio::test]
async fn one_joins_a_meeting_as_what_one_is_until_it_is_over() {
    let bbb = Bbb::start(SECRET).await;
    let [start, room] = HALL;
    let maps = folder(&[("hall", &[start, room, OUTSIDE])]);
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    };
    let server = Server::start_with(venue, &settings(&bbb, SECRET)).await;
    let driver = Driver::start().await;

    let ada = Browser::enter(&driver, &server, "Ada & Eve").await;
    ada.go_to("Ada's talk").await;
    ada.panel_says(&bbb.host).await;
    assert!(bbb.meetings().is_empty(), "nothing is made before consent");
    ada.press("Agree and open").await;
    let given = ada.is_given(1, "role=").await;
    assert!(given.contains("name=Ada & Eve\nrole=VIEWER"), "{given}");
    ada.screenshot("meeting-visitor").await;

    let facilitator =
        comes_in_browser((&driver, Devices::Fake), &server, "Fay", "facilitator").await;
    facilitator.go_to("Ada's talk").await;
    facilitator.press("Agree and open").await;
    let given = facilitator.is_given(1, "role=").await;
    assert!(given.contains("name=Fay\nrole=MODERATOR"), "{given}");

    let meetings = bbb.meetings();
    assert_eq!(meetings.len(), 1, "they are in one meeting: {meetings:?}");
    let (id, meeting) = meetings.into_iter().next().expect("a meeting");
    assert_eq!(meeting.name, "Ada's talk");
    assert!(id.starts_with("ada-"), "{id} can be told");
    assert!(id.len() > 20, "{id} can't be guessed");
    let visitors: Vec<&str> = meeting
        .joined
        .iter()
        .map(|(_, _, id)| id.as_str())
        .collect();
    assert_ne!(visitors[0], visitors[1], "each is known by another id");

    // Through the door it ends, and it begins again without a question.
    ada.go_to("Garden").await;
    ada.has_no_panel().await;
    let frames: u64 = ada
        .ask("return document.querySelectorAll('iframe').length")
        .await;
    assert_eq!(frames, 0, "nothing of it is left");
    ada.go_to("Ada's talk").await;
    ada.is_given(1, "role=VIEWER").await;

    let info = bbb.call("getMeetingInfo", &format!("meetingID={id}")).await;
    assert!(info.contains("<participantCount>3<"), "{info}");
    bbb.end(&id).await;
    for browser in [&ada, &facilitator] {
        browser.panel_says("The session has ended.").await;
        browser.hears("The session has ended.").await;
    }
    ada.screenshot("meeting-over").await;
    // The server knows that too, and asks how it is before it sends anybody there again.
    ada.press("Join again").await;
    ada.panel_says("The meeting has not begun yet, or is over.")
        .await;
    ada.screenshot("meeting-not-running").await;
    ada.press("Close session").await;
    ada.has_no_panel().await;
    assert_eq!(bbb.refused(), 0, "every request was well signed");
}

#[tokio::test]
async fn a_wrong_secret_opens_nothing_and_is_told_of() {
    let bbb = Bbb::start(SECRET).await;
    let maps = folder(&[("hall", &HALL)]);
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    };
    let server = Server::start_with(venue, &settings(&bbb, "another secret")).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    ada.go_to("Ada's talk").await;
    ada.press("Agree and open").await;
    ada.panel_says("This venue is not set up for this kind of session.")
        .await;
    ada.screenshot("meeting-wrong-secret").await;
    assert!(bbb.refused() > 0, "it was asked");
    assert!(bbb.meetings().is_empty());
    let frames: u64 = ada
        .ask("return document.querySelectorAll('iframe').length")
        .await;
    assert_eq!(frames, 0);
    until(
        "the operator is told which setting to look at",
        async || server.log_text().contains("bbb.secret").then_some(()),
    )
    .await;
}
