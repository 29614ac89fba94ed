//! A handshake with a real browser's side, of which datagrams are damaged on the way.

use std::time::{Duration, Instant};

use super::super::dtls::client::Client;
use super::super::dtls::{Ciphers, Handshake, Progress};
use super::identity;
use super::steps::{self, Step};

/// Flights there and back; a whole handshake takes three.
const ROUNDS: usize = 8;
/// Datagrams of one flight that are passed on.
const FLIGHT: usize = 32;
/// Waiting time after which everything that was lost is sent again.
const PATIENCE: Duration = Duration::from_secs(2);

/// What happens to the browser's datagram of this number ([`Step::how`]).
pub const CHANGE: u8 = 0;
/// It is cut.
pub const CUT: u8 = 1;
/// It comes twice.
pub const TWICE: u8 = 2;
/// It is lost.
pub const LOSE: u8 = 3;
/// Other bytes come before it.
pub const BEFORE: u8 = 4;
/// Bytes are put into it.
pub const INSERT: u8 = 5;
const KINDS: u8 = 6;

/// Lets a browser connect.
pub fn read(input: &[u8]) {
    connects(input);
}

/// Whether it does.
pub fn connects(input: &[u8]) -> bool {
    let damages: Vec<Step<'_>> = steps::all(input).collect();
    // One certificate serves both sides.
    let Some(identity) = identity() else {
        return false;
    };
    let mut now = Instant::now();
    let Ok(mut browser) = Client::new(identity.clone(), now) else {
        return false;
    };
    let made = Handshake::new(&identity, Ciphers::All, &browser.identity.fingerprint);
    let Ok(mut server) = made else { return false };
    let mut number = 0u8;
    let mut last = Progress::None;
    for _ in 0..ROUNDS {
        for _ in 0..FLIGHT {
            let Some(sent) = browser.endpoint.poll_transmit() else {
                break;
            };
            let mine = damages.iter().filter(|it| it.how == number);
            for datagram in damaged(sent.message.to_vec(), mine) {
                match server.read(&datagram, now) {
                    Progress::None => {}
                    progress => last = progress,
                }
            }
            number = number.saturating_add(1);
        }
        let mut answered = false;
        for _ in 0..FLIGHT {
            let Some(record) = server.poll() else { break };
            browser.read(&record, now);
            answered = true;
        }
        if last != Progress::None {
            break;
        }
        if !answered {
            now += PATIENCE;
            let _ = server.tick(now);
            browser.tick(now);
        }
    }
    server.close(now);
    for _ in 0..FLIGHT {
        if server.poll().is_none() {
            break;
        }
    }
    matches!(last, Progress::Connected(..))
}

/// What arrives in place of a datagram.
fn damaged<'a>(mut datagram: Vec<u8>, damages: impl Iterator<Item = &'a Step<'a>>) -> Vec<Vec<u8>> {
    let (mut before, mut copies) = (Vec::new(), 1);
    for damage in damages {
        let (at, bytes) = match damage.bytes {
            [high, low, rest @ ..] => (u16::from_be_bytes([*high, *low]).into(), rest),
            _ => (0, damage.bytes),
        };
        match damage.kind % KINDS {
            CHANGE => {
                for (byte, by) in datagram.iter_mut().skip(at).zip(bytes) {
                    *byte ^= by;
                }
            }
            CUT => datagram.truncate(at),
            TWICE => copies += 1,
            LOSE => copies = 0,
            BEFORE => before.push(damage.bytes.to_vec()),
            _ => {
                let at = at.min(datagram.len());
                datagram.splice(at..at, bytes.iter().copied());
            }
        }
    }
    before.extend(std::iter::repeat_n(datagram, copies.min(4)));
    before
}
