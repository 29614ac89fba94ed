//! Clients that speak nonsense, too much, or not at all: each is shown the door with the reason
//! that the protocol names, and the room goes on.

use hallway_protocol::client::{Hello, Input, MediaOffer};
use hallway_protocol::limits::{CLIENT_FRAME_BYTES, CLIENT_FRAME_MESSAGES, NAME_CHARS, PATH_BYTES};
use hallway_protocol::motion::Spot;
use hallway_protocol::{ClientMsg, Refusal, SUBPROTOCOL, VERSION};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use rand::{RngExt, SeedableRng};
use tokio_tungstenite::tungstenite::{self, Message};

use crate::harness::scene::{clearing, fetch, shifted};
use crate::harness::view::Closed;
use crate::harness::walker::{frame, hello, open};
use crate::harness::{Server, Venue, Walker};

#[tokio::test]
async fn each_kind_of_nonsense_is_refused_by_its_name() {
    let server = Server::start(Venue::any()).await;
    let room = server.venue.room;
    let said = |hello: Hello| frame(&[ClientMsg::Hello(hello)]);
    let honest = || hello(room, "Mallory");
    let many = vec![ClientMsg::Alive; CLIENT_FRAME_MESSAGES + 1];
    let whole = said(honest()).into_data();
    let cut = Message::binary(whole.slice(..whole.len() - 1));
    let cases = [
        (
            "an empty frame",
            Message::binary(Vec::new()),
            Refusal::BadMessage,
        ),
        (
            "no message at all",
            Message::binary(vec![0xff; 40]),
            Refusal::BadMessage,
        ),
        ("half a message", cut, Refusal::BadMessage),
        ("too many messages", frame(&many), Refusal::BadMessage),
        ("text", Message::text("hello"), Refusal::BadMessage),
        (
            "input before hello",
            frame(&[ClientMsg::Input(Input::default())]),
            Refusal::OutOfOrder,
        ),
        (
            "chat before hello",
            frame(&[ClientMsg::Chat("hi".to_owned())]),
            Refusal::OutOfOrder,
        ),
        (
            "two hellos",
            frame(&[ClientMsg::Hello(honest()), ClientMsg::Hello(honest())]),
            Refusal::OutOfOrder,
        ),
        (
            "another version",
            said(Hello {
                version: VERSION + 1,
                ..honest()
            }),
            Refusal::WrongVersion,
        ),
        ("no name", said(hello(room, "  ")), Refusal::BadName),
        (
            "an invisible name",
            said(hello(room, "\u{202E}\u{200B}")),
            Refusal::BadName,
        ),
        (
            "a long name",
            said(hello(room, &"x".repeat(NAME_CHARS + 1))),
            Refusal::BadName,
        ),
        (
            "an unknown room",
            said(hello("no/such/room", "Mallory")),
            Refusal::NoSuchRoom,
        ),
        (
            "a room outside",
            said(hello("../../etc/passwd", "Mallory")),
            Refusal::NoSuchRoom,
        ),
        (
            "an absolute room",
            said(hello("/etc/passwd", "Mallory")),
            Refusal::NoSuchRoom,
        ),
        (
            "a room of controls",
            said(hello("a\0b\n", "Mallory")),
            Refusal::NoSuchRoom,
        ),
    ];
    for (what, message, refusal) in cases {
        let walker = Walker::connect(&server).await;
        walker.send(message).await;
        let closed = walker.closed().await;
        let expected = Closed::Frame(refusal.close_code(), refusal.name().to_owned());
        assert_eq!(closed, expected, "{what}");
        assert_eq!(walker.view().refused, Some(refusal), "{what}");
    }
    lives_on(&server).await;
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let server = Server::start(Venue::any()).await;
    let long = "x".repeat(PATH_BYTES + 1);
    for message in [
        Message::binary(vec![0; CLIENT_FRAME_BYTES + 1]),
        Message::binary(vec![0; 8 << 20]),
        frame(&[ClientMsg::Hello(hello(&long, "Mallory"))]),
        frame(&[ClientMsg::Hello(Hello {
            entry: long.clone(),
            ..hello(server.venue.room, "Mallory")
        })]),
    ] {
        let walker = Walker::connect(&server).await;
        walker.send(message).await;
        let closed = walker.closed().await;
        assert_eq!(walker.view().welcome, None, "{closed:?}");
    }
    lives_on(&server).await;
}

