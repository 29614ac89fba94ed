//! A stand-in for a BigBlueButton server: it makes and ends meetings by signed requests alone, as the
//! API says, and its page shows who joined as what.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The page of a meeting: it asks whether the meeting goes on, and leads away when it does not.
const CLIENT: &str = r#"<!doctype html><title>Meeting</title><pre id="given"></pre><script>
const given = new URLSearchParams(location.search);
document.getElementById("given").textContent =
    ["name", "role", "meeting"].map((key) => key + "=" + given.get(key)).join("\n");
const look = async () => {
    const answer = await fetch("/bigbluebutton/logout/" + given.get("meeting"));
    const url = await answer.text();
    if (url) location.replace(url); else setTimeout(look, 200);
};
look();
</script>"#;

/// A meeting.
#[derive(Clone, Debug, Default)]
pub struct Meeting {
    /// Its title.
    pub name: String,
    /// The passwords by which one is an attendee or a moderator.
    passwords: [String; 2],
    logout_url: String,
    created: u64,
    ended: bool,
    /// Who joined: name, role, and by what they are known.
    pub joined: Vec<(String, String, String)>,
}

#[derive(Default)]
struct Known {
    meetings: HashMap<String, Meeting>,
    /// Requests with a signature that is not ours.
    refused: usize,
    /// Time of this server: every meeting is made later than the last one.
    clock: u64,
}

#[derive(Clone)]
struct Shared {
    secret: String,
    known: Arc<Mutex<Known>>,
}

/// A running stand-in; it ends with the value.
pub struct Bbb {
    /// What an operator writes into the settings.
    pub url: String,
    /// Host and port, as visitors are told.
    pub host: String,
    shared: Shared,
    task: JoinHandle<()>,
}

impl Bbb {
    /// Starts one on a free port, with this secret.
    pub async fn start(secret: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let host = listener.local_addr().expect("its address").to_string();
        let shared = Shared {
            secret: secret.to_owned(),
            known: Arc::default(),
        };
        let app = Router::new()
            .route("/bigbluebutton/api/{call}", get(api))
            .route("/bigbluebutton/client", get(async || Html(CLIENT)))
            .route("/bigbluebutton/logout/{meeting}", get(logout))
            .route("/bigbluebutton/over", get(async || "The meeting is over."))
            .with_state(shared.clone());
        let task = tokio::spawn(async move {
            axum::serve(listener, app)
                .await
                .expect("the stand-in serves");
        });
        Self {
            url: format!("http://{host}/bigbluebutton/"),
            host,
            shared,
            task,
        }
    }

    /// All meetings, by their ids.
    pub fn meetings(&self) -> HashMap<String, Meeting> {
        self.shared.known().meetings.clone()
    }

    /// Requests that were refused for their signature.
    pub fn refused(&self) -> usize {
        self.shared.known().refused
    }

    /// Makes a request as another tool of the operator's would, well signed; gives the answer.
    pub async fn call(&self, call: &str, query: &str) -> String {
        let sum = checksum(call, query, &self.shared.secret);
        let url = format!("{}api/{call}?{query}&checksum={sum}", self.url);
        let answer = reqwest::get(url).await.expect("the stand-in answers");
        answer.text().await.expect("a text")
    }

    /// Ends a meeting, as a moderator or another tool does.
    pub async fn end(&self, meeting: &str) {
        let password = self.meetings()[meeting].passwords[1].clone();
        let query = format!("meetingID={meeting}&password={password}");
        let answer = self.call("end", &query).await;
        assert!(answer.contains("SUCCESS"), "{answer}");
    }
}

