//! BigBlueButton meetings: made when the first one comes, joined by a signed link for each.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hallway_protocol::session::{Grant, SessionEnd};
use hallway_world::zone::BigBlueButton as Spec;
use roxmltree::{Document, ParsingOptions};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use url::{Url, form_urlencoded};

use super::kept::Kept;
use super::secret::Secret;
use super::{Ask, is_moderator, urls};
use crate::config::{BbbConfig, Checksum};

/// A meeting that was made so recently is not asked for again.
const MADE: Duration = Duration::from_secs(20);

/// Time for an answer of the server.
const TIMEOUT: Duration = Duration::from_secs(4);

/// Bytes read of an answer. A true one has about one thousand.
const MOST_BYTES: usize = 64 * 1024;

/// Elements, attributes and texts read of an answer. A true one has about fifty.
const MOST_NODES: u32 = 4096;

/// Our page that tells the client that a meeting is over.
const LEFT: &str = "/embed/left";

/// Parameters of an author's that are passed on, and the bytes of each.
const MOST_USERDATA: usize = 32;
const MOST_USERDATA_BYTES: usize = 1024;

/// The configured server.
pub struct Bbb {
    /// Base of its API, ending in `/api/`.
    api: Url,
    secret: String,
    checksum: Checksum,
    logout_url: String,
    http: reqwest::Client,
    made: Kept<String, Made>,
}

/// A meeting, as the server says that it is.
#[derive(Clone, Debug, Default)]
struct Made {
    /// When it was made, in the server's own words: by it a link is for this meeting and not for a
    /// later one of the same name.
    created: String,
    /// Who was let in by it. Whoever comes a second time was out meanwhile, perhaps as it is over.
    let_in: Arc<Mutex<HashSet<String>>>,
}

impl Made {
    /// Notes that somebody is let in; whether they were before.
    fn let_in(&self, visitor: &str) -> bool {
        let mut let_in = self.let_in.lock().unwrap_or_else(PoisonError::into_inner);
        !let_in.insert(visitor.to_owned())
    }
}

impl Bbb {
    /// The server of these settings; `None` when they have none. `public_url` is where browsers reach
    /// this venue, or empty.
    pub fn open(config: &BbbConfig, public_url: &str, http: reqwest::Client) -> Option<Self> {
        // With or without the ending that its tools print.
        let base = config.url.trim_end_matches('/');
        let base = base.strip_suffix("/api").unwrap_or(base);
        let api = Url::parse(&format!("{base}/api/")).ok();
        let api = api.filter(|_| !config.url.is_empty())?;
        // Back in the venue the panel says that the meeting is over.
        let logout_url = match (config.logout_url.as_str(), public_url.trim_end_matches('/')) {
            ("", "") => String::new(),
            ("", venue) => format!("{venue}{LEFT}"),
            (url, _) => url.to_owned(),
        };
        Some(Self {
            api,
            secret: config.secret.clone(),
            checksum: config.checksum,
            logout_url,
            http,
            made: Kept::new(MADE),
        })
    }

    /// The host that is contacted by one who joins.
    pub fn host(&self) -> Option<String> {
        urls::host_of(&self.api)
    }

    /// The link that joins a meeting, which is made if there is none.
    ///
    /// # Errors
    /// Why one can't join.
    pub async fn grant(
        &self,
        ask: &Ask,
        spec: &Spec,
        secret: &Secret,
    ) -> Result<Grant, SessionEnd> {
        let meeting = secret.name("bbb", &ask.room, &spec.meeting);
        let password =
            |role: &str| secret.derive(&[b"bbb-password", role.as_bytes(), meeting.as_bytes()]);
        let (attendee, moderator) = (password("attendee"), password("moderator"));
        let title = [&spec.name, &ask.session.title, &spec.meeting];
        let title = title.into_iter().find(|title| !title.trim().is_empty());
        let mut create = vec![
            ("meetingID", meeting.as_str()),
            ("name", title.map_or(meeting.as_str(), |title| title.trim())),
            ("attendeePW", &attendee),
            ("moderatorPW", &moderator),
        ];
        if !self.logout_url.is_empty() {
            create.push(("logoutURL", &self.logout_url));
        }
        // Who comes again because it did not work needs to know how it is now.
        let newer_than = if ask.again { Duration::ZERO } else { MADE };
        let url = self.signed("create", &create);
        let asked = self.create(url.clone());
        let mut made = self.made.get(meeting.clone(), newer_than, asked).await?;
        if made.let_in(&ask.visitor) {
            let asked = self.create(url);
            made = self
                .made
                .get(meeting.clone(), Duration::ZERO, asked)
                .await?;
            made.let_in(&ask.visitor);
        }

        let is_moderator = is_moderator(ask.role, &spec.admin_tag);
        let mut join = vec![
            ("meetingID", meeting.as_str()),
            ("fullName", &ask.name),
            ("userID", &ask.visitor),
            (
                "password",
                if is_moderator { &moderator } else { &attendee },
            ),
            ("role", if is_moderator { "MODERATOR" } else { "VIEWER" }),
            ("redirect", "true"),
        ];
        if !made.created.is_empty() {
            join.push(("createTime", &made.created));
        }
        let userdata = spec.userdata.iter().filter(|(name, value)| {
            name.starts_with("userdata-") && name.len() + value.len() <= MOST_USERDATA_BYTES
        });
        let userdata = userdata.take(MOST_USERDATA);
        join.extend(userdata.map(|(name, value)| (name.as_str(), value.as_str())));
        let url = self.signed("join", &join).into();
        Ok(Grant::BigBlueButton { url })
    }

