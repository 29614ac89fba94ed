//! A TCP connection that is only read when there is something to read: of thousands, each look in vain costs
//! as much as a message.

use std::io::{ErrorKind, Read, Result, Write};

use mio::event::Event;
use mio::net::TcpStream;

/// A connection that is registered with a poll, and what that told of it.
#[derive(Debug)]
pub struct Watched {
    stream: TcpStream,
    /// There may be something to read.
    ready: bool,
    /// Nothing more will come after that.
    closed: bool,
}

impl Watched {
    /// One of which nothing was told yet.
    pub fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            ready: true,
            closed: false,
        }
    }

    /// The connection.
    pub fn stream_mut(&mut self) -> &mut TcpStream {
        &mut self.stream
    }

    /// There is something to read, or there will never be more.
    pub fn happened(&mut self, event: &Event) {
        self.ready = true;
        self.closed |= event.is_read_closed() || event.is_error();
    }

    /// Whether there may be something to read.
    pub fn is_ready(&self) -> bool {
        self.ready
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if !self.ready {
            return Err(ErrorKind::WouldBlock.into());
        }
        let read = self.stream.read(buffer);
        self.ready = match &read {
            // Less than there was room for: there is no more, and it will be told when there is.
            Ok(count) => self.closed || *count == buffer.len(),
            Err(error) => error.kind() != ErrorKind::WouldBlock,
        };
        read
    }
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.stream.flush()
    }
}
