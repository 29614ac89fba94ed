//! How one comes into a room of Colyseus: a seat is asked for by HTTP, then taken by a WebSocket.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use mio::net::TcpStream;
use serde::Deserialize;
use serde_json::json;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{HandshakeError, WebSocket, client};

use super::super::http;

/// Time for a connection to be taken.
const CONNECTING: Duration = Duration::from_secs(10);

/// Time between two looks at a handshake.
const PAUSE: Duration = Duration::from_micros(200);

/// Bytes read at a time, as by our bots.
const READ: usize = 16 * 1024;

/// A seat that is kept for somebody.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seat {
    /// Whose it is.
    pub session_id: String,
    room_id: String,
    process_id: String,
}

/// Asks for a seat in the room `crowd` for somebody of this name who will stand there, in pixels.
///
/// # Errors
/// When there is none.
pub fn seat(address: SocketAddr, name: &str, (x, y): (u16, u16)) -> Result<Seat> {
    let wishes = json!({ "name": name, "x": x, "y": y }).to_string();
    let answer = http::ask(address, "POST", "/matchmake/joinOrCreate/crowd", &wishes)?;
    serde_json::from_str(&answer).with_context(|| format!("no seat: {answer}"))
}

/// Takes a seat, by a connection that never waits.
///
/// # Errors
/// When the server does not let one.
pub fn take(address: SocketAddr, seat: &Seat) -> Result<WebSocket<TcpStream>> {
    let stream = std::net::TcpStream::connect_timeout(&address, CONNECTING)?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    let (process, room, session) = (&seat.process_id, &seat.room_id, &seat.session_id);
    let url = format!("ws://{address}/{process}/{room}?sessionId={session}");
    let config = WebSocketConfig::default()
        .read_buffer_size(READ)
        .write_buffer_size(0);
    // The server speaks first, maybe with its answer: what the handshake read has to be kept.
    let stream = TcpStream::from_std(stream);
    let mut outcome = client::client_with_config(url, stream, Some(config));
    let began = Instant::now();
    loop {
        match outcome {
            Ok((socket, _)) => return Ok(socket),
            Err(HandshakeError::Interrupted(unfinished)) if began.elapsed() < CONNECTING => {
                std::thread::sleep(PAUSE);
                outcome = unfinished.handshake();
            }
            Err(error) => bail!("{error}"),
        }
    }
}
