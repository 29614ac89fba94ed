//! The one TCP port: pages and the websocket come through it, and calls of browsers whose network
//! lets no UDP through (ICE-TCP, RFC 6544). The first byte tells which.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::lobby::Lobby;
use crate::media::{MediaHandle, is_frame};

/// Time for a connection to say what it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that have not said it yet, at most; browsers open some before they need them.
/// Beyond that each newcomer takes the place of the one that has been silent for longest.
const UNKNOWN: usize = 1024;
/// Pause after an error of the system, such as too many open files.
const REST: Duration = Duration::from_millis(100);

/// Connections with pages, as the web server takes them; others go to the forwarding unit.
pub struct Port {
    local: SocketAddr,
    web: mpsc::Receiver<(TcpStream, SocketAddr)>,
    accepting: JoinHandle<()>,
}

impl Port {
    /// Tells the connections of a listener apart from now on.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn new(listener: TcpListener, media: MediaHandle) -> io::Result<Self> {
        let local = listener.local_addr()?;
        let (sender, web) = mpsc::channel(1);
        let accepting = tokio::spawn(accept(listener, sender, media));
        Ok(Self {
            local,
            web,
            accepting,
        })
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(
    listener: TcpListener,
    web: mpsc::Sender<(TcpStream, SocketAddr)>,
    media: MediaHandle,
) {
    let lobby = Lobby::new(UNKNOWN);
    loop {
        let (stream, from) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::debug!(%error, "a connection can't be accepted");
                // Too many open files, most likely.
                lobby.make_room();
                tokio::time::sleep(REST).await;
                continue;
            }
        };
        // A step must not wait for more steps to share a packet with.
        let _ = stream.set_nodelay(true);
        let (web, media, mut seat) = (web.clone(), media.clone(), lobby.enter());
        tokio::spawn(async move {
            let mut first = [0];
            let peeked = tokio::select! {
                peeked = timeout(PATIENCE, stream.peek(&mut first)) => peeked,
                () = seat.lost() => return,
            };
            drop(seat);
            match (peeked, first) {
                (Ok(Ok(1..)), [first]) if is_frame(first) => media.stream(stream, from).await,
                (Ok(Ok(1..)), _) => {
                    let _ = web.send((stream, from)).await;
                }
                // It said nothing.
                _ => {}
            }
        });
    }
}

impl Listener for Port {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        match self.web.recv().await {
            Some(accepted) => accepted,
            // The task that accepts ends with this listener only.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.local)
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub struct Remote(pub SocketAddr);

impl Connected<IncomingStream<'_, Port>> for Remote {
    fn connect_info(stream: IncomingStream<'_, Port>) -> Self {
        Self(*stream.remote_addr())
    }
}
