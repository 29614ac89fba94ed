//! What visitors do about one another: hide what they wrote, block, report, and get an answer.

use std::time::Duration;

use hallway_protocol::{ClientMsg, Role};
use thirtyfour::By;

use crate::harness::guests::{comes, comes_in_browser, invitation};
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker, until};

#[tokio::test]
async fn a_report_is_seen_answered_and_its_author_is_told() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let fay = comes_in_browser((&driver, Devices::Denied), &server, "Fay", "facilitator").await;
    let mallory = Walker::enter(&server, "Mallory").await;
    let ann = Browser::open(&driver, "Ann", Devices::Denied).await;
    ann.goto(&server.url(&server.venue.page())).await;
    ann.fill_in_and_enter().await;
    let word = "Buy <b>coins</b>".to_owned();
    mallory.say(ClientMsg::Chat(word)).await;
    ann.hears("Buy <b>coins</b>").await;
    ann.press("People and places").await;
    let more = ann.role_like("More about Mallory").await;
    more.click().await.expect("it unfolds");
    let what = ann.role("textbox", "What does Mallory do?").await;
    what.send_keys("Advertising").await.expect("typing works");
    ann.screenshot("report-1280").await;
    ann.press("Report Mallory").await;
    ann.hears("The facilitators see your report").await;
    fay.hears("Ann reports Mallory.").await;
    fay.shows("Advertising").await;
    for width in [1280, 390] {
        fay.resize(width, 800).await;
        fay.screenshot(&format!("reports-{width}")).await;
    }
    let answer = fay.role("textbox", "Answer to Ann").await;
    answer.send_keys("Thanks!").await.expect("typing works");
    fay.press("Remove Mallory").await;
    let answer = fay.role("textbox", "Answer to Ann").await;
    answer.clear().await.expect("the field can be cleared");
    answer.send_keys("Thanks!").await.expect("typing works");
    fay.press("Answer and close").await;
    ann.hears("Fay answers your report about Mallory: Thanks!")
        .await;
}

#[tokio::test]
async fn who_is_blocked_is_neither_heard_nor_read() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let ann = Browser::enter(&driver, &server, "Ann").await;
    let mallory = Walker::enter(&server, "Mallory").await;
    let witness = Walker::enter(&server, "Witness").await;
    ann.press("People and places").await;
    let more = ann.role_like("More about Mallory").await;
    more.click().await.expect("it unfolds");
    ann.press("Block Mallory").await;
    ann.hears("You block Mallory.").await;
    until("the server knows", async || {
        let text: String = ann.ask("return document.body.innerText").await;
        text.contains("Blocked by you").then_some(())
    })
    .await;
    ann.screenshot("blocked").await;
    mallory.say(ClientMsg::Chat("hello Ann".to_owned())).await;
    witness
        .sees("the line", |view| {
            view.chat.iter().any(|it| it.text == "hello Ann")
        })
        .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let heard = ann.announcements().await;
    assert!(
        !heard.iter().any(|it| it.contains("hello Ann")),
        "{heard:?}"
    );
    let talking = mallory.view().bubble_of("Mallory").join(", ");
    assert!(!talking.contains("Ann"), "they talk: {talking}");
}

#[tokio::test]
async fn a_line_is_hidden_from_all_who_read_it_and_shown_again() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let fay = comes_in_browser((&driver, Devices::Denied), &server, "Fay", "facilitator").await;
    fay.press("Chat").await;
    let mallory = Walker::enter(&server, "Mallory").await;
    mallory.say(ClientMsg::Chat("spam spam".to_owned())).await;
    fay.shows("spam spam").await;
    fay.press("Hide what Mallory wrote").await;
    mallory
        .sees("that it is hidden", |view| {
            view.hidden.last().is_some_and(|(_, hidden)| *hidden)
        })
        .await;
    until("it is hidden from Fay, too", async || {
        let chat = fay.web.find(By::Css(".lines")).await.ok()?;
        let text = chat.text().await.ok()?;
        (text.contains("Hidden") && !text.contains("spam")).then_some(())
    })
    .await;
    fay.screenshot("chat-hidden").await;
    fay.press("Show again what Mallory wrote").await;
    fay.shows("spam spam").await;
    // Nobody hides what those wrote who keep order, but these.
    let keeper = invitation(&server, Role::Facilitator).await;
    let keeper = comes(&server, "Keeper", &keeper).await;
    keeper.say(ClientMsg::Chat("be kind".to_owned())).await;
    mallory
        .sees("the word", |view| {
            view.chat.iter().any(|it| it.text == "be kind")
        })
        .await;
    let line = mallory
        .view()
        .chat
        .last()
        .map(|it| it.line)
        .expect("a line");
    let hidden = true;
    mallory.say(ClientMsg::HideLine { line, hidden }).await;
    mallory
        .sees("that it may not", |view| !view.orders_refused.is_empty())
        .await;
}
