//! Keeping order, as those see it who do, and those whom it concerns.

use std::time::Duration;

use crate::harness::guests::comes_in_browser;
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

const REASON: &str = "Reason, shown to the one concerned";

/// Fay, who keeps order, and Ben, who does not.
async fn pair(driver: &Driver, server: &Server) -> (Browser, Browser) {
    let fay = comes_in_browser((driver, Devices::Fake), server, "Fay", "facilitator").await;
    let ben = Browser::enter(driver, server, "Ben").await;
    fay.press("People and places").await;
    fay.role("button", "Mute Ben").await;
    (fay, ben)
}

async fn is_on(browser: &Browser, button: &str) -> bool {
    let button = browser.role("button", button).await;
    let pressed = button.attr("aria-pressed").await.expect("the button");
    pressed.as_deref() == Some("true")
}

#[tokio::test]
async fn who_is_muted_is_told_why_and_nothing_is_on_until_they_turn_it_on() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let (fay, ben) = pair(&driver, &server).await;
    until("Ben's microphone is on", async || {
        is_on(&ben, "Microphone").await.then_some(())
    })
    .await;
    let reason = fay.role("textbox", REASON).await;
    reason.send_keys("too loud").await.expect("typing works");
    fay.press("Mute Ben").await;
    ben.hears("You were muted by Fay: too loud").await;
    assert!(!is_on(&ben, "Microphone").await && !is_on(&ben, "Camera").await);
    ben.forget_announcements().await;
    ben.press("Microphone").await;
    ben.hears("You can’t be heard here now. Raise your hand to speak.")
        .await;
    assert!(!is_on(&ben, "Microphone").await);
    // Ben asks, and Fay sees it.
    ben.press("Raise hand").await;
    until("Ben's hand is seen", async || {
        let panel = fay.role("region", "People and places").await;
        let text = panel.text().await.ok()?;
        text.contains("Hand is up").then_some(())
    })
    .await;
    for (browser, name) in [(&fay, "keeping-order"), (&ben, "muted-by-order")] {
        for (width, height) in [(1280, 800), (390, 760)] {
            browser.resize(width, height).await;
            browser.screenshot(&format!("{name}-{width}")).await;
        }
        browser.resize(720, 600).await;
    }
    ben.forget_announcements().await;
    fay.press("Undo for Ben").await;
    ben.hears("You may speak again.").await;
    assert!(!is_on(&ben, "Microphone").await, "nothing begins by itself");
    ben.press("Microphone").await;
    assert!(is_on(&ben, "Microphone").await);
}

#[tokio::test]
async fn who_is_sent_away_is_told_why_and_comes_back_when_that_is_undone() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let (fay, ben) = pair(&driver, &server).await;
    let reason = fay.role("textbox", REASON).await;
    reason.send_keys("spam").await.expect("typing works");
    fay.press("Remove Ben").await;
    ben.is_in_state("refused").await;
    let page = ben.role("alert", "").await.text().await.expect("the page");
    assert!(page.contains("You were sent away by Fay: spam"), "{page}");
    ben.screenshot("sent-away").await;
    ben.press("Try again").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    ben.is_in_state("refused").await;
    // Nor with another name in another visit; the cookie is no script's to read.
    let cookies: String = ben.ask("return document.cookie").await;
    assert_eq!(cookies, "");
    ben.goto(&server.url(&server.venue.page())).await;
    let field = ben.role("textbox", "Your name").await;
    field.clear().await.expect("the field");
    field.send_keys("Not Ben").await.expect("typing works");
    ben.press("Enter").await;
    ben.is_in_state("refused").await;
    fay.press("Undo for Ben").await;
    fay.hears("Undone: Ben.").await;
    ben.press("Try again").await;
    ben.is_in_state("venue").await;
}

#[tokio::test]
async fn an_announcement_reaches_all_and_stays_until_it_is_read() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let (fay, ben) = pair(&driver, &server).await;
    let field = fay.role("textbox", "Announcement to all").await;
    field
        .send_keys("Lunch is ready")
        .await
        .expect("typing works");
    fay.press("Announce").await;
    ben.hears("Announcement by Fay: Lunch is ready").await;
    let note = ben.role("note", "").await.text().await.expect("the note");
    assert!(note.contains("Lunch is ready"), "{note}");
    ben.screenshot("announcement").await;
    ben.press("Dismiss").await;
    // Those who do not keep order have no such buttons.
    ben.press("People and places").await;
    ben.role("button", "Walk to Fay").await;
    for button in [
        "Mute Fay",
        "Remove Fay",
        "Ban Fay",
        "Freeze the room",
        "Announce",
    ] {
        assert!(ben.find_role("button", button).await.is_none(), "{button}");
    }
}
