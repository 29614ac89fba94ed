//! Doors and bells: opened by one, seen, heard and walked through by others, shut to those who lack
//! the code, which nobody is told.

use std::path::Path;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hallway_protocol::client::Hello;
use hallway_protocol::{ClientMsg, Pos, SUBPROTOCOL, ServerMsg, decode_frame};
use hallway_world::scene::Scene;
use tempfile::TempDir;
use thirtyfour::Key;
use thirtyfour::prelude::*;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::house::build;
use crate::harness::scene::fetch;
use crate::harness::walker::{frame, hello, open};
use crate::harness::{Browser, Driver, Server, Venue, Walker, until};

/// The code of the vault. Long enough that it stands nowhere by chance.
const CODE: &str = "four-candles-4711";

/// What the doors are called in the scene, in the order of the map.
const OFFICE: u32 = 0;
const GATE: u32 = 1;
const VAULT: u32 = 2;
const BELL: u32 = 3;

/// The wall between west and east, in map pixels.
const WEST_OF_WALL: i32 = 12 * 32;
const EAST_OF_WALL: i32 = 13 * 32;

/// A wall from top to bottom with three doors, and a bell in the far corner.
#[rustfmt::skip]
fn house() -> TempDir {
    let folder = TempDir::new().expect("a folder for maps");
    let mut ground: Vec<String> = vec!["_".repeat(24); 18];
    for row in (0..18).filter(|row| ![2, 3, 7, 8, 12, 13].contains(row)) {
        ground[row].replace_range(12..13, "#");
    }
    let leaf = |letter: &str, rows: [usize; 2]| -> Vec<String> {
        let mut drawn = vec![".".repeat(24); 18];
        for row in rows {
            drawn[row].replace_range(12..13, letter);
        }
        drawn
    };
    let layers = [
        ("ground", ground),
        ("office closed", leaf("D", [2, 3])),
        ("office open", leaf("o", [2, 3])),
        ("gate closed", leaf("D", [7, 8])),
        ("gate open", leaf("o", [7, 8])),
        ("vault closed", leaf("D", [12, 13])),
        ("vault open", leaf("o", [12, 13])),
    ];
    let rows: Vec<Vec<&str>> = layers.iter().map(|(_, rows)| rows.iter().map(String::as_str).collect()).collect();
    let layers: Vec<_> = layers.iter().zip(&rows).map(|((name, _), rows)| (*name, rows.as_slice())).collect();
    build(folder.path(), "house", &layers, &[
        ("hall", [9, 2, 2, 2], &[("start", "true"), ("isDefault", "true")]),
        ("cellar", [9, 12, 2, 2], &[("start", "true")]),
        ("at office", [8, 2, 9, 2], &[("doorVariable", "office")]),
        ("at gate", [10, 7, 5, 2], &[("doorVariable", "gate"), ("autoOpen", "true"), ("autoClose", "true")]),
        ("at vault", [8, 12, 9, 2], &[("doorVariable", "vault"), ("code", CODE)]),
        ("at bell", [2, 14, 3, 2], &[("bellVariable", "bell")]),
    ], &[
        ("office", [12, 2, 1, 2], &[("door", "true"), ("closeLayer", "office closed"), ("openLayer", "office open")]),
        ("gate", [12, 7, 1, 2], &[("door", "true"), ("closeLayer", "gate closed"), ("openLayer", "gate open")]),
        ("vault", [12, 12, 1, 2], &[("door", "true"), ("closeLayer", "vault closed"), ("openLayer", "vault open")]),
        ("bell", [3, 14, 1, 1], &[("bell", "true"), ("bellSound", "bell.wav"), ("soundRadius", "300")]),
    ]);
    std::fs::write(folder.path().join("bell.wav"), ring()).expect("a sound is written");
    folder
}

/// A tenth of a second of a tone.
fn ring() -> Vec<u8> {
    const RATE: u32 = 8000;
    let samples: Vec<u8> = (0..RATE / 10)
        .map(|at| if at / 8 % 2 == 0 { 96 } else { 160 })
        .collect();
    let bytes = samples.len() as u32;
    let mut file = b"RIFF".to_vec();
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(RATE.to_le_bytes());
    file.extend(RATE.to_le_bytes());
    file.extend(b"\x01\0\x08\0data");
    file.extend(bytes.to_le_bytes());
    file.extend(samples);
    file
}

async fn start(maps: &Path) -> Server {
    let venue = Venue {
        maps: Some(maps.to_owned()),
        room: "house",
    };
    Server::start(venue).await
}

fn cell(x: i32, y: i32) -> Pos {
    Pos::from_px(x * 32 + 16, y * 32)
}

/// Walks to a place as one who knows which doors are open now.
async fn walk(walker: &mut Walker, scene: &Scene, to: Pos) {
    let open = walker.view().open_doors.clone();
    let walls = scene.walls_with(|door| open.contains(&door));
    assert_eq!(walker.walk_to(&walls, to).await, to);
}

