//! Visitors and strangers who mean harm, or are merely broken.

use std::net::UdpSocket;
use std::sync::atomic::Ordering;

use hallway::media::{Kind, MediaCommand, MediaEvent};
use hallway_protocol::PersonId;
use hallway_protocol::limits::SDP_BYTES;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::mpsc;

use super::bridge::Bridge;
use super::client::{Arrived, Client, marks};
use super::relay::Relay;
use super::{Unit, count, is_gapless, unit, unit_at};

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
            event => panic!("{event:?} without an answer"),
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_again_is_passed_on_once() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let unit = unit_at(vec![socket.local_addr().unwrap()], 10);
    let relay = Relay::start(socket, unit.media.local_addr());
    unit.take(1, true, true);
    unit.slots(2, [1, 0, 0]);
    let sender = Client::join(&unit.media, 1).await;
    let listener = Client::join(&unit.media, 2).await;
    relay.replay_all();
    for mark in 0..100 {
        sender.say(mark).await;
        sender.show(mark, mark % 10 == 0).await;
        unit.received(Kind::Audio, u64::from(mark) + 1).await;
        unit.received(Kind::Video, u64::from(mark) + 1).await;
    }
    let all = |arrived: &Arrived| {
        count(arrived, Kind::Audio, 0) >= 100 && count(arrived, Kind::Video, 0) >= 100
    };
    let arrived = listener.wait(all).await;
    for kind in [Kind::Audio, Kind::Video] {
        assert_eq!(count(&arrived, kind, 0), 100, "{kind:?}");
        assert!(is_gapless(&arrived, kind, 0), "{kind:?}");
    }
    assert!(relay.damaged() > 1000, "{}", relay.damaged());
}

/// Whoever knows a check can send it from any address: it is told nothing there but a little, and
/// the call stays where it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_from_somebody_elses_address_move_no_call_there() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let unit = unit_at(vec![socket.local_addr().unwrap()], 10);
    let relay = Relay::start(socket, unit.media.local_addr());
    unit.take(1, true, true);
    unit.slots(2, [1, 0, 0]);
    let sender = Client::join(&unit.media, 1).await;
    let listener = Client::join(&unit.media, 2).await;
    sender.say(0).await;
    listener.wait(|it| count(it, Kind::Audio, 0) >= 1).await;
    let victim = UdpSocket::bind("127.0.0.1:0").unwrap();
    victim.set_nonblocking(true).unwrap();
    let mut sent = 0;
    for mark in 1..101 {
        for check in relay.checks() {
            sent += victim.send_to(&check, unit.media.local_addr()).unwrap();
        }
        sender.say(mark).await;
        sender.show(mark, mark == 1).await;
        unit.received(Kind::Video, u64::from(mark)).await;
    }
    let all = |arrived: &Arrived| {
        count(arrived, Kind::Audio, 0) >= 101 && count(arrived, Kind::Video, 0) >= 100
    };
    let arrived = listener.wait(all).await;
    assert!(is_gapless(&arrived, Kind::Audio, 0));
    let mut buffer = [0; 2048];
    let mut told = 0;
    while let Ok((length, _)) = victim.recv_from(&mut buffer) {
        assert!(
            buffer[0] <= 3,
            "only answers to checks and questions go there"
        );
        told += length;
    }
    assert!(sent > 0 && told > 0);
    assert!(told <= 3 * sent, "{told} bytes for {sent}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_costs_the_flooder_alone() {
    let unit = unit(10);
    for person in 1..=2 {
        unit.take(person, true, true);
    }
    unit.slots(3, [2, 0, 0]);
    let flooder = Client::join(&unit.media, 1).await;
    let sender = Client::join(&unit.media, 2).await;
    let listener = Client::join(&unit.media, 3).await;
    for round in 0..100 {
        for mark in 0..100 {
            flooder.say(mark).await;
        }
        sender.say(round).await;
    }
    let all = |arrived: &Arrived| count(arrived, Kind::Audio, 0) >= 100;
    let arrived = listener.wait(all).await;
    let mut heard = marks(&arrived, Kind::Audio, 0, 2);
    heard.sort_unstable();
    assert_eq!(heard, (0..100).collect::<Vec<_>>());
    assert!(unit.metrics.flooded.load(Ordering::Relaxed) > 100);
    assert_eq!(unit.metrics.peers.load(Ordering::Relaxed), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_go_over_tcp_and_whoever_never_reads_harms_nobody() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let unit = unit_at(vec![socket.local_addr().unwrap()], 10);
    let bridge = Bridge::start(socket, &unit.media).await;
    unit.take(1, true, true);
    unit.slots(2, [1, 0, 0]);
    unit.slots(3, [1, 0, 0]);
    let sender = Client::join(&unit.media, 1).await;
    let listener = Client::join(&unit.media, 2).await;
    let deaf = Client::join(&unit.media, 3).await;
    sender.say(0).await;
    deaf.wait(|it| count(it, Kind::Audio, 0) >= 1).await;
    // From now on nothing is read on the connection that came last.
    bridge.stop_reading(2);
    let large = [0; 1000];
    let mut marks_sent = 1;
    let before = unit.metrics.send_dropped.load(Ordering::Relaxed);
    while unit.metrics.send_dropped.load(Ordering::Relaxed) < before + 100 {
        sender.say_large(marks_sent, &large).await;
        unit.received(Kind::Audio, u64::from(marks_sent) + 1).await;
        marks_sent += 1;
        assert!(
            marks_sent < 20_000,
            "nothing is dropped for one who never reads"
        );
    }
    let all = |arrived: &Arrived| count(arrived, Kind::Audio, 0) >= marks_sent as usize;
    let arrived = listener.wait(all).await;
    assert!(is_gapless(&arrived, Kind::Audio, 0));
    // They are let go, and with them what waits for them.
    bridge.is_closed(2).await;
    sender.show(1, true).await;
    listener.wait(|it| count(it, Kind::Video, 0) >= 1).await;
    assert_eq!(unit.metrics.panics.load(Ordering::Relaxed), 0);
}
