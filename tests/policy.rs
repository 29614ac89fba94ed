//! The privacy policy before the door, and what is kept about oneself.

use hallway_protocol::client::Hello;
use hallway_protocol::{ClientMsg, Refusal};
use serde_json::Value;

use crate::harness::walker::hello;
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker, until};

const CHECKBOX: &str = "I have read and accept the privacy policy";

fn settings(version: &str) -> [(&str, &str); 2] {
    [
        ("HALLWAY_PRIVACY__POLICY", "/maps/privacy.html"),
        ("HALLWAY_PRIVACY__VERSION", version),
    ]
}

#[tokio::test]
async fn nobody_comes_in_who_has_not_accepted_the_policy_as_it_is_now() {
    let server = Server::start_with(Venue::any(), &settings("2")).await;
    for (said, comes_in) in [("", false), ("1", false), ("2", true)] {
        let walker = Walker::connect(&server).await;
        let message = Hello {
            policy: said.to_owned(),
            ..hello(server.venue.room, "Ann")
        };
        walker.say(ClientMsg::Hello(message)).await;
        walker
            .sees("an answer", |view| {
                view.refused.is_some() || view.welcome.is_some()
            })
            .await;
        let refused = walker.view().refused;
        assert_eq!(refused.is_none(), comes_in, "{said}");
        assert!(comes_in || refused == Some(Refusal::PolicyNeeded));
    }
}

#[tokio::test]
async fn the_policy_is_accepted_before_entry_and_what_is_kept_can_be_seen_and_erased() {
    let server = Server::start_with(Venue::any(), &settings("2")).await;
    let driver = Driver::start().await;
    let ann = Browser::open(&driver, "Ann", Devices::Denied).await;
    ann.goto(&server.url(&server.venue.page())).await;
    ann.fill_in().await;
    // Without a yes one stays.
    ann.is_in_state("entry").await;
    let checkbox = ann.role("checkbox", CHECKBOX).await;
    ann.screenshot("policy-missing").await;
    checkbox.click().await.expect("it can be ticked");
    ann.press("Enter").await;
    ann.is_in_state("venue").await;
    let kept = async || {
        let text: String = ann
            .ask(
                "const request = new XMLHttpRequest();
                request.open('GET', '/api/v1/me', false);
                request.send();
                return request.responseText",
            )
            .await;
        serde_json::from_str::<Value>(&text).expect("JSON")
    };
    let consent = until("the yes is written down", async || {
        let kept = kept().await;
        kept["consents"][0]["version"].as_str().map(str::to_owned)
    });
    assert_eq!(consent.await, "2");
    ann.press("Settings").await;
    ann.role("button", "Save my data").await;
    ann.press("Save my data").await;
    ann.shows("Your data was given to your browser as a file.")
        .await;
    ann.screenshot("own-data").await;
    let before = kept().await["identity"].clone();
    ann.press("Erase my data").await;
    ann.is_in_state("entry").await;
    assert_eq!(kept().await["error"], "no-cookie");
    // Somebody new, who is asked again.
    ann.goto(&server.url(&server.venue.page())).await;
    ann.fill_in().await;
    ann.is_in_state("entry").await;
    let checkbox = ann.role("checkbox", CHECKBOX).await;
    checkbox.click().await.expect("it can be ticked");
    ann.press("Enter").await;
    ann.is_in_state("venue").await;
    let after = kept().await["identity"].clone();
    assert!(before.is_string() && after.is_string() && before != after);
}

#[tokio::test]
async fn nobody_reads_or_erases_anothers() {
    let server = Server::start(Venue::any()).await;
    let client = reqwest::Client::new();
    let url = server.url("/api/v1/me");
    let status = client.get(&url).send().await.expect("an answer").status();
    assert_eq!(status.as_u16(), 401);
    let page = server.get("/").await;
    let cookie = page.headers()["set-cookie"].to_str().expect("text");
    let cookie = cookie.split(';').next().expect("a value").to_owned();
    let of = async |origin: &str| {
        let request = client.delete(&url).header("cookie", &cookie);
        let response = request.header("origin", origin).send().await;
        response.expect("an answer").status().as_u16()
    };
    assert_eq!(of("https://evil.example").await, 403);
    let own = format!("http://127.0.0.1:{}", server.port());
    assert_eq!(of(&own).await, 204);
    let forged = format!("{}x", &cookie[..cookie.len() - 1]);
    let request = client.get(&url).header("cookie", forged);
    let status = request.send().await.expect("an answer").status();
    assert_eq!(status.as_u16(), 401);
}
