//! Calls over TCP: datagrams in frames on connections that the one port hands over.
//! Decides nothing; what is authentic is the unit's to say.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use super::frames::{self, Frames};
use crate::lobby::Seat;
use crate::rate::Bucket;

/// Frames that wait to be sent. One who reads slower loses what comes beyond that, as on any path.
const WAITING: usize = 256;
/// Time until a connection must have proved whose it is; only then it is answered.
const UNPROVED: Duration = Duration::from_secs(10);
/// Browsers check a connection every few seconds; one this silent is gone.
const SILENCE: Duration = Duration::from_secs(30);
/// A frame that can't be written for so long goes nowhere.
const STUCK: Duration = Duration::from_secs(10);

/// Frames per second that are read, and in one burst, before and after a connection has proved whose
/// it is. Whoever sends more is read slower, as TCP lets us.
const UNPROVED_FRAMES: (f64, u32) = (20.0, 20);
const FRAMES: (f64, u32) = (2000.0, 500);
/// Pause before a frame that comes too soon.
const BRAKE: Duration = Duration::from_millis(5);

/// A connection before it has proved whose it is.
#[derive(Debug)]
pub struct Unproved {
    /// Its place among all such.
    pub seat: Seat,
    /// The places of those that have proved it.
    pub streams: Arc<Semaphore>,
}

/// What connections tell the unit.
#[derive(Debug)]
pub enum StreamEvent {
    /// One is there; frames for it go here.
    Opened(SocketAddr, mpsc::Sender<Vec<u8>>),
    /// A datagram came.
    Datagram(SocketAddr, Vec<u8>),
    /// It is gone.
    Closed(SocketAddr),
}

/// Runs a connection until it ends. `wake` tells the unit that there is something in the queue.
pub async fn run(
    stream: TcpStream,
    from: SocketAddr,
    unproved: Unproved,
    events: SyncSender<StreamEvent>,
    wake: impl Fn(),
) {
    let (reader, writer) = stream.into_split();
    let (sender, frames) = mpsc::channel(WAITING);
    if !tell(&events, &wake, StreamEvent::Opened(from, sender)) {
        return;
    }
    let proved = AtomicBool::new(false);
    let reading = read(reader, &proved, |datagram| {
        // The queue is as long as the unit's work of some milliseconds; what is beyond is lost as
        // on any path.
        tell(&events, &wake, StreamEvent::Datagram(from, datagram))
    });
    tokio::select! {
        () = reading => {}
        () = write(writer, unproved, &proved, frames) => {}
    }
    // This must not be lost, or the unit would keep the connection's memory.
    let mut closed = StreamEvent::Closed(from);
    while let Err(TrySendError::Full(again)) = events.try_send(closed) {
        closed = again;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    wake();
}

/// Whether the unit took it.
fn tell(events: &SyncSender<StreamEvent>, wake: &impl Fn(), event: StreamEvent) -> bool {
    let taken = events.try_send(event).is_ok();
    wake();
    taken
}

async fn read(
    reader: OwnedReadHalf,
    proved: &AtomicBool,
    mut datagram: impl FnMut(Vec<u8>) -> bool,
) {
    let (mut reader, mut frames) = (BufReader::new(reader), Frames::default());
    let bucket = |(per_second, burst)| Bucket::new(per_second, burst, Instant::now());
    let (mut few, mut many) = (bucket(UNPROVED_FRAMES), bucket(FRAMES));
    loop {
        let allowed = match proved.load(Ordering::Relaxed) {
            true => &mut many,
            false => &mut few,
        };
        if !allowed.draw(Instant::now()) {
            tokio::time::sleep(BRAKE).await;
            continue;
        }
        let Ok(Some(frame)) = timeout(SILENCE, next(&mut reader, &mut frames)).await else {
            return;
        };
        datagram(frame);
    }
}

/// The next frame. `None` when the connection is over, or of no use any more.
async fn next(reader: &mut (impl AsyncBufRead + Unpin), frames: &mut Frames) -> Option<Vec<u8>> {
    loop {
        let came = reader.fill_buf().await.ok()?;
        let mut rest = came;
        let frame = frames.next(&mut rest).ok()?;
        let (taken, over) = (came.len() - rest.len(), came.is_empty());
        reader.consume(taken);
        if frame.is_some() || over {
            return frame;
        }
    }
}

async fn write(
    mut writer: OwnedWriteHalf,
    mut unproved: Unproved,
    proved: &AtomicBool,
    mut waiting: mpsc::Receiver<Vec<u8>>,
) {
    // Only what is authentic is answered.
    let first = tokio::select! {
        first = timeout(UNPROVED, waiting.recv()) => first,
        () = unproved.seat.lost() => return,
    };
    let Ok(Some(mut frame)) = first else { return };
    let Unproved { seat, streams } = unproved;
    let Ok(_one_of_many) = streams.try_acquire_owned() else {
        return;
    };
    drop(seat);
    proved.store(true, Ordering::Relaxed);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        frames::push(&mut bytes, &frame);
        // What waits goes in one.
        while let Ok(frame) = waiting.try_recv() {
            frames::push(&mut bytes, &frame);
        }
        if !matches!(timeout(STUCK, writer.write_all(&bytes)).await, Ok(Ok(()))) {
            return;
        }
        // Everybody who is there is answered every few seconds.
        let Ok(Some(next)) = timeout(SILENCE, waiting.recv()).await else {
            return;
        };
        frame = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_are_read_until_one_is_none() {
        let mut bytes = Vec::new();
        frames::push(&mut bytes, b"first");
        frames::push(&mut bytes, b"second");
        bytes.extend([0xFF, 0xFF]);
        // However little comes at once.
        let mut reader = BufReader::with_capacity(3, bytes.as_slice());
        let mut frames = Frames::default();
        for expected in [Some(b"first".to_vec()), Some(b"second".to_vec()), None] {
            assert_eq!(next(&mut reader, &mut frames).await, expected);
        }
        let mut cut = BufReader::new(&[0, 2, 1][..]);
        assert_eq!(next(&mut cut, &mut Frames::default()).await, None);
    }
}
