//! Streams of frames, cut into pieces as the network likes.

use super::super::demux::DATAGRAM_BYTES;
use super::super::frames::{Frames, push};

/// Reads a stream: the first byte tells how it is cut, the rest is the stream.
pub fn read(input: &[u8]) {
    let Some((&cut, stream)) = input.split_first() else {
        return;
    };
    let whole = pieces(stream, usize::MAX);
    let cut = pieces(stream, usize::from(cut) + 1);
    assert_eq!(whole, cut, "however a stream is cut, the same comes out");
    let mut again = Vec::new();
    for datagram in &whole {
        assert!(datagram.len() <= DATAGRAM_BYTES);
        push(&mut again, datagram);
    }
    assert!(stream.starts_with(&again), "what comes out is what went in");
}

/// The datagrams of a stream that comes in pieces of this many bytes.
fn pieces(stream: &[u8], bytes: usize) -> Vec<Vec<u8>> {
    let (mut frames, mut came) = (Frames::default(), Vec::new());
    for mut piece in stream.chunks(bytes) {
        loop {
            match frames.next(&mut piece) {
                Ok(Some(datagram)) => came.push(datagram),
                Ok(None) => break,
                Err(_) => return came,
            }
        }
        assert!(piece.is_empty(), "nothing is left behind");
    }
    came
}
