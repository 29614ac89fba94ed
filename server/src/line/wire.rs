//! What carries the bytes of a line. Reading and writing never wait.

use std::io::{ErrorKind, Read, Result, Write};
use std::time::Duration;

use mio::event::Event;
use mio::{Interest, Registry, Token};
use rustls::ServerConnection;
use socket2::SockRef;
use tokio::net::TcpStream;

#[cfg(test)]
use super::pipe::End;
use super::sealed::Sealed;
use super::watched::Watched;

/// Bytes that the system may hold for a client; it doubles this. On a line that stalls, all of it is
/// stale when it gets there; on one of 300 ms it still carries 200 kB a second.
const SYSTEM_BUFFER: usize = 64 * 1024;

/// Pause before another try where nothing tells when it is worth one.
pub(super) const PAUSE: Duration = Duration::from_millis(10);

/// What carries the bytes.
pub struct Wire {
    carrier: Carrier,
    /// What encrypts, where that is not a proxy's business.
    sealed: Option<Box<Sealed>>,
    /// What is left of a frame that was begun. Nothing else goes before that.
    rest: Vec<u8>,
}

enum Carrier {
    /// A TCP connection that wakes whoever waits for it.
    Waking(TcpStream),
    /// One that wakes nobody: it is looked at.
    Watched(Watched),
    /// Nothing any more.
    Gone,
    /// Memory.
    #[cfg(test)]
    Pipe(End),
}

impl Wire {
    /// A TCP connection, with little room in the system for what is not sent yet.
    pub fn tcp(stream: TcpStream) -> Self {
        // Where it can't be set, slow clients get older news.
        let _ = SockRef::from(&stream).set_send_buffer_size(SYSTEM_BUFFER);
        Self::of(Carrier::Waking(stream), None)
    }

    /// The same with TLS on it, after the handshake of that.
    pub fn tls(stream: TcpStream, session: ServerConnection) -> Self {
        let mut wire = Self::tcp(stream);
        wire.sealed = Some(Box::new(Sealed::new(session)));
        wire
    }

    /// Memory, with TLS if there is a session.
    #[cfg(test)]
    pub(super) fn pipe(end: End, session: Option<ServerConnection>) -> Self {
        let sealed = session.map(|session| Box::new(Sealed::new(session)));
        Self::of(Carrier::Pipe(end), sealed)
    }

    fn of(carrier: Carrier, sealed: Option<Box<Sealed>>) -> Self {
        Self {
            carrier,
            sealed,
            rest: Vec::new(),
        }
    }

    /// Waits until there may be something to read, while it is not watched.
    pub(super) async fn readable(&self) {
        match &self.carrier {
            // An error shows again when it is read.
            Carrier::Waking(stream) => {
                let _ = stream.readable().await;
            }
            _ => tokio::time::sleep(PAUSE).await,
        }
    }

    /// Wakes nobody from now on; whoever has the registry tells when there is something to read. A
    /// thread that is woken for each step of each visitor does little else.
    ///
    /// # Errors
    /// When the connection has ended.
    pub(super) fn watch(&mut self, registry: &Registry, token: Token) -> Result<()> {
        match std::mem::replace(&mut self.carrier, Carrier::Gone) {
            Carrier::Waking(stream) => {
                let mut stream = mio::net::TcpStream::from_std(stream.into_std()?);
                registry.register(&mut stream, token, Interest::READABLE)?;
                self.carrier = Carrier::Watched(Watched::new(stream));
            }
            other => self.carrier = other,
        }
        Ok(())
    }

    /// There is something to read, or there will never be more.
    pub(super) fn happened(&mut self, event: &Event) {
        if let Carrier::Watched(watched) = &mut self.carrier {
            watched.happened(event);
        }
    }

    /// Whether there may be something to read.
    pub(super) fn is_ready(&self) -> bool {
        match &self.carrier {
            Carrier::Watched(watched) => watched.is_ready(),
            _ => true,
        }
    }

    /// Sends bytes, without a copy where they go at once and unencrypted. What does not go is kept.
    ///
    /// # Errors
    /// `WouldBlock` when something is left, otherwise why the connection has ended.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<()> {
        let mut left = bytes;
        while !left.is_empty() {
            match self.put(left) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => left = left.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.rest.extend_from_slice(left);
                    return Err(error);
                }
            }
        }
        self.send_sealed()
    }

    /// Nothing more will be said; the encryption, if there is any, has a word for that.
    pub(super) fn finish(&mut self) {
        if let Some(sealed) = &mut self.sealed {
            sealed.finish();
        }
    }

    fn send_rest(&mut self) -> Result<()> {
        while !self.rest.is_empty() {
            let put = match &mut self.sealed {
                None => self.carrier.write(&self.rest),
                Some(sealed) => sealed.write(&mut self.carrier, &self.rest),
            };
            match put {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => drop(self.rest.drain(..count)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn send_sealed(&mut self) -> Result<()> {
        match &mut self.sealed {
            None => Ok(()),
            Some(sealed) => sealed.flush(&mut self.carrier),
        }
    }

    /// Hands bytes on; with TLS some of them may then wait in there.
    fn put(&mut self, bytes: &[u8]) -> Result<usize> {
        match &mut self.sealed {
            None => self.carrier.write(bytes),
            Some(sealed) => sealed.write(&mut self.carrier, bytes),
        }
    }
}

impl Read for Carrier {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match self {
            Self::Waking(stream) => stream.try_read(buffer),
            Self::Watched(watched) => watched.read(buffer),
            Self::Gone => Err(ErrorKind::NotConnected.into()),
            #[cfg(test)]
            Self::Pipe(end) => end.read(buffer),
        }
    }
}

impl Write for Carrier {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        match self {
            Self::Waking(stream) => stream.try_write(bytes),
            Self::Watched(watched) => watched.write(bytes),
            Self::Gone => Err(ErrorKind::NotConnected.into()),
            #[cfg(test)]
            Self::Pipe(end) => end.write(bytes),
        }
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match &mut self.sealed {
            None => self.carrier.read(buffer),
            Some(sealed) => sealed.read(&mut self.carrier, buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.send_rest()?;
        self.put(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.send_rest()?;
        self.send_sealed()
    }
}
