//! The forwarding thread: one UDP socket, one queue of commands, one clock. Decides nothing.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use mio::net::UdpSocket;
use mio::{Events, Interest, Poll, Token, Waker};

use tokio::sync::mpsc;

use super::MediaCommand;
use super::batch::{BATCH, Reader, Writer};
use super::forwarder::Forwarder;
use super::metrics::{MediaMetrics, add_one};
use super::path::Path;
use super::tcp::StreamEvent;

const SOCKET: Token = Token(0);
const WAKE: Token = Token(1);

/// Timers of peers are at most this late, so that many of them cost one wake-up.
const TIMER_SLACK: Duration = Duration::from_millis(2);
/// Longest sleep, when there is nobody.
const IDLE: Duration = Duration::from_secs(1);

/// Tells the thread to end.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// The thread ends when it wakes up next.
    pub fn set(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Everything the thread owns.
pub struct Unit {
    poll: Poll,
    waker: Arc<Waker>,
    stop: Stop,
    socket: UdpSocket,
    is_v6: bool,
    forwarder: Forwarder,
    commands: Receiver<MediaCommand>,
    streams: Receiver<StreamEvent>,
    /// Where frames for TCP connections go.
    writers: HashMap<SocketAddr, mpsc::Sender<Vec<u8>>>,
    metrics: Arc<MediaMetrics>,
}

impl Unit {
    /// A unit on this socket, and with these TCP connections, not yet running.
    ///
    /// # Errors
    /// When the operating system can't watch the socket.
    pub fn new(
        socket: std::net::UdpSocket,
        forwarder: Forwarder,
        commands: Receiver<MediaCommand>,
        streams: Receiver<StreamEvent>,
        metrics: Arc<MediaMetrics>,
    ) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        let is_v6 = socket.local_addr()?.is_ipv6();
        let mut socket = UdpSocket::from_std(socket);
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        poll.registry()
            .register(&mut socket, SOCKET, Interest::READABLE)?;
        Ok(Self {
            poll,
            waker,
            stop: Stop::default(),
            socket,
            is_v6,
            forwarder,
            commands,
            streams,
            writers: HashMap::new(),
            metrics,
        })
    }

    /// Wakes the thread.
    pub fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.waker)
    }

    /// Ends the thread.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Runs until told to stop.
    pub fn run(mut self) {
        let mut events = Events::with_capacity(8);
        let (mut reader, mut writer) = (Reader::default(), Writer::default());
        let mut more = false;
        while !self.stop.is_set() {
            let sleep = if more { Duration::ZERO } else { self.sleep() };
            if let Err(error) = self.poll.poll(&mut events, Some(sleep))
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "the media thread can't wait for datagrams and ends");
                break;
            }
            self.obey();
            self.forwarder.answer_next(Instant::now());
            let (datagrams, streams) = (self.read_batch(&mut reader), self.read_streams());
            more = datagrams || streams || self.forwarder.has_offers();
            self.forwarder.tick(Instant::now());
            self.send(&mut writer);
        }
        self.forwarder.close(Instant::now());
        self.send(&mut writer);
    }

    fn sleep(&self) -> Duration {
        let now = Instant::now();
        let until = self.forwarder.deadline();
        until.map_or(IDLE, |until| {
            until
                .saturating_duration_since(now)
                .clamp(TIMER_SLACK, IDLE)
        })
    }

    fn obey(&mut self) {
        while let Ok(command) = self.commands.try_recv() {
            self.forwarder.command(command, Instant::now());
        }
    }

    /// True when the socket may hold more.
    fn read_batch(&mut self, reader: &mut Reader) -> bool {
        let count = match reader.read(&self.socket) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
            // Such as a refusal that an earlier datagram met on its way; says nothing of us.
            Err(_) => return true,
        };
        // A mute must hold for the very next packet.
        self.obey();
        for (from, datagram) in reader.datagrams() {
            let from = SocketAddr::new(from.ip().to_canonical(), from.port());
            let path = Path::Udp(from);
            self.forwarder.datagram(path, datagram, Instant::now());
        }
        count == BATCH
    }

    /// True when there may be more.
    fn read_streams(&mut self) -> bool {
        for _ in 0..BATCH {
            let Ok(event) = self.streams.try_recv() else {
                return false;
            };
            self.obey();
            match event {
                StreamEvent::Opened(from, writer) => {
                    self.writers.insert(from, writer);
                }
                StreamEvent::Datagram(from, mut datagram) => {
                    let path = Path::Tcp(from);
                    self.forwarder.datagram(path, &mut datagram, Instant::now());
                }
                StreamEvent::Closed(from) => {
                    self.writers.remove(&from);
                    self.forwarder.close_path(Path::Tcp(from));
                }
            }
        }
        true
    }

    fn send(&mut self, writer: &mut Writer) {
        let out = self.forwarder.out();
        let mut datagrams: Vec<(SocketAddr, &[u8])> = Vec::with_capacity(out.waiting().len());
        for (path, datagram) in out.waiting() {
            match path {
                Path::Udp(to) => datagrams.push((*to, datagram)),
                Path::Tcp(to) => {
                    let writer = self.writers.get(to);
                    // One who reads too slowly loses it like one on the network.
                    if writer.is_none_or(|it| it.try_send(datagram.clone()).is_err()) {
                        add_one(&self.metrics.send_dropped);
                    }
                }
            }
        }
        let lost = writer.send(&self.socket, self.is_v6, &datagrams);
        for _ in 0..lost {
            add_one(&self.metrics.send_dropped);
        }
        out.sent();
    }
}
