//! The load: people in bubbles of four, who talk and show themselves at the pace of browsers.

use std::time::{Duration, Instant};

use anyhow::Result;
use hallway::media::batch::Reader;
use mio::net::UdpSocket;

use crate::peer::{Counts, Peer};

/// Time between two audio packets, as Opus makes them.
const AUDIO: Duration = Duration::from_millis(20);
/// Time between two video packets: two a picture at 30 pictures a second.
const VIDEO: Duration = Duration::from_micros(16_667);
/// Time between two checks of the way.
const STAY: Duration = Duration::from_secs(2);
/// Sockets are emptied so often.
const EMPTY: Duration = Duration::from_millis(5);
/// What is on its way when sending ends may still arrive for so long.
const DRAIN: Duration = Duration::from_millis(100);
/// The first of so many video packets begins a key frame, so that whoever needs one has it soon.
const KEYFRAME: u64 = 60;

/// What everybody sends.
#[derive(Clone, Copy, Debug)]
pub struct Sends {
    /// Audio, 50 packets a second.
    pub audio: bool,
    /// Video, 60 packets a second.
    pub video: bool,
}

/// Everybody.
pub struct Load {
    people: Vec<(Peer, UdpSocket)>,
    /// Connections that receive alone, where those of the people don't.
    listeners: Vec<(Peer, UdpSocket)>,
    reader: Reader,
    shown: u64,
}

impl Load {
    /// These people, and connections of theirs that receive alone.
    ///
    /// # Errors
    /// When there are too many sockets.
    pub fn new(people: Vec<Peer>, listeners: Vec<Peer>) -> Result<Self> {
        let with_sockets = |peers: Vec<Peer>| {
            let peers = peers.into_iter().map(|peer| {
                let socket = UdpSocket::from_std(peer.socket.try_clone()?);
                Ok((peer, socket))
            });
            peers.collect::<Result<Vec<_>>>()
        };
        Ok(Self {
            people: with_sockets(people)?,
            listeners: with_sockets(listeners)?,
            reader: Reader::default(),
            shown: 0,
        })
    }

    /// Sends for a while; gives what became of the packets.
    pub fn run(&mut self, sends: Sends, time: Duration) -> Counts {
        let before = self.counts();
        let began = Instant::now();
        let count = self.people.len().max(1) as u32;
        let (mut said, mut shown, mut stayed) = (0u64, 0u64, 0u64);
        let mut emptied = began;
        loop {
            let now = Instant::now();
            let passed = now.saturating_duration_since(began);
            if passed >= time + DRAIN {
                let after = self.counts();
                return Counts {
                    sent: after.sent - before.sent,
                    arrived: after.arrived - before.arrived,
                    broken: after.broken - before.broken,
                };
            }
            let passed = passed.min(time);
            // Everybody's packets come spread over the interval, one person after the other.
            let due = |interval: Duration| {
                (passed.as_nanos() * u128::from(count) / interval.as_nanos()) as u64
            };
            while sends.audio && said < due(AUDIO) {
                if let Some((peer, _)) = self.people.get_mut((said % u64::from(count)) as usize) {
                    peer.say();
                }
                said += 1;
            }
            while sends.video && shown < due(VIDEO) {
                let starts = (self.shown / u64::from(count)).is_multiple_of(KEYFRAME);
                if let Some((peer, _)) = self.people.get_mut((shown % u64::from(count)) as usize) {
                    peer.show(starts);
                }
                shown += 1;
                self.shown += 1;
            }
            while stayed < due(STAY) {
                if let Some((peer, _)) = self.people.get_mut((stayed % u64::from(count)) as usize) {
                    peer.stay();
                }
                if let Some((peer, _)) = self.listeners.get((stayed % u64::from(count)) as usize) {
                    peer.stay();
                }
                stayed += 1;
            }
            if now.saturating_duration_since(emptied) >= EMPTY {
                emptied = now;
                for (peer, socket) in self.people.iter_mut().chain(&mut self.listeners) {
                    while self.reader.read(socket).is_ok() {
                        for (_, datagram) in self.reader.datagrams() {
                            peer.came(datagram, now);
                        }
                    }
                    peer.report(now);
                }
            } else {
                std::thread::sleep(Duration::from_micros(500));
            }
        }
    }

    fn counts(&self) -> Counts {
        let mut all = Counts::default();
        for (peer, _) in self.people.iter().chain(&self.listeners) {
            all.sent += peer.counts.sent;
            all.arrived += peer.counts.arrived;
            all.broken += peer.counts.broken;
        }
        all
    }
}
