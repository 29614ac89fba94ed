//! Clients that lie about how they move get no further than honest ones, and nobody else notices.

use std::time::Duration;

use hallway_protocol::client::Hello;
use hallway_protocol::motion::{GRAIN, Spot};
use hallway_protocol::{ClientMsg, PersonId, Pos, Token};
use hallway_world::movement::{RUN_STEP, can_stand};
use hallway_world::scene::Scene;

use crate::harness::scene::{clearing, fetch, shifted};
use crate::harness::view::View;
use crate::harness::walker::hello;
use crate::harness::{Server, Venue, Walker};

/// The longest and the most crooked steps that fit into an input.
const WILD_STEPS: [(i16, i16); 6] = [
    (i16::MAX, 0),
    (i16::MIN, 0),
    (0, i16::MAX),
    (0, i16::MIN),
    (i16::MAX, i16::MIN),
    (i16::MIN, i16::MIN),
];

#[tokio::test]
async fn huge_steps_are_cut_to_the_speed_limit_and_stop_at_walls() {
    let server = Server::start(Venue::any()).await;
    let witness = Walker::enter(&server, "Witness").await;
    let scene = fetch(&server, &witness).await;
    let mut cheat = Walker::enter(&server, "Cheat").await;
    let you = cheat.welcome().you;
    for step in WILD_STEPS {
        for _ in 0..25 {
            cheat.input(step.0, step.1).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    let end = cheat.settled().await;
    witness
        .sees("the cheat where the server put it", |view| {
            view.place("Cheat") == Some(Spot::of(end).pos())
        })
        .await;
    let trail = honest_trail(&witness.view(), you, &scene);
    assert!(trail > 50, "the cheat moved in {trail} ticks only");
}

#[tokio::test]
async fn a_million_inputs_move_one_no_faster_and_disturb_nobody() {
    let server = Server::start(Venue::any()).await;
    let mut bystander = Walker::enter(&server, "Bystander").await;
    let scene = fetch(&server, &bystander).await;
    let flood = tokio::spawn({
        let mut cheat = Walker::enter(&server, "Flood").await;
        async move {
            for _ in 0..31_250 {
                cheat.inputs([(200, 0); 32]).await;
                if cheat.view().closed.is_some() {
                    break;
                }
            }
            cheat
        }
    });
    let here = clearing(&scene, bystander.place(), 0, 48);
    for place in [here, shifted(here, 40, 0), shifted(here, -40, 0)] {
        assert_eq!(bystander.walk_to(&scene.walls, place).await, place);
    }
    let cheat = flood.await.unwrap();
    honest_trail(&bystander.view(), cheat.welcome().you, &scene);
    let here = shifted(here, 0, 40);
    assert_eq!(bystander.walk_to(&scene.walls, here).await, here);
    server.keeps_ticking().await;
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

#[tokio::test]
async fn inputs_said_again_or_out_of_order_gain_nothing() {
    let server = Server::start(Venue::any()).await;
    let witness = Walker::enter(&server, "Witness").await;
    let scene = fetch(&server, &witness).await;
    let cheat = Walker::enter(&server, "Replay").await;
    for seq in [5, 5, 5, 1, u32::MAX, 0, 6, 6] {
        let input = hallway_protocol::client::Input {
            seq,
            dx: i16::MAX,
            dy: 0,
        };
        cheat.say(ClientMsg::Input(input)).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.keeps_ticking().await;
    honest_trail(&witness.view(), cheat.welcome().you, &scene);
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

#[tokio::test]
async fn a_made_up_token_gives_no_ones_place() {
    let server = Server::start(Venue::any()).await;
    let mut victim = Walker::enter(&server, "Victim").await;
    let scene = fetch(&server, &victim).await;
    let away = clearing(&scene, victim.place(), 200, 16);
    let place = victim.walk_to(&scene.walls, away).await;
    for byte in [0, 1, 0xff] {
        let thief = Walker::connect(&server).await;
        let message = Hello {
            resume: Some(Token([byte; 16])),
            ..hello(server.venue.room, "Thief")
        };
        thief.say(ClientMsg::Hello(message)).await;
        thief.sees("an answer", |view| view.welcome.is_some()).await;
        let welcome = thief.welcome();
        assert!(!welcome.resumed, "token {byte}");
        assert_ne!(welcome.you, victim.welcome().you);
    }
    assert_eq!(victim.place(), place);
    assert_eq!(victim.view().closed, None, "the victim stays connected");
}

fn shifted_by(at: Pos, x: i32, y: i32) -> Pos {
    Pos {
        x: at.x + x,
        y: at.y + y,
    }
}

/// Checks that a person's trail is one that an honest walker can leave: at most one step per tick,
/// none longer than running allows, none into a wall; as exact as places are told to others. Gives its
/// length in steps.
#[track_caller]
fn honest_trail(view: &View, who: PersonId, scene: &Scene) -> usize {
    let trail = &view.trails[&who];
    for (_, at) in trail {
        let mut exact = (0..GRAIN).flat_map(|x| (0..GRAIN).map(move |y| shifted_by(*at, x, y)));
        let stood = exact.any(|at| can_stand(&scene.walls, at));
        assert!(stood, "stood in a wall at {at:?}");
    }
    for pair in trail.windows(2) {
        let [(tick, from), (next_tick, to)] = pair else {
            unreachable!("windows of two");
        };
        let ticks = i64::from(next_tick.saturating_sub(*tick));
        let limit = i64::from(RUN_STEP) * ticks + i64::from(GRAIN);
        assert!(
            from.distance2(*to) <= limit * limit,
            "from {from:?} to {to:?} in {ticks} ticks"
        );
    }
    trail.len() - 1
}
