//! Talks in zones: in a circle all hear whoever speaks, an audience hears its podium and nothing
//! else, and where it is silent nobody is heard. What counts is the sound that arrives.

use hallway_protocol::ClientMsg;
use hallway_protocol::server::Call;
use hallway_protocol::session::Barrier;
use tempfile::TempDir;

use crate::harness::jitsi::Jitsi;
use crate::harness::village::{Area, folder};
use crate::harness::{Browser, Caller, Devices, Driver, Server, Venue, until};

#[rustfmt::skip]
const AREAS: [Area<'static>; 11] = [
    ("gate", [2, 26, 2, 2], &[("start", "true"), ("isDefault", "true")]),
    ("Round table", [2, 2, 6, 6], &[("zoneLabel", "Round table"), ("talk", "table"), ("maxTalkers", "6")]),
    ("table", [3, 3, 4, 4], &[("start", "true")]),
    ("Podium", [14, 2, 4, 2], &[("zoneLabel", "Podium"), ("speakerMegaphone", "keynote")]),
    ("podium", [15, 2, 2, 2], &[("start", "true")]),
    ("Hall", [12, 5, 8, 4], &[("zoneLabel", "Hall"), ("listenerMegaphone", "keynote")]),
    ("hall", [15, 6, 2, 2], &[("start", "true")]),
    ("Library", [2, 14, 6, 4], &[("zoneLabel", "Library"), ("silent", "true")]),
    ("library", [4, 15, 2, 2], &[("start", "true")]),
    // Beside the circle, nearer to those in it than people come to talk.
    ("edge", [8, 4, 1, 1], &[("start", "true")]),
    ("meadow", [14, 20, 2, 2], &[("start", "true")]),
];

async fn start(maps: &TempDir) -> Server {
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "house",
    };
    Server::start(venue).await
}

async fn callers(server: &Server, entry: &str, names: &[&str]) -> Vec<Caller> {
    let mut callers = Vec::new();
    for name in names {
        callers.push(Caller::enter_at(server, name, entry).await);
    }
    callers
}

/// One speaks; these hear it.
async fn is_heard_by(speaker: &Caller, listeners: impl Iterator<Item = &Caller>) {
    speaker.speak(true);
    for listener in listeners {
        listener.hears(&speaker.name, speaker.number).await;
    }
    speaker.speak(false);
}