/// Walks for two seconds in one direction, whatever stands there. Gives how far right one got, in
/// map pixels.
async fn push(walker: &mut Walker, right: i16) -> i32 {
    for _ in 0..40 {
        walker.input(right * 200, 0).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    walker.settled().await.x / 16
}

/// What the door's button says to one who stands beside.
async fn offers(browser: &Browser, words: &str) {
    browser.role("button", words).await;
}

#[tokio::test]
async fn one_opens_a_door_and_others_see_it_and_walk_through() {
    let maps = house();
    let server = start(maps.path()).await;
    let mut ben = Walker::enter(&server, "Ben").await;
    let scene = fetch(&server, &ben).await;
    let titles: Vec<&str> = scene.doors.iter().map(|door| door.title.as_str()).collect();
    assert_eq!(titles, ["Office", "Gate", "Vault", "Bell"]);
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    let cleo = Browser::enter(&driver, &server, "Cleo").await;

    assert!(push(&mut ben, 1).await < WEST_OF_WALL, "it is closed");
    offers(&cleo, "Press Space to open Office").await;
    for (width, height) in [(390, 800), (1280, 800)] {
        ada.resize(width, height).await;
        offers(&ada, "Press Space to open Office").await;
        ada.screenshot(&format!("door-closed-{width}")).await;
    }
    ada.look_at_map().await;
    ada.types(" ").await;
    for browser in [&ada, &cleo] {
        browser.hears("Office opened.").await;
        offers(browser, "Press Space to close Office").await;
    }
    ada.screenshot("door-open-1280").await;
    ben.sees("the open door", |view| view.open_doors.contains(&OFFICE))
        .await;
    walk(&mut ben, &scene, cell(15, 3)).await;
    let open = scene.walls_with(|door| door == OFFICE);
    cleo.walk_to(&open, cell(15, 3)).await;

    ada.types(" ").await;
    cleo.hears("Office closed.").await;
    ben.sees("the closed door", |view| view.open_doors.is_empty())
        .await;
    assert!(push(&mut ben, -1).await > EAST_OF_WALL, "it is closed");
    cleo.hold(Key::Left, Duration::from_millis(2000)).await;
    let shut = cleo.rests().await;
    assert!(shut.x / 16 > EAST_OF_WALL, "{shut:?}");

    opens_itself(&server, &scene, &ada).await;
    asks_for_a_code(&server, &scene, &ada).await;
    rings(&server, &scene, &ada, &cleo).await;
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

/// The gate opens for whoever comes, and closes behind the last.
async fn opens_itself(server: &Server, scene: &Scene, ada: &Browser) {
    let mut dan = Walker::enter(server, "Dan").await;
    let mut eve = Walker::enter(server, "Eve").await;
    ada.forget_announcements().await;
    for walker in [&mut dan, &mut eve] {
        walk(walker, scene, cell(9, 8)).await;
        assert!(!walker.view().open_doors.contains(&GATE));
    }
    let walls = scene.walls_with(|door| door == GATE);
    dan.walk_to(&walls, cell(11, 8)).await;
    ada.hears("Gate opened.").await;
    dan.sees("the gate open", |view| view.open_doors.contains(&GATE))
        .await;
    eve.walk_to(&walls, cell(20, 8)).await;
    server.keeps_ticking().await;
    assert!(
        eve.view().open_doors.contains(&GATE),
        "somebody stands in it"
    );
    dan.walk_to(&walls, cell(20, 9)).await;
    dan.sees("the gate closed", |view| !view.open_doors.contains(&GATE))
        .await;
    ada.hears("Gate closed.").await;
    let acts: Vec<(u32, bool)> = eve.view().doors.clone();
    assert_eq!(acts, [(GATE, true), (GATE, false)], "once each");
}

/// The vault asks for a code, in a dialog.
async fn asks_for_a_code(server: &Server, scene: &Scene, ada: &Browser) {
    ada.walk_to(&scene.walls, cell(10, 13)).await;
    offers(ada, "Press Space to open Vault").await;
    ada.types(" ").await;
    // The focus is in it at once.
    ada.role("textbox", "Code").await;
    ada.types("1234\n").await;
    let alert = until("the wrong code is told of at once", async || {
        let alert = ada.web.find(By::Css("[role=alert]")).await.ok()?;
        alert.text().await.ok().filter(|text| !text.is_empty())
    })
    .await;
    assert_eq!(alert, "This code is wrong.");
    for (width, height) in [(390, 800), (1280, 800)] {
        ada.resize(width, height).await;
        ada.screenshot(&format!("door-code-{width}")).await;
    }
    // What was typed is typed over. The door listens again after a second.
    let witness = Walker::enter(server, "Witness").await;
    server.keeps_ticking().await;
    server.keeps_ticking().await;
    ada.types(&format!("{CODE}\n")).await;
    witness
        .sees("the vault open", |view| view.open_doors.contains(&VAULT))
        .await;
    ada.hears("Vault opened.").await;
    until("the dialog is gone", async || {
        ada.find_role("textbox", "Code")
            .await
            .is_none()
            .then_some(())
    })
    .await;
    // And one is back at the map.
    let focus: String = ada.ask("return document.activeElement.id").await;
    assert_eq!(focus, "map");
    let open = scene.walls_with(|door| door == VAULT);
    ada.walk_to(&open, cell(15, 13)).await;
}

/// What a page plays.
const LISTEN: &str = "window.played = [];
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        this.addEventListener('ended', () => window.played.push([this.src, this.volume]));
        return play.call(this);
    };";

/// A bell is heard and told of by those who are near enough.
async fn rings(server: &Server, scene: &Scene, ada: &Browser, cleo: &Browser) {
    for browser in [ada, cleo] {
        browser.run(LISTEN).await;
        browser.forget_announcements().await;
    }
    let open = scene.walls_with(|door| door == VAULT);
    ada.walk_to(&open, cell(9, 13)).await;
    let mut ben = Walker::enter(server, "Bob").await;
    walk(&mut ben, scene, cell(4, 15)).await;
    let bell = ClientMsg::Door {
        door: BELL,
        code: String::new(),
    };
    ben.say(bell).await;
    ada.hears("Bell rings.").await;
    let (url, volume) = until("the bell is heard to its end", async || {
        let played: Vec<(String, f64)> = ada.ask("return window.played").await;
        played.into_iter().next()
    })
    .await;
    assert_eq!(url, server.url("/maps/bell.wav"));
    assert!(
        volume > 0.0 && volume < 0.7,
        "from afar it is quieter: {volume}"
    );
    // Cleo stands further away than the bell is heard.
    let played: Vec<(String, f64)> = cleo.ask("return window.played").await;
    assert_eq!(played, []);
    let told = cleo.announcements().await;
    assert!(!told.iter().any(|line| line.contains("Bell")), "{told:?}");

    ada.walk_to(&open, cell(4, 15)).await;
    offers(ada, "Press Space to ring Bell").await;
    ada.types(" ").await;
    ben.sees("the bell ringing twice", |view| {
        let rang = view.doors.iter().filter(|(door, _)| *door == BELL);
        rang.count() == 2
    })
    .await;
}

/// Everything that comes over the wire and the whole scene, while one guesses.
#[tokio::test]
async fn a_code_is_told_to_nobody() {
    let maps = house();
    let server = start(maps.path()).await;
    let mut socket = open(&server, SUBPROTOCOL).await.expect("a connection");
    let message = Hello {
        entry: "cellar".to_owned(),
        ..hello("house", "Mallory")
    };
    let say = frame(&[ClientMsg::Hello(message)]);
    socket.send(say).await.expect("it is sent");
    let mut raw: Vec<u8> = Vec::new();
    let mut scene = None;
    let mut answers = 0;
    let guess = |code: &str| {
        frame(&[ClientMsg::Door {
            door: VAULT,
            code: code.to_owned(),
        }])
    };
    while answers < 2 {
        let next = tokio::time::timeout(Duration::from_secs(60), socket.next()).await;
        let Ok(Some(Ok(Message::Binary(bytes)))) = next else {
            panic!("the connection ended");
        };
        raw.extend(&bytes);
        for message in decode_frame::<ServerMsg>(&bytes, 1 << 16).expect("a whole frame") {
            match message {
                ServerMsg::Welcome(welcome) => scene = Some(welcome.scene),
                ServerMsg::Doors(here) => {
                    assert_eq!(here, [VAULT]);
                    let tried = ["", "four-candles-4712"].map(guess);
                    for try_ in tried {
                        socket.send(try_).await.expect("it is sent");
                    }
                }
                ServerMsg::WrongCode { door } => {
                    assert_eq!(door, VAULT);
                    answers += 1;
                }
                ServerMsg::Delta(delta) => assert_eq!(delta.doors, []),
                _ => {}
            }
        }
    }
    let answer = server.get(&scene.expect("a welcome")).await;
    let scene = answer.bytes().await.expect("the scene");
    for (what, bytes) in [("frames", raw.as_slice()), ("scene", scene.as_ref())] {
        assert!(!contains(bytes, CODE), "the code stands in the {what}");
    }
    // Neither can one read the map itself.
    for path in ["/maps/house.tmx", "/maps/../house.tmx"] {
        let answer = server.get(path).await;
        let body = answer.bytes().await.expect("a body");
        assert!(!contains(&body, CODE), "the code stands in {path}");
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}
