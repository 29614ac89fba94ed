//! Signatures against the API's own examples, and meetings on a stand-in that checks them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use hallway_protocol::Role;
use hallway_world::zone::{Session, SessionSpec};

use super::super::secret::secret_of_tests;
use super::super::tests::{ask, http};
use super::*;

const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

#[test]
fn checksums_are_those_of_the_api_s_examples() {
    let query = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444";
    for (by, expected) in [
        (Checksum::Sha1, "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"),
        // The same by `printf … | sha256sum`, `sha512sum`.
        (
            Checksum::Sha256,
            "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e",
        ),
        (
            Checksum::Sha512,
            "de73ad61d11a5c801b68d4bd6ec5248546085cefb0b25c85f3c46249ea93a3a4b120f92c0a8a58d7512cb77821884951a3b01245f3435dbbef49fff3cc3988b4",
        ),
    ] {
        assert_eq!(checksum(by, "create", query, SECRET), expected, "{by:?}");
    }
}

#[test]
fn answers_are_read_within_bounds() {
    let read = |text: &str| read(text).map(|made| made.created);
    let said = |inside: &str| read(&format!("<response>{inside}</response>"));
    let failed = |key: &str| {
        said(&format!(
            "<returncode>FAILED</returncode><messageKey>{key}</messageKey>"
        ))
    };
    let made = said("<returncode>SUCCESS</returncode><createTime>42</createTime>");
    assert_eq!(made, Ok("42".to_owned()));
    let over = "<returncode>SUCCESS</returncode><hasBeenForciblyEnded>true</hasBeenForciblyEnded>";
    assert_eq!(said(over), Err(SessionEnd::NotRunning));
    for (key, end) in [
        ("meetingForciblyEnded", SessionEnd::NotRunning),
        ("checksumError", SessionEnd::NotConfigured),
        ("idNotUnique", SessionEnd::Unreachable),
    ] {
        assert_eq!(failed(key), Err(end), "{key}");
    }
    let bomb =
        "<!DOCTYPE a [<!ENTITY b \"SUCCESS\">]><response><returncode>&b;</returncode></response>";
    let nodes = "<a/>".repeat(MOST_NODES as usize);
    for garbled in [
        "",
        "<response>",
        "SUCCESS",
        bomb,
        &format!("<r>{nodes}</r>"),
    ] {
        assert_eq!(read(garbled), Err(SessionEnd::Unreachable));
    }
}

/// A server that makes meetings for whoever signs rightly, and counts how often it was asked.
#[derive(Clone)]
struct StandIn {
    asked: Arc<Mutex<Vec<HashMap<String, String>>>>,
    answer: &'static str,
}

const FINE: &str =
    "<response><returncode>SUCCESS</returncode><createTime>1531155809613</createTime></response>";

async fn create(State(stand_in): State<StandIn>, RawQuery(query): RawQuery) -> String {
    let query = query.unwrap();
    let (signed, sum) = query.rsplit_once("&checksum=").unwrap();
    if sum != hex(&Sha256::digest(format!("create{signed}{SECRET}"))) {
        return "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey>\
            </response>"
            .to_owned();
    }
    let pairs = form_urlencoded::parse(signed.as_bytes()).into_owned();
    stand_in.asked.lock().unwrap().push(pairs.collect());
    stand_in.answer.to_owned()
}

