//! Calls over TCP: datagrams in frames (RFC 4571) on connections that the one port hands over.
//! Decides nothing; what is authentic is the unit's to say.

use std::net::SocketAddr;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::demux::DATAGRAM_BYTES;

/// Frames that wait to be sent. One who reads slower loses what comes beyond that, as on any path.
const WAITING: usize = 256;
/// Time until a connection must have proved whose it is; only then it is answered.
const UNPROVED: Duration = Duration::from_secs(10);
/// Browsers check a connection every few seconds; one this silent is gone.
const SILENCE: Duration = Duration::from_secs(30);
/// A frame that can't be written for so long goes nowhere.
const STUCK: Duration = Duration::from_secs(10);

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
    events: SyncSender<StreamEvent>,
    wake: impl Fn(),
) {
    let (reader, writer) = stream.into_split();
    let (sender, frames) = mpsc::channel(WAITING);
    if !tell(&events, &wake, StreamEvent::Opened(from, sender)) {
        return;
    }
    let reading = read(reader, |datagram| {
        // The queue is as long as the unit's work of some milliseconds; what is beyond is lost as
        // on any path.
        tell(&events, &wake, StreamEvent::Datagram(from, datagram))
    });
    tokio::select! {
        () = reading => {}
        () = write(writer, frames) => {}
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

async fn read(reader: OwnedReadHalf, mut datagram: impl FnMut(Vec<u8>) -> bool) {
    let mut reader = BufReader::new(reader);
    loop {
        let Ok(Ok(length)) = timeout(SILENCE, reader.read_u16()).await else {
            return;
        };
        let length = usize::from(length);
        if length > DATAGRAM_BYTES {
            return;
        }
        let mut frame = vec![0; length];
        let Ok(Ok(_)) = timeout(SILENCE, reader.read_exact(&mut frame)).await else {
            return;
        };
        datagram(frame);
    }
}

async fn write(mut writer: OwnedWriteHalf, mut frames: mpsc::Receiver<Vec<u8>>) {
    let mut patience = UNPROVED;
    let mut bytes = Vec::new();
    // Only what is authentic is answered, and everybody who is there is answered every few seconds.
    while let Ok(Some(frame)) = timeout(patience, frames.recv()).await {
        patience = SILENCE;
        bytes.clear();
        push(&mut bytes, &frame);
        // What waits goes in one.
        while let Ok(frame) = frames.try_recv() {
            push(&mut bytes, &frame);
        }
        if !matches!(timeout(STUCK, writer.write_all(&bytes)).await, Ok(Ok(()))) {
            return;
        }
    }
}

fn push(bytes: &mut Vec<u8>, frame: &[u8]) {
    // Nothing that is sent is nearly as long.
    let Ok(length) = u16::try_from(frame.len()) else {
        return;
    };
    bytes.extend(length.to_be_bytes());
    bytes.extend_from_slice(frame);
}
