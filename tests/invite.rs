//! Links that grant roles: printed by the command, taken by the server, and worth nothing when they
//! are made up.

use hallway_protocol::{Role, Standing};

use crate::harness::guests::{comes, invite};
use crate::harness::{Server, Venue, Walker};

#[tokio::test]
async fn a_link_grants_its_role_and_all_can_see_it() {
    let server = Server::start(Venue::any()).await;
    let witness = Walker::enter(&server, "Witness").await;
    assert_eq!(witness.welcome().standing, Standing::default());
    assert!(!witness.welcome().invitation_refused);
    for role in [Role::Speaker, Role::Facilitator, Role::Organizer] {
        let link = invite(&server, &["--role", role.name()]).await;
        let token = link.trim().strip_prefix("https://venue.example/?invite=");
        let guest = comes(&server, role.name(), token.expect("a link to the venue")).await;
        assert_eq!(guest.welcome().standing, Standing::everywhere(role));
        assert!(!guest.welcome().invitation_refused);
        witness
            .sees("the guest's role", |view| {
                view.named(role.name())
                    .is_some_and(|seen| seen.standing.role == role)
            })
            .await;
    }
}

#[tokio::test]
async fn a_link_for_a_zone_grants_its_role_there_only() {
    let server = Server::start(Venue::any()).await;
    let link = invite(&server, &["--role", "facilitator", "--zone", "Kitchen"]).await;
    let (_, token) = link.trim().split_once("invite=").expect("a link");
    let guest = comes(&server, "Keeper", token).await;
    let expected = Standing::in_zone("Kitchen", Role::Facilitator);
    assert_eq!(guest.welcome().standing, expected);
}

#[tokio::test]
async fn a_link_that_is_made_up_or_for_elsewhere_makes_a_visitor() {
    let server = Server::start(Venue::any()).await;
    let link = invite(&server, &["--role", "organizer", "--room", "else/where"]).await;
    let prefix = "https://venue.example/v/else/where?invite=";
    let elsewhere = link
        .trim()
        .strip_prefix(prefix)
        .expect("a link to the room");
    let mut forged = elsewhere.to_owned();
    forged.replace_range(..2, "BB");
    for token in [elsewhere, &forged, "organizer"] {
        let guest = comes(&server, "Guest", token).await;
        assert_eq!(guest.welcome().standing, Standing::default());
        assert!(guest.welcome().invitation_refused);
    }
}
