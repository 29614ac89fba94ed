//! Offers, and the answers to them.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use rtc::peer_connection::sdp::RTCSessionDescription;

use super::super::sdp::answer::{Ours, write};
use super::super::sdp::{LINES, credentials, is_uplink, read_offer};
use super::super::uplink::Uplink;

/// Reads an offer and answers it.
pub fn read(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let theirs = credentials::read(text);
    let Ok(offer) = read_offer(text) else { return };
    let own = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
    let streams: Vec<_> = (0..LINES as u32)
        .map(|line| (!is_uplink(line as usize)).then_some((100 + line, 200 + line)))
        .collect();
    let answer = write(
        &offer,
        &Ours {
            serial: 1,
            ufrag: "ours",
            password: "our password, long enough",
            fingerprint: &offer.fingerprint,
            udp: &[own],
            tcp: &[own],
            streams: &streams,
        },
    );
    // Nobody's offer may put lines of its own into what others read.
    let lines = answer.split("\r\n");
    let is_line =
        |line: &str| line.as_bytes().get(1) == Some(&b'=') && !line.contains(char::is_control);
    let lines: Vec<&str> = lines.collect();
    let (last, lines) = lines.split_last().unwrap_or((&"", &[]));
    assert!(
        last.is_empty() && lines.iter().all(|line| is_line(line)),
        "{answer:?}"
    );
    let media = lines.iter().filter(|line| line.starts_with("m="));
    assert_eq!(media.count(), LINES);
    let theirs = theirs.map_or(0, |theirs| theirs.ufrag.len() + theirs.password.len());
    assert!(theirs <= 512);
    let read = RTCSessionDescription::answer(answer.clone());
    assert!(read.is_ok(), "browsers can't read this: {answer}");
    Uplink::new(&offer.lines, Instant::now());
}
