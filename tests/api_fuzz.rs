//! The HTTP API against its own description, by Schemathesis: what `openapi.json` allows and what it forbids is
//! asked, as an organizer, and whatever comes of it must be what is described. No answer is a fault of the server.

use std::process::Stdio;

use hallway_protocol::Role;
use tokio::process::Command;

use crate::harness::guests::invitation;
use crate::harness::venue::target;
use crate::harness::{Server, Venue, Walker};

/// Requests of each kind to each path at most, and their seed: the same each time.
const EXAMPLES: &str = "8";
const SEED: &str = "1";

/// Requests a second: as many as one network may, see `server/src/http/caller.rs`.
const RATE: &str = "9/s";

/// What a description of types can't say, such as what a span of time is: rightly refused though it is a text.
const NOT_LOOKED_FOR: &str = "positive_data_acceptance";

#[tokio::test]
async fn the_api_does_as_it_is_described_whatever_is_asked() {
    let server = Server::start(Venue::any()).await;
    // Somebody to do something about.
    let _ada = Walker::enter(&server, "Ada").await;
    let secret = invitation(&server, Role::Organizer).await;
    let program = target().join("schemathesis/bin/schemathesis");
    let run = Command::new(&program)
        .arg("run")
        .arg(server.url("/api/v1/openapi.json"))
        .arg("--header")
        .arg(format!("x-hallway-invitation: {secret}"))
        .args(["--max-examples", EXAMPLES, "--seed", SEED])
        .args(["--rate-limit", RATE, "--no-color"])
        .args(["--exclude-checks", NOT_LOOKED_FOR])
        .current_dir(server.data())
        .stdin(Stdio::null())
        .output()
        .await
        .expect("it starts; `cargo xtask test` installs it");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}");
    // It asked for all of it.
    let summary = said.lines().find(|line| line.contains("Tested:"));
    println!("{}", summary.unwrap_or("no summary").trim());
    assert!(said.contains("generated"), "{said}");
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
    // Whoever was inside may have been sent away by it, and the door shut.
    assert!(server.get("/healthz").await.status().is_success());
}
