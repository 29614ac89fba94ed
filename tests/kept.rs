//! What was acknowledged is kept, whenever the server is killed; and a backup brings it back.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hallway_protocol::client::Hello;
use hallway_protocol::order::{Order, OrderAct};
use hallway_protocol::{ClientMsg, Refusal, Role};
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::task::JoinSet;

use crate::harness::guests::{comes, invitation};
use crate::harness::server::binary;
use crate::harness::walker::hello;
use crate::harness::{Server, Venue, Walker};

/// Words that are told at once, each from a network of its own, as requests of one network are limited.
const TELLERS: u8 = 10;

/// Words that each tells: with the entry in the log two writes each.
const WORDS: usize = 60;

/// After so many acknowledgements the server is killed, again and again.
const KILLS: [usize; 4] = [37, 150, 290, 460];

fn client(teller: u8) -> reqwest::Client {
    let own = Ipv4Addr::new(127, 1, teller, 1);
    let builder = reqwest::Client::builder().local_address(Some(own.into()));
    builder.build().expect("a client")
}

/// Tells all words that were not acknowledged yet, until the server is gone.
async fn tell(url: String, token: String, teller: u8, acknowledged: Acknowledged) {
    let client = client(teller);
    for word in 0..WORDS {
        let text = format!("teller {teller}, word {word}");
        if acknowledged.has(&text) {
            continue;
        }
        let request = client.post(&url).header("x-hallway-invitation", &token);
        let body = json!({ "text": text });
        let Ok(response) = request.json(&body).send().await else {
            return;
        };
        if response.status().is_success() {
            acknowledged.add(text);
        }
    }
}

#[derive(Clone, Default)]
struct Acknowledged {
    texts: Arc<std::sync::Mutex<BTreeSet<String>>>,
    count: Arc<AtomicUsize>,
}

impl Acknowledged {
    fn has(&self, text: &str) -> bool {
        self.texts.lock().expect("nobody panicked").contains(text)
    }

    fn add(&self, text: String) {
        self.texts.lock().expect("nobody panicked").insert(text);
        self.count.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_killed_server_has_lost_nothing_that_was_acknowledged() {
    let mut server = Server::start(Venue::any()).await;
    let token = invitation(&server, Role::Organizer).await;
    let acknowledged = Acknowledged::default();
    for kill_at in KILLS.into_iter().chain([usize::MAX]) {
        let url = server.url("/api/v1/organize/announcements");
        let mut tellers = JoinSet::new();
        for teller in 0..TELLERS {
            tellers.spawn(tell(
                url.clone(),
                token.clone(),
                teller,
                acknowledged.clone(),
            ));
        }
        loop {
            let all = acknowledged.count.load(Ordering::Relaxed);
            if all >= kill_at || tellers.is_empty() {
                break;
            }
            tokio::select! {
                _ = tellers.join_next() => {}
                () = tokio::time::sleep(std::time::Duration::from_millis(1)) => {}
            }
        }
        server.kill().await;
        while tellers.join_next().await.is_some() {}
        server.restart().await;
        let request = client(99).get(server.url("/api/v1/organize/announcements"));
        let response = request
            .header("x-hallway-invitation", &token)
            .send()
            .await
            .expect("the server answers");
        let kept: Vec<Value> = response.json().await.expect("a list");
        let kept: BTreeSet<&str> = kept.iter().filter_map(|it| it["body"].as_str()).collect();
        let told = acknowledged.texts.lock().expect("nobody panicked").clone();
        let lost: Vec<&String> = told
            .iter()
            .filter(|it| !kept.contains(it.as_str()))
            .collect();
        assert!(lost.is_empty(), "of {} are lost: {lost:?}", told.len());
    }
    let all = acknowledged.count.load(Ordering::Relaxed);
    let expected = usize::from(TELLERS) * WORDS;
    assert_eq!(all, expected, "each was acknowledged in the end");
}

async fn run(arguments: &[&str], data: &std::path::Path, file: &std::path::Path) -> String {
    let made = Command::new(binary())
        .args(arguments)
        .arg("--data")
        .arg(data)
        .arg(file)
        .output()
        .await
        .expect("the command runs");
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(made.status.success(), "{arguments:?}: {said}");
    said
}

async fn is_banned(server: &Server, hello: Hello) -> bool {
    let walker = Walker::connect(server).await;
    walker.say(ClientMsg::Hello(hello)).await;
    walker
        .sees("an answer", |view| {
            view.refused.is_some() || view.welcome.is_some()
        })
        .await;
    walker.view().refused == Some(Refusal::Banned)
}

#[tokio::test]
async fn a_backup_of_a_running_server_brings_all_back() {
    let mut server = Server::start(Venue::any()).await;
    let keeper_link = invitation(&server, Role::Facilitator).await;
    let keeper = comes(&server, "Keeper", &keeper_link).await;
    let mallory = Walker::enter(&server, "Mallory").await;
    keeper
        .sees("Mallory", |view| view.named("Mallory").is_some())
        .await;
    let person = keeper.view().named("Mallory").expect("they are here").id;
    let order = Order {
        person,
        act: OrderAct::Ban(None),
        reason: String::new(),
    };
    keeper.say(ClientMsg::Order(order)).await;
    mallory.closed().await;
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("venue.backup");
    run(&["backup"], &server.data(), &file).await;
    // Whoever comes from the same network is taken for the one who was banned.
    let stranger = hello(server.venue.room, "Stranger");
    assert!(is_banned(&server, stranger.clone()).await);
    // The machine is gone, and all that was on it.
    server.kill().await;
    std::fs::remove_dir_all(server.data()).expect("the folder goes");
    run(&["restore"], &server.data(), &file).await;
    server.restart().await;
    assert!(is_banned(&server, stranger).await);
    let keeper = comes(&server, "Keeper", &keeper_link).await;
    assert_eq!(keeper.welcome().standing.role, Role::Facilitator);
}
