//! Names, tokens as another library reads them, and servers that die.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;
use hallway_protocol::Role;
use hallway_world::zone::{Session, SessionSpec};
use jwt_simple::prelude::{
    Duration, HS256Key, MACLike, NoCustomClaims, RS256KeyPair, RSAPublicKeyLike,
    VerificationOptions,
};
use serde::Deserialize;

use super::super::secret::secret_of_tests;
use super::super::tests::{ask, http};
use super::*;
use crate::config::Algorithm;

/// As long as the hash, shorter than which a secret can be tried out.
const SECRET: &str = "a secret of thirty-two bytes, or more";

fn ask_for(spec: &Spec, role: Role) -> Ask {
    let session = Session {
        title: "Talk".to_owned(),
        trigger: hallway_protocol::session::Trigger::Enter,
        message: String::new(),
        width: 0,
        closable: true,
        spec: SessionSpec::Jitsi(spec.clone()),
    };
    Ask {
        role,
        ..ask(session)
    }
}

async fn granted(jitsi: &Jitsi, spec: &Spec, role: Role) -> Result<JitsiGrant, SessionEnd> {
    let secret = secret_of_tests();
    match jitsi.grant(&ask_for(spec, role), spec, &secret).await {
        Ok(Grant::Jitsi(grant)) => Ok(grant),
        Ok(_) => unreachable!("it is a grant for Jitsi"),
        Err(end) => Err(end),
    }
}

/// A server that stops answering when told so.
struct StandIn {
    origin: String,
    works: Arc<AtomicBool>,
}

