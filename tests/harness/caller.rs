//! A native client with a voice: walks as a [`Walker`] does, sends sound through a peer connection
//! of its own, and counts what arrives of whom. Its sound is marked, so that it can be told apart.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use hallway_protocol::ClientMsg;
use hallway_protocol::client::{Hello, MediaOffer, Sending};
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use tokio::time::timeout;
use webrtc::media_stream::track_local::TrackLocal;

use super::native::{LEVEL_URI, Native, OPUS, Wish, packet};
use super::server::Server;
use super::wait::{PATIENCE, until};
use super::walker::{Walker, hello};

/// Decibels below full scale: speech, and a quiet room.
const SPEECH: u8 = 20;
const QUIET: u8 = 90;

/// Time between two packets of sound, and its samples.
const FRAME: Duration = Duration::from_millis(20);
const FRAME_SAMPLES: u32 = 960;

/// What our packets begin with; those of browsers do not.
const MAGIC: [u8; 3] = *b"HWT";

/// Packets of speech heard, by the number of who spoke; 0 for browsers, spoken or not.
pub type Heard = BTreeMap<u8, u64>;

/// Numbers for their sound: no two alike.
static NEXT: AtomicU8 = AtomicU8::new(1);

/// Somebody who talks.
pub struct Caller {
    /// The rest of them.
    pub walker: Walker,
    /// Their name.
    pub name: String,
    /// By which others know their sound.
    pub number: u8,
    heard: Arc<Mutex<Heard>>,
    speaks: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    /// What its connection told the server of itself.
    pub offer: String,
    _native: Arc<Native>,
}

impl Caller {
    /// Enters at a start area, and waits until sound can flow. The microphone is on, and quiet.
    pub async fn enter_at(server: &Server, name: &str, entry: &str) -> Self {
        Self::enter_from(server, name, entry, Ipv4Addr::LOCALHOST).await
    }

    /// The same from another address of this machine.
    pub async fn enter_from(server: &Server, name: &str, entry: &str, from: Ipv4Addr) -> Self {
        let sending = Sending {
            microphone: true,
            ..Sending::default()
        };
        let message = Hello {
            entry: entry.to_owned(),
            sending,
            ..hello(server.venue.room, name)
        };
        let walker = Walker::enter_from(server, message, from).await;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let heard = Arc::new(Mutex::new(Heard::new()));
        let counted = Arc::clone(&heard);
        let wish = Wish {
            from: &format!("{from}:0"),
            first_ssrc: u32::from(number) * 10,
            layers: &[""],
            cipher: None,
        };
        let native = Native::new(wish, move |kind, _, packet| {
            if kind == RtpCodecKind::Audio
                && let Some(number) = speaker(&packet.payload)
                && let Ok(mut heard) = counted.lock()
            {
                *heard.entry(number).or_default() += 1;
            }
        })
        .await;
        let native = Arc::new(native);
        let sdp = native.offer.clone();
        walker.say(ClientMsg::Media(MediaOffer { sdp })).await;
        walker
            .sees("an answer to the offer", |view| view.answers > 0)
            .await;
        let answer = walker.view().answer.clone();
        native.answered(answer).await;
        let connected = timeout(PATIENCE, native.is_connected()).await;
        connected.expect("sound can flow");
        let speaks = Arc::new(AtomicBool::new(false));
        let sent = Arc::new(AtomicU64::new(0));
        let counting = Arc::clone(&sent);
        tokio::spawn(murmur(
            Arc::clone(&native),
            number,
            Arc::clone(&speaks),
            counting,
        ));
        Self {
            walker,
            name: name.to_owned(),
            number,
            heard,
            speaks,
            sent,
            offer: native.offer.clone(),
            _native: native,
        }
    }

    /// Speaks from now on, or is quiet.
    pub fn speak(&self, on: bool) {
        self.speaks.store(on, Ordering::Relaxed);
    }

    /// Packets of speech sent so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// What was heard since this was last asked for.
    pub fn take_heard(&self) -> Heard {
        std::mem::take(&mut *self.lock())
    }

    /// Waits until half a second of somebody's speech has arrived.
    pub async fn hears(&self, who: &str, number: u8) {
        const ENOUGH: u64 = 25;
        let before = self.lock().get(&number).copied().unwrap_or(0);
        let what = format!("{} hears {who}", self.name);
        until(&what, async || {
            let now = self.lock().get(&number).copied().unwrap_or(0);
            (now >= before + ENOUGH).then_some(())
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().expect("no test thread panics with it")
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        // The task that sends ends when it finds itself alone.
        self.speak(false);
    }
}

/// Sends sound, speech or not, until its caller is gone.
async fn murmur(native: Arc<Native>, number: u8, speaks: Arc<AtomicBool>, sent: Arc<AtomicU64>) {
    let mut clock = tokio::time::interval(FRAME);
    for turn in 0_u32.. {
        clock.tick().await;
        if Arc::strong_count(&speaks) == 1 {
            return;
        }
        let speaking = speaks.load(Ordering::Relaxed);
        let level = if speaking { SPEECH } else { QUIET };
        let [a, b, c] = MAGIC;
        let payload = [a, b, c, number, u8::from(speaking)];
        let timestamp = turn.wrapping_mul(FRAME_SAMPLES);
        let ssrc = u32::from(number) * 10;
        let mut packet = packet(ssrc, OPUS, turn as u16, timestamp, &payload);
        native.extend(&mut packet, LEVEL_URI, &[level]);
        if native.microphone.write_rtp(packet).await.is_err() {
            return;
        }
        if speaking {
            sent.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Whose speech a packet is; `None` for a quiet one of ours.
fn speaker(payload: &[u8]) -> Option<u8> {
    match payload.strip_prefix(&MAGIC) {
        Some([number, speaking]) => (*speaking == 1).then_some(*number),
        _ => Some(0),
    }
}
