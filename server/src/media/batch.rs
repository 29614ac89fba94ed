//! Many datagrams with one call of the system, where it has such calls: half of the cost of a
//! datagram is the call.

use std::io;
use std::net::{IpAddr, SocketAddr};

use mio::net::UdpSocket;

/// Datagrams read before what they caused is sent. Larger saves work per datagram, smaller saves
/// delay.
pub const BATCH: usize = 64;

#[cfg(target_os = "linux")]
pub use many::{Reader, Writer};
#[cfg(not(target_os = "linux"))]
pub use single::{Reader, Writer};

/// An address as the socket wants it: those of a socket for both families are all of the newer one.
fn mapped(to: SocketAddr, is_v6: bool) -> SocketAddr {
    match to.ip() {
        IpAddr::V4(ip) if is_v6 => SocketAddr::new(ip.to_ipv6_mapped().into(), to.port()),
        ip => SocketAddr::new(ip, to.port()),
    }
}

#[cfg(target_os = "linux")]
mod many {
    use std::io::{IoSlice, IoSliceMut};
    use std::os::fd::AsRawFd;

    use nix::errno::Errno;
    use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg, sendmmsg};

    use super::super::demux::DATAGRAM_BYTES;
    use super::{BATCH, SocketAddr, UdpSocket, io, mapped};

    /// Reads datagrams.
    pub struct Reader {
        headers: MultiHeaders<SockaddrStorage>,
        buffers: Vec<Vec<u8>>,
        /// From where, and how long, for each buffer that was filled.
        came: Vec<(Option<SocketAddr>, usize)>,
    }

    impl Default for Reader {
        fn default() -> Self {
            Self {
                headers: MultiHeaders::preallocate(BATCH, None),
                buffers: vec![vec![0; DATAGRAM_BYTES]; BATCH],
                came: Vec::with_capacity(BATCH),
            }
        }
    }

    impl Reader {
        /// Reads what there is, up to [`BATCH`] datagrams; they are in [`Self::datagrams`] then. Gives
        /// how many.
        ///
        /// # Errors
        /// The system's, [`io::ErrorKind::WouldBlock`] when there is nothing.
        pub fn read(&mut self, socket: &UdpSocket) -> io::Result<usize> {
            self.came.clear();
            let slices = self.buffers.iter_mut().map(|it| [IoSliceMut::new(it)]);
            let mut slices: Vec<[IoSliceMut<'_>; 1]> = slices.collect();
            let (fd, flags) = (socket.as_raw_fd(), MsgFlags::MSG_DONTWAIT);
            let read = recvmmsg(fd, &mut self.headers, slices.iter_mut(), flags, None)?;
            let came = read.map(|message| {
                let from = message.address.as_ref().and_then(address);
                (from, message.bytes)
            });
            self.came.extend(came);
            Ok(self.came.len())
        }

        /// What was read last.
        pub fn datagrams(&mut self) -> impl Iterator<Item = (SocketAddr, &mut [u8])> {
            let came = self.came.iter().zip(&mut self.buffers);
            came.filter_map(|((from, length), buffer)| Some(((*from)?, buffer.get_mut(..*length)?)))
        }
    }

    fn address(storage: &SockaddrStorage) -> Option<SocketAddr> {
        if let Some(v4) = storage.as_sockaddr_in() {
            return Some(SocketAddr::from((v4.ip(), v4.port())));
        }
        let v6 = storage.as_sockaddr_in6()?;
        Some(SocketAddr::from((v6.ip(), v6.port())))
    }

    /// Sends datagrams.
    pub struct Writer {
        headers: MultiHeaders<SockaddrStorage>,
        addresses: Vec<Option<SockaddrStorage>>,
    }

    impl Default for Writer {
        fn default() -> Self {
            Self {
                headers: MultiHeaders::preallocate(BATCH, None),
                addresses: Vec::with_capacity(BATCH),
            }
        }
    }

    impl Writer {
        /// Sends datagrams, each to its address. Gives how many the system had no room for: they
        /// are lost like those on the network.
        pub fn send(
            &mut self,
            socket: &UdpSocket,
            is_v6: bool,
            datagrams: &[(SocketAddr, &[u8])],
        ) -> usize {
            let mut lost = 0;
            for mut chunk in datagrams.chunks(BATCH) {
                while !chunk.is_empty() {
                    let sent = self.send_some(socket, is_v6, chunk).unwrap_or(0);
                    // The first one that was not sent is why.
                    let failed = usize::from(sent < chunk.len());
                    lost += failed;
                    chunk = chunk.get(sent + failed..).unwrap_or_default();
                }
            }
            lost
        }

        fn send_some(
            &mut self,
            socket: &UdpSocket,
            is_v6: bool,
            datagrams: &[(SocketAddr, &[u8])],
        ) -> Result<usize, Errno> {
            self.addresses.clear();
            let addresses = datagrams
                .iter()
                .map(|(to, _)| Some(mapped(*to, is_v6).into()));
            self.addresses.extend(addresses);
            let slices = datagrams.iter().map(|(_, bytes)| [IoSlice::new(bytes)]);
            let slices: Vec<[IoSlice<'_>; 1]> = slices.collect();
            let flags = MsgFlags::MSG_DONTWAIT;
            let fd = socket.as_raw_fd();
            let sent = sendmmsg(fd, &mut self.headers, &slices, &self.addresses, [], flags)?;
            Ok(sent.count())
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod single {
    use super::super::demux::DATAGRAM_BYTES;
    use super::{BATCH, SocketAddr, UdpSocket, io, mapped};

    /// Reads datagrams.
    pub struct Reader {
        buffers: Vec<Vec<u8>>,
        /// From where, and how long, for each buffer that was filled.
        came: Vec<(SocketAddr, usize)>,
    }

    impl Default for Reader {
        fn default() -> Self {
            Self {
                buffers: vec![vec![0; DATAGRAM_BYTES]; BATCH],
                came: Vec::with_capacity(BATCH),
            }
        }
    }

    impl Reader {
        /// Reads what there is, up to [`BATCH`] datagrams; they are in [`Self::datagrams`] then. Gives
        /// how many.
        ///
        /// # Errors
        /// The system's, [`io::ErrorKind::WouldBlock`] when there is nothing.
        pub fn read(&mut self, socket: &UdpSocket) -> io::Result<usize> {
            self.came.clear();
            for buffer in &mut self.buffers {
                match socket.recv_from(buffer) {
                    Ok((length, from)) => self.came.push((from, length)),
                    Err(error) if self.came.is_empty() => return Err(error),
                    Err(_) => break,
                }
            }
            Ok(self.came.len())
        }

        /// What was read last.
        pub fn datagrams(&mut self) -> impl Iterator<Item = (SocketAddr, &mut [u8])> {
            let came = self.came.iter().zip(&mut self.buffers);
            came.filter_map(|((from, length), buffer)| Some((*from, buffer.get_mut(..*length)?)))
        }
    }

    /// Sends datagrams.
    #[derive(Default)]
    pub struct Writer;

    impl Writer {
        /// Sends datagrams, each to its address. Gives how many the system had no room for: they
        /// are lost like those on the network.
        pub fn send(
            &mut self,
            socket: &UdpSocket,
            is_v6: bool,
            datagrams: &[(SocketAddr, &[u8])],
        ) -> usize {
            let lost = datagrams
                .iter()
                .filter(|(to, bytes)| socket.send_to(bytes, mapped(*to, is_v6)).is_err());
            lost.count()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket() -> UdpSocket {
        UdpSocket::bind("127.0.0.1:0".parse().unwrap()).unwrap()
    }

    #[test]
    fn all_is_sent_and_read_with_its_address() {
        let (a, b) = (socket(), socket());
        let (from, to) = (a.local_addr().unwrap(), b.local_addr().unwrap());
        let texts: Vec<String> = (0..2 * BATCH + 3).map(|n| format!("number {n}")).collect();
        let datagrams: Vec<(SocketAddr, &[u8])> =
            texts.iter().map(|text| (to, text.as_bytes())).collect();
        assert_eq!(Writer::default().send(&a, false, &datagrams), 0);
        let mut reader = Reader::default();
        let mut read = Vec::new();
        while read.len() < texts.len() {
            if reader.read(&b).is_err() {
                std::thread::yield_now();
            }
            for (sender, bytes) in reader.datagrams() {
                assert_eq!(sender, from);
                read.push(String::from_utf8(bytes.to_vec()).unwrap());
            }
        }
        assert_eq!(read, texts);
        let nothing = reader.read(&b).unwrap_err();
        assert_eq!(nothing.kind(), io::ErrorKind::WouldBlock);
        assert_eq!(reader.datagrams().count(), 0);
    }

    #[test]
    fn what_can_not_be_sent_stops_nothing_else() {
        let (a, b) = (socket(), socket());
        let to = b.local_addr().unwrap();
        let nowhere = SocketAddr::new(to.ip(), 0);
        let datagrams: [(SocketAddr, &[u8]); 3] = [(to, b"1"), (nowhere, b"2"), (to, b"3")];
        assert_eq!(Writer::default().send(&a, false, &datagrams), 1);
        let mut read = Vec::new();
        let mut reader = Reader::default();
        while read.len() < 2 {
            let _ = reader.read(&b);
            read.extend(reader.datagrams().map(|(_, bytes)| bytes.to_vec()));
        }
        assert_eq!(read, [b"1", b"3"]);
    }
}
