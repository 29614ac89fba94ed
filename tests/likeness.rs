//! Names that look like those of people who keep order are marked, whoever came first.

use hallway_protocol::Role;

use crate::harness::guests::{comes, invitation};
use crate::harness::walker::hello;
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker};

async fn guest(server: &Server, name: &str) -> Walker {
    Walker::enter_as(server, hello(server.venue.room, name)).await
}

#[tokio::test]
async fn nobody_is_taken_for_one_who_keeps_order() {
    let server = Server::start(Venue::any()).await;
    // With a Cyrillic letter, before the one whose name it is.
    let first = guest(&server, "F\u{430}y Lichter").await;
    let secret = invitation(&server, Role::Facilitator).await;
    let fay = comes(&server, "Fay Lichter", &secret).await;
    let second = guest(&server, "FAY LICHTER.").await;
    let other = guest(&server, "Fay Mayer").await;
    let marked = |walker: &Walker| walker.welcome().you;
    let (first, second) = (marked(&first), marked(&second));
    fay.sees("who is marked", |view| {
        let mut alike: Vec<_> = view.people.values().filter(|it| it.alike).collect();
        alike.sort_by_key(|it| it.id);
        let ids: Vec<_> = alike.iter().map(|it| it.id).collect();
        ids == [first, second] && view.people.contains_key(&other.welcome().you)
    })
    .await;
    let driver = Driver::start().await;
    let ada = Browser::enter_with(&driver, &server, "Ada", Devices::Denied).await;
    ada.press("People and places").await;
    ada.role("button", "Walk to FAY LICHTER. (guest)").await;
    ada.role("button", "Walk to Fay Lichter").await;
    ada.screenshot("look-alikes").await;
}