async fn stand_in() -> StandIn {
    let works = Arc::new(AtomicBool::new(true));
    let answer = {
        let works = Arc::clone(&works);
        move || async move {
            match works.load(Ordering::Relaxed) {
                true => Ok(([(header::CONTENT_TYPE, "application/javascript")], "")),
                false => Err(StatusCode::BAD_GATEWAY),
            }
        }
    };
    let router = Router::new().route("/external_api.js", get(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    StandIn { origin, works }
}

fn open(config: JitsiConfig) -> Jitsi {
    Jitsi::open(&config, http()).unwrap()
}

fn spec(room: &str) -> Spec {
    Spec {
        room: room.to_owned(),
        ..Spec::default()
    }
}

/// What is known is taken for old, so that the next report asks again.
fn forget(jitsi: &Jitsi) {
    jitsi.servers.age_for_tests();
}

#[tokio::test]
async fn when_a_server_dies_its_meetings_go_to_the_next_and_stay_there() {
    let (one, two) = (stand_in().await, stand_in().await);
    let jitsi = open(JitsiConfig {
        servers: vec![one.origin.clone(), two.origin.clone()],
        ..JitsiConfig::default()
    });
    let secret = secret_of_tests();
    let join = async |room: &str, again: bool| {
        let spec = spec(room);
        let ask = Ask {
            again,
            ..ask_for(&spec, Role::Visitor)
        };
        match jitsi.grant(&ask, &spec, &secret).await {
            Ok(Grant::Jitsi(grant)) => Ok(grant.server),
            Ok(_) => unreachable!("it is a grant for Jitsi"),
            Err(end) => Err(end),
        }
    };
    assert_eq!(join("a", false).await, Ok(one.origin.clone()));
    assert_eq!(join("a", true).await, Ok(one.origin.clone()), "it works");
    one.works.store(false, Ordering::Relaxed);
    forget(&jitsi);
    assert_eq!(join("a", true).await, Ok(two.origin.clone()), "reported");
    assert_eq!(jitsi.moves(), 1, "those in it are to be told");
    assert_eq!(join("b", false).await, Ok(two.origin.clone()), "known");
    one.works.store(true, Ordering::Relaxed);
    forget(&jitsi);
    jitsi.servers.probe_all_for_tests().await;
    assert_eq!(join("a", false).await, Ok(two.origin.clone()), "it stays");
    assert_eq!(join("c", false).await, Ok(one.origin.clone()), "a new one");
    one.works.store(false, Ordering::Relaxed);
    two.works.store(false, Ordering::Relaxed);
    forget(&jitsi);
    jitsi.servers.probe_all_for_tests().await;
    assert_eq!(join("a", false).await, Err(SessionEnd::Unreachable));
    two.works.store(true, Ordering::Relaxed);
    forget(&jitsi);
    assert_eq!(join("a", false).await, Ok(two.origin), "it is over");
    assert_eq!(
        jitsi.moves(),
        1,
        "a new meeting, or one that stays, is no move"
    );
}

#[tokio::test]
async fn without_a_server_there_is_none() {
    let jitsi = open(JitsiConfig::default());
    let end = granted(&jitsi, &spec("a"), Role::Visitor).await;
    assert_eq!(end, Err(SessionEnd::NotConfigured));
    assert_eq!(jitsi.hosts(&spec("a")), [""; 0]);
}

#[tokio::test]
async fn a_map_s_own_server_gets_no_token() {
    let jitsi = open(JitsiConfig {
        secret: "hush".to_owned(),
        ..JitsiConfig::default()
    });
    let own = Spec {
        server: "https://meet.example.org:8443".to_owned(),
        no_prefix: true,
        ..spec("A room?#x=\"1\"")
    };
    let grant = granted(&jitsi, &own, Role::Organizer).await.unwrap();
    assert_eq!(grant.server, own.server);
    assert_eq!(grant.room, "Aroomx=1");
    assert_eq!(grant.token, "");
    assert_eq!(jitsi.hosts(&own), ["meet.example.org:8443"]);
    for (server, room) in [("javascript:1", "a"), ("https://meet.example.org", "/?")] {
        let broken = Spec {
            server: server.to_owned(),
            room: room.to_owned(),
            ..own.clone()
        };
        let end = granted(&jitsi, &broken, Role::Visitor).await;
        assert_eq!(end, Err(SessionEnd::Broken), "{server} {room}");
    }
}

#[derive(Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
struct Claims {
    room: String,
    moderator: bool,
    context: Situation,
}

#[derive(Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
struct Situation {
    user: User,
}

#[derive(Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
struct User {
    id: String,
    name: String,
    moderator: bool,
}

fn options() -> VerificationOptions {
    VerificationOptions {
        allowed_audiences: Some(["jitsi".to_owned()].into()),
        allowed_issuers: Some(["venue".to_owned()].into()),
        required_subject: Some("127.0.0.1".to_owned()),
        ..VerificationOptions::default()
    }
}

#[tokio::test]
async fn tokens_are_good_for_one_room_and_one_person() {
    let server = stand_in().await;
    let jitsi = open(JitsiConfig {
        servers: vec![server.origin],
        secret: SECRET.to_owned(),
        app_id: "venue".to_owned(),
        ..JitsiConfig::default()
    });
    let key = HS256Key::from_bytes(SECRET.as_bytes());
    let tagged = Spec {
        admin_tag: "speaker".to_owned(),
        ..spec("Room")
    };
    for (spec, role, moderator) in [
        (&spec("Room"), Role::Visitor, false),
        (&spec("Room"), Role::Speaker, false),
        (&spec("Room"), Role::Facilitator, true),
        (&tagged, Role::Visitor, false),
        (&tagged, Role::Speaker, true),
        (&tagged, Role::Organizer, true),
    ] {
        let grant = granted(&jitsi, spec, role).await.unwrap();
        let claims = key.verify_token::<Claims>(&grant.token, Some(options()));
        let claims = claims.unwrap();
        let good_for = claims.expires_at.unwrap() - claims.issued_at.unwrap();
        assert_eq!(good_for, Duration::from_mins(60));
        let expected = Claims {
            room: grant.room.clone(),
            moderator,
            context: Situation {
                user: User {
                    id: "visitor".to_owned(),
                    name: "Ada".to_owned(),
                    moderator,
                },
            },
        };
        assert_eq!(claims.custom, expected, "{role:?}");
    }
    let grant = granted(&jitsi, &spec("Room"), Role::Visitor).await.unwrap();
    let other = HS256Key::from_bytes(SECRET.to_uppercase().as_bytes());
    let claims = other.verify_token::<NoCustomClaims>(&grant.token, None);
    assert!(claims.is_err());
}

#[tokio::test]
async fn tokens_are_signed_with_a_private_key_too() {
    let server = stand_in().await;
    let pair = RS256KeyPair::generate(2048).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.pem");
    std::fs::write(&file, pair.to_pem().unwrap()).unwrap();
    let config = JitsiConfig {
        servers: vec![server.origin],
        private_key: file.clone(),
        algorithm: Algorithm::RS256,
        app_id: "venue".to_owned(),
        key_id: "venue-key".to_owned(),
        ..JitsiConfig::default()
    };
    let jitsi = open(config.clone());
    let grant = granted(&jitsi, &spec("Room"), Role::Visitor).await.unwrap();
    let public = pair.public_key().with_key_id("venue-key");
    let options = VerificationOptions {
        required_key_id: Some("venue-key".to_owned()),
        ..options()
    };
    let claims = public.verify_token::<Claims>(&grant.token, Some(options));
    assert_eq!(claims.unwrap().custom.room, grant.room);

    std::fs::write(&file, "no key").unwrap();
    assert!(Jitsi::open(&config, http()).is_err());
}
