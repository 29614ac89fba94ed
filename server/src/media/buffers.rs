//! Room in the operating system for datagrams, in both directions.

use std::net::UdpSocket;

use socket2::SockRef;

/// Bytes asked for each way. Linux gives 208 KiB by default, which a few hundred datagrams fill: less
/// than one key frame for everybody in a busy room.
const WANTED: usize = 4 << 20;

/// Asks for larger buffers. The system may give less, or nothing: media then works all the same,
/// and loses packets earlier when the unit is short of CPU.
pub(super) fn enlarge(socket: &UdpSocket) {
    let socket = SockRef::from(socket);
    let granted = |size: std::io::Result<usize>| size.unwrap_or_default();
    if granted(socket.recv_buffer_size()) < WANTED {
        tell("receive", socket.set_recv_buffer_size(WANTED));
    }
    if granted(socket.send_buffer_size()) < WANTED {
        tell("send", socket.set_send_buffer_size(WANTED));
    }
    tracing::debug!(
        wanted = WANTED,
        receive = granted(socket.recv_buffer_size()),
        send = granted(socket.send_buffer_size()),
        "media buffers"
    );
}

fn tell(direction: &str, outcome: std::io::Result<()>) {
    if let Err(error) = outcome {
        tracing::debug!(%error, direction, "the system keeps its own size of a media buffer");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_do_not_shrink() {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let sizes = || {
            let socket = SockRef::from(&socket);
            (
                socket.recv_buffer_size().unwrap(),
                socket.send_buffer_size().unwrap(),
            )
        };
        let before = sizes();
        enlarge(&socket);
        let after = sizes();
        assert!(after.0 >= before.0 && after.1 >= before.1, "{after:?}");
    }
}
