//! Nobody is told another's address: not by the server's words, and not by candidates.

use std::net::Ipv4Addr;

use crate::harness::village::folder;
use crate::harness::{Caller, Server, Venue};

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
