//! Takes the datagrams of visitors who know UDP only to the unit over TCP, each over a connection of
//! their own, as a browser does whose network lets no UDP through.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use hallway::media::MediaHandle;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinHandle;

/// No connection is that old.
const NONE: usize = usize::MAX;

/// The running bridge.
pub struct Bridge {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
}

struct Shared {
    socket: UdpSocket,
    /// The connection, counted in the order of coming, on which nothing is read.
    deaf: AtomicUsize,
    /// The unit closed it.
    closed: AtomicBool,
}

impl Bridge {
    /// Bridges between whoever sends to `socket` and the unit.
    pub async fn start(socket: std::net::UdpSocket, media: &MediaHandle) -> Self {
        socket.set_nonblocking(true).unwrap();
        let shared = Arc::new(Shared {
            socket: UdpSocket::from_std(socket).unwrap(),
            deaf: AtomicUsize::new(NONE),
            closed: AtomicBool::new(false),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap();
        let media = media.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, from)) = listener.accept().await {
                let media = media.clone();
                tokio::spawn(async move { media.stream(stream, from).await });
            }
        });
        let carrying = tokio::spawn(carry(Arc::clone(&shared), port));
        Self {
            shared,
            tasks: vec![accepting, carrying],
        }
    }

    /// Reads nothing more on this connection, counted from 0 in the order of coming.
    pub fn stop_reading(&self, connection: usize) {
        self.shared.deaf.store(connection, Ordering::Relaxed);
    }

    /// Waits until the unit has closed the connection on which nothing is read.
    pub async fn is_closed(&self, connection: usize) {
        assert_eq!(self.shared.deaf.load(Ordering::Relaxed), connection);
        let closed = async {
            while !self.shared.closed.load(Ordering::Relaxed) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(60), closed).await;
        waited.expect("one who never reads is let go");
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn carry(shared: Arc<Shared>, unit: SocketAddr) {
    let mut connections: HashMap<SocketAddr, (usize, OwnedWriteHalf)> = HashMap::new();
    let mut buffer = [0; 2048];
    while let Ok((length, visitor)) = shared.socket.recv_from(&mut buffer).await {
        if !connections.contains_key(&visitor) {
            let number = connections.len();
            let (reader, writer) = TcpStream::connect(unit).await.unwrap().into_split();
            tokio::spawn(bring(Arc::clone(&shared), number, reader, visitor));
            connections.insert(visitor, (number, writer));
        }
        let (number, writer) = connections.get_mut(&visitor).unwrap();
        let mut frame = (length as u16).to_be_bytes().to_vec();
        frame.extend_from_slice(&buffer[..length]);
        let failed = writer.write_all(&frame).await.is_err();
        if failed && *number == shared.deaf.load(Ordering::Relaxed) {
            shared.closed.store(true, Ordering::Relaxed);
        }
    }
}

async fn bring(shared: Arc<Shared>, number: usize, mut reader: OwnedReadHalf, to: SocketAddr) {
    while let Ok(length) = reader.read_u16().await {
        let mut datagram = vec![0; usize::from(length)];
        if reader.read_exact(&mut datagram).await.is_err() {
            return;
        }
        let _ = shared.socket.send_to(&datagram, to).await;
        while shared.deaf.load(Ordering::Relaxed) == number {
            // The connection stays open, and full.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
