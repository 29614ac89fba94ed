//! Zones become sessions: what the rooms of a real event's map offer, and what those get who join.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use hallway_protocol::session::{Grant, Offer, SessionEnd, SessionKind, Trigger};
use hallway_protocol::{ClientMsg, Pos, SessionId};
use hallway_world::scene::{Place, Scene};
use thirtyfour::prelude::*;

use crate::harness::jitsi::Jitsi;
use crate::harness::scene::fetch;
use crate::harness::{Browser, Driver, Server, Venue, Walker, until};

/// Who signs the tokens, and with what.
const APP: &str = "hallway";
const SECRET: &str = "a secret that only the two servers know";

async fn start(venue: Venue, jitsi: &Jitsi) -> Server {
    let settings = [
        ("HALLWAY_JITSI__SERVERS", jitsi.origin.as_str()),
        ("HALLWAY_JITSI__APP_ID", APP),
        ("HALLWAY_JITSI__SECRET", SECRET),
        // The pages of this event are long gone or change; nobody is asked whether they refuse to
        // be framed.
        ("HALLWAY_WEBSITES__ALLOW", "nobody.invalid"),
    ];
    Server::start_with(venue, &settings).await
}

/// What somebody is offered who walks to a place, and what comes of joining it.
struct Visit {
    title: String,
    offers: Vec<Offer>,
    grants: Vec<Result<Grant, SessionEnd>>,
}

async fn visit(server: &Server, scene: &Scene, place: &Place) -> Visit {
    let mut walker = Walker::enter(server, &place.title).await;
    let before = opened(&walker, SessionId(0)).await;
    assert!(
        before.is_err(),
        "nothing is given to one who does not stand there"
    );
    walker
        .walk_to(&scene.walls, Pos::from_px(place.x, place.y))
        .await;
    let title = place.title.clone();
    walker
        .sees("the zone it walked to", |view| {
            view.here.iter().any(|here| here.title == title)
        })
        .await;
    let offers: Vec<Offer> = {
        let view = walker.view();
        let here = view.here.iter().filter(|here| here.title == title);
        here.flat_map(|here| here.offers.clone()).collect()
    };
    let mut grants = Vec::new();
    for offer in &offers {
        grants.push(opened(&walker, offer.id).await);
    }
    Visit {
        title,
        offers,
        grants,
    }
}

/// Joins a session; what came of it.
async fn opened(walker: &Walker, session: SessionId) -> Result<Grant, SessionEnd> {
    let ended = walker.view().ended.len();
    walker.say(ClientMsg::Open(session)).await;
    until("an answer about the session", async || {
        let view = walker.view();
        let refused = view
            .ended
            .get(ended..)?
            .iter()
            .find(|(id, _)| *id == session);
        let joined = view.joined.get(&session).cloned().map(Ok);
        joined.or_else(|| refused.map(|(_, end)| Err(*end)))
    })
    .await
}

#[tokio::test]
async fn every_zone_of_the_hackathon_does_what_its_author_meant() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let jitsi = Jitsi::start().await;
    let server = start(venue, &jitsi).await;
    let observer = Walker::enter(&server, "Observer").await;
    let scene = fetch(&server, &observer).await;
    let visits = scene
        .places
        .iter()
        .map(|place| visit(&server, &scene, place));
    let visits: Vec<Visit> = join_all(visits).await;

    let of_kind = |kind: SessionKind| {
        let all = visits.iter();
        all.filter(move |visit| visit.offers.iter().any(|offer| offer.kind == kind))
    };
    let mut names = BTreeSet::new();
    for visit in of_kind(SessionKind::Jitsi) {
        let [Ok(Grant::Jitsi(grant))] = visit.grants.as_slice() else {
            panic!("{}: no one Jitsi room", visit.title);
        };
        assert_eq!(grant.server, jitsi.origin, "{}", visit.title);
        assert_eq!(grant.token.split('.').count(), 3, "{}", visit.title);
        assert!(grant.room.len() > visit.title.len() + 16, "{}", grant.room);
        assert_eq!(visit.offers[0].hosts, std::slice::from_ref(&jitsi.host));
        assert_eq!(visit.offers[0].trigger, Trigger::Enter);
        names.insert(grant.room.clone());
    }
    assert_eq!(names.len(), 11, "as many rooms: {names:?}");
    // Five boards, two videos and a piano.
    let pages: Vec<&Visit> = of_kind(SessionKind::Website).collect();
    let titles: Vec<&str> = pages.iter().map(|visit| visit.title.as_str()).collect();
    assert_eq!(pages.len(), 8, "{titles:?}");
    for visit in pages {
        let hosts = &visit.offers[0].hosts;
        assert!(
            hosts.is_empty(),
            "{}: {hosts:?} is not contacted",
            visit.title
        );
        assert!(
            matches!(visit.grants.as_slice(), [Err(SessionEnd::NotListed)]),
            "{}: the organizer allowed no host",
            visit.title
        );
    }
}

#[tokio::test]
async fn a_jitsi_room_opens_after_consent_and_ends_at_the_door() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let jitsi = Jitsi::start().await;
    let server = start(venue, &jitsi).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    ada.press("People and places").await;
    ada.press("Walk to Kitchen").await;
    ada.hears("You are in Kitchen.").await;
    ada.role("region", "Kitchen").await;
    assert_eq!(frames(&ada).await, 0, "nobody is contacted unasked");
    ada.screenshot("zone-consent").await;
    ada.press("Agree and open").await;
    let given = until("the room shows what it was given", async || {
        given(&ada).await
    })
    .await;
    ada.screenshot("zone-jitsi").await;
    assert!(given.contains("room="), "{given}");
    assert!(given.contains("jwt=ey"), "{given}");
    ada.role("button", "Close session").await;

    ada.press("People and places").await;
    ada.press("Walk to Volcano").await;
    ada.hears("You left Kitchen.").await;
    until("the session is gone", async || {
        let left: u64 = ada
            .ask("return document.querySelectorAll('iframe[title=Kitchen]').length")
            .await;
        (left == 0).then_some(())
    })
    .await;
    assert!(ada.find_role("region", "Kitchen").await.is_none());
    // The host has been agreed to: the next room of it opens without a question.
    ada.hears("Volcano is open beside the map.").await;
}

async fn frames(browser: &Browser) -> u64 {
    browser
        .ask("return document.querySelectorAll('iframe').length")
        .await
}

/// What the stand-in's page says, two frames down.
async fn given(browser: &Browser) -> Option<String> {
    let web = &browser.web;
    let text = async {
        let outer = web.find(By::Css("iframe")).await?;
        outer.enter_frame().await?;
        let inner = web.find(By::Css("iframe")).await?;
        inner.enter_frame().await?;
        web.find(By::Id("given")).await?.text().await
    };
    let text: WebDriverResult<String> = text.await;
    web.enter_default_frame().await.expect("back to the page");
    text.ok().filter(|text| text.contains("jwt="))
}
