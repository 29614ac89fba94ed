//! People who come by a link that grants a role, and people who walk about.

use std::time::Duration;

use hallway_protocol::Role;
use hallway_protocol::client::Hello;
use tokio::process::Command;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::browser::{Browser, Devices};
use super::driver::Driver;
use super::server::{Server, binary};
use super::walker::{Walker, hello};

/// What the command prints that makes invitations: a link.
pub async fn invite(server: &Server, arguments: &[&str]) -> String {
    let made = Command::new(binary())
        .arg("invite")
        .args(arguments)
        .arg("--data")
        .arg(server.data())
        .env("HALLWAY_VENUE__PUBLIC_URL", "https://venue.example/")
        .output()
        .await
        .expect("the command runs");
    assert!(made.status.success(), "{made:?}");
    String::from_utf8(made.stdout).expect("a line of text")
}

/// Somebody who comes by a link.
pub async fn comes(server: &Server, name: &str, invitation: &str) -> Walker {
    let message = Hello {
        invitation: invitation.to_owned(),
        ..hello(server.venue.room, name)
    };
    Walker::enter_as(server, message).await
}

/// The secret of a link that grants a role everywhere.
pub async fn invitation(server: &Server, role: Role) -> String {
    let link = invite(server, &["--role", role.name()]).await;
    let secret = link.trim().split_once("invite=");
    secret.expect("a link with a secret").1.to_owned()
}

/// The path of a link that grants a role, as `/v/hall?invite=…`.
pub async fn way_in(server: &Server, role: &str) -> String {
    let link = invite(server, &["--role", role, "--room", server.venue.room]).await;
    let path = link.trim().strip_prefix("https://venue.example");
    path.expect("a link to the venue").to_owned()
}

/// Somebody who comes by a link that grants a role, in a browser.
pub async fn comes_in_browser(
    (driver, devices): (&Driver, Devices),
    server: &Server,
    name: &str,
    role: &str,
) -> Browser {
    let browser = Browser::open(driver, name, devices).await;
    let path = way_in(server, role).await;
    browser.goto(&server.url(&path)).await;
    browser.fill_in_and_enter().await;
    browser
}

/// Somebody who walks to and fro until the test ends.
pub fn walks_about(mut walker: Walker) -> JoinHandle<Walker> {
    tokio::spawn(async move {
        for turn in 0.. {
            let step = if turn % 40 < 20 { 60 } else { -60 };
            walker.input(step, 0).await;
            sleep(Duration::from_millis(50)).await;
            if walker.view().closed.is_some() {
                break;
            }
        }
        walker
    })
}
