//! A line between browsers and the server that can be made bad at will: loss, delay, jitter, swapped
//! datagrams, little bandwidth, a block of UDP, another address. Visitors are told its address as
//! the server's (`media.public`). It passes TCP on, too, untouched; UDP is what fails on bad networks.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

/// Longest queue before a slow line, as routers have them. What comes beyond is lost.
const QUEUE: Duration = Duration::from_millis(300);

/// Sleep when there is nothing to pass on.
const PAUSE: Duration = Duration::from_micros(500);

/// How bad the line is, in both directions alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Line {
    /// Part of the datagrams that is lost, 0 to 1.
    pub loss: f64,
    /// Time that each takes.
    pub delay: Duration,
    /// Time that each takes besides, at most. It differs from one to the next, so that they swap.
    pub jitter: Duration,
    /// Bits per second of each visitor, if there is a limit.
    pub bits_per_second: Option<f64>,
    /// No UDP passes at all.
    pub blocked: bool,
}

/// A running relay; it ends with the value.
pub struct Relay {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    tcp: tokio::task::JoinHandle<()>,
}

struct Shared {
    stop: AtomicBool,
    /// Port of the server; 0 until it is known.
    server: AtomicU16,
    line: Mutex<Line>,
    move_house: AtomicBool,
    /// Datagrams that came, and those that a block has swallowed.
    came: AtomicU64,
    swallowed: AtomicU64,
}

impl Relay {
    /// Starts one on a free port, for UDP and for TCP; it leads nowhere yet.
    pub async fn start() -> Self {
        let (socket, listener) = loop {
            let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
            let address = socket.local_addr().expect("its address");
            // What is free for UDP need not be for TCP.
            if let Ok(listener) = TcpListener::bind(address).await {
                break (socket, listener);
            }
        };
        let address = socket.local_addr().expect("its address");
        let shared = Arc::new(Shared {
            stop: AtomicBool::new(false),
            server: AtomicU16::new(0),
            line: Mutex::default(),
            move_house: AtomicBool::new(false),
            came: AtomicU64::new(0),
            swallowed: AtomicU64::new(0),
        });
        let mut path = Path::new(socket, Arc::clone(&shared));
        let thread = Some(std::thread::spawn(move || path.run()));
        let tcp = tokio::spawn(pass_on_tcp(listener, Arc::clone(&shared)));
        Self {
            address,
            shared,
            thread,
            tcp,
        }
    }

    /// Where visitors are to send, for `HALLWAY_MEDIA__PUBLIC`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Leads to a server on this port from now on.
    pub fn lead_to(&self, port: u16) {
        self.shared.server.store(port, Relaxed);
    }

    /// Makes the line as bad as this.
    pub fn set(&self, line: Line) {
        *self.shared.line() = line;
    }

    /// The server sees all visitors come from other ports from now on, as behind a router that
    /// was started anew.
    pub fn move_house(&self) {
        self.shared.move_house.store(true, Relaxed);
    }

    /// Datagrams that a block has swallowed.
    pub fn swallowed(&self) -> u64 {
        self.shared.swallowed.load(Relaxed)
    }

    /// Datagrams that came at all.
    pub fn came(&self) -> u64 {
        self.shared.came.load(Relaxed)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shared.stop.store(true, Relaxed);
        self.tcp.abort();
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().expect("no test thread panics with it")
    }
}

async fn pass_on_tcp(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((mut visitor, _)) = listener.accept().await {
        let port = shared.server.load(Relaxed);
        tokio::spawn(async move {
            let server = TcpStream::connect(("127.0.0.1", port)).await;
            if let Ok(mut server) = server {
                let _ = copy_bidirectional(&mut visitor, &mut server).await;
            }
        });
    }
}

/// Where a datagram goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Way {
    ToServer,
    ToVisitor,
}

/// A datagram under way. The first to be due compares least.
struct Underway {
    due: Instant,
    number: u64,
    visitor: SocketAddr,
    way: Way,
    datagram: Vec<u8>,
}

