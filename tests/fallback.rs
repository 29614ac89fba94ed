//! Several Jitsi servers: the first that works is used, and whoever is in one room is on one server,
//! whatever dies and comes back. Only those who stand in the room are let in, by a token for it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hallway_protocol::session::{Grant, JitsiGrant, SessionEnd};
use hallway_protocol::{ClientMsg, Pos, SessionId};
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use tempfile::TempDir;

use crate::harness::guests::way_in;
use crate::harness::jitsi::{Health, Jitsi, vacant};
use crate::harness::village::{Area, folder};
use crate::harness::walker::hello;
use crate::harness::{Browser, Driver, Server, Venue, Walker, until};

const APP: &str = "hallway";
const SECRET: &str = "a secret that only the servers know";
const TOKEN_MINUTES: u64 = 7;

/// One begins inside of the room; beside it is a place outside.
const HALL: [Area<'static>; 3] = [
    ("start", [2, 2, 2, 2], &[("start", "true")]),
    ("Lounge", [0, 0, 12, 12], &[("jitsiRoom", "lounge")]),
    ("Garden", [20, 20, 4, 4], &[("zoneLabel", "Garden")]),
];

async fn start(maps: &TempDir, hosts: &[&str]) -> Server {
    let origins: Vec<String> = hosts.iter().map(|host| format!("http://{host}")).collect();
    let settings = [
        ("HALLWAY_JITSI__SERVERS", origins.join(",")),
        ("HALLWAY_JITSI__APP_ID", APP.to_owned()),
        ("HALLWAY_JITSI__SECRET", SECRET.to_owned()),
        ("HALLWAY_JITSI__TOKEN_MINUTES", TOKEN_MINUTES.to_string()),
    ];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, v)| (*key, v.as_str())).collect();
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    };
    Server::start_with(venue, &settings).await
}

/// Enters, joins the room, and gives what was granted.
async fn joins(server: &Server, name: &str, invitation: &str) -> (Walker, JitsiGrant) {
    let walker = Walker::connect(server).await;
    let mut hello = hello(server.venue.room, name);
    invitation.clone_into(&mut hello.invitation);
    walker.say(ClientMsg::Hello(hello)).await;
    walker.sees("the room", |view| !view.here.is_empty()).await;
    let session = offered(&walker);
    walker.say(ClientMsg::Open(session)).await;
    let grant = granted(&walker, session).await;
    (walker, grant)
}

fn offered(walker: &Walker) -> SessionId {
    let view = walker.view();
    let offers = view.here.iter().flat_map(|here| &here.offers);
    let ids: Vec<SessionId> = offers.map(|offer| offer.id).collect();
    assert_eq!(ids.len(), 1, "there is one room");
    ids[0]
}

async fn granted(walker: &Walker, session: SessionId) -> JitsiGrant {
    until("a grant", async || {
        let view = walker.view();
        assert_eq!(view.ended, [], "the room is refused");
        match view.joined.get(&session) {
            Some(Grant::Jitsi(grant)) => Some(grant.clone()),
            _ => None,
        }
    })
    .await
}

/// Waits until somebody is told that the room is on this server.
async fn is_on(walker: &Walker, origin: &str) {
    let session = offered(walker);
    let what = format!("the room is on {origin}");
    walker
        .sees(&what, |view| {
            matches!(view.joined.get(&session), Some(Grant::Jitsi(grant)) if grant.server == origin)
        })
        .await;
}

#[tokio::test]
async fn the_room_opens_on_the_second_server_for_everybody_when_the_first_is_dead() {
    let maps = folder(&[("hall", &HALL)]);
    let (sick, two) = (Jitsi::start().await, Jitsi::start().await);
    let refuses = vacant().await;
    for (first, health) in [
        (&refuses, Health::Works),
        (&sick.host, Health::Fails),
        (&sick.host, Health::Hangs),
    ] {
        sick.set(health);
        let server = start(&maps, &[first, &two.host]).await;
        let mut rooms = Vec::new();
        for name in ["Ada", "Ben", "Cleo"] {
            let (_walker, grant) = joins(&server, name, "").await;
            assert_eq!(grant.server, two.origin, "{name}, {health:?}");
            rooms.push(grant.room);
        }
        rooms.dedup();
        assert_eq!(rooms.len(), 1, "{rooms:?}");
    }
}

#[tokio::test]
async fn when_a_server_dies_all_go_to_the_next_and_nobody_goes_back_alone() {
    let maps = folder(&[("hall", &HALL)]);
    let (one, two) = (Jitsi::start().await, Jitsi::start().await);
    let server = start(&maps, &[&one.host, &two.host]).await;
    // Does nothing but listen: it goes with the others all the same.
    let (idle, _) = joins(&server, "Idle", "").await;
    is_on(&idle, &one.origin).await;
    let driver = Driver::start().await;
    let mut pair = Vec::new();
    for name in ["Ada", "Ben"] {
        let browser = Browser::enter(&driver, &server, name).await;
        browser.press("Agree and open").await;
        let given = browser.is_given(2, "room=lounge-").await;
        assert!(given.contains(&format!("server={}\n", one.host)), "{given}");
        pair.push(browser);
    }

    one.set(Health::Fails);
    for browser in &pair {
        browser.is_given(2, &format!("server={}\n", two.host)).await;
    }
    is_on(&idle, &two.origin).await;

    one.set(Health::Works);
    // However well the first does: who comes now goes to where the others are.
    let (late, grant) = joins(&server, "Late", "").await;
    assert_eq!(grant.server, two.origin);
    // Somebody whose own way to the second is broken does not draw the others away.
    late.say(ClientMsg::Open(offered(&late))).await;
    is_on(&late, &two.origin).await;
    server.keeps_ticking().await;
    is_on(&idle, &two.origin).await;
    for browser in &pair {
        browser.is_given(2, &format!("server={}\n", two.host)).await;
    }

    // Back again, when the second dies: this time somebody finds out who only listens.
    two.set(Health::Hangs);
    late.say(ClientMsg::Open(offered(&late))).await;
    for walker in [&late, &idle] {
        is_on(walker, &one.origin).await;
    }
    for browser in &pair {
        browser.is_given(2, &format!("server={}\n", one.host)).await;
    }
}

