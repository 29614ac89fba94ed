//! Without a microphone or camera one is as welcome: one enters, listens and watches, and is told
//! how to be heard.

use hallway_protocol::client::Sending;

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

#[tokio::test]
async fn who_denies_the_devices_listens_and_is_told_how_to_allow_them() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    let silent = Browser::enter_with(&driver, &server, "Silent", Devices::Denied).await;
    ada.stroll_to(meeting.beside(-16, 0)).await;
    silent.stroll_to(meeting.beside(16, 0)).await;

    hears_and_sees(&silent, &["Ada", "Silent"]).await;
    let text: String = silent.ask("return document.body.innerText").await;
    assert!(
        text.to_lowercase().contains("allow"),
        "nothing on the page says how to allow the devices:\n{text}"
    );
    silent.screenshot("devices-denied").await;
    let stats = silent.stats().await;
    assert_eq!((stats.sent_audio_packets, stats.sent_video_packets), (0, 0));
    let view = meeting.observer.view();
    let sending = view.named("Silent").map(|person| person.sending);
    assert_eq!(sending, Some(Sending::default()));
}

/// Names of what Chromium pretends to have.
const DEFAULT: &str = "Fake Default Audio Input";
const FIRST: &str = "Fake Audio Input 1";
const SECOND: &str = "Fake Audio Input 2";

/// The list of microphones.
const LIST: &str = "Microphone to use";

#[tokio::test]
async fn devices_are_chosen_and_tested_at_the_entry_and_remembered() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Fake).await;
    let url = server.url(&server.venue.page());
    ada.goto(&url).await;
    ada.control_devices().await;
    ada.run("document.querySelector('details.devices').open = true")
        .await;
    ada.select(LIST, SECOND).await;
    ada.resize(1280, 800).await;
    ada.screenshot("devices-entry").await;
    ada.resize(390, 800).await;
    ada.screenshot("devices-entry-narrow").await;
    ada.resize(720, 600).await;
    for switch in ["Suppress noise", "Cancel echo", "Adjust my loudness"] {
        let switch = ada.role("checkbox", switch).await;
        assert!(switch.is_selected().await.unwrap());
    }
    ada.role("combobox", "Speaker to use").await;
    ada.press("Play a test sound").await;
    until("the beep of the microphone is seen", async || {
        let meter = ada.find_role("meter", "Microphone level").await?;
        let now: u8 = meter.attr("aria-valuenow").await.ok()??.parse().ok()?;
        (now > 0).then_some(())
    })
    .await;
    ada.fill_in_and_enter().await;
    ada.sends_from(0, SECOND).await;

    ada.press("Leave").await;
    ada.is_in_state("entry").await;
    ada.goto(&url).await;
    ada.control_devices().await;
    ada.fill_in_and_enter().await;
    ada.sends_from(0, SECOND).await;

    // The browser calls it by another id, as after its data was cleared.
    ada.press("Leave").await;
    ada.is_in_state("entry").await;
    ada.run(
        "const kept = JSON.parse(localStorage['hallway.settings']);
         kept.microphone_choice.id = 'another';
         localStorage['hallway.settings'] = JSON.stringify(kept);",
    )
    .await;
    ada.goto(&url).await;
    ada.control_devices().await;
    ada.fill_in_and_enter().await;
    ada.sends_from(0, SECOND).await;
    ada.press("Settings").await;
    assert_eq!(ada.selected(LIST).await, SECOND);

    // Another voice by another track, on the same connection.
    assert_eq!(ada.voice_setting("noiseSuppression").await, Some(true));
    ada.tick("Suppress noise").await;
    until("noise is not suppressed", async || {
        (ada.voice_setting("noiseSuppression").await == Some(false)).then_some(())
    })
    .await;
    assert_eq!(ada.stats().await.negotiations, 1);
    ada.resize(1280, 800).await;
    ada.screenshot("devices-settings").await;
    ada.resize(390, 800).await;
    ada.screenshot("devices-settings-narrow").await;
}

#[tokio::test]
async fn a_microphone_that_is_unplugged_is_replaced_until_it_is_back() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Fake).await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.control_devices().await;
    ada.fill_in_and_enter().await;
    ada.press("Settings").await;
    ada.select(LIST, FIRST).await;
    ada.sends_from(0, FIRST).await;

    ada.unplug(FIRST).await;
    let words = format!("{FIRST} is gone. In use now: {DEFAULT}.");
    ada.hears(&words).await;
    ada.sends_from(0, DEFAULT).await;
    assert_eq!(ada.selected(LIST).await, "The browser’s choice");

    ada.plug_in(FIRST).await;
    ada.hears(&format!("In use again: {FIRST}.")).await;
    ada.sends_from(0, FIRST).await;
    assert_eq!(ada.selected(LIST).await, FIRST);

    // The last one: told of, and turned on again when it comes back.
    ada.forget_announcements().await;
    ada.unplug(SECOND).await;
    ada.unplug(DEFAULT).await;
    ada.unplug(FIRST).await;
    ada.hears(&format!("{FIRST} is gone, and there is no other one."))
        .await;
    let text: String = ada.ask("return document.body.innerText").await;
    assert!(text.contains("No microphone was found."), "{text}");
    ada.plug_in(SECOND).await;
    ada.hears(&format!("In use again: {SECOND}.")).await;
    ada.sends_from(0, SECOND).await;
    assert_eq!(ada.stats().await.negotiations, 1);
}
