//! Links that grant roles, as the operator prints them.

use tokio::process::Command;

use super::server::{Server, binary};

/// The path of a link that grants a role, as `/v/hall?invite=…`.
pub async fn invitation(server: &Server, role: &str) -> String {
    let base = "https://venue.example";
    let made = Command::new(binary())
        .args(["invite", "--role", role, "--room", server.venue.room])
        .arg("--data")
        .arg(server.data())
        .env("HALLWAY_VENUE__PUBLIC_URL", base)
        .output()
        .await
        .expect("the command runs");
    assert!(made.status.success(), "{made:?}");
    let link = String::from_utf8(made.stdout).expect("a line of text");
    let path = link.trim().strip_prefix(base);
    path.expect("a link to the venue").to_owned()
}
