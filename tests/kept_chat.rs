//! What is written to a room, where the operator has it kept: who comes later reads it, also after the server was
//! killed, but for what is hidden; everybody is told that it is kept. Where it is not, nobody reads anything.

use hallway_protocol::client::Hello;
use hallway_protocol::{ClientMsg, Presence, Role};

use crate::harness::guests::invitation;
use crate::harness::walker::hello;
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker};

/// Somebody who is left alone, so that what they write goes to the room.
async fn comes(server: &Server, name: &str, invitation: &str) -> Walker {
    let message = Hello {
        presence: Presence::DoNotDisturb,
        invitation: invitation.to_owned(),
        ..hello(server.venue.room, name)
    };
    Walker::enter_as(server, message).await
}

/// Somebody who came has been told what was written before.
async fn has_read(walker: &Walker, texts: &[&str]) {
    walker
        .sees("what was written before", |view| {
            let past = view.past.iter().map(|line| line.text.as_str());
            past.eq(texts.iter().copied())
        })
        .await;
}

/// Somebody writes to the room, and another one has read it.
async fn writes(author: &Walker, reader: &Walker, text: &str) {
    author.say(ClientMsg::Chat(text.to_owned())).await;
    reader
        .sees(text, |view| view.chat.iter().any(|line| line.text == text))
        .await;
}

#[tokio::test]
async fn who_comes_later_reads_what_was_written_to_the_room() {
    let settings = [("HALLWAY_CHAT__KEEP_DAYS", "7")];
    let mut server = Server::start_with(Venue::any(), &settings).await;
    let secret = invitation(&server, Role::Organizer).await;
    let ada = comes(&server, "Ada", "").await;
    assert_eq!(ada.welcome().chat_days, 7);
    let host = comes(&server, "Host", &secret).await;
    writes(&ada, &host, "lunch is at noon").await;
    writes(&ada, &host, "buy my things").await;
    let line = host.view().chat[1].line;
    host.say(ClientMsg::HideLine { line, hidden: true }).await;
    ada.sees("that it is hidden", |view| {
        view.hidden.contains(&(line, true))
    })
    .await;
    let ben = comes(&server, "Ben", "").await;
    has_read(&ben, &["lunch is at noon"]).await;
    drop((ada, host, ben));
    server.kill().await;
    server.restart().await;
    let driver = Driver::start().await;
    let cleo = Browser::enter_with(&driver, &server, "Cleo", Devices::Denied).await;
    cleo.press("Chat").await;
    cleo.shows("lunch is at noon").await;
    cleo.shows("is kept for 7 days").await;
    cleo.screenshot("chat-kept").await;
    // Who keeps order hides it now, too, from all who read it.
    let host = comes(&server, "Host", &secret).await;
    has_read(&host, &["lunch is at noon"]).await;
    let line = host.view().past[0].line;
    host.say(ClientMsg::HideLine { line, hidden: true }).await;
    cleo.shows("Hidden").await;
    // What is said to all comes after what was written before.
    let dan = comes(&server, "Dan", "").await;
    writes(&host, &dan, "welcome").await;
    has_read(&dan, &[]).await;
}

#[tokio::test]
async fn nothing_is_kept_unless_the_operator_wants_it() {
    let server = Server::start(Venue::any()).await;
    let ada = comes(&server, "Ada", "").await;
    let ben = comes(&server, "Ben", "").await;
    writes(&ada, &ben, "to those who are here").await;
    let cleo = comes(&server, "Cleo", "").await;
    assert_eq!(cleo.welcome().chat_days, 0);
    writes(&ada, &cleo, "once more").await;
    has_read(&cleo, &[]).await;
}
