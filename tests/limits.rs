//! What one network may do at most, while fifty others walk about and notice nothing: connections, words, requests
//! of the API, and what makes no sense.

use std::net::Ipv4Addr;
use std::time::Duration;

use hallway_protocol::{ClientMsg, Role, SUBPROTOCOL};
use reqwest::StatusCode;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::guests::{invitation, walks_about};
use crate::harness::walker::{hello, open_from};
use crate::harness::{Server, Venue, Walker, until};

/// Others who walk about meanwhile.
const GUESTS: usize = 50;

/// Connections that one network may have here.
const OF_NETWORK: usize = 80;

/// Words of one network at once, see `server/src/trust/flow.rs`, and what comes on top while the test runs.
const WORDS: usize = 500;
const WORDS_A_SECOND: f64 = 50.0;

/// Requests of one network to the API at once, see `server/src/http/caller.rs`.
const REQUESTS: usize = 100;

/// Another network than that of the guests.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 9);

#[tokio::test]
async fn one_network_does_not_disturb_others_whatever_it_does() {
    let most = OF_NETWORK.to_string();
    let settings = [("HALLWAY_SERVER__MAX_OF_NETWORK", most.as_str())];
    let server = Server::start_with(Venue::any(), &settings).await;
    let mut guests = Vec::new();
    for number in 0..GUESTS {
        let guest = Walker::enter(&server, &format!("Guest {number}")).await;
        guests.push(walks_about(guest));
    }
    let observer = Walker::enter(&server, "Observer").await;

    // 1. Connections.
    let mut intruders = Vec::new();
    for number in 0..OF_NETWORK {
        let message = hello(server.venue.room, &format!("Intruder {number}"));
        intruders.push(Walker::enter_from(&server, message, ELSEWHERE).await);
    }
    for _ in 0..20 {
        let refused = open_from(&server, SUBPROTOCOL, ELSEWHERE).await;
        assert!(refused.is_err(), "one too many");
    }

    // 2. Words, as many as each may alone.
    let begin = std::time::Instant::now();
    for intruder in &intruders {
        for number in 0..10 {
            let text = format!("spam {number}");
            intruder.say(ClientMsg::Chat(text)).await;
        }
    }
    until("some of them are told that it is too much", async || {
        let told = intruders.iter().filter(|it| it.view().too_much > 0);
        (told.count() > 0).then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let spam = |walker: &Walker| {
        let view = walker.view();
        let lines = view.chat.iter().filter(|it| it.text.starts_with("spam"));
        lines.count()
    };
    let allowed = WORDS + (begin.elapsed().as_secs_f64() * WORDS_A_SECOND).ceil() as usize;
    let seen = intruders.iter().chain([&observer]).map(spam).max();
    assert!(
        seen.is_some_and(|seen| seen <= allowed),
        "{seen:?} lines of {allowed}"
    );

    // 3. What makes no sense, and steps as fast as they go out.
    for (number, intruder) in intruders.iter_mut().enumerate() {
        match number % 4 {
            0 => intruder.send(Message::binary(vec![0xff; 2000])).await,
            1 => intruder.send(Message::text("garbage")).await,
            2 => intruder.send(Message::binary(vec![0; 200_000])).await,
            _ => intruder.inputs((0..2000).map(|_| (60, 0))).await,
        }
    }
    for intruder in &intruders {
        intruder.closed().await;
    }

    // 4. The API.
    let secret = invitation(&server, Role::Organizer).await;
    let client = reqwest::Client::builder().local_address(Some(ELSEWHERE.into()));
    let client = client.build().expect("a client");
    let mut answers = Vec::new();
    for _ in 0..REQUESTS * 2 {
        let request = client.get(server.url("/api/v1/organize/overview"));
        let request = request.header("x-hallway-invitation", &secret);
        answers.push(request.send().await.expect("an answer").status());
    }
    assert!(
        answers.contains(&StatusCode::TOO_MANY_REQUESTS),
        "{answers:?}"
    );
    let elsewhere = reqwest::Client::new().get(server.url("/api/v1/organize/overview"));
    let elsewhere = elsewhere.header("x-hallway-invitation", &secret).send();
    assert_eq!(elsewhere.await.expect("an answer").status(), StatusCode::OK);

    // The fifty noticed nothing, and the others' places are free again.
    for guest in &guests {
        assert!(!guest.is_finished(), "a guest was thrown out");
    }
    server.keeps_ticking().await;
    let again = hello(server.venue.room, "Somebody of the same house");
    Walker::enter_from(&server, again, ELSEWHERE).await;
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
    for guest in guests {
        let guest = {
            guest.abort();
            guest.await
        };
        assert!(guest.is_err(), "it walked until it was stopped");
    }
}
