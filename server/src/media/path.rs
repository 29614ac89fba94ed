//! The ways that datagrams take, and those that wait to take one.

use std::net::SocketAddr;

/// Buffers kept for what is sent next; more than one batch of datagrams causes.
const MOST_KEPT: usize = 1024;
/// Room for a whole packet with its code.
const BUFFER_BYTES: usize = 1500;

/// Where datagrams of a browser come from, and go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Path {
    /// Over UDP, from and to this address.
    Udp(SocketAddr),
    /// Over the TCP connection from this address.
    Tcp(SocketAddr),
}

impl Path {
    /// The address at the other end.
    pub fn address(self) -> SocketAddr {
        match self {
            Self::Udp(address) | Self::Tcp(address) => address,
        }
    }
}

/// Datagrams that are to be sent, and buffers for further ones.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: Vec<(Path, Vec<u8>)>,
    spare: Vec<Vec<u8>>,
}

impl Outbox {
    /// An empty buffer.
    pub fn buffer(&mut self) -> Vec<u8> {
        let spare = self.spare.pop();
        spare.unwrap_or_else(|| Vec::with_capacity(BUFFER_BYTES))
    }

    /// A buffer that is not needed after all.
    pub fn give_back(&mut self, mut buffer: Vec<u8>) {
        if self.spare.len() < MOST_KEPT {
            buffer.clear();
            self.spare.push(buffer);
        }
    }

    /// Sends a datagram with the next batch.
    pub fn push(&mut self, path: Path, datagram: Vec<u8>) {
        self.waiting.push((path, datagram));
    }

    /// What waits.
    pub fn waiting(&self) -> &[(Path, Vec<u8>)] {
        &self.waiting
    }

    /// All was sent; the buffers are used again.
    pub fn sent(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        for (_, buffer) in waiting.drain(..) {
            self.give_back(buffer);
        }
        self.waiting = waiting;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_are_used_again() {
        let mut outbox = Outbox::default();
        let path = Path::Udp(SocketAddr::from(([192, 0, 2, 1], 9)));
        let mut buffer = outbox.buffer();
        buffer.extend([1, 2, 3]);
        let place = buffer.as_ptr();
        outbox.push(path, buffer);
        assert_eq!(outbox.waiting(), [(path, vec![1, 2, 3])]);
        outbox.sent();
        assert!(outbox.waiting().is_empty());
        let again = outbox.buffer();
        assert!(again.is_empty() && again.as_ptr() == place);
    }
}
