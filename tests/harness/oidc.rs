//! A provider of OpenID Connect, npm's oidc-provider: its own pages, its own signatures. It forgets all when it
//! ends.

use std::process::Stdio;

use serde_json::json;
use thirtyfour::By;
use tokio::process::{Child, Command};

use super::browser::Browser;
use super::server::{Server, free_port};
use super::venue::{Venue, target};
use super::wait::until;

/// As which client the server is registered there, see `tests/oidc/provider.js`.
const CLIENT: [(&str, &str); 2] = [
    ("HALLWAY_OIDC__CLIENT_ID", "hallway"),
    ("HALLWAY_OIDC__CLIENT_SECRET", "a secret for tests"),
];

/// A running provider; it ends with the value.
pub struct Oidc {
    _process: Child,
}

impl Oidc {
    /// Starts one that knows Ada, and Grace who is of the team, and a server where one logs in by it.
    pub async fn start(settings: &[(&str, &str)]) -> (Self, Server) {
        let (port, server_port) = (free_port(), free_port());
        let issuer = format!("http://127.0.0.1:{port}");
        let config = json!({
            "port": port,
            "back": format!("http://127.0.0.1:{server_port}/login/back"),
            "accounts": {
                "ada": { "name": "Ada Lovelace", "groups": ["guests"] },
                "grace": { "name": "Grace Hopper", "groups": ["guests", "team"] },
            },
        });
        let folder = target().join("oidc");
        let process = Command::new("node")
            .arg("provider.js")
            .arg(config.to_string())
            .current_dir(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node starts; `cargo xtask test` installs the provider");
        until("the provider answers", async || {
            let url = format!("{issuer}/.well-known/openid-configuration");
            reqwest::get(url).await.ok()?.error_for_status().ok()
        })
        .await;
        let mut all = vec![
            ("HALLWAY_OIDC__ISSUER", issuer.as_str()),
            ("HALLWAY_OIDC__NAME", "Tester"),
            ("HALLWAY_OIDC__SCOPES", r#"["profile", "groups"]"#),
            ("HALLWAY_OIDC__ORGANIZERS", r#"["team"]"#),
        ];
        all.extend(CLIENT);
        all.extend(settings);
        let server = Server::start_on(server_port, Venue::any(), &all).await;
        let provider = Self { _process: process };
        (provider, server)
    }
}

impl Browser {
    /// Presses the link to log in.
    pub async fn goes_to_log_in(&self) {
        let link = self.role("link", "Log in with Tester").await;
        link.click().await.expect("a link can be pressed");
        self.field("login").await;
    }

    /// Logs in as the account of this name on the provider's pages, and comes back.
    pub async fn logs_in(&self, account: &str) {
        self.goes_to_log_in().await;
        for (name, text) in [("login", account), ("password", "any")] {
            let field = self.field(name).await;
            field.send_keys(text).await.expect("typing works");
        }
        self.submits().await;
        // Whether they agree to what the venue is told.
        self.waits_for("button[autofocus]").await;
        self.submits().await;
        self.is_in_state("entry").await;
    }

    async fn submits(&self) {
        let button = self.waits_for("button[type=submit]").await;
        button.click().await.expect("a button can be pressed");
    }

    async fn field(&self, name: &str) -> thirtyfour::WebElement {
        self.waits_for(&format!("input[name={name}]")).await
    }

    async fn waits_for(&self, selector: &str) -> thirtyfour::WebElement {
        let what = format!("{} is shown {selector}", self.name);
        until(&what, async || self.web.find(By::Css(selector)).await.ok()).await
    }
}