#[tokio::test]
async fn random_bytes_end_a_connection_and_nothing_else() {
    let server = Server::start(Venue::any()).await;
    // The same bytes every time, so that a failure can be looked at.
    let mut random = rand::rngs::StdRng::seed_from_u64(7);
    for round in 0..300 {
        // Half of them from strangers, half from people who are in already.
        let walker = if round % 2 == 0 {
            Walker::connect(&server).await
        } else {
            Walker::enter(&server, "Mallory").await
        };
        let length = random.random_range(1..200);
        let bytes: Vec<u8> = (0..length).map(|_| random.random()).collect();
        walker.send(Message::binary(bytes)).await;
    }
    lives_on(&server).await;
}

#[tokio::test]
async fn a_media_offer_of_garbage_harms_nobody() {
    let server = Server::start(Venue::any()).await;
    for sdp in [
        "",
        "v=0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
        &"a=x\r\n".repeat(9000),
    ] {
        let walker = Walker::enter(&server, "Mallory").await;
        let sdp = sdp.to_owned();
        walker.say(ClientMsg::Media(MediaOffer { sdp })).await;
        walker
            .sees("the offer fails", |view| {
                view.media_failed > 0 || view.refused == Some(Refusal::BadMedia)
            })
            .await;
        assert_eq!(walker.view().answers, 0);
    }
    lives_on(&server).await;
}

#[tokio::test]
async fn another_subprotocol_gets_no_word_in() {
    let server = Server::start(Venue::any()).await;
    for subprotocol in ["", "hallway.v0", "chat"] {
        match open(&server, subprotocol).await {
            Err(tungstenite::Error::Http(response)) => {
                assert!(response.status().is_client_error(), "{response:?}");
            }
            Err(error) => panic!("{subprotocol}: {error}"),
            Ok(_) => panic!("`{subprotocol}` was taken"),
        }
    }
    assert!(open(&server, SUBPROTOCOL).await.is_ok());
    assert!(open(&server, "chat, hallway.v1").await.is_ok());
    lives_on(&server).await;
}

#[tokio::test]
async fn a_thousand_silent_connections_keep_nobody_out() {
    const SILENT: usize = 1000;
    let server = Server::start(Venue::any()).await;
    // After the server's start, so that it gets by with the limit it finds.
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    let mut held = Vec::new();
    let mut refused = 0;
    for _ in 0..SILENT {
        match open(&server, SUBPROTOCOL).await {
            Ok(socket) => held.push(socket),
            // A bound on connections per address would be as good an answer.
            Err(_) => refused += 1,
        }
    }
    println!("{} silent connections taken, {refused} refused", held.len());
    lives_on(&server).await;
    drop(held);
    lives_on(&server).await;
}

/// Two honest people can still enter, walk and see each other walk, the ticks go on, and nothing
/// panicked.
async fn lives_on(server: &Server) {
    let witness = Walker::enter(server, "Witness").await;
    let mut walker = Walker::enter(server, "Walker").await;
    let scene = fetch(server, &walker).await;
    let here = clearing(&scene, walker.place(), 0, 48);
    for place in [here, shifted(here, 40, 0)] {
        let reached = walker.walk_to(&scene.walls, place).await;
        assert_eq!(reached, place);
        witness
            .sees("the walker where it is", |view| {
                view.place("Walker") == Some(Spot::of(place).pos())
            })
            .await;
    }
    server.keeps_ticking().await;
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
    walker.say(ClientMsg::Leave).await;
    witness.say(ClientMsg::Leave).await;
}
