//! The one TCP port: pages and the websocket come through it, and calls of browsers whose network
//! lets no UDP through (ICE-TCP, RFC 6544). The first byte tells which. Where this server encrypts, pages are
//! encrypted; calls are by themselves.

mod connection;
mod redirect;

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
use crate::tls::Opener;
pub use connection::Connection;
pub use redirect::Redirect;

/// Time for a connection to say what it is, and to shake hands if it is encrypted.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that have not said it yet, at most; browsers open some before they need them.
/// Beyond that each newcomer takes the place of the one that has been silent for longest.
const UNKNOWN: usize = 1024;
/// Pause after an error of the system, such as too many open files.
const REST: Duration = Duration::from_millis(100);

/// What a connection begins with that is to be encrypted: a record of a handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

/// How pages are encrypted, and where those are led who come without.
#[derive(Clone)]
pub struct Encryption {
    /// Shakes hands.
    pub opener: Opener,
    /// Answers the others.
    pub redirect: Redirect,
}

/// Connections with pages, as the web server takes them; others go to the forwarding unit.
pub struct Port {
    local: SocketAddr,
    web: mpsc::Receiver<(Connection, SocketAddr)>,
    accepting: JoinHandle<()>,
}

impl Port {
    /// Tells the connections of a listener apart from now on. Without `encryption`, pages come as they are.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn new(
        listener: TcpListener,
        media: MediaHandle,
        encryption: Option<Encryption>,
    ) -> io::Result<Self> {
        let local = listener.local_addr()?;
        let (sender, web) = mpsc::channel(1);
        let accepting = tokio::spawn(accept(listener, sender, media, encryption));
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
    web: mpsc::Sender<(Connection, SocketAddr)>,
    media: MediaHandle,
    encryption: Option<Encryption>,
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
        let encryption = encryption.clone();
        tokio::spawn(async move {
            let found = tokio::select! {
                found = timeout(PATIENCE, find_out(stream, encryption)) => found,
                () = seat.lost() => return,
            };
            drop(seat);
            match found {
                Ok(Found::Frames(stream)) => media.stream(stream, from).await,
                Ok(Found::Pages(connection)) => {
                    let _ = web.send((connection, from)).await;
                }
                // It said nothing of use.
                Ok(Found::Nothing) | Err(_) => {}
            }
        });
    }
}

/// What a connection turned out to be.
enum Found {
    Frames(TcpStream),
    Pages(Connection),
    Nothing,
}

async fn find_out(stream: TcpStream, encryption: Option<Encryption>) -> Found {
    let mut first = [0];
    if !matches!(stream.peek(&mut first).await, Ok(1..)) {
        return Found::Nothing;
    }
    let [first] = first;
    if is_frame(first) {
        return Found::Frames(stream);
    }
    let Some(encryption) = encryption else {
        return Found::Pages(Connection::Plain(stream));
    };
    if first != HANDSHAKE {
        encryption.redirect.answer(stream).await;
        return Found::Nothing;
    }
    match encryption.opener.open(stream).await {
        Some(opened) => Found::Pages(Connection::Tls(Box::new(opened))),
        None => Found::Nothing,
    }
}

impl Listener for Port {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
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
