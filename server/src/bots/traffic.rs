//! What goes over the connections of those who walk, ours and those of other servers alike.

use std::io::{ErrorKind, Read, Write};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use tokio_tungstenite::tungstenite::{Error, Message, WebSocket};

/// Bytes of a frame with the header that a server puts before it.
pub fn with_header(frame: &[u8]) -> u64 {
    let header = match frame.len() {
        ..=125 => 2,
        126..=0xffff => 4,
        _ => 10,
    };
    header + frame.len() as u64
}

/// Sends a frame. What the network does not take at once waits.
///
/// # Errors
/// When the connection is broken.
pub fn say<S: Read + Write>(socket: &mut WebSocket<S>, frame: Vec<u8>) -> Result<()> {
    match socket.write(Message::Binary(frame.into())) {
        Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => Ok(()),
        said => said.context("the server takes nothing any more"),
    }
}

/// The next frame that has come; `None` when there is none.
///
/// # Errors
/// When the connection has ended.
pub fn hear<S: Read + Write>(socket: &mut WebSocket<S>) -> Result<Option<Bytes>> {
    loop {
        match socket.read() {
            Ok(Message::Binary(frame)) => return Ok(Some(frame)),
            Ok(Message::Close(close)) => bail!("the server closed: {close:?}"),
            Ok(_) => {}
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
            Err(error) => return Err(error).context("the connection broke"),
        }
    }
}
