//! How the rest of the server starts the forwarding unit and talks to it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Instant, SystemTime};

use hallway_protocol::PersonId;
use mio::Waker;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::clock::Clock;
use super::dtls::Identity;
use super::forwarder::Forwarder;
use super::metrics::MediaMetrics;
use super::peer::Reached;
use super::speakers::Speakers;
use super::tcp::{StreamEvent, Unproved};
use super::unit::Unit;
use super::{MediaCommand, buffers};
use crate::lobby::Lobby;

/// Commands that may wait. The unit empties the queue before every datagram, so that it holds more
/// than a few only while the unit is short of CPU; then senders wait for room.
const COMMANDS: usize = 4096;

/// Datagrams from TCP connections that may wait; the unit empties this queue as it does its socket.
const STREAM_EVENTS: usize = 4096;

/// Addresses of a name that are advertised: each costs every browser a few checks.
const MOST_KNOWN: usize = 4;

/// TCP connections that have not proved whose they are, at most; a browser's does at once. Beyond that
/// each newcomer takes the place of the one that has been there for longest.
const UNPROVED: usize = 512;

/// Where the forwarding unit listens, and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaConfig {
    /// Address and UDP port to listen on; the same number as HTTP's. Must not be one of the ports
    /// that browsers refuse (6000, 5060, 5061, 6665 to 6669, 10080 and others).
    pub listen: SocketAddr,
    /// Addresses that browsers are told to send to. Port 0 stands for the port listened on. When
    /// empty: the address listened on or, when that is unspecified, this machine's own and those it
    /// is known as.
    pub public: Vec<SocketAddr>,
    /// Addresses that the venue's name leads to.
    pub known_as: Vec<IpAddr>,
    /// Whether TCP connections to the same addresses are handed over, too: [`MediaHandle::stream`].
    pub tcp: bool,
    /// Peer connections at a time; offers beyond that fail.
    pub max_peers: usize,
}

/// The running unit. Clones are the same unit.
#[derive(Clone, Debug)]
pub struct MediaHandle {
    commands: SyncSender<MediaCommand>,
    events: SyncSender<StreamEvent>,
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    waker: Arc<Waker>,
    thread: Mutex<Option<JoinHandle<()>>>,
    local: SocketAddr,
    stop: super::unit::Stop,
    speakers: Arc<Speakers>,
    /// TCP connections that have not proved whose they are.
    unproved: Arc<Lobby>,
    /// TCP connections of peers that may be open at a time.
    streams: Arc<Semaphore>,
}

/// Starts the forwarding unit in a thread of its own.
///
/// # Errors
/// When the address can't be listened on, or no address is left to be advertised.
pub fn start(config: MediaConfig, metrics: Arc<MediaMetrics>) -> io::Result<MediaHandle> {
    let socket = UdpSocket::bind(config.listen)?;
    buffers::enlarge(&socket);
    let local = socket.local_addr()?;
    let public = advertised(&config.public, &config.known_as, local)?;
    let crypto = rtc::crypto::default_provider().map_err(io::Error::other)?;
    let identity = Identity::generate(crypto).map_err(io::Error::other)?;
    let reached = Reached {
        tcp: if config.tcp {
            public.clone()
        } else {
            Vec::new()
        },
        udp: public,
    };
    let speakers = Arc::new(Speakers::default());
    let forwarder = Forwarder::new(
        identity,
        reached,
        Clock::new(Instant::now(), SystemTime::now()),
        config.max_peers,
        Arc::clone(&metrics),
        Arc::clone(&speakers),
    );
    let (sender, receiver) = sync_channel(COMMANDS);
    let (events, streams) = sync_channel(STREAM_EVENTS);
    let unit = Unit::new(socket, forwarder, receiver, streams, metrics)?;
    let (waker, stop) = (unit.waker(), unit.stop());
    let thread = Builder::new().name("media".to_owned());
    let thread = thread.spawn(move || unit.run())?;
    let inner = Inner {
        waker,
        thread: Mutex::new(Some(thread)),
        local,
        stop,
        speakers,
        unproved: Lobby::new(UNPROVED),
        streams: Arc::new(Semaphore::new(config.max_peers.saturating_mul(2))),
    };
    Ok(MediaHandle {
        commands: sender,
        events,
        inner: Arc::new(inner),
    })
}

impl MediaHandle {
    /// Gives the unit a command. Commands are obeyed in the order given, and before any datagram
    /// that comes after. Should 4096 commands wait, this blocks until the unit has taken some,
    /// which is a matter of milliseconds; it never loses one. After [`Self::shutdown`] commands
    /// do nothing.
    pub fn send(&self, command: MediaCommand) {
        match self.commands.try_send(command) {
            Ok(()) | Err(TrySendError::Disconnected(_)) => self.wake(),
            Err(TrySendError::Full(command)) => {
                self.wake();
                let _ = self.commands.send(command);
            }
        }
    }

