//! Without a microphone or camera one is as welcome: one enters, listens and watches, and is told
//! how to be heard.

use hallway_protocol::client::Sending;

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::{Browser, Devices, Driver, Server, Venue};

#[tokio::test]
async fn who_denies_the_devices_listens_and_is_told_how_to_allow_them() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let walls = &meeting.scene.walls;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    let silent = Browser::enter_with(&driver, &server, "Silent", Devices::Denied).await;
    ada.walk_to(walls, meeting.beside(-16, 0)).await;
    silent.walk_to(walls, meeting.beside(16, 0)).await;

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
