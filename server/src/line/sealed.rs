//! TLS on a connection that is only read and written when somebody looks at it. The handshake lies behind;
//! from here on, rustls turns bytes into bytes, and this moves them, without ever waiting.

use std::io::{Error, ErrorKind, Read, Result, Write};

use rustls::ServerConnection;

/// Bytes that may be encrypted and not yet sent. What does not fit waits unencrypted, where the line counts it.
const WAITING: usize = 64 * 1024;

/// Times that bytes are asked for in one look. One record of a browser takes five at most, and one who sends
/// records of nothing must not hold up a room.
const READS: usize = 8;

/// One end of TLS, for a connection that comes with each call.
pub struct Sealed {
    session: ServerConnection,
}

impl Sealed {
    /// After the handshake, with all that was read and not yet asked for.
    pub fn new(mut session: ServerConnection) -> Self {
        session.set_buffer_limit(Some(WAITING));
        Self { session }
    }

    /// Reads what was said.
    ///
    /// # Errors
    /// `WouldBlock` when nothing is there, otherwise why the connection has ended.
    pub fn read(&mut self, carrier: &mut (impl Read + Write), buffer: &mut [u8]) -> Result<usize> {
        for _ in 0..READS {
            match self.session.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return read,
            }
            self.session.read_tls(carrier)?;
            if let Err(error) = self.session.process_new_packets() {
                // The other side is told why, if it still listens.
                let _ = self.flush(carrier);
                return Err(Error::new(ErrorKind::InvalidData, error));
            }
        }
        match self.session.reader().read(buffer) {
            // Whatever carries it may have more; that is seen at the next look.
            Err(error) if error.kind() == ErrorKind::WouldBlock => Err(error),
            read => read,
        }
    }

    /// Encrypts bytes, as many as there is room for, and sends what goes. That all has gone is what
    /// [`Self::flush`] tells.
    ///
    /// # Errors
    /// `WouldBlock` when what was encrypted before has not gone yet, otherwise why the connection has ended.
    pub fn write(&mut self, carrier: &mut impl Write, bytes: &[u8]) -> Result<usize> {
        self.flush(carrier)?;
        let taken = self.session.writer().write(bytes)?;
        match self.flush(carrier) {
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
            _ => Ok(taken),
        }
    }

    /// Nothing more will be said; [`Self::flush`] says so. Without that, nobody could tell an end from a cut.
    pub fn finish(&mut self) {
        self.session.send_close_notify();
    }

    /// Sends what is encrypted.
    ///
    /// # Errors
    /// `WouldBlock` when something is left, otherwise why the connection has ended.
    pub fn flush(&mut self, carrier: &mut impl Write) -> Result<()> {
        while self.session.wants_write() {
            match self.session.write_tls(carrier) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
