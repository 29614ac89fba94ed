//! Nobody is told another's address: not by the server's words, and not by candidates.

use std::net::Ipv4Addr;

use hallway_protocol::ClientMsg;

use crate::harness::guests::{comes, invite};
use crate::harness::village::folder;
use crate::harness::{Caller, Server, Venue, Walker, until};

/// Where the one comes from whose address is looked for.
const SECRET: Ipv4Addr = Ipv4Addr::new(127, 9, 8, 7);

#[tokio::test]
async fn no_address_of_a_visitor_reaches_another() {
    let maps = folder(&[("house", &[("gate", [2, 2, 1, 1], &[("start", "true")])])]);
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "house",
    };
    let server = Server::start(venue).await;
    let ada = Caller::enter_from(&server, "Ada", "", SECRET).await;
    let ben = Caller::enter_at(&server, "Ben", "").await;
    ada.speak(true);
    ben.speak(true);
    ben.hears("Ada", ada.number).await;
    ada.hears("Ben", ben.number).await;
    server.keeps_ticking().await;

    let told = ben.walker.view().bytes.clone();
    assert!(told.len() > 1000 && ben.walker.view().answers == 1);
    let mut secrets = vec![SECRET.to_string().into_bytes(), SECRET.octets().to_vec()];
    for line in ada.offer.lines() {
        for key in [
            "a=ice-ufrag:",
            "a=ice-pwd:",
            "a=fingerprint:sha-256 ",
            "a=candidate:",
        ] {
            secrets.extend(line.strip_prefix(key).map(|it| it.as_bytes().to_vec()));
        }
    }
    assert!(secrets.len() >= 5, "{}", secrets.len());
    for secret in secrets {
        let found = told.windows(secret.len()).any(|part| part == secret);
        assert!(!found, "{}", String::from_utf8_lossy(&secret));
    }
    // Nor do logs at the usual level.
    assert!(!server.log_text().contains(&SECRET.to_string()));
}

#[tokio::test]
async fn nothing_that_is_somebodys_own_is_in_the_log() {
    let (name, other, words) = ("Zwetschge", "Mirabelle", "quince jelly at noon");
    let mut server = Server::start(Venue::any()).await;
    let link = invite(&server, &["--role", "facilitator"]).await;
    let (_, token) = link.trim().split_once("invite=").expect("a link");
    let keeper = comes(&server, name, token).await;
    let guest = Walker::enter(&server, other).await;
    let cookie = server.get("/").await.headers()["set-cookie"].clone();
    guest.say(ClientMsg::Chat(words.to_owned())).await;
    until("the words are heard", async || {
        let heard = guest.view().chat.iter().any(|line| line.text == words);
        heard.then_some(())
    })
    .await;
    // Also not of what goes wrong.
    guest.say(ClientMsg::Chat(words.repeat(1000))).await;
    keeper.say(ClientMsg::Leave).await;
    server.keeps_ticking().await;
    server.kill().await;
    let log = server.log_text();
    let cookie = cookie.to_str().expect("a text");
    let sealed = cookie.split(['=', ';']).nth(1).expect("a value");
    for own in [name, other, words, token, sealed] {
        let found = log.lines().find(|line| line.contains(own));
        assert_eq!(found, None, "{own}");
    }
    assert!(log.contains("room opened"), "there is a log: {log}");
}
