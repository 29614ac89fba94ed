//! The ways to one browser: which one is used, and how much may be sent there before the browser
//! has proved that it receives there. Addresses and numbers only.
//!
//! Whoever has a peer connection of their own can send authentic checks from an address that is
//! not theirs. So an address gets little more than came from there until something came back that
//! only its owner can know: the end of the handshake, or the answer to a question of ours. A TCP
//! connection proves itself.

use std::time::{Duration, Instant};

use super::path::Path;

/// Bytes that may go to an unproved address for each that came from there.
const CREDIT: usize = 3;
/// A way in use from which nothing came for so long gives way to any other that is checked.
const SILENT: Duration = Duration::from_secs(3);
/// Time between two questions to the same address.
const ASK_AGAIN: Duration = Duration::from_millis(200);
/// Proved ways that are remembered.
const PROVED: usize = 8;

/// The random name of a question; who knows it has received the question.
pub type Transaction = [u8; 12];

/// The ways to one browser.
#[derive(Debug, Default)]
pub struct Ways {
    used: Option<Used>,
    /// Not long ago last.
    proved: Vec<Path>,
    asked: Option<Asked>,
}

#[derive(Debug)]
struct Used {
    path: Path,
    proved: bool,
    /// Bytes that may still be sent while it is unproved.
    credit: usize,
    heard: Instant,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    path: Path,
    transaction: Transaction,
    at: Instant,
}

impl Ways {
    /// A datagram came, by whatever way.
    pub fn came(&mut self, path: Path, bytes: usize, now: Instant) {
        if let Some(used) = self.used.as_mut().filter(|used| used.path == path) {
            used.heard = now;
            used.credit = used.credit.saturating_add(CREDIT.saturating_mul(bytes));
        }
    }

    /// An authentic check of this many bytes came. The browser decides which way is used. Gives
    /// the name of a question that is to be sent by the way of the check, so that it can be used.
    pub fn checked(
        &mut self,
        path: Path,
        nominates: bool,
        bytes: usize,
        connected: bool,
        now: Instant,
    ) -> Option<Transaction> {
        let proved = matches!(path, Path::Tcp(_)) || self.proved.contains(&path);
        let silent = |heard: Instant| now.saturating_duration_since(heard) >= SILENT;
        match &self.used {
            Some(used) if used.path == path => {}
            Some(used) if !nominates && !silent(used.heard) => return None,
            Some(_) if connected && !proved => return self.ask(path, now),
            _ => {
                self.used = Some(Used {
                    path,
                    proved,
                    credit: CREDIT.saturating_mul(bytes),
                    heard: now,
                });
            }
        }
        let unproved = self.used.as_ref().is_some_and(|used| !used.proved);
        if connected && unproved {
            return self.ask(path, now);
        }
        None
    }

    fn ask(&mut self, path: Path, now: Instant) -> Option<Transaction> {
        let soon = |asked: Asked| {
            asked.path == path && now.saturating_duration_since(asked.at) < ASK_AGAIN
        };
        if self.asked.is_some_and(soon) {
            return None;
        }
        let transaction = rand::random();
        self.asked = Some(Asked {
            path,
            transaction,
            at: now,
        });
        Some(transaction)
    }

    /// The question of this name was answered by this way, which is used from now on.
    pub fn answered(&mut self, path: Path, transaction: Transaction, now: Instant) {
        let known = |asked: &mut Asked| asked.path == path && asked.transaction == transaction;
        if self.asked.take_if(known).is_some() {
            self.prove(path);
            self.used = Some(Used {
                path,
                proved: true,
                credit: 0,
                heard: now,
            });
        }
    }

    /// The handshake ended with a datagram that came by this way.
    pub fn shaken(&mut self, path: Path) {
        if let Some(used) = self.used.as_mut().filter(|used| used.path == path) {
            used.proved = true;
            self.prove(path);
        }
    }

    fn prove(&mut self, path: Path) {
        self.proved.retain(|known| *known != path);
        if self.proved.len() == PROVED {
            self.proved.remove(0);
        }
        self.proved.push(path);
    }

    /// A way is no more.
    pub fn closed(&mut self, path: Path) {
        self.proved.retain(|known| *known != path);
        self.used.take_if(|used| used.path == path);
    }

