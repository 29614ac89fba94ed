//! What one needs to join a session: from a description in a map to a [`Grant`] for one visitor.
//!
//! Rooms never wait for this: they ask from a task of their own and hear the answer in a later tick
//! (`hub/grants.rs`). Whether somebody is in a session is the room's to say
//! (`hallway_world::room`); here is only what it takes.

mod allowed;
mod bbb;
mod jitsi;
mod kept;
mod pages;
mod players;
pub mod questions;
mod secret;
mod stage;
pub mod urls;

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use hallway_protocol::session::{Grant, SessionEnd};
use hallway_protocol::{Role, Token};
use hallway_world::zone::{Jitsi as JitsiSpec, Session, SessionSpec};
use reqwest::redirect::Policy;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::config::Config;
use bbb::Bbb;
use jitsi::Jitsi;
use pages::Pages;
use secret::Secret;

pub use allowed::AllowList;
pub use stage::is_facilitator;

/// Time that a visitor waits for an answer.
const ANSWER: Duration = Duration::from_secs(5);

/// Asks that are worked on at a time; each may be a request to another server.
const WORKED_ON: usize = 64;

/// Asks that wait beside these. Beyond that the answer is that there is none.
const WAITING: usize = 4096;

/// Redirects that configured servers may answer with.
const MOST_REDIRECTS: usize = 3;

/// Who wants to join what.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Path of the room in which they are.
    pub room: String,
    /// Their name, cleaned.
    pub name: String,
    /// What other servers know them by: nothing that leads back to them, and another at each visit.
    pub visitor: String,
    /// What they may do.
    pub role: Role,
    /// What they got before did not work.
    pub again: bool,
    /// The session, as the map describes it.
    pub session: Session,
}

/// Everything that grants need.
pub struct Sessions {
    secret: Secret,
    jitsi: Jitsi,
    bbb: Option<Bbb>,
    pages: Pages,
    allowed: AllowList,
    working: Semaphore,
    waiting: Semaphore,
}

impl Sessions {
    /// By these settings, with the secret of a data folder.
    ///
    /// # Errors
    /// When the secret or a key can't be read, or no client for HTTP can be made.
    pub fn open(config: &Config, data: &Path) -> anyhow::Result<Self> {
        let http = client().context("client for HTTP")?;
        Ok(Self {
            secret: Secret::open(data).with_context(|| format!("secret in {}", data.display()))?,
            jitsi: Jitsi::open(&config.jitsi, http.clone())?,
            bbb: Bbb::open(&config.bbb, &config.venue.public_url, http),
            pages: Pages::open(&config.websites, &config.venue.public_url)
                .context("client for HTTP")?,
            allowed: AllowList::new(&config.websites.allow),
            working: Semaphore::new(WORKED_ON),
            waiting: Semaphore::new(WORKED_ON + WAITING),
        })
    }

    /// Looks after the servers that are used, for ever.
    pub async fn watch(&self) {
        self.jitsi.watch().await;
    }

    /// What somebody needs to join.
    ///
    /// # Errors
    /// Why they can't.
    pub async fn grant(&self, ask: &Ask) -> Result<Grant, SessionEnd> {
        let Ok(_waits) = self.waiting.try_acquire() else {
            return Err(SessionEnd::Unreachable);
        };
        let work = async {
            let _worked_on = self.working.acquire().await;
            self.answer(ask).await
        };
        let answer = timeout(ANSWER, work).await;
        answer.unwrap_or(Err(SessionEnd::Unreachable))
    }

    async fn answer(&self, ask: &Ask) -> Result<Grant, SessionEnd> {
        match &ask.session.spec {
            SessionSpec::Jitsi(spec) if self.is_refused(spec) => Err(SessionEnd::NotListed),
            SessionSpec::Jitsi(spec) => self.jitsi.grant(ask, spec, &self.secret).await,
            SessionSpec::BigBlueButton(spec) => match &self.bbb {
                Some(bbb) => bbb.grant(ask, spec, &self.secret).await,
                None => Err(SessionEnd::NotConfigured),
            },
            SessionSpec::Website(spec) => self.pages.website(spec).await,
            SessionSpec::Tab(url) => self.pages.tab(url),
            SessionSpec::Stage(spec) => stage::grant(spec, ask.role, &self.allowed),
        }
    }

    /// Whether a map brings its own Jitsi server, which is not on the operator's list.
    fn is_refused(&self, spec: &JitsiSpec) -> bool {
        !spec.server.is_empty() && !self.allowed.has(&spec.server)
    }

    /// The hosts of others that are contacted by one who joins, each once.
    pub fn hosts(&self, session: &Session) -> Vec<String> {
        let mut hosts = match &session.spec {
            SessionSpec::Jitsi(spec) if self.is_refused(spec) => Vec::new(),
            SessionSpec::Jitsi(spec) => self.jitsi.hosts(spec),
            SessionSpec::BigBlueButton(_) => {
                self.bbb.as_ref().and_then(Bbb::host).into_iter().collect()
            }
            SessionSpec::Website(spec) => self.pages.framed_host(&spec.url).into_iter().collect(),
            SessionSpec::Tab(url) => self.pages.host(url).into_iter().collect(),
            SessionSpec::Stage(spec) => stage::hosts(spec, &self.allowed),
        };
        let mut seen = std::collections::BTreeSet::new();
        hosts.retain(|host| seen.insert(host.clone()));
        hosts
    }

