//! The forwarding unit as visitors meet it: a real socket, real DTLS and SRTP, native clients.

// Clippy exempts tests, but not what they call.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "media/bridge.rs"]
mod bridge;
#[path = "media/client.rs"]
mod client;
#[path = "media/hostile.rs"]
mod hostile;
#[path = "media/native.rs"]
mod native;
#[path = "media/relay.rs"]
mod relay;

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use client::{Arrived, Client, marks};
use hallway::media::{
    Kind, MediaCommand, MediaConfig, MediaEvent, MediaHandle, MediaMetrics, SCREEN_SLOT, start,
};
use hallway_protocol::client::Sending;
use hallway_protocol::{PersonId, PictureSize, SLOTS, Watching};
use tokio::sync::mpsc;
use webrtc::peer_connection::SrtpProtectionProfile;

struct Unit {
    media: MediaHandle,
    metrics: Arc<MediaMetrics>,
}

impl Drop for Unit {
    fn drop(&mut self) {
        self.media.shutdown();
    }
}

fn unit(max_peers: usize) -> Unit {
    unit_at(Vec::new(), max_peers)
}

/// A unit that is reached at other addresses than its own.
fn unit_at(public: Vec<SocketAddr>, max_peers: usize) -> Unit {
    let metrics = Arc::new(MediaMetrics::default());
    let media = start(config(public, max_peers), Arc::clone(&metrics)).unwrap();
    Unit { media, metrics }
}

fn config(public: Vec<SocketAddr>, max_peers: usize) -> MediaConfig {
    MediaConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public,
        known_as: Vec::new(),
        tcp: false,
        max_peers,
    }
}

impl Unit {
    fn take(&self, person: u32, microphone: bool, camera: bool) {
        let sending = Sending {
            microphone,
            camera,
            ..Sending::default()
        };
        self.take_all(person, sending);
    }

    fn take_all(&self, person: u32, sending: Sending) {
        self.media
            .send(MediaCommand::Take(PersonId(person), sending));
    }

    fn slots(&self, person: u32, sources: [u32; SLOTS]) {
        let sources = sources.map(|source| (source != 0).then_some(PersonId(source)));
        self.media
            .send(MediaCommand::Slots(PersonId(person), sources));
    }

    /// How large a listener shows the person in their first slot.
    fn watch(&self, person: u32, size: PictureSize) {
        let watching = Watching {
            people: [size, PictureSize::Large, PictureSize::Large],
            ..Watching::default()
        };
        self.media
            .send(MediaCommand::Watch(PersonId(person), watching));
    }

