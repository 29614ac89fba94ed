//! The names that others rely on: roles and names on the page, attributes, URLs, metrics, options.

use std::process::{Command, Output};

use crate::harness::server::binary;
use crate::harness::{Browser, Devices, Driver, Server, Venue};

const METRICS: [&str; 10] = [
    "hallway_connections",
    "hallway_rooms",
    "hallway_ticks_total",
    "hallway_tick_seconds_count",
    "hallway_tick_overruns_total",
    "hallway_position_updates_sent_total",
    "hallway_bytes_sent_total",
    "hallway_bubbles",
    "hallway_bubble_members",
    "hallway_media_peers",
];

#[tokio::test]
async fn health_readiness_and_metrics_have_their_names() {
    let server = Server::start(Venue::any()).await;
    for path in ["/healthz", "/readyz", "/", &server.venue.page()] {
        assert_eq!(server.get(path).await.status(), 200, "{path}");
    }
    assert_eq!(server.get("/no/such/page").await.status(), 404);
    let metrics = server.metrics().await;
    for name in METRICS {
        metrics.get(name);
    }
    assert_eq!(metrics.get("hallway_panics_total"), 0.0);
    let names = metrics.names();
    let foreign: Vec<_> = names
        .iter()
        .filter(|n| !n.starts_with("hallway_"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    for name in [
        "media_packets_received",
        "media_packets_forwarded",
        "refused",
    ] {
        let text = server.get("/metrics").await.text().await.unwrap();
        let declared = format!("# TYPE hallway_{name}_total counter");
        assert!(text.contains(&declared), "no `{declared}` in\n{text}");
    }
}

#[tokio::test]
async fn entry_and_venue_name_everything() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Fake).await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.role("textbox", "Your name").await;
    ada.role("button", "Enter").await;
    let headings = ada.names_of("heading").await;
    assert!(headings.iter().any(|name| !name.is_empty()), "{headings:?}");
    let avatar = ada.find_role("radiogroup", "Avatar").await;
    assert!(avatar.is_some() || ada.find_role("group", "Avatar").await.is_some());
    for device in ["Microphone", "Camera"] {
        let button = ada.role("button", device).await;
        let pressed = button.attr("aria-pressed").await.unwrap();
        assert!(pressed.is_some(), "{device} says whether it is on");
    }
    ada.screenshot("entry").await;
    ada.resize(400, 800).await;
    ada.screenshot("entry-narrow").await;
    ada.resize(1200, 800).await;

    ada.fill_in_and_enter().await;
    ada.role("application", "Venue map").await;
    for button in ["People and places", "Chat", "Leave", "Microphone", "Camera"] {
        ada.role("button", button).await;
    }
    let live = ada
        .web
        .find(thirtyfour::By::Css("[role=status]"))
        .await
        .unwrap();
    let label = live.attr("aria-label").await.unwrap();
    assert_eq!(label.as_deref(), Some("Announcements"));
    let polite = live.attr("aria-live").await.unwrap();
    assert!(
        matches!(polite.as_deref(), None | Some("polite")),
        "{polite:?}"
    );
    for coordinate in ["x", "y"] {
        let value = ada.told(coordinate).await.unwrap();
        let (_, decimals) = value.split_once('.').unwrap_or_default();
        assert_eq!(decimals.len(), 1, "{coordinate} = {value}");
    }
    assert!(ada.told("zone").await.is_some());
    ada.press("People and places").await;
    ada.role("region", "People and places").await;
    for list in ["People", "Places"] {
        ada.role("list", list).await;
    }
    ada.press("Chat").await;
    ada.role("region", "Chat").await;
    ada.role("textbox", "Message").await;
    ada.role("button", "Send").await;
    ada.press("Leave").await;
    ada.is_in_state("entry").await;
}

#[tokio::test]
async fn bots_walk_and_tell_what_they_were_told() {
    let server = Server::start(Venue::any()).await;
    let url = server.url("");
    let bots = |args: &[&str]| {
        let mut command = Command::new(binary());
        command.args(["bots", "--url", &url, "--room", server.venue.room]);
        command.args(args).output().unwrap()
    };
    for spread in ["crowd", "venue"] {
        let walked = bots(&[
            "--count",
            "20",
            "--seconds",
            "2",
            "--moves-per-second",
            "10",
            "--spread",
            spread,
            "--json",
        ]);
        assert!(walked.status.success(), "{walked:?}");
        let tally: serde_json::Value = serde_json::from_slice(&walked.stdout).unwrap();
        let figure = |name: &str| tally[name].as_f64().unwrap();
        assert_eq!(figure("faults"), 0.0, "{tally}");
        // Each step is told to the 19 others, but for those into walls and those under way.
        assert!(figure("moves") > 200.0, "{tally}");
        assert!(figure("updates") > 10.0 * figure("moves"), "{tally}");
        assert!(figure("bytes") > figure("updates"), "{tally}");
        assert!(figure("samples") > 100.0, "{tally}");
        assert!(figure("latency_p50_ms") <= figure("latency_p99_ms"));
    }
    let none = bots(&["--count", "0"]);
    names_the_key(&none, "--count");
    let elsewhere = Command::new(binary())
        .args(["bots", "--url", "http://192.0.2.1:80"])
        .output()
        .unwrap();
    names_the_key(&elsewhere, "--url");
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

#[test]
fn every_setting_is_printed_and_unknown_ones_are_named() {
    let printed = serve(&["--print-config"], &[]);
    let text = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(printed.status.success(), "{printed:?}");
    for key in ["default_room", "listen", "maps", "data"] {
        assert!(text.contains(key), "no `{key}` in\n{text}");
    }

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hallway.toml");
    std::fs::write(&file, "[venue]\ndefalt_room = \"x\"\n").unwrap();
    let refused = serve(&["--config", file.to_str().unwrap()], &[]);
    names_the_key(&refused, "defalt_room");

    let refused = serve(&[], &[("HALLWAY_VENUE__DEFALT_ROOM", "x")]);
    names_the_key(&refused, "defalt_room");
}

#[track_caller]
fn names_the_key(refused: &Output, key: &str) {
    let errors = String::from_utf8_lossy(&refused.stderr).to_lowercase();
    assert!(!refused.status.success());
    assert!(errors.contains(key), "{errors}");
}

/// Runs `hallway serve` on a port of its choice until it ends by itself.
fn serve(args: &[&str], settings: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(binary());
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .args(args)
        .envs(settings.iter().copied());
    command.output().expect("the server starts")
}