    /// How often a meeting went from one server to another since the start. When it grows, everybody
    /// in a meeting has to be told anew where it is, so that they stay together.
    pub fn moves(&self) -> u64 {
        self.jitsi.moves()
    }

    /// Whether this is the origin of a configured Jitsi server.
    pub fn is_configured_jitsi(&self, origin: &str) -> bool {
        self.jitsi.is_configured(origin)
    }

    /// What other servers know a visitor by. It is made of their token, which nobody can make out
    /// of it, and so stays the same when their line breaks.
    pub fn visitor(&self, token: Token) -> String {
        self.secret.derive(&[b"visitor", &token.0])
    }
}

/// Whether a map's tag, or their role, makes somebody a moderator.
fn is_moderator(role: Role, tag: &str) -> bool {
    role >= Role::Facilitator || (!tag.is_empty() && role.holds(tag))
}

/// A client for the operator's own servers.
pub(crate) fn client() -> reqwest::Result<reqwest::Client> {
    // Whoever was first; there is one provider in this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(ANSWER)
        .redirect(Policy::limited(MOST_REDIRECTS))
        .build()
}

#[cfg(test)]
mod tests {
    use hallway_protocol::session::Trigger;
    use hallway_world::zone::{BigBlueButton, Embed};

    use super::*;

    /// A client, and what it needs.
    pub(super) fn http() -> reqwest::Client {
        client().unwrap()
    }

    /// Ada's wish.
    pub(super) fn ask(session: Session) -> Ask {
        Ask {
            room: "hall".to_owned(),
            name: "Ada".to_owned(),
            visitor: "visitor".to_owned(),
            role: Role::Visitor,
            again: false,
            session,
        }
    }

    fn session(spec: SessionSpec) -> Session {
        Session {
            title: "Talk".to_owned(),
            trigger: Trigger::Enter,
            message: String::new(),
            width: 0,
            closable: true,
            spec,
        }
    }

    fn sessions(config: &Config) -> Sessions {
        let folder = tempfile::tempdir().unwrap();
        Sessions::open(config, folder.path()).unwrap()
    }

    #[test]
    fn moderators_are_facilitators_and_holders_of_the_tag() {
        for (role, tag, expected) in [
            (Role::Visitor, "", false),
            (Role::Speaker, "", false),
            (Role::Facilitator, "", true),
            (Role::Facilitator, "admin", true),
            (Role::Speaker, "speaker", true),
            (Role::Visitor, "speaker", false),
        ] {
            assert_eq!(is_moderator(role, tag), expected, "{role:?} {tag}");
        }
    }

    #[tokio::test]
    async fn what_is_not_set_up_is_said_to_be_so() {
        let sessions = sessions(&Config::default());
        for spec in [
            SessionSpec::Jitsi(JitsiSpec::default()),
            SessionSpec::BigBlueButton(BigBlueButton::default()),
        ] {
            let session = session(spec);
            assert_eq!(sessions.hosts(&session), [""; 0]);
            let end = sessions.grant(&ask(session)).await.err();
            assert_eq!(end, Some(SessionEnd::NotConfigured));
        }
    }

    #[test]
    fn hosts_of_others_are_told_and_our_own_is_not() {
        let mut config = Config::default();
        config.jitsi.servers = vec![
            "https://a.test".to_owned(),
            "https://b.test:8443/".to_owned(),
        ];
        config.bbb.url = "https://bbb.test/bigbluebutton/".to_owned();
        let sessions = sessions(&config);
        let embed = |url: &str| Embed {
            url: url.to_owned(),
            ..Embed::default()
        };
        let cases: [(SessionSpec, &[&str]); 6] = [
            (
                SessionSpec::Jitsi(JitsiSpec::default()),
                &["a.test", "b.test:8443"],
            ),
            (
                SessionSpec::BigBlueButton(BigBlueButton::default()),
                &["bbb.test"],
            ),
            (SessionSpec::Website(embed("https://w.test/x")), &["w.test"]),
            (SessionSpec::Website(embed("/maps/x.html")), &[]),
            (
                SessionSpec::Website(embed("https://youtu.be/a")),
                &["www.youtube-nocookie.com"],
            ),
            (SessionSpec::Tab("mailto:a@b.test".to_owned()), &[]),
        ];
        for (spec, expected) in cases {
            assert_eq!(sessions.hosts(&session(spec)), expected);
        }
        config.websites.allow = vec!["meet.test".to_owned()];
        let sessions = self::sessions(&config);
        for (server, expected) in [("https://meet.test", 1), ("https://other.test", 0)] {
            let spec = JitsiSpec {
                server: server.to_owned(),
                ..JitsiSpec::default()
            };
            let hosts = sessions.hosts(&session(SessionSpec::Jitsi(spec)));
            assert_eq!(hosts.len(), expected, "{server}");
        }
        assert!(sessions.is_configured_jitsi("https://b.test:8443"));
        assert!(!sessions.is_configured_jitsi("https://b.test"));
    }

    #[test]
    fn a_visitor_is_known_by_nothing_of_theirs() {
        let sessions = sessions(&Config::default());
        let (one, two) = (Token([1; 16]), Token([2; 16]));
        assert_eq!(sessions.visitor(one), sessions.visitor(one));
        assert_ne!(sessions.visitor(one), sessions.visitor(two));
    }
}