impl Drop for Bbb {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn checksum(call: &str, query: &str, secret: &str) -> String {
    let hash = Sha256::digest(format!("{call}{query}{secret}"));
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where to go when a meeting is over; nothing while it goes on.
async fn logout(State(shared): State<Shared>, Path(meeting): Path<String>) -> String {
    let known = shared.known();
    match known.meetings.get(&meeting) {
        Some(meeting) if meeting.ended => meeting.logout_url.clone(),
        _ => String::new(),
    }
}

async fn api(
    State(shared): State<Shared>,
    Path(call): Path<String>,
    RawQuery(query): RawQuery,
    Query(said): Query<HashMap<String, String>>,
) -> Response {
    let query = query.unwrap_or_default();
    let mut known = shared.known();
    // The checksum is of all that stands before it, as it is written.
    let signed = query.rsplit_once("checksum=").is_some_and(|(query, sum)| {
        checksum(&call, query.trim_end_matches('&'), &shared.secret) == sum
    });
    if !signed {
        known.refused += 1;
        return failed("checksumError");
    }
    let said = |name: &str| said.get(name).cloned().unwrap_or_default();
    let id = said("meetingID");
    let answer = match call.as_str() {
        "create" => create(&mut known, &id, said),
        "join" => return join(&mut known, &id, said),
        "getMeetingInfo" => info(&known, &id),
        "end" => end(&mut known, &id, &said("password")),
        _ => Err("unsupportedRequest"),
    };
    match answer {
        Ok(inside) => xml(&format!("<returncode>SUCCESS</returncode>{inside}")),
        Err(key) => failed(key),
    }
}

fn create(
    known: &mut Known,
    id: &str,
    said: impl Fn(&str) -> String,
) -> Result<String, &'static str> {
    let passwords = [said("attendeePW"), said("moderatorPW")];
    if id.is_empty() || said("name").is_empty() || passwords[0] == passwords[1] {
        return Err("validationError");
    }
    known.clock += 1;
    let clock = known.clock;
    let mut logout_url = said("logoutURL");
    if logout_url.is_empty() {
        "/bigbluebutton/over".clone_into(&mut logout_url);
    }
    let fresh = Meeting {
        name: said("name"),
        passwords,
        logout_url,
        created: clock,
        ..Meeting::default()
    };
    let meeting = known.meetings.entry(id.to_owned()).or_insert(fresh);
    if meeting.ended {
        return Err("meetingForciblyEnded");
    }
    if meeting.passwords != [said("attendeePW"), said("moderatorPW")] {
        return Err("idNotUnique");
    }
    Ok(format!("<createTime>{}</createTime>", meeting.created))
}

fn join(known: &mut Known, id: &str, said: impl Fn(&str) -> String) -> Response {
    let Some(meeting) = known.meetings.get_mut(id) else {
        return failed("notFound");
    };
    if meeting.ended {
        return failed("meetingForciblyEnded");
    }
    let role = match meeting
        .passwords
        .iter()
        .position(|it| *it == said("password"))
    {
        Some(0) => "VIEWER",
        Some(_) => "MODERATOR",
        None => return failed("invalidPassword"),
    };
    // A link is for the meeting of this time; both ways to say a role must agree.
    if said("createTime") != meeting.created.to_string() || said("role") != role {
        return failed("mismatchCreateTimeParam");
    }
    let name = said("fullName");
    meeting
        .joined
        .push((name.clone(), role.to_owned(), said("userID")));
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let to = format!("/bigbluebutton/client?name={encoded}&role={role}&meeting={id}");
    Redirect::to(&to).into_response()
}

fn info(known: &Known, id: &str) -> Result<String, &'static str> {
    let meeting = known.meetings.get(id).ok_or("notFound")?;
    Ok(format!(
        "<participantCount>{}</participantCount><hasBeenForciblyEnded>{}</hasBeenForciblyEnded>",
        meeting.joined.len(),
        meeting.ended
    ))
}

fn end(known: &mut Known, id: &str, password: &str) -> Result<String, &'static str> {
    let meeting = known.meetings.get_mut(id).ok_or("notFound")?;
    if meeting.passwords[1] != password {
        return Err("invalidPassword");
    }
    meeting.ended = true;
    Ok("<messageKey>sentEndMeetingRequest</messageKey>".to_owned())
}

fn failed(key: &str) -> Response {
    xml(&format!(
        "<returncode>FAILED</returncode><messageKey>{key}</messageKey><message>no</message>"
    ))
}

fn xml(inside: &str) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/xml")];
    (
        StatusCode::OK,
        kind,
        format!("<response>{inside}</response>"),
    )
        .into_response()
}