impl Underway {
    fn key(&self) -> (Instant, u64) {
        (self.due, self.number)
    }
}

impl PartialEq for Underway {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Underway {}

impl PartialOrd for Underway {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Underway {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

struct Path {
    shared: Arc<Shared>,
    socket: UdpSocket,
    /// The socket by which the server knows each visitor.
    visitors: HashMap<SocketAddr, UdpSocket>,
    /// When a slow line is free again.
    free: HashMap<(SocketAddr, Way), Instant>,
    underway: BinaryHeap<Reverse<Underway>>,
    rng: StdRng,
    number: u64,
}

impl Path {
    fn new(socket: UdpSocket, shared: Arc<Shared>) -> Self {
        socket.set_nonblocking(true).expect("a socket");
        Self {
            shared,
            socket,
            visitors: HashMap::new(),
            free: HashMap::new(),
            underway: BinaryHeap::new(),
            // The same dice every time, so that a failure can be looked at.
            rng: StdRng::seed_from_u64(7),
            number: 0,
        }
    }

    fn run(&mut self) {
        while !self.shared.stop.load(Relaxed) {
            if self.shared.move_house.swap(false, Relaxed) {
                self.visitors.clear();
            }
            let busy = self.hear_visitors() | self.hear_server() | self.deliver();
            if !busy {
                std::thread::sleep(PAUSE);
            }
        }
    }

    fn hear_visitors(&mut self) -> bool {
        let mut buffer = [0; 2048];
        let Ok((length, visitor)) = self.socket.recv_from(&mut buffer) else {
            return false;
        };
        self.take(visitor, Way::ToServer, &buffer[..length]);
        true
    }

    fn hear_server(&mut self) -> bool {
        let mut buffer = [0; 2048];
        let mut came = Vec::new();
        for (visitor, socket) in &self.visitors {
            if let Ok(length) = socket.recv(&mut buffer) {
                came.push((*visitor, buffer[..length].to_vec()));
            }
        }
        for (visitor, datagram) in &came {
            self.take(*visitor, Way::ToVisitor, datagram);
        }
        !came.is_empty()
    }

    fn take(&mut self, visitor: SocketAddr, way: Way, datagram: &[u8]) {
        self.shared.came.fetch_add(1, Relaxed);
        let line = *self.shared.line();
        if line.blocked {
            self.shared.swallowed.fetch_add(1, Relaxed);
            return;
        }
        let now = Instant::now();
        let mut due = now;
        if let Some(bits) = line.bits_per_second {
            let free = self.free.entry((visitor, way)).or_insert(now);
            if *free > now + QUEUE {
                return;
            }
            // 28 bytes of IP and UDP.
            let bits_long = (datagram.len() + 28) as f64 * 8.0;
            *free = (*free).max(now) + Duration::from_secs_f64(bits_long / bits);
            due = *free;
        }
        if self.rng.random_bool(line.loss) {
            return;
        }
        due += line.delay + line.jitter.mul_f64(self.rng.random());
        self.number += 1;
        self.underway.push(Reverse(Underway {
            due,
            number: self.number,
            visitor,
            way,
            datagram: datagram.to_vec(),
        }));
    }

    fn deliver(&mut self) -> bool {
        let now = Instant::now();
        let mut busy = false;
        while self.underway.peek().is_some_and(|next| next.0.due <= now) {
            let Some(Reverse(next)) = self.underway.pop() else {
                break;
            };
            busy = true;
            match next.way {
                Way::ToServer => {
                    let server = self.shared.server.load(Relaxed);
                    let socket = self
                        .visitors
                        .entry(next.visitor)
                        .or_insert_with(|| new_socket(server));
                    let _ = socket.send(&next.datagram);
                }
                Way::ToVisitor => {
                    let _ = self.socket.send_to(&next.datagram, next.visitor);
                }
            }
        }
        busy
    }
}

fn new_socket(server: u16) -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    socket.connect(("127.0.0.1", server)).expect("a route");
    socket.set_nonblocking(true).expect("a socket");
    socket
}
