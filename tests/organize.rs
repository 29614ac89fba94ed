//! The organizers' page and the API below it: who may, what it does, and that nobody else can.

use hallway_protocol::{ClientMsg, Refusal, Role};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::guests::{comes, invitation, way_in};
use crate::harness::walker::hello;
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker, until};

/// Asks as somebody with this invitation would; gives the status and the answer.
async fn ask(
    server: &Server,
    invitation: &str,
    (method, path): (Method, &str),
    body: Option<Value>,
) -> (StatusCode, String) {
    let url = server.url(&format!("/api/v1/organize{path}"));
    let mut request = reqwest::Client::new().request(method, url);
    if !invitation.is_empty() {
        request = request.header("x-hallway-invitation", invitation);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.expect("the server answers");
    let status = response.status();
    (status, response.text().await.expect("a text"))
}

const READ: [&str; 7] = [
    "/overview",
    "/sanctions",
    "/audit",
    "/invitations",
    "/doors",
    "/announcements",
    "/attendance",
];

#[tokio::test]
async fn each_reads_what_is_theirs_to_read() {
    let server = Server::start(Venue::any()).await;
    let organizer = invitation(&server, Role::Organizer).await;
    let facilitator = invitation(&server, Role::Facilitator).await;
    let speaker = invitation(&server, Role::Speaker).await;
    let forged = format!("{}x", &organizer[..organizer.len() - 1]);
    for path in READ {
        let of = async |invitation: &str| {
            let asked = (Method::GET, path);
            ask(&server, invitation, asked, None).await.0
        };
        assert_eq!(of(&organizer).await, StatusCode::OK, "{path}");
        let open = ["/overview", "/sanctions", "/announcements"].contains(&path);
        let expected = match open {
            true => StatusCode::OK,
            false => StatusCode::FORBIDDEN,
        };
        assert_eq!(of(&facilitator).await, expected, "{path}");
        for nobody in ["", "x", &forged, &speaker] {
            assert_eq!(of(nobody).await, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    // Another site's page can't ask in somebody's name.
    let request = reqwest::Client::new().get(server.url("/api/v1/organize/audit"));
    let response = request
        .header("x-hallway-invitation", &organizer)
        .header("origin", "https://evil.example")
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_makes_no_sense_is_named() {
    let server = Server::start(Venue::any()).await;
    let organizer = invitation(&server, Role::Organizer).await;
    let doors = |hours: &str| json!({"entry": "open", "max_people": 0, "hours": [hours]});
    let link = |role: &str, days: u32| json!({"role": role, "days": days});
    for (asked, body, status, word) in [
        ((Method::PUT, "/doors"), doors("9-5"), 400, "9-5"),
        (
            (Method::PUT, "/doors"),
            json!({"entry": "ajar"}),
            422,
            "ajar",
        ),
        ((Method::POST, "/invitations"), link("king", 1), 400, "role"),
        (
            (Method::POST, "/invitations"),
            link("speaker", 0),
            400,
            "days",
        ),
        (
            (Method::POST, "/invitations"),
            link("organizer", 1),
            403,
            "equal",
        ),
        (
            (Method::POST, "/announcements"),
            json!({"text": " "}),
            400,
            "text",
        ),
        (
            (Method::POST, "/announcements"),
            json!({"texts": ""}),
            422,
            "texts",
        ),
        (
            (Method::POST, "/people/99/ban"),
            json!({}),
            404,
            "not there",
        ),
        (
            (Method::POST, "/people/99/ban"),
            json!({"minutes": 0}),
            400,
            "minutes",
        ),
        (
            (Method::DELETE, "/sanctions/1"),
            Value::Null,
            404,
            "not there",
        ),
        (
            (Method::POST, "/announcements"),
            json!({"text": "x".repeat(20_000)}),
            413,
            "length limit",
        ),
    ] {
        let what = format!("{asked:?} {body}");
        let (got, text) = ask(&server, &organizer, asked, Some(body)).await;
        assert_eq!(got.as_u16(), status, "{what:.80}: {text}");
        assert!(text.contains(word), "{what:.80}: {text}");
    }
    for path in [
        "/audit?before=soon",
        "/attendance?from=x",
        "/audit?colour=red",
    ] {
        let (status, text) = ask(&server, &organizer, (Method::GET, path), None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}: {text}");
    }
}

#[tokio::test]
async fn the_door_is_set_while_the_event_runs_and_stays_so() {
    let mut server = Server::start(Venue::any()).await;
    let organizer = invitation(&server, Role::Organizer).await;
    let inside = Walker::enter(&server, "Inside").await;
    let wanted = json!({
        "entry": "password", "password": "sesame", "max_people": 0, "hours": []
    });
    let asked = (Method::PUT, "/doors");
    let (status, text) = ask(&server, &organizer, asked, Some(wanted)).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
    let refused = async |server: &Server, why: Refusal| {
        let walker = Walker::connect(server).await;
        let hello = hello(server.venue.room, "Stranger");
        walker.say(ClientMsg::Hello(hello)).await;
        walker
            .sees("why not", |view| view.refused == Some(why))
            .await;
    };
    refused(&server, Refusal::PasswordNeeded).await;
    assert!(inside.view().refused.is_none(), "who is inside stays");
    let (_, shown) = ask(&server, &organizer, (Method::GET, "/doors"), None).await;
    assert!(shown.contains("\"has_password\":true") && !shown.contains("sesame"));
    server.kill().await;
    server.restart().await;
    refused(&server, Refusal::PasswordNeeded).await;
}

#[tokio::test]
async fn an_organizer_runs_the_venue_from_a_page() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let mallory = Walker::enter(&server, "Mallory <b>").await;
    let token = invitation(&server, Role::Organizer).await;
    let olga = Browser::open(&driver, "Olga", Devices::Denied).await;
    // A page without an invitation asks for one.
    let page = server.url("/organize");
    olga.web.goto(&page).await.expect("the page loads");
    olga.shows("paste it here").await;
    let field = olga.role("textbox", "Link").await;
    field.send_keys("nonsense").await.expect("typing works");
    olga.press("Open").await;
    olga.shows("does not open the organizers").await;
    // A link for one room only does not, that of an organizer of all does.
    let open = async |invitation: &str| {
        let page = format!("{page}?invite={invitation}");
        olga.web.goto(&page).await.expect("the page loads");
    };
    let link = way_in(&server, "organizer").await;
    let (_, of_one_room) = link.split_once("invite=").expect("a link");
    open(of_one_room).await;
    olga.shows("does not open the organizers").await;
    open(&token).await;
    olga.shows("Mallory <b>").await;
    for width in [1280, 390] {
        olga.resize(width, 800).await;
        olga.screenshot(&format!("organize-now-{width}")).await;
    }
    olga.press("Announcements").await;
    let field = olga.role("textbox", "Announcement to all").await;
    field.send_keys("Lunch!").await.expect("typing works");
    olga.press("Announce").await;
    mallory
        .sees("the word", |view| {
            view.announced.iter().any(|(_, text)| text == "Lunch!")
        })
        .await;
    olga.press("Links for roles").await;
    olga.press("Make a link").await;
    let made = olga.role("textbox", "Link to give to somebody").await;
    let made = until("the link is shown", async || {
        let value = made.prop("value").await.ok()??;
        value.contains("invite=").then_some(value)
    })
    .await;
    let (_, made) = made.split_once("invite=").expect("a link");
    let keeper = comes(&server, "Keeper", made).await;
    let role = keeper.welcome().standing.role;
    assert_eq!(role, Role::Facilitator);
    olga.press("Now").await;
    let reason = olga
        .role("textbox", "Reason, shown to the one concerned")
        .await;
    reason.send_keys("spam").await.expect("typing works");
    olga.press("Ban Mallory <b>").await;
    mallory.closed().await;
    assert_eq!(mallory.view().refused, Some(Refusal::Banned));
    olga.press("Bans").await;
    olga.shows("Banned").await;
    olga.screenshot("organize-bans").await;
    olga.press("Lift for Mallory <b>").await;
    olga.shows("Nobody is kept out or muted.").await;
    let _again = Walker::enter(&server, "Mallory <b>").await;
    olga.press("Log").await;
    for act in ["announce", "invite", "ban", "lift"] {
        olga.shows(act).await;
    }
    olga.screenshot("organize-log").await;
    olga.press("Door").await;
    olga.role("combobox", "Who comes in").await;
    olga.screenshot("organize-door").await;
    olga.press("Attendance").await;
    olga.shows("Different people").await;
    olga.screenshot("organize-attendance").await;
    let (_, csv) = ask(
        &server,
        &token,
        (Method::GET, "/audit?format=csv&act=ban"),
        None,
    )
    .await;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 2, "{csv}");
    assert!(
        lines[1].contains("\"ban\",\"Mallory <b>\",\"spam\""),
        "{csv}"
    );
}
