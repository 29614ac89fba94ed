//! What is written to a room, where the operator has it kept: who comes later reads it, also after the server was
//! killed, but for what is hidden; everybody is told that it is kept. Where it is not, nobody reads anything.

use hallway_protocol::{ClientMsg, Role};

use crate::harness::guests::{comes, invitation};
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker};

fn read(walker: &Walker) -> Vec<String> {
    let view = walker.view();
    view.past.iter().map(|line| line.text.clone()).collect()
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
    let ada = Walker::enter(&server, "Ada").await;
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
    let ben = Walker::enter(&server, "Ben").await;
    assert_eq!(read(&ben), ["lunch is at noon"]);
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
    assert_eq!(read(&host), ["lunch is at noon"]);
    let line = host.view().past[0].line;
    host.say(ClientMsg::HideLine { line, hidden: true }).await;
    cleo.shows("Hidden").await;
    let dan = Walker::enter(&server, "Dan").await;
    assert_eq!(read(&dan), [""; 0]);
}

#[tokio::test]
async fn nothing_is_kept_unless_the_operator_wants_it() {
    let server = Server::start(Venue::any()).await;
    let ada = Walker::enter(&server, "Ada").await;
    let ben = Walker::enter(&server, "Ben").await;
    writes(&ada, &ben, "to those who are here").await;
    let cleo = Walker::enter(&server, "Cleo").await;
    assert_eq!(cleo.welcome().chat_days, 0);
    writes(&ada, &cleo, "once more").await;
    assert_eq!(read(&cleo), [""; 0]);
}
