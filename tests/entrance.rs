//! The venue's door: what it asks of those who were not invited, and that a link opens it.

use hallway_protocol::client::Hello;
use hallway_protocol::{ClientMsg, Refusal, Role};

use crate::harness::guests::{comes, invitation, way_in};
use crate::harness::walker::hello;
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker};

const PASSWORD: &str = "open sesame";

async fn start(entry: &str, password: &str) -> Server {
    let settings = [
        ("HALLWAY_DOORS__ENTRY", entry),
        ("HALLWAY_DOORS__PASSWORD", password),
    ];
    Server::start_with(Venue::any(), &settings).await
}

/// What the server says to one who says this for the password.
async fn stays_out(server: &Server, password: &str, why: Refusal) {
    let walker = Walker::connect(server).await;
    let message = Hello {
        password: password.to_owned(),
        ..hello(server.venue.room, "Stranger")
    };
    walker.say(ClientMsg::Hello(message)).await;
    walker
        .sees("why not", |view| view.refused == Some(why))
        .await;
    assert!(walker.view().welcome.is_none());
}

#[tokio::test]
async fn a_password_is_asked_for_and_a_link_needs_none() {
    let server = start("password", PASSWORD).await;
    stays_out(&server, "", Refusal::PasswordNeeded).await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Denied).await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.role("textbox", "Your name")
        .await
        .send_keys("Ada")
        .await
        .expect("typing works");
    let field = ada.role("textbox", "Password of the event").await;
    field.send_keys("open barley").await.expect("typing works");
    ada.screenshot("door-password").await;
    ada.press("Enter").await;
    ada.is_in_state("refused").await;
    ada.press("Back to the entrance").await;
    let field = ada.role("textbox", "Password of the event").await;
    field.clear().await.expect("the field can be cleared");
    field.send_keys(PASSWORD).await.expect("typing works");
    ada.press("Enter").await;
    ada.is_in_state("venue").await;
    // A line that breaks does not ask again; a link asks nothing.
    let path = way_in(&server, "speaker").await;
    let sam = Browser::open(&driver, "Sam", Devices::Denied).await;
    sam.goto(&server.url(&path)).await;
    assert!(
        sam.find_role("textbox", "Password of the event")
            .await
            .is_none()
    );
    sam.fill_in_and_enter().await;
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let server = start("password", PASSWORD).await;
    for _ in 0..10 {
        stays_out(&server, "a guess", Refusal::PasswordNeeded).await;
    }
    stays_out(&server, PASSWORD, Refusal::TooFast).await;
}

#[tokio::test]
async fn those_who_were_not_invited_stay_out() {
    let server = start("invitation", "").await;
    stays_out(&server, "", Refusal::InvitationNeeded).await;
    let made_up = Walker::connect(&server).await;
    let message = Hello {
        invitation: "b3JnYW5pemVy".to_owned(),
        ..hello(server.venue.room, "Stranger")
    };
    made_up.say(ClientMsg::Hello(message)).await;
    made_up
        .sees("why not", |view| {
            view.refused == Some(Refusal::InvitationNeeded)
        })
        .await;
    let secret = invitation(&server, Role::Speaker).await;
    let sam = comes(&server, "Sam", &secret).await;
    assert_eq!(sam.welcome().standing.role, Role::Speaker);
}
