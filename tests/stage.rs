//! A stage: the next source is taken when one fails, and visitors ask and vote beside it.

use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use thirtyfour::Key;
use thirtyfour::prelude::*;
use tokio::net::TcpListener;

use crate::harness::village::{Area, folder};
use crate::harness::{Browser, Driver, Server, Venue, until};

const START: Area<'static> = ("start", [2, 10, 2, 2], &[("start", "true")]);

#[tokio::test]
async fn the_next_source_is_taken_and_questions_are_voted_for() {
    // The first source is dead; the second is a page that says it is a player.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let host = listener.local_addr().expect("its address");
    let page = [(header::CONTENT_TYPE, "text/html")];
    let app = Router::new().route(
        "/player",
        get(move || async move { (page, "<p id=playing>On air</p>") }),
    );
    let player = tokio::spawn(async move { axum::serve(listener, app).await });
    let sources = format!("http://{host}/dead.m3u8\nhttp://{host}/player");
    let maps = folder(&[(
        "hall",
        &[
            START,
            ("Main stage", [6, 6, 10, 10], &[("stage", &sources)]),
        ],
    )]);
    let server = Server::start(Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    })
    .await;
    let driver = Driver::start().await;
    let mut people = Vec::new();
    for name in ["Ada", "Ben"] {
        let browser = Browser::enter(&driver, &server, name).await;
        browser.look_at_map().await;
        browser.hold(Key::Right, Duration::from_millis(1500)).await;
        browser.hears("You are in Main stage.").await;
        browser.press("Agree and open").await;
        browser.role("region", "Main stage").await;
        people.push(browser);
    }
    let [ada, ben] = people.as_slice() else {
        unreachable!("two people")
    };
    until("the second source plays", async || plays(ada).await).await;

    let field = ada.role("textbox", "Your question").await;
    field
        .send_keys("When is lunch?")
        .await
        .expect("typing works");
    ada.press("Ask").await;
    for browser in [ada, ben] {
        until("the question is shown", async || {
            let text: String = browser
                .ask("return document.querySelector('.questions')?.innerText ?? ''")
                .await;
            text.contains("When is lunch?").then_some(())
        })
        .await;
    }
    ben.screenshot("stage-question").await;
    ben.press("Vote for: When is lunch?").await;
    until("the vote is shown to the other", async || {
        let votes: String = ada
            .ask("return document.querySelector('.question button[aria-pressed]')?.innerText ?? ''")
            .await;
        votes.contains('1').then_some(())
    })
    .await;
    ben.screenshot("stage").await;
    player.abort();
}

async fn plays(browser: &Browser) -> Option<()> {
    let web = &browser.web;
    let found = async {
        web.find(By::Css("iframe.session-frame"))
            .await?
            .enter_frame()
            .await?;
        web.find(By::Css("iframe")).await?.enter_frame().await?;
        web.find(By::Id("playing")).await
    };
    let found = found.await.is_ok();
    web.enter_default_frame().await.expect("back to the page");
    found.then_some(())
}