#[tokio::test]
async fn when_no_server_works_the_panel_says_so_and_one_can_try_again() {
    let maps = folder(&[("hall", &HALL)]);
    let (one, two) = (vacant().await, vacant().await);
    let server = start(&maps, &[&one, &two]).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    // The names of both are asked about: it may become either.
    ada.panel_says(&one).await;
    ada.panel_says(&two).await;
    ada.press("Agree and open").await;
    let words = "The service for this session does not answer. Please try again in a moment.";
    ada.panel_says(words).await;
    ada.hears(words).await;
    ada.screenshot("fallback-none").await;
    let two = Jitsi::start_at(&two).await;
    until("the second is found", async || {
        if ada.panel_text().await.contains(words) {
            ada.press("Retry").await;
        }
        let given = ada.given(2).await?;
        given
            .contains(&format!("server={}\n", two.host))
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_token_is_for_one_room_and_one_visitor_who_stands_in_it() {
    let maps = folder(&[("hall", &HALL)]);
    let jitsi = Jitsi::start().await;
    let server = start(&maps, &[&jitsi.host]).await;
    let path = way_in(&server, "facilitator").await;
    let (_, token) = path.split_once("invite=").expect("a token");
    let mut visitors = Vec::new();
    for (name, invitation, moderator) in [("Ada", "", false), ("Fay", token, true)] {
        let (walker, grant) = joins(&server, name, invitation).await;
        let claims = verified(&grant.token);
        let text = |pointer: &str| claims.pointer(pointer).and_then(Value::as_str);
        assert_eq!(text("/room"), Some(grant.room.as_str()));
        assert_eq!(text("/iss"), Some(APP));
        assert_eq!(text("/aud"), Some("jitsi"));
        assert_eq!(text("/sub"), Some("127.0.0.1"));
        assert_eq!(text("/context/user/name"), Some(name));
        for pointer in ["/moderator", "/context/user/moderator"] {
            assert_eq!(claims.pointer(pointer), Some(&moderator.into()), "{name}");
        }
        let affiliation = if moderator { "owner" } else { "member" };
        assert_eq!(text("/context/user/affiliation"), Some(affiliation));
        let time = |pointer: &str| claims.pointer(pointer).and_then(Value::as_u64);
        let (from, issued, to) = (time("/nbf"), time("/iat"), time("/exp"));
        let (from, issued, to) = (from.expect("nbf"), issued.expect("iat"), to.expect("exp"));
        assert!(from <= issued);
        assert_eq!(
            Duration::from_secs(to - issued).as_secs(),
            TOKEN_MINUTES * 60
        );
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.expect("a clock").as_secs();
        assert!(issued <= now && now < to, "{issued} {now} {to}");
        let id = text("/context/user/id").expect("an id").to_owned();
        visitors.push((walker, grant, id));
    }
    assert_eq!(visitors[0].1.room, visitors[1].1.room);
    assert_ne!(visitors[0].2, visitors[1].2);

    // Outside of the room there is no way in, not even for one who knows of it.
    let (mut ada, grant, _) = visitors.swap_remove(0);
    let session = offered(&ada);
    let walls = crate::harness::scene::fetch(&server, &ada).await.walls;
    let outside = Pos::from_px(22 * 32, 22 * 32);
    ada.walk_to(&walls, outside).await;
    ada.sees("the end of the room", |view| {
        view.ended == [(session, SessionEnd::Left)] && !view.joined.contains_key(&session)
    })
    .await;
    for number in 0..12 {
        ada.say(ClientMsg::Open(SessionId(session.0.wrapping_add(number))))
            .await;
    }
    ada.sees("an answer to each", |view| view.ended.len() == 13)
        .await;
    let view = ada.view();
    assert!(view.joined.is_empty(), "{:?}", view.joined);
    assert!(view.here.iter().all(|here| here.offers.is_empty()));
    assert!(!grant.token.is_empty());
}

/// What a token says, once its signature was checked by hand.
fn verified(token: &str) -> Value {
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let (header, claims) = signed.split_once('.').expect("three parts");
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).expect("Base64");
    let json = |part: &str| -> Value { serde_json::from_slice(&bytes(part)).expect("JSON") };
    assert_eq!(json(header).get("alg"), Some(&"HS256".into()));
    let mut hash = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key");
    hash.update(signed.as_bytes());
    hash.verify_slice(&bytes(signature))
        .expect("the signature is made with the secret");
    json(claims)
}