    /// Where to send this many bytes; nowhere when no way is known or the one in use is unproved
    /// and has had enough.
    pub fn take(&mut self, bytes: usize) -> Option<Path> {
        let used = self.used.as_mut()?;
        if !used.proved {
            used.credit = used.credit.checked_sub(bytes)?;
        }
        Some(used.path)
    }

    /// Whether there is a way at all.
    pub fn is_open(&self) -> bool {
        self.used.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    const CHECK: usize = 100;

    fn udp(port: u16) -> Path {
        Path::Udp(SocketAddr::from(([192, 0, 2, 1], port)))
    }

    /// Connected by one way, which is proved.
    fn connected(now: Instant) -> Ways {
        let mut ways = Ways::default();
        assert_eq!(ways.checked(udp(1), true, CHECK, false, now), None);
        ways.shaken(udp(1));
        ways
    }

    #[test]
    fn an_unproved_address_gets_three_times_what_came_from_there() {
        let now = Instant::now();
        let mut ways = Ways::default();
        assert_eq!(ways.take(1), None);
        ways.checked(udp(1), false, CHECK, false, now);
        assert_eq!(ways.take(3 * CHECK), Some(udp(1)));
        assert_eq!(ways.take(1), None);
        ways.came(udp(1), 10, now);
        // What came from elsewhere counts for nothing.
        ways.came(udp(2), 1000, now);
        assert_eq!(ways.take(31), None);
        assert_eq!(ways.take(30), Some(udp(1)));
        ways.shaken(udp(2));
        assert_eq!(ways.take(1), None);
        ways.shaken(udp(1));
        assert_eq!(ways.take(100_000), Some(udp(1)));
    }

    #[test]
    fn a_tcp_connection_proves_itself() {
        let tcp = Path::Tcp(SocketAddr::from(([192, 0, 2, 1], 9)));
        let mut ways = connected(Instant::now());
        assert_eq!(ways.checked(tcp, true, CHECK, true, Instant::now()), None);
        assert_eq!(ways.take(100_000), Some(tcp));
        ways.closed(tcp);
        assert_eq!(ways.take(1), None);
    }

    #[test]
    fn another_address_is_used_once_it_has_answered() {
        let now = Instant::now();
        let mut ways = connected(now);
        assert_eq!(ways.checked(udp(2), false, CHECK, true, now), None);
        let asked = ways.checked(udp(2), true, CHECK, true, now).unwrap();
        assert_eq!(ways.checked(udp(2), true, CHECK, true, now), None);
        assert_eq!(ways.take(1), Some(udp(1)));
        ways.answered(udp(2), [0; 12], now);
        ways.answered(udp(3), asked, now);
        assert_eq!(ways.take(1), Some(udp(1)));
        ways.answered(udp(2), asked, now);
        assert_eq!(ways.take(100_000), Some(udp(2)));
        // Once proved, one may come back at once.
        assert_eq!(ways.checked(udp(1), true, CHECK, true, now), None);
        assert_eq!(ways.take(100_000), Some(udp(1)));
    }

    #[test]
    fn a_way_that_fell_silent_gives_way_without_being_asked_to() {
        let start = Instant::now();
        let mut ways = connected(start);
        let later = start + SILENT;
        ways.came(udp(1), 50, start + SILENT / 2);
        assert_eq!(ways.checked(udp(2), false, CHECK, true, later), None);
        let silent = later + SILENT;
        let asked = ways.checked(udp(2), false, CHECK, true, silent).unwrap();
        ways.answered(udp(2), asked, silent);
        assert_eq!(ways.take(1), Some(udp(2)));
    }

    #[test]
    fn a_switch_in_the_last_moment_of_a_handshake_proves_nothing() {
        let now = Instant::now();
        let mut ways = Ways::default();
        ways.checked(udp(1), true, CHECK, false, now);
        ways.checked(udp(2), true, CHECK, false, now);
        ways.shaken(udp(1));
        assert_eq!(ways.take(3 * CHECK), Some(udp(2)));
        assert_eq!(ways.take(1), None);
        assert!(ways.checked(udp(2), true, CHECK, true, now).is_some());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut now = Instant::now();
        let mut ways = connected(now);
        for port in 2..100 {
            now += ASK_AGAIN;
            let asked = ways.checked(udp(port), true, CHECK, true, now).unwrap();
            ways.answered(udp(port), asked, now);
        }
        assert_eq!(ways.proved.len(), PROVED);
    }
}