    /// Waits until the unit has received this many packets.
    async fn received(&self, kind: Kind, packets: u64) {
        let all = async {
            while self.metrics.received(kind) < packets {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(30), all).await;
        waited.expect("packets were lost on the way to the unit");
        assert_eq!(self.metrics.received(kind), packets);
    }
}

fn count(arrived: &Arrived, kind: Kind, slot: usize) -> usize {
    arrived.get(&(kind, slot)).map_or(0, Vec::len)
}

fn is_gapless(arrived: &Arrived, kind: Kind, slot: usize) -> bool {
    let packets = arrived.get(&(kind, slot)).map_or(&[][..], Vec::as_slice);
    let numbers = packets.iter().map(|packet| packet.header.sequence_number);
    let mut numbers: Vec<_> = numbers.collect();
    // A socket may reorder; what counts is that no number is missing and none comes twice.
    let first = numbers
        .first()
        .copied()
        .unwrap_or_default()
        .wrapping_sub(100);
    numbers.sort_by_key(|number| number.wrapping_sub(first));
    numbers
        .windows(2)
        .all(|pair| pair[1] == pair[0].wrapping_add(1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_people_are_heard_and_seen_in_their_slots() {
    let unit = unit(10);
    let mut people = Vec::new();
    for person in 1..=4 {
        unit.take(person, true, true);
        let others: Vec<_> = (1..=4).filter(|other| *other != person).collect();
        unit.slots(person, others.try_into().unwrap());
        people.push(Client::join(&unit.media, person).await);
    }
    for mark in 0..10 {
        for client in &people {
            client.say(mark).await;
            client.show(mark, mark == 0).await;
        }
    }
    for client in &people {
        let all_here = |arrived: &Arrived| {
            (0..SLOTS).all(|slot| {
                count(arrived, Kind::Audio, slot) >= 10 && count(arrived, Kind::Video, slot) >= 10
            })
        };
        let arrived = client.wait(all_here).await;
        let others = (1..=4).filter(|other| *other != client.person.0);
        for (slot, other) in others.enumerate() {
            for kind in [Kind::Audio, Kind::Video] {
                let mut theirs = marks(&arrived, kind, slot, other);
                theirs.sort_unstable();
                assert_eq!(theirs, (0..10).collect::<Vec<_>>(), "{kind:?} of {other}");
                assert_eq!(count(&arrived, kind, slot), 10);
                assert!(is_gapless(&arrived, kind, slot));
            }
        }
    }
    assert_eq!(unit.metrics.forwarded(Kind::Audio), 4 * 3 * 10);
    assert_eq!(unit.metrics.forwarded(Kind::Video), 4 * 3 * 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_screen_reaches_its_own_slot_and_only_while_it_is_taken() {
    let unit = unit(10);
    let shares = Sending {
        camera: true,
        screen: true,
        screen_sound: true,
        ..Sending::default()
    };
    let presenter = Client::join(&unit.media, 1).await;
    let viewer = Client::join(&unit.media, 2).await;
    let stranger = Client::join(&unit.media, 3).await;
    unit.slots(2, [1, 0, 0]);
    unit.slots(3, [1, 0, 0]);
    let screen = |person: u32, source: u32| {
        let source = (source != 0).then_some(PersonId(source));
        unit.media
            .send(MediaCommand::Screen(PersonId(person), source));
    };
    screen(1, 1);
    screen(2, 1);
    let send = async |marks: std::ops::Range<u8>| {
        for mark in marks {
            presenter.share(mark, mark % 10 == 0).await;
            presenter.play(mark).await;
            presenter.show(mark, mark % 10 == 0).await;
        }
    };
    // Nothing is taken yet; then the screen; then its sound no more; then nothing again.
    send(0..10).await;
    unit.received(Kind::Video, 20).await;
    unit.received(Kind::Audio, 10).await;
    unit.take_all(1, shares);
    presenter.keyframe_requests(1).await;
    send(10..20).await;
    unit.received(Kind::Video, 40).await;
    unit.received(Kind::Audio, 20).await;
    unit.take_all(
        1,
        Sending {
            screen_sound: false,
            ..shares
        },
    );
    send(20..30).await;
    unit.received(Kind::Video, 60).await;
    unit.received(Kind::Audio, 30).await;
    screen(2, 0);
    send(30..40).await;
    unit.received(Kind::Video, 80).await;
    unit.received(Kind::Audio, 40).await;
    let all_here = |arrived: &Arrived| count(arrived, Kind::Video, 0) >= 30;
    let arrived = viewer.wait(all_here).await;
    let sorted = |kind, slot| {
        let mut marks = marks(&arrived, kind, slot, 1);
        marks.sort_unstable();
        marks
    };
    assert_eq!(
        sorted(Kind::Video, SCREEN_SLOT),
        (10..30).collect::<Vec<_>>()
    );
    assert_eq!(
        sorted(Kind::Audio, SCREEN_SLOT),
        (10..20).collect::<Vec<_>>()
    );
    assert_eq!(sorted(Kind::Video, 0), (10..40).collect::<Vec<_>>());
    assert_eq!(count(&arrived, Kind::Audio, 0), 0);
    assert!(is_gapless(&arrived, Kind::Video, SCREEN_SLOT));
    // Who looks at nobody's screen, and who shares it, get none.
    for client in [&stranger, &presenter] {
        let arrived = client.arrived();
        assert_eq!(count(&arrived, Kind::Video, SCREEN_SLOT), 0);
        assert_eq!(count(&arrived, Kind::Audio, SCREEN_SLOT), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_speaks_is_known_by_how_loud_they_are() {
    let unit = unit(10);
    let (speaker, whisperer) = (
        Client::join(&unit.media, 1).await,
        Client::join(&unit.media, 2).await,
    );
    let muted = Client::join(&unit.media, 3).await;
    unit.take(1, true, false);
    unit.take(2, true, false);
    for mark in 0..20 {
        speaker.say_loud(mark, 20).await;
        whisperer.say_loud(mark, 90).await;
        muted.say_loud(mark, 20).await;
    }
    unit.received(Kind::Audio, 60).await;
    let spoke = |person| unit.media.last_spoke(PersonId(person)).is_some();
    assert_eq!([1, 2, 3].map(spoke), [true, false, false]);
    unit.media.send(MediaCommand::Leave(PersonId(1)));
    let forgotten = async {
        while spoke(1) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(30), forgotten).await;
    waited.expect("who left is forgotten");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_is_pointed_at_another_sender_without_a_break() {
    let unit = unit(10);
    for person in 1..=2 {
        unit.take(person, true, true);
    }
    unit.slots(3, [1, 0, 0]);
    let first = Client::join(&unit.media, 1).await;
    let second = Client::join(&unit.media, 2).await;
    let listener = Client::join(&unit.media, 3).await;
    for mark in 0..5 {
        first.say(mark).await;
        first.show(mark, mark == 0).await;
        second.say(mark).await;
        second.show(mark, mark == 0).await;
    }
    unit.received(Kind::Audio, 10).await;
    unit.received(Kind::Video, 10).await;
    unit.slots(3, [2, 0, 0]);
    for mark in 5..10 {
        first.say(mark).await;
        first.show(mark, false).await;
        second.say(mark).await;
        // The second sender's key frame comes only with the third picture.
        second.show(mark, mark == 7).await;
    }
    let enough = |arrived: &Arrived| {
        count(arrived, Kind::Audio, 0) >= 10 && count(arrived, Kind::Video, 0) >= 8
    };
    let arrived = listener.wait(enough).await;
    unit.received(Kind::Audio, 20).await;
    unit.received(Kind::Video, 20).await;
    assert_eq!(unit.metrics.forwarded(Kind::Audio), 10);
    assert_eq!(unit.metrics.forwarded(Kind::Video), 8);
    assert_eq!(marks(&arrived, Kind::Audio, 0, 1).len(), 5);
    assert_eq!(marks(&arrived, Kind::Audio, 0, 2).len(), 5);
    assert_eq!(marks(&arrived, Kind::Video, 0, 2).iter().min(), Some(&7));
    for kind in [Kind::Audio, Kind::Video] {
        assert!(is_gapless(&arrived, kind, 0), "{kind:?}");
        let packets = &arrived[&(kind, 0)];
        let one_stream = |packet: &rtc::rtp::Packet| {
            // Of extensions there is only the number by which losses are told.
            packet.header.ssrc == packets[0].header.ssrc && packet.header.extensions.len() <= 1
        };
        assert!(packets.iter().all(one_stream));
    }
    second.keyframe_requests(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_best_simulcast_layer_that_lives_is_seen() {
    let unit = unit(10);
    unit.take(1, true, true);
    unit.slots(2, [1, 0, 0]);
    let sender = Client::join_layers(&unit.media, 1, &["h", "l"]).await;
    let listener = Client::join(&unit.media, 2).await;
    for mark in 0..5 {
        sender.show_layer(0, "h", mark, mark == 0).await;
        sender.show_layer(1, "l", mark + 100, mark == 0).await;
    }
    let seen =
        |wanted: u8| move |arrived: &Arrived| marks(arrived, Kind::Video, 0, 1).contains(&wanted);
    listener.wait(seen(4)).await;
    // The better layer pauses, so the other one takes over at its next key frame.
    tokio::time::sleep(Duration::from_secs(1)).await;
    for mark in 105..110 {
        sender.show_layer(1, "l", mark, mark == 106).await;
    }
    let arrived = listener.wait(seen(109)).await;
    let mut shown = marks(&arrived, Kind::Video, 0, 1);
    shown.retain(|mark| *mark != 100);
    shown.sort_unstable();
    assert_eq!(shown, [0, 1, 2, 3, 4, 106, 107, 108, 109]);
    sender.keyframe_requests(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_layer_is_as_large_as_it_is_shown() {
    let unit = unit(10);
    unit.take(1, true, true);
    unit.slots(2, [1, 0, 0]);
    // Also what is wanted before there is a connection counts.
    unit.watch(2, PictureSize::Small);
    let sender = Client::join_layers(&unit.media, 1, &["h", "l"]).await;
    let listener = Client::join(&unit.media, 2).await;
    let mut mark = 0;
    // Marks of the large layer are below 100.
    for (size, large) in [
        (PictureSize::Small, false),
        (PictureSize::Large, true),
        (PictureSize::Small, false),
    ] {
        unit.watch(2, size);
        let last = |arrived: &Arrived| marks(arrived, Kind::Video, 0, 1).last().copied();
        let mut right = 0;
        while right < 5 {
            mark = (mark + 1) % 100;
            sender.show_layer(0, "h", mark, true).await;
            sender.show_layer(1, "l", mark + 100, true).await;
            tokio::time::sleep(Duration::from_millis(10)).await;
            let shown = last(&listener.arrived());
            right += u32::from(shown.is_some_and(|shown| (shown < 100) == large));
        }
    }
    unit.watch(2, PictureSize::None);
    let received = unit.metrics.received(Kind::Video);
    let mut forwarded = None;
    let mut sent = 0;
    while forwarded != Some(unit.metrics.forwarded(Kind::Video)) {
        forwarded = Some(unit.metrics.forwarded(Kind::Video));
        for _ in 0..10 {
            sender.show_layer(0, "h", 1, true).await;
        }
        sent += 10;
        unit.received(Kind::Video, received + sent).await;
    }
    sender.say(7).await;
    listener
        .wait(|arrived| marks(arrived, Kind::Audio, 0, 1) == [7])
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_taken_reaches_nobody() {
    let unit = unit(10);
    unit.slots(2, [1, 0, 0]);
    let sender = Client::join(&unit.media, 1).await;
    let listener = Client::join(&unit.media, 2).await;
    // Until told, nothing is taken.
    sender.say(0).await;
    sender.show(0, true).await;
    unit.received(Kind::Audio, 1).await;
    unit.received(Kind::Video, 1).await;
    assert_eq!(unit.metrics.forwarded(Kind::Audio), 0);
    assert_eq!(unit.metrics.forwarded(Kind::Video), 0);

    unit.take(1, true, false);
    sender.say(1).await;
    sender.show(1, true).await;
    unit.received(Kind::Audio, 2).await;
    unit.received(Kind::Video, 2).await;
    assert_eq!(unit.metrics.forwarded(Kind::Audio), 1);
    assert_eq!(unit.metrics.forwarded(Kind::Video), 0);

    unit.take(1, false, true);
    sender.say(2).await;
    sender.show(2, false).await;
    sender.show(3, true).await;
    unit.received(Kind::Audio, 3).await;
    unit.received(Kind::Video, 4).await;
    assert_eq!(unit.metrics.forwarded(Kind::Audio), 1);
    assert_eq!(
        unit.metrics.forwarded(Kind::Video),
        1,
        "only from a key frame on"
    );
    let arrived = listener
        .wait(|arrived| count(arrived, Kind::Video, 0) >= 1)
        .await;
    assert_eq!(marks(&arrived, Kind::Audio, 0, 1), [1]);
    assert_eq!(marks(&arrived, Kind::Video, 0, 1), [3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_left_is_neither_heard_nor_kept() {
    let unit = unit(10);
    unit.take(1, true, true);
    unit.take(2, true, true);
    unit.slots(1, [2, 0, 0]);
    unit.slots(2, [1, 0, 0]);
    let leaver = Client::join(&unit.media, 1).await;
    let stayer = Client::join(&unit.media, 2).await;
    leaver.say(0).await;
    stayer
        .wait(|arrived| count(arrived, Kind::Audio, 0) == 1)
        .await;
    unit.media.send(MediaCommand::Leave(PersonId(1)));
    leaver.say(1).await;
    stayer.say(1).await;
    unit.received(Kind::Audio, 2).await;
    assert_eq!(unit.metrics.forwarded(Kind::Audio), 1);
    assert_eq!(
        unit.metrics
            .peers
            .load(std::sync::atomic::Ordering::Relaxed),
        1
    );
    // They may come back, and then nothing is left of what was said of them.
    let back = Client::join(&unit.media, 1).await;
    back.say(2).await;
    unit.received(Kind::Audio, 3).await;
    assert_eq!(unit.metrics.forwarded(Kind::Audio), 1);
    assert_eq!(marks(&stayer.arrived(), Kind::Audio, 0, 1), [0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_offer_replaces_the_first_connection() {
    let unit = unit(2);
    unit.take(1, true, false);
    unit.slots(2, [1, 0, 0]);
    let old = Client::join(&unit.media, 1).await;
    let listener = Client::join(&unit.media, 2).await;
    let new = Client::join(&unit.media, 1).await;
    old.say(6).await;
    new.say(7).await;
    let arrived = listener
        .wait(|arrived| count(arrived, Kind::Audio, 0) >= 1)
        .await;
    assert_eq!(marks(&arrived, Kind::Audio, 0, 1), [7]);
    assert_eq!(
        unit.metrics
            .peers
            .load(std::sync::atomic::Ordering::Relaxed),
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offers_that_cannot_be_met_are_refused() {
    let unit = unit(1);
    let refused = async |sdp: &str| {
        let (events, mut answers) = mpsc::channel(1);
        let (person, sdp) = (PersonId(9), sdp.to_owned());
        unit.media.send(MediaCommand::Offer {
            person,
            sdp,
            events,
        });
        match answers.recv().await {
            Some(MediaEvent::Failed { reason }) => reason,
            other => panic!("{other:?}"),
        }
    };
    for sdp in ["", "v=0", "not an offer", "v=0\r\nm=audio 9 X 0\r\n"] {
        assert_eq!(
            refused(sdp).await,
            "the offer has not 12 media lines",
            "{sdp:?}"
        );
    }
    let _there = Client::join(&unit.media, 1).await;
    let full = Client::offer(&unit.media, 2, None).await.err();
    assert_eq!(full.as_deref(), Some("there are 1 peers already"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_get_no_answer_and_disturb_nobody() {
    let unit = unit(10);
    unit.take(1, true, false);
    unit.slots(2, [1, 0, 0]);
    let sender = Client::join(&unit.media, 1).await;
    let listener = Client::join(&unit.media, 2).await;
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    stranger.set_nonblocking(true).unwrap();
    let mut check = vec![0, 1, 0, 12, 0x21, 0x12, 0xA4, 0x42];
    check.extend([9; 12]);
    check.extend(*b"\0\x06\0\x07who:you\0");
    let mut hello = vec![22, 254, 253];
    hello.resize(200, 1);
    for datagram in [&[][..], &[0], &[0x80; 12], &[0xFF; 1500], &check, &hello] {
        stranger.send_to(datagram, unit.media.local_addr()).unwrap();
    }
    sender.say(3).await;
    let arrived = listener
        .wait(|arrived| count(arrived, Kind::Audio, 0) >= 1)
        .await;
    assert_eq!(marks(&arrived, Kind::Audio, 0, 1), [3]);
    let mut buffer = [0; 2000];
    let answer = stranger
        .recv_from(&mut buffer)
        .map_err(|error| error.kind());
    assert_eq!(answer, Err(std::io::ErrorKind::WouldBlock));
    assert_eq!(
        unit.metrics
            .strangers
            .load(std::sync::atomic::Ordering::Relaxed),
        6
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_without_the_fast_ciphers_gets_in_at_its_second_try() {
    let unit = unit(10);
    let slow = Some(SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80);
    let mut first = Client::offer(&unit.media, 1, slow).await.unwrap();
    assert!(matches!(first.event().await, MediaEvent::Failed { .. }));
    first.close().await;
    let mut second = Client::offer(&unit.media, 1, slow).await.unwrap();
    assert_eq!(second.event().await, MediaEvent::Connected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_unit_takes_commands_and_does_nothing() {
    let unit = unit(10);
    let _client = Client::join(&unit.media, 1).await;
    unit.media.shutdown();
    unit.media.shutdown();
    for person in 0..10_000 {
        unit.take(person, true, true);
    }
    let (person, sdp) = (PersonId(2), String::new());
    let (events, mut answers) = mpsc::channel(1);
    unit.media.send(MediaCommand::Offer {
        person,
        sdp,
        events,
    });
    assert_eq!(answers.recv().await, None);
    // The thread took its socket along.
    UdpSocket::bind(unit.media.local_addr()).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_that_nobody_holds_ends() {
    let media = start(config(Vec::new(), 10), Arc::default()).unwrap();
    let address = media.local_addr();
    let mut client = Client::join(&media, 1).await;
    drop(media.clone());
    assert!(UdpSocket::bind(address).is_err(), "there is still a handle");
    drop(media);
    // The sender of events goes with the thread, and the socket soon before or after.
    while client.events.recv().await.is_some() {}
    for _ in 0..1000 {
        if UdpSocket::bind(address).is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the thread still runs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_families_of_addresses_are_advertised_and_work() {
    let metrics = Arc::new(MediaMetrics::default());
    let public = ["127.0.0.1:0", "[::1]:0", "198.51.100.7:9"];
    let config = MediaConfig {
        listen: "[::]:0".parse().unwrap(),
        tcp: true,
        ..config(public.map(|it| it.parse().unwrap()).to_vec(), 10)
    };
    let media = start(config, Arc::clone(&metrics)).unwrap();
    let unit = Unit { media, metrics };
    unit.take(1, true, false);
    unit.slots(2, [1, 0, 0]);
    unit.take(2, true, false);
    unit.slots(1, [2, 0, 0]);
    let four = Client::join_from(&unit.media, 1, "127.0.0.1:0").await;
    let six = Client::join_from(&unit.media, 2, "[::1]:0").await;
    four.say(4).await;
    six.say(6).await;
    let heard = |arrived: &Arrived| count(arrived, Kind::Audio, 0) >= 1;
    assert_eq!(marks(&six.wait(heard).await, Kind::Audio, 0, 1), [4]);
    assert_eq!(marks(&four.wait(heard).await, Kind::Audio, 0, 2), [6]);
    let port = unit.media.local_addr().port();
    for (ip, port) in [("127.0.0.1", port), ("::1", port), ("198.51.100.7", 9)] {
        for protocol in ["udp", "tcp"] {
            let mut lines = four.answer.lines();
            let candidate = lines.find(|line| {
                line.starts_with("a=candidate:")
                    && line.contains(&format!(" {protocol} "))
                    && line.contains(&format!(" {ip} {port} typ host"))
            });
            let candidate = candidate.unwrap_or_else(|| panic!("{protocol} {ip} {port}"));
            assert_eq!(candidate.ends_with("tcptype passive"), protocol == "tcp");
        }
    }
}
