//! The calls of those who have some: real connections, by which they talk while somebody is near. One
//! thread sends and receives for all; each handshake has a thread of its own, since it waits.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::peer::{Counts, Peer};
use crate::sdp::Session;
use anyhow::{Result, anyhow};

/// Time between two audio packets, as Opus makes them.
const AUDIO: Duration = Duration::from_millis(20);

/// Time between two checks of the way.
const STAY: Duration = Duration::from_secs(2);

/// Packets that are late are made up for up to so many at once; those of a longer pause are left out.
const MOST_LATE: u32 = 5;

/// Longest datagram of a call.
const DATAGRAM: usize = 2048;

/// Whose call: a client, and which of its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Who {
    /// The client.
    pub client: usize,
    /// Its how manieth connection.
    pub visit: u64,
}

impl Who {
    /// Of the audio that they send; that of others is another.
    pub fn ssrc(self) -> u32 {
        (self.client as u32 + 1) * 10
    }
}

/// What became of all calls so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Connections that came to be.
    pub connected: u64,
    /// Packets.
    pub packets: Counts,
}

enum Order {
    Connect(Who, Box<Session>, String),
    Connected(Who, Result<Box<Peer>>),
    Talk(Who, bool),
    HangUp(Who),
    Stop,
}

/// All calls.
pub struct Calls {
    orders: Sender<Order>,
    failures: Receiver<(Who, anyhow::Error)>,
    totals: Arc<Mutex<Totals>>,
    thread: Option<JoinHandle<()>>,
}

impl Calls {
    /// None yet.
    pub fn start() -> Self {
        let (orders, received) = channel();
        let (failing, failures) = channel();
        let totals = Arc::new(Mutex::new(Totals::default()));
        let mut exchange = Exchange {
            calls: HashMap::new(),
            datagram: [0; DATAGRAM],
            orders: orders.clone(),
            failing,
            totals: Arc::clone(&totals),
        };
        let thread = std::thread::spawn(move || exchange.run(&received));
        Self {
            orders,
            failures,
            totals,
            thread: Some(thread),
        }
    }

    /// Connects to where the server's answer says.
    pub fn connect(&self, who: Who, session: Session, answer: String) {
        self.order(Order::Connect(who, Box::new(session), answer));
    }

    /// Somebody is near who hears it, or nobody.
    pub fn talk(&self, who: Who, talks: bool) {
        self.order(Order::Talk(who, talks));
    }

    /// The visit has ended.
    pub fn hang_up(&self, who: Who) {
        self.order(Order::HangUp(who));
    }

    /// A connection that did not come to be while its visit went on.
    pub fn failed(&self) -> Option<(Who, anyhow::Error)> {
        self.failures.try_recv().ok()
    }

    /// What became of all so far.
    pub fn totals(&self) -> Totals {
        *self.totals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn order(&self, order: Order) {
        // Fails only when the thread is gone, by a panic that is seen in the log.
        let _ = self.orders.send(order);
    }
}

impl Drop for Calls {
    fn drop(&mut self) {
        self.order(Order::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Call {
    visit: u64,
    talks: bool,
    /// Once it is connected.
    line: Option<Box<Peer>>,
    said: Instant,
    stayed: Instant,
}

struct Exchange {
    calls: HashMap<usize, Call>,
    datagram: [u8; DATAGRAM],
    orders: Sender<Order>,
    failing: Sender<(Who, anyhow::Error)>,
    totals: Arc<Mutex<Totals>>,
}

impl Exchange {
    fn run(&mut self, orders: &Receiver<Order>) {
        let mut wait = AUDIO;
        loop {
            match orders.recv_timeout(wait) {
                Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(order) => self.obey(order),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = Instant::now();
            self.send(now);
            self.receive(now);
            wait = match self.calls.is_empty() {
                true => AUDIO,
                false => AUDIO / 4,
            };
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Connect(who, session, answer) => self.connect(who, *session, answer),
            Order::Connected(who, outcome) => self.connected(who, outcome),
            Order::Talk(who, talks) => {
                if let Some(call) = self.call(who) {
                    call.talks = talks;
                }
            }
            Order::HangUp(who) => {
                if self.call(who).is_some()
                    && let Some(call) = self.calls.remove(&who.client)
                    && let Some(peer) = call.line
                {
                    self.count(peer.counts);
                }
            }
            Order::Stop => {}
        }
    }

    fn call(&mut self, who: Who) -> Option<&mut Call> {
        let call = self.calls.get_mut(&who.client)?;
        (call.visit == who.visit).then_some(call)
    }

    fn connect(&mut self, who: Who, session: Session, answer: String) {
        let now = Instant::now();
        let call = Call {
            visit: who.visit,
            talks: false,
            line: None,
            said: now,
            stayed: now,
        };
        self.calls.insert(who.client, call);
        let orders = self.orders.clone();
        std::thread::spawn(move || {
            let peer = Peer::connect(session, &answer, who.ssrc(), true);
            let _ = orders.send(Order::Connected(who, peer.map(Box::new)));
        });
    }

    fn connected(&mut self, who: Who, outcome: Result<Box<Peer>>) {
        // Whoever has gone meanwhile can't have been connected.
        let Some(call) = self.call(who) else {
            return;
        };
        match outcome {
            Ok(peer) => {
                call.line = Some(peer);
                self.lock_totals(|totals| totals.connected += 1);
            }
            Err(error) => {
                let _ = self.failing.send((who, anyhow!("{error:#}")));
            }
        }
    }

    fn send(&mut self, now: Instant) {
        for call in self.calls.values_mut() {
            let Some(peer) = &mut call.line else {
                continue;
            };
            if now.saturating_duration_since(call.stayed) >= STAY {
                call.stayed = now;
                peer.stay();
            }
            call.said = call
                .said
                .max(now.checked_sub(AUDIO * MOST_LATE).unwrap_or(now));
            while now.saturating_duration_since(call.said) >= AUDIO {
                call.said += AUDIO;
                if call.talks {
                    peer.say();
                }
            }
        }
    }

    fn receive(&mut self, now: Instant) {
        let mut counts = Counts::default();
        for call in self.calls.values_mut() {
            let Some(peer) = &mut call.line else {
                continue;
            };
            while let Ok(length) = peer.socket.recv(&mut self.datagram) {
                if let Some(datagram) = self.datagram.get_mut(..length) {
                    peer.came(datagram, now);
                }
            }
            peer.report(now);
            let new = std::mem::take(&mut peer.counts);
            counts.sent += new.sent;
            counts.arrived += new.arrived;
            counts.broken += new.broken;
        }
        self.count(counts);
    }

    fn count(&self, new: Counts) {
        self.lock_totals(|totals| {
            totals.packets.sent += new.sent;
            totals.packets.arrived += new.arrived;
            totals.packets.broken += new.broken;
        });
    }

    fn lock_totals(&self, change: impl FnOnce(&mut Totals)) {
        change(&mut self.totals.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