async fn stand_in(answer: &'static str) -> (StandIn, String) {
    let asked = Arc::default();
    let stand_in = StandIn { asked, answer };
    let path = "/bigbluebutton/api/create";
    let router = Router::new().route(path, get(create));
    let router = router.with_state(stand_in.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/bigbluebutton/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (stand_in, url)
}

fn config(url: &str, secret: &str) -> BbbConfig {
    BbbConfig {
        url: url.to_owned(),
        secret: secret.to_owned(),
        checksum: Checksum::Sha256,
        logout_url: "https://venue.example.org/v/hall".to_owned(),
    }
}

fn spec() -> Spec {
    Spec {
        meeting: "Main hall".to_owned(),
        name: String::new(),
        admin_tag: String::new(),
        userdata: vec![
            (
                "userdata-bbb_skip_check_audio".to_owned(),
                "true&x=1".to_owned(),
            ),
            ("role".to_owned(), "MODERATOR".to_owned()),
        ],
    }
}

async fn join(bbb: &Bbb, role: Role) -> Result<Url, SessionEnd> {
    let session = Session {
        title: "Hall & more".to_owned(),
        trigger: hallway_protocol::session::Trigger::Enter,
        message: String::new(),
        width: 0,
        closable: true,
        spec: SessionSpec::BigBlueButton(spec()),
    };
    let ask = Ask {
        role,
        visitor: role.name().to_owned(),
        ..ask(session)
    };
    match bbb.grant(&ask, &spec(), &secret_of_tests()).await {
        Ok(Grant::BigBlueButton { url }) => Ok(Url::parse(&url).unwrap()),
        Ok(_) => unreachable!("it is a grant for BigBlueButton"),
        Err(end) => Err(end),
    }
}

#[tokio::test]
async fn a_meeting_is_made_once_and_each_has_a_link_of_their_own() {
    let (server, url) = stand_in(FINE).await;
    let bbb = Bbb::open(&config(&url, SECRET), "", http()).unwrap();
    let visitor = join(&bbb, Role::Visitor).await.unwrap();
    let moderator = join(&bbb, Role::Facilitator).await.unwrap();
    let asked = server.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1);
    let made = &asked[0];
    assert_eq!(made["name"], "Hall & more");
    assert_eq!(made["logoutURL"], "https://venue.example.org/v/hall");
    assert!(made["meetingID"].starts_with("main-hall-"));
    for (link, role, password) in [
        (visitor, "VIEWER", &made["attendeePW"]),
        (moderator, "MODERATOR", &made["moderatorPW"]),
    ] {
        let query = link.query().unwrap();
        let (signed, sum) = query.rsplit_once("&checksum=").unwrap();
        assert_eq!(sum, hex(&Sha256::digest(format!("join{signed}{SECRET}"))));
        assert_eq!(link.path(), "/bigbluebutton/api/join");
        let pairs: Vec<(String, String)> = link.query_pairs().into_owned().collect();
        let said = |name: &str| {
            let mut of_name = pairs.iter().filter(|(it, _)| it == name);
            let value = of_name.next().map(|(_, value)| value.as_str());
            assert!(of_name.next().is_none(), "{name} twice");
            value.unwrap_or_default()
        };
        assert_eq!(said("role"), role);
        assert_eq!(said("password"), password);
        assert_eq!(said("meetingID"), made["meetingID"]);
        assert_eq!(said("fullName"), "Ada");
        assert_eq!(said("createTime"), "1531155809613");
        assert_eq!(said("userdata-bbb_skip_check_audio"), "true&x=1");
    }
}

#[tokio::test]
async fn who_comes_again_is_let_in_by_what_is_true_now() {
    let (server, url) = stand_in(FINE).await;
    let venue = "https://venue.example.org/";
    for (logout_url, expected) in [
        ("", "https://venue.example.org/embed/left"),
        ("https://other.example.org/", "https://other.example.org/"),
    ] {
        server.asked.lock().unwrap().clear();
        let config = BbbConfig {
            logout_url: logout_url.to_owned(),
            ..config(&url, SECRET)
        };
        let bbb = Bbb::open(&config, venue, http()).unwrap();
        for (role, asked) in [
            (Role::Visitor, 1),
            (Role::Speaker, 1),
            (Role::Visitor, 2),
            (Role::Facilitator, 2),
        ] {
            assert!(join(&bbb, role).await.is_ok());
            assert_eq!(server.asked.lock().unwrap().len(), asked, "{role:?}");
        }
        let asked = server.asked.lock().unwrap().clone();
        assert_eq!(asked[0]["logoutURL"], expected);
    }
}

#[tokio::test]
async fn what_goes_wrong_has_a_name() {
    let over = "<response><returncode>FAILED</returncode>\
        <messageKey>meetingForciblyEnded</messageKey></response>";
    let (_, ended) = stand_in(over).await;
    let (_, fine) = stand_in(FINE).await;
    for (url, secret, end) in [
        (ended.as_str(), SECRET, SessionEnd::NotRunning),
        (fine.as_str(), "wrong", SessionEnd::NotConfigured),
        (
            &fine.replace("bigbluebutton", "x"),
            SECRET,
            SessionEnd::Unreachable,
        ),
        ("http://127.0.0.1:9/", SECRET, SessionEnd::Unreachable),
    ] {
        let bbb = Bbb::open(&config(url, secret), "", http()).unwrap();
        assert_eq!(join(&bbb, Role::Visitor).await, Err(end), "{url}");
    }
    assert!(Bbb::open(&BbbConfig::default(), "", http()).is_none());
}
