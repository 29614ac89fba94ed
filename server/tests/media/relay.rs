//! A bad path between visitors and the unit: everything arrives, and with it any number of copies of
//! what went before, damaged or not, from the same address.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Copies made of each datagram.
const COPIES: usize = 6;
/// Datagrams remembered, to be damaged again later.
const REMEMBERED: usize = 200;

/// The running relay.
pub struct Relay {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    /// Handshakes may be damaged too; before that is set they must succeed.
    all: AtomicBool,
    damaged: AtomicU64,
    /// Copies are exact.
    exact: AtomicBool,
    /// The last checks that went to the unit.
    checks: Mutex<Vec<Vec<u8>>>,
}

impl Relay {
    /// Relays between whoever sends to `socket` and the unit.
    pub fn start(socket: UdpSocket, unit: SocketAddr) -> Self {
        let shared = Arc::new(Shared::default());
        let mut path = Path {
            shared: Arc::clone(&shared),
            socket,
            unit,
            visitors: HashMap::new(),
            rng: StdRng::seed_from_u64(7),
            remembered: Vec::new(),
        };
        let thread = Some(std::thread::spawn(move || path.run()));
        Self { shared, thread }
    }

    /// From now on handshakes are damaged too.
    pub fn damage_all(&self) {
        self.shared.all.store(true, Ordering::Relaxed);
    }

    /// From now on nothing is damaged, but all is sent several times, handshakes too.
    pub fn replay_all(&self) {
        self.shared.exact.store(true, Ordering::Relaxed);
        self.damage_all();
    }

    /// Checks that visitors sent, the last one last.
    pub fn checks(&self) -> Vec<Vec<u8>> {
        self.shared.checks.lock().unwrap().clone()
    }

    /// Damaged datagrams sent to the unit.
    pub fn damaged(&self) -> u64 {
        self.shared.damaged.load(Ordering::Relaxed)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

struct Path {
    shared: Arc<Shared>,
    socket: UdpSocket,
    unit: SocketAddr,
    /// The socket by which the unit knows each visitor.
    visitors: HashMap<SocketAddr, UdpSocket>,
    rng: StdRng,
    remembered: Vec<Vec<u8>>,
}

impl Path {
    fn run(&mut self) {
        self.socket.set_nonblocking(true).unwrap();
        while !self.shared.stop.load(Ordering::Relaxed) {
            let busy = self.relay_to_unit() | self.relay_to_visitors();
            if !busy {
                std::thread::sleep(Duration::from_micros(500));
            }
        }
    }

    fn relay_to_unit(&mut self) -> bool {
        let mut buffer = [0; 2048];
        let Ok((length, visitor)) = self.socket.recv_from(&mut buffer) else {
            return false;
        };
        let datagram = &buffer[..length];
        self.visitors
            .entry(visitor)
            .or_insert_with(|| new_socket(self.unit).unwrap());
        self.send(visitor, datagram);
        if datagram[0] == 0 {
            self.shared.checks.lock().unwrap().push(datagram.to_vec());
        }
        let is_handshake = (20..64).contains(&datagram[0]);
        if is_handshake && !self.shared.all.load(Ordering::Relaxed) {
            return true;
        }
        if self.remembered.len() < REMEMBERED {
            self.remembered.push(datagram.to_vec());
        }
        for _ in 0..COPIES {
            let any = self.rng.random_range(0..self.remembered.len());
            let copy = self.damage(any);
            self.send(visitor, &copy);
            self.shared.damaged.fetch_add(1, Ordering::Relaxed);
        }
        true
    }

    fn send(&self, visitor: SocketAddr, datagram: &[u8]) {
        let _ = self.visitors[&visitor].send(datagram);
    }

    fn relay_to_visitors(&self) -> bool {
        let mut buffer = [0; 2048];
        let mut busy = false;
        for (visitor, socket) in &self.visitors {
            if let Ok(length) = socket.recv(&mut buffer) {
                let _ = self.socket.send_to(&buffer[..length], visitor);
                busy = true;
            }
        }
        busy
    }

    /// A copy of what is remembered with a bit, a byte, the length or a whole stretch changed; the
    /// first byte, which tells protocols apart, seldom.
    fn damage(&mut self, which: usize) -> Vec<u8> {
        let mut copy = self.remembered[which].clone();
        if self.shared.exact.load(Ordering::Relaxed) {
            return copy;
        }
        for _ in 0..self.rng.random_range(1..4) {
            let from = usize::from(self.rng.random_range(0..10) > 0).min(copy.len() - 1);
            let at = self.rng.random_range(from..copy.len());
            match self.rng.random_range(0..5) {
                0 => copy[at] ^= 1 << self.rng.random_range(0..8),
                1 => copy[at] = self.rng.random(),
                2 => copy[at] = 0xFF,
                3 => copy.truncate(at.max(1)),
                _ => {
                    let piece = copy[at..].to_vec();
                    copy.extend(piece);
                    copy.truncate(1500);
                }
            }
        }
        copy
    }
}

fn new_socket(unit: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(unit)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}