    /// Takes over a TCP connection whose first byte is not HTTP's, and runs it until it ends.
    pub async fn stream(&self, stream: TcpStream, from: SocketAddr) {
        let from = SocketAddr::new(from.ip().to_canonical(), from.port());
        let inner = Arc::clone(&self.inner);
        let unproved = Unproved {
            seat: self.inner.unproved.enter(),
            streams: Arc::clone(&self.inner.streams),
        };
        let events = self.events.clone();
        super::tcp::run(stream, from, unproved, events, move || inner.wake()).await;
    }

    /// When somebody was last heard to speak.
    pub fn last_spoke(&self, person: PersonId) -> Option<Instant> {
        self.inner.speakers.last(person)
    }

    /// The address that is listened on, with its real port.
    pub fn local_addr(&self) -> SocketAddr {
        self.inner.local
    }

    /// Ends all connections, stops the thread and waits for it.
    pub fn shutdown(&self) {
        self.inner.stop.set();
        self.wake();
        let mut thread = self
            .inner
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            let _ = thread.join();
        }
    }

    fn wake(&self) {
        self.inner.wake();
    }
}

impl Inner {
    fn wake(&self) {
        // Fails only when the operating system's queue is gone, and then so is the unit.
        let _ = self.waker.wake();
    }
}

/// Nobody can give commands any more, so the thread ends, though nobody waits for it.
impl Drop for Inner {
    fn drop(&mut self) {
        self.stop.set();
        self.wake();
    }
}

fn advertised(
    configured: &[SocketAddr],
    known_as: &[IpAddr],
    local: SocketAddr,
) -> io::Result<Vec<SocketAddr>> {
    let with_port = |address: &SocketAddr| match address.port() {
        0 => SocketAddr::new(address.ip(), local.port()),
        _ => *address,
    };
    let public: Vec<SocketAddr> = if !configured.is_empty() {
        configured.iter().map(with_port).collect()
    } else if !local.ip().is_unspecified() {
        vec![local]
    } else {
        // A name's addresses lead here, if need be through a router that passes the port on.
        let known = known_as.iter().copied();
        let known = known.filter(|ip| ip.is_ipv4() || local.is_ipv6());
        let known = known.take(MOST_KNOWN);
        let mut ips: Vec<IpAddr> = Vec::new();
        for ip in known.chain(own_addresses(local.is_ipv6())) {
            if !ip.is_unspecified() && !ips.contains(&ip) {
                ips.push(ip);
            }
        }
        let all = ips.into_iter();
        all.map(|ip| SocketAddr::new(ip, local.port())).collect()
    };
    let usable = |address: &SocketAddr| !address.ip().is_unspecified();
    if public.is_empty() || !public.iter().all(usable) {
        let message = "no address at which browsers could reach the media port";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    Ok(public)
}

/// The addresses this machine would send from. Connecting a UDP socket looks up the route and
/// sends nothing; the addresses are those that documentation uses.
fn own_addresses(with_v6: bool) -> impl Iterator<Item = IpAddr> {
    let v4 = source_towards(
        SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 9)),
    );
    let v6 = with_v6.then(|| {
        source_towards(
            SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
            SocketAddr::from((Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 9)),
        )
    });
    let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
    v4.into_iter().chain(v6.flatten()).chain([loopback])
}

fn source_towards(from: SocketAddr, to: SocketAddr) -> Option<IpAddr> {
    let socket = UdpSocket::bind(from).ok()?;
    socket.connect(to).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback()).then_some(ip)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(configured: &[&str], local: &str, expected: Option<&[&str]>) {
        let parse = |text: &&str| text.parse::<SocketAddr>().unwrap();
        let configured: Vec<_> = configured.iter().map(parse).collect();
        let expected = expected.map(|list| list.iter().map(parse).collect::<Vec<_>>());
        assert_eq!(advertised(&configured, &[], parse(&local)).ok(), expected);
    }

    #[test]
    fn what_is_advertised() {
        check(&[], "127.0.0.1:8080", Some(&["127.0.0.1:8080"]));
        check(
            &["198.51.100.7:0"],
            "0.0.0.0:8080",
            Some(&["198.51.100.7:8080"]),
        );
        check(
            &["198.51.100.7:9000"],
            "0.0.0.0:8080",
            Some(&["198.51.100.7:9000"]),
        );
        check(
            &["198.51.100.7:0", "[2001:db8::7]:9000"],
            "[::]:8080",
            Some(&["198.51.100.7:8080", "[2001:db8::7]:9000"]),
        );
        check(&["0.0.0.0:9000"], "0.0.0.0:8080", None);
    }

    #[test]
    fn an_unspecified_address_advertises_real_ones() {
        let known: Vec<IpAddr> = ["198.51.100.7", "2001:db8::7", "127.0.0.1"]
            .map(|it| it.parse().unwrap())
            .to_vec();
        let public = advertised(&[], &known, "0.0.0.0:8080".parse().unwrap()).unwrap();
        assert_eq!(public[0], SocketAddr::from(([198, 51, 100, 7], 8080)));
        assert!(public.iter().all(SocketAddr::is_ipv4));
        let own: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        assert_eq!(public.iter().filter(|it| **it == own).count(), 1);
        assert!(public.iter().all(|address| !address.ip().is_unspecified()));
    }
}
