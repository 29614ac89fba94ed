//! The least that forwarding can cost: receive, open, seal for each of the others, send. No checks
//! of ways, no reports, no numbers rewritten, nothing kept.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use anyhow::{Context, Result};
use hallway::media::batch::{Reader, Writer};
use hallway::media::rtp::Header;
use hallway::media::srtp::{self, Opener, Profile, Sealer};
use mio::net::UdpSocket;
use mio::{Events, Interest, Poll, Token};

use crate::child::{Order, Reply, obey};

/// The keys of everybody. They keep no secret here; the work is the same.
pub const MATERIAL: [u8; 56] = [0x42; 56];

struct Member {
    person: u32,
    opener: Opener,
}

struct Listener {
    to: SocketAddr,
    sealer: Sealer,
}

/// Forwards what it is told, until there is no more.
///
/// # Errors
/// When there is no socket.
pub fn run() -> Result<()> {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
    let local = socket.local_addr()?;
    socket.set_nonblocking(true)?;
    let (orders, bubbles) = channel();
    let (counts, counted) = channel();
    std::thread::spawn(move || {
        let _ = forward(UdpSocket::from_std(socket), &bubbles, &counts);
    });
    obey(|order| {
        Ok(match order {
            Order::Offer { .. } => Reply::Answer(local.to_string()),
            Order::Bubble(people) => {
                orders.send(Some(people))?;
                Reply::Done
            }
            Order::Count => {
                orders.send(None)?;
                let (audio, video) = counted.recv()?;
                Reply::Count(audio, video)
            }
        })
    })
}

fn forward(
    mut socket: UdpSocket,
    bubbles: &Receiver<Option<Vec<u32>>>,
    counts: &std::sync::mpsc::Sender<(u64, u64)>,
) -> Result<()> {
    let provider = rtc::crypto::default_provider().map_err(anyhow::Error::msg)?;
    let pair = || {
        let pair = srtp::pair(provider.crypto(), Profile::Gcm128, &MATERIAL);
        pair.map_err(anyhow::Error::msg)
    };
    let mut poll = Poll::new()?;
    poll.registry()
        .register(&mut socket, Token(0), Interest::READABLE)?;
    let mut events = Events::with_capacity(4);
    let (mut reader, mut writer) = (Reader::default(), Writer::default());
    let mut members: HashMap<SocketAddr, Member> = HashMap::new();
    let mut receivers: HashMap<u32, Listener> = HashMap::new();
    let mut others: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut spare: Vec<Vec<u8>> = Vec::new();
    let mut out: Vec<(SocketAddr, Vec<u8>)> = Vec::new();
    let (mut audio, mut video) = (0, 0);
    loop {
        poll.poll(&mut events, Some(Duration::from_millis(10)))?;
        loop {
            match bubbles.try_recv() {
                Ok(Some(people)) => {
                    for person in &people {
                        let rest = people.iter().filter(|it| *it != person);
                        others.insert(*person, rest.copied().collect());
                    }
                }
                Ok(None) => counts.send((audio, video))?,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Ok(()),
            }
        }
        while reader.read(&socket).is_ok() {
            for (from, datagram) in reader.datagrams() {
                if let Some(person) = datagram.strip_prefix(b"join") {
                    let person = person.first_chunk().context("nobody joins")?;
                    let person = u32::from_be_bytes(*person);
                    let (opener, sealer) = pair()?;
                    members.insert(from, Member { person, opener });
                    receivers.insert(person, Listener { to: from, sealer });
                    continue;
                }
                let Some(member) = members.get_mut(&from) else {
                    continue;
                };
                let Some((length, index)) = member.opener.media(datagram) else {
                    continue;
                };
                let packet = datagram.get(..length).unwrap_or_default();
                let Some(header) = Header::read(packet) else {
                    continue;
                };
                let count = if packet.len() > 500 {
                    &mut video
                } else {
                    &mut audio
                };
                for other in others.get(&member.person).into_iter().flatten() {
                    let Some(receiver) = receivers.get_mut(other) else {
                        continue;
                    };
                    let mut buffer = spare.pop().unwrap_or_else(|| Vec::with_capacity(1500));
                    buffer.extend_from_slice(packet);
                    if receiver
                        .sealer
                        .media(&mut buffer, header.length, header.ssrc, index)
                    {
                        *count += 1;
                        out.push((receiver.to, buffer));
                    }
                }
            }
            let datagrams: Vec<(SocketAddr, &[u8])> = out
                .iter()
                .map(|(to, bytes)| (*to, bytes.as_slice()))
                .collect();
            writer.send(&socket, false, &datagrams);
            for (_, mut buffer) in out.drain(..) {
                buffer.clear();
                spare.push(buffer);
            }
        }
    }
}
