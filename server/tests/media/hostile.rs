//! Visitors and strangers who mean harm, or are merely broken.

use std::net::UdpSocket;
use std::sync::atomic::Ordering;

use hallway::media::{Kind, MediaCommand, MediaEvent};
use hallway_protocol::PersonId;
use hallway_protocol::limits::SDP_BYTES;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::mpsc;

use super::client::{Arrived, Client, marks};
use super::relay::Relay;
use super::{Unit, count, unit, unit_at};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_copies_of_everything_disturb_nobody() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let unit = unit_at(vec![socket.local_addr().unwrap()], 10);
    let relay = Relay::start(socket, unit.media.local_addr());
    unit.take(1, true, true);
    unit.slots(2, [1, 0, 0]);
    let sender = Client::join(&unit.media, 1).await;
    let listener = Client::join(&unit.media, 2).await;
    relay.damage_all();
    for mark in 0..250 {
        sender.say(mark).await;
        sender.show(mark, mark % 10 == 0).await;
        // No faster than the unit reads: nothing is to be lost on the way.
        unit.received(Kind::Audio, u64::from(mark) + 1).await;
        unit.received(Kind::Video, u64::from(mark) + 1).await;
    }
    let all = |arrived: &Arrived| {
        count(arrived, Kind::Audio, 0) >= 250 && count(arrived, Kind::Video, 0) >= 250
    };
    let arrived = listener.wait(all).await;
    // What was damaged was never passed on, and nothing was passed on twice.
    for kind in [Kind::Audio, Kind::Video] {
        let mut passed = marks(&arrived, kind, 0, 1);
        passed.sort_unstable();
        assert_eq!(passed, (0..250).collect::<Vec<_>>(), "{kind:?}");
        assert_eq!(count(&arrived, kind, 0), 250);
    }
    assert!(relay.damaged() > 2000, "{}", relay.damaged());
    assert_eq!(unit.metrics.panics.load(Ordering::Relaxed), 0);
    assert_eq!(unit.metrics.peers.load(Ordering::Relaxed), 2);
}

/// Offers; gives the unit's word on it.
async fn offer(unit: &Unit, person: u32, sdp: &str) -> MediaEvent {
    let (events, mut answers) = mpsc::channel(2);
    let (person, sdp) = (PersonId(person), sdp.to_owned());
    unit.media.send(MediaCommand::Offer {
        person,
        sdp,
        events,
    });
    answers.recv().await.expect("an answer to every offer")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_offers_are_answered_or_refused() {
    let unit = unit(10);
    let good = Client::offer(&unit.media, 1, None).await.unwrap().sdp;
    let lines: Vec<&str> = good.lines().collect();
    let mut rng = StdRng::seed_from_u64(11);
    let (mut answered, mut refused) = (0, 0);
    for person in 100..500 {
        let mut damaged: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..damaged.len());
            let other = rng.random_range(0..damaged.len());
            match rng.random_range(0..6) {
                0 => drop(damaged.remove(at)),
                1 => damaged.insert(other, damaged[at].clone()),
                2 => damaged.swap(at, other),
                3 => damaged[at] = damaged[at].replace(['0', '1', '9'], "99999999999"),
                4 => damaged[at] = damaged[at].replace([' ', ':', '/', '='], ""),
                _ => {
                    let length = rng.random_range(0..=damaged[at].len());
                    damaged[at].truncate(length);
                }
            }
        }
        match offer(&unit, person, &damaged.join("\r\n")).await {
            MediaEvent::Answer { .. } => answered += 1,
            MediaEvent::Failed { .. } => refused += 1,
            MediaEvent::Connected => panic!("connected without an answer"),
        }
        unit.media.send(MediaCommand::Leave(PersonId(person)));
    }
    assert!(
        answered > 20 && refused > 20,
        "{answered} answered, {refused} refused"
    );
    assert_eq!(unit.metrics.panics.load(Ordering::Relaxed), 0);
    let _new = Client::join(&unit.media, 2).await;
    assert_eq!(unit.metrics.peers.load(Ordering::Relaxed), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn huge_offers_and_too_many_are_refused() {
    let unit = unit(10);
    let mut there = Client::offer(&unit.media, 1, None).await.unwrap();
    assert_eq!(there.event().await, MediaEvent::Connected);
    let huge = format!("{}{}", there.sdp, "a=x\r\n".repeat(SDP_BYTES / 5));
    let huge = offer(&unit, 2, &huge).await;
    assert!(matches!(huge, MediaEvent::Failed { .. }), "{huge:?}");
    let mut refused = 0;
    for _ in 0..20 {
        let event = offer(&unit, 3, &there.sdp).await;
        refused += u32::from(matches!(event, MediaEvent::Failed { .. }));
    }
    assert!((15..20).contains(&refused), "{refused} of 20 refused");
    // Whoever did not offer is not concerned.
    assert_eq!(unit.metrics.peers.load(Ordering::Relaxed), 2);
}