#[tokio::test]
async fn in_a_circle_of_six_all_hear_whoever_speaks_and_a_seventh_waits() {
    let maps = folder(&[("house", &AREAS)]);
    let server = start(&maps).await;
    let names = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Fay"];
    let six = callers(&server, "table", &names).await;
    let ada = &six[0];
    let all = |caller: &Caller| {
        let view = caller.walker.view();
        let slots = view.call.slots.iter().flatten().count();
        slots + view.call.others.len()
    };
    until("each is in a talk with five others", async || {
        six.iter().all(|caller| all(caller) == 5).then_some(())
    })
    .await;
    for speaker in &six {
        let others = six.iter().filter(|other| other.number != speaker.number);
        is_heard_by(speaker, others).await;
    }
    // Whoever talks in a zone is in no bubble, neither with those beside them.
    let beside = Caller::enter_at(&server, "Beside", "edge").await;
    server.keeps_ticking().await;
    assert!(ada.walker.view().bubbles.is_empty());
    is_heard_by(ada, six.iter().skip(1)).await;
    assert!(beside.take_heard().is_empty());

    let driver = Driver::start().await;
    let gus = Browser::open(&driver, "Gus", Devices::Fake).await;
    gus.goto(&server.url("/v/house#table")).await;
    gus.fill_in_and_enter().await;
    gus.hears("The talk in Round table is full. You join it when somebody leaves.")
        .await;
    gus.resize(1280, 800).await;
    gus.screenshot("talk-full-1280").await;
    // His microphone makes a sound all the time, and so do the others.
    for caller in &six {
        caller.take_heard();
    }
    is_heard_by(ada, six.iter().skip(1)).await;
    let stats = gus.stats().await;
    assert_eq!(stats.names(), Vec::<&str>::new());
    for caller in &six {
        assert_eq!(caller.take_heard().get(&0), None, "{}", caller.name);
    }

    let [_, .., fay] = six.as_slice() else {
        unreachable!("six people")
    };
    fay.walker.say(ClientMsg::Leave).await;
    gus.hears("You are talking with").await;
    for caller in &six[..5] {
        caller.hears("Gus", 0).await;
    }
    until("what others say comes to Gus", async || {
        let before: u64 = samples(&gus).await;
        is_heard_by(ada, six[1..5].iter()).await;
        (samples(&gus).await > before).then_some(())
    })
    .await;
    for (width, height) in [(390, 800), (1280, 800)] {
        gus.resize(width, height).await;
        gus.screenshot(&format!("talk-circle-{width}")).await;
    }
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

/// Samples of sound decoded in all slots.
async fn samples(browser: &Browser) -> u64 {
    let stats = browser.stats().await;
    stats.slots.iter().map(|slot| slot.samples).sum()
}

#[tokio::test]
async fn a_native_client_is_told_that_a_circle_is_full() {
    let maps = folder(&[(
        "house",
        &[
            ("gate", [2, 2, 2, 2], &[("start", "true")]),
            (
                "Pair",
                [2, 2, 4, 4],
                &[("zoneLabel", "Pair"), ("talk", "pair"), ("maxTalkers", "2")],
            ),
        ],
    )]);
    let server = start(&maps).await;
    let three = callers(&server, "", &["Ada", "Ben", "Cleo"]).await;
    let [ada, ben, cleo] = three.as_slice() else {
        unreachable!("three people")
    };
    cleo.walker
        .sees("that it is full", |view| {
            view.barred == [("Pair".to_owned(), Barrier::Talk)]
        })
        .await;
    is_heard_by(ada, std::iter::once(ben)).await;
    is_heard_by(ben, std::iter::once(ada)).await;
    cleo.speak(true);
    is_heard_by(ada, std::iter::once(ben)).await;
    assert!(cleo.take_heard().is_empty());
    assert_eq!(ada.take_heard().get(&cleo.number), None);
    ben.walker.say(ClientMsg::Leave).await;
    ada.hears("Cleo", cleo.number).await;
    assert_eq!(ada.walker.view().barred, []);
}

/// Two calls at once howl: who is in a meeting beside the map is in no bubble on it.
#[tokio::test]
async fn whoever_is_in_a_meeting_is_in_no_bubble() {
    let jitsi = Jitsi::start().await;
    let maps = folder(&[(
        "house",
        &[(
            "Kitchen",
            [2, 2, 2, 2],
            &[("start", "true"), ("jitsiRoom", "kitchen")],
        )],
    )]);
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "house",
    };
    let settings = [("HALLWAY_JITSI__SERVERS", jitsi.origin.as_str())];
    let server = Server::start_with(venue, &settings).await;
    let pair = callers(&server, "", &["Ada", "Ben"]).await;
    let [ada, ben] = pair.as_slice() else {
        unreachable!("two people")
    };
    is_heard_by(ada, std::iter::once(ben)).await;
    let meeting = ada.walker.view().here[0].offers[0].id;
    ada.walker.say(ClientMsg::Open(meeting)).await;
    let walker = &ben.walker;
    walker
        .sees("the bubble's end", |view| view.bubbles.is_empty())
        .await;
    walker
        .sees("the call's end", |view| view.call == Call::default())
        .await;
    // Nobody hears the other from now on, however loud both are.
    for caller in &pair {
        caller.speak(true);
        caller.take_heard();
    }
    server.keeps_ticking().await;
    server.keeps_ticking().await;
    for caller in &pair {
        assert!(caller.take_heard().is_empty(), "{}", caller.name);
    }
    ada.walker.say(ClientMsg::Close(meeting)).await;
    ben.hears("Ada", ada.number).await;
    ada.hears("Ben", ben.number).await;
}

#[tokio::test]
async fn an_audience_hears_the_podium_and_silence_is_silent() {
    let maps = folder(&[("house", &AREAS)]);
    let server = start(&maps).await;
    let podium = callers(&server, "podium", &["Ada", "Ben"]).await;
    let audience = callers(&server, "hall", &["Cleo", "Dan"]).await;
    let library = callers(&server, "library", &["Eve", "Fay"]).await;
    let everybody = || podium.iter().chain(&audience).chain(&library);
    for speaker in &podium {
        let colleague = podium.iter().filter(|other| other.number != speaker.number);
        is_heard_by(speaker, colleague.chain(&audience)).await;
    }
    // All at once: each hears those alone whom they should.
    for caller in everybody() {
        caller.take_heard();
        caller.speak(true);
    }
    let [ada, ben] = podium.as_slice() else {
        unreachable!("two people")
    };
    for _ in 0..3 {
        ada.hears("Ben", ben.number).await;
        for listener in &audience {
            listener.hears("Ada", ada.number).await;
        }
    }
    let numbers = |heard: &Caller| -> Vec<u8> { heard.take_heard().into_keys().collect() };
    assert_eq!(numbers(ada), [ben.number]);
    assert_eq!(numbers(ben), [ada.number]);
    for listener in &audience {
        assert_eq!(numbers(listener), [ada.number, ben.number]);
    }
    for reader in &library {
        assert_eq!(numbers(reader), Vec::<u8>::new());
        assert_eq!(reader.walker.view().call, Call::default());
    }
    for each in everybody() {
        let in_bubble = !each.walker.view().bubbles.is_empty();
        assert!(!in_bubble, "nobody sees anybody in a bubble");
    }

    // The same people outside of zones are in one at once: it is the zone that keeps them apart.
    let meadow = callers(&server, "meadow", &["Gus", "Hal"]).await;
    meadow[0].speak(true);
    meadow[1].hears("Gus", meadow[0].number).await;
    assert!(!meadow[1].walker.view().bubbles.is_empty());
}