    async fn create(&self, url: Url) -> Result<Made, SessionEnd> {
        let request = self.http.get(url).timeout(TIMEOUT);
        // The error would name the URL, which nobody else may have.
        let unreachable = |error: reqwest::Error| {
            tracing::warn!(error = %error.without_url(), "BigBlueButton does not answer");
            SessionEnd::Unreachable
        };
        let mut answer = request.send().await.map_err(unreachable)?;
        if !answer.status().is_success() {
            tracing::warn!(status = %answer.status(), "BigBlueButton does not answer");
            return Err(SessionEnd::Unreachable);
        }
        let mut text = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(unreachable)? {
            text.extend_from_slice(&part);
            if text.len() > MOST_BYTES {
                tracing::warn!("BigBlueButton's answer is too long");
                return Err(SessionEnd::Unreachable);
            }
        }
        read(&String::from_utf8_lossy(&text))
    }

    /// The URL of a request, signed as the API asks: by a hash of the request's name, its parameters
    /// as they are written, and the secret.
    fn signed(&self, call: &str, parameters: &[(&str, &str)]) -> Url {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(parameters).finish();
        let sum = checksum(self.checksum, call, &query, &self.secret);
        let mut url = self.api.clone();
        // A path below an http URL has no way to fail; it would be refused by the server.
        if let Ok(joined) = url.join(call) {
            url = joined;
        }
        let query = match query.as_str() {
            "" => format!("checksum={sum}"),
            query => format!("{query}&checksum={sum}"),
        };
        url.set_query(Some(&query));
        url
    }
}

fn checksum(by: Checksum, call: &str, query: &str, secret: &str) -> String {
    let text = format!("{call}{query}{secret}");
    match by {
        Checksum::Sha1 => hex(&Sha1::digest(text)),
        Checksum::Sha256 => hex(&Sha256::digest(text)),
        Checksum::Sha512 => hex(&Sha512::digest(text)),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What an answer to `create` says. No document type is read, so no text can grow by reading it.
fn read(text: &str) -> Result<Made, SessionEnd> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let Ok(document) = Document::parse_with_options(text, options) else {
        tracing::warn!("BigBlueButton's answer is no XML");
        return Err(SessionEnd::Unreachable);
    };
    let value = |name: &str| {
        let mut children = document.root_element().children();
        let child = children.find(|child| child.has_tag_name(name));
        child
            .and_then(|child| child.text())
            .unwrap_or_default()
            .trim()
    };
    if value("hasBeenForciblyEnded") == "true" {
        return Err(SessionEnd::NotRunning);
    }
    if value("returncode") == "SUCCESS" {
        let created = value("createTime").to_owned();
        return Ok(Made {
            created,
            ..Made::default()
        });
    }
    match value("messageKey") {
        "meetingForciblyEnded" | "forciblyEnded" | "notFound" => Err(SessionEnd::NotRunning),
        "maxParticipantsReached" | "maxConcurrentMeetingsReached" => Err(SessionEnd::Full),
        "checksumError" => {
            tracing::warn!("BigBlueButton says that bbb.secret or bbb.checksum is wrong");
            Err(SessionEnd::NotConfigured)
        }
        key => {
            // Only what is a key: what else a server says might be anything.
            let key: String = key
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(40)
                .collect();
            tracing::warn!(key, "BigBlueButton makes no meeting");
            Err(SessionEnd::Unreachable)
        }
    }
}

#[cfg(test)]
mod tests;
