//! Inputs to begin with: what browsers send, as far as it can be written down before it is sent.

use super::super::frames;
use super::handshake::{BEFORE, CHANGE, CUT, INSERT, LOSE, TWICE};
use super::house::{
    AGAIN, ANSWER, CHECK, CLOSE, LEAVE, MEDIA, RAW, REPORTS, SCREEN, SLOTS, STREAM, TAKE, WAIT,
};
use super::steps::step;

/// What Chromium offered to a page that does as ours.
pub const CHROMIUM: &str = include_str!("chromium.sdp");
/// What Firefox offered to it.
pub const FIREFOX: &str = include_str!("firefox.sdp");

/// Chromium's numbers of header extensions: loudness, running number, line, layer, repaired layer.
const LEVEL: u8 = 1;
const TRANSPORT: u8 = 3;
const MID: u8 = 4;
const LAYER: u8 = 10;
const REPAIRED: u8 = 11;
/// Its payload types.
const OPUS: u8 = 111;
const RED: u8 = 63;
const VP8: u8 = 96;
const VP8_AGAIN: u8 = 97;
const VP9: u8 = 98;
const H264: u8 = 108;

/// Streams of slots, in the order of the lines.
const FIRST_PICTURE: u32 = STREAM + 3;

/// See [`super::OFFER`].
pub fn offers() -> Vec<Vec<u8>> {
    let lean = |offer: &str| {
        // Without what is not read, so that more of what is changed matters.
        let read = [
            "v=",
            "m=",
            "a=mid",
            "a=rtpmap",
            "a=fmtp",
            "a=sendonly",
            "a=recvonly",
            "a=ice-",
        ];
        let more = [
            "a=fingerprint",
            "a=extmap",
            "a=ssrc",
            "a=simulcast",
            "a=rid",
            "a=rtcp-fb",
        ];
        let is_read = |line: &&str| read.iter().chain(&more).any(|it| line.starts_with(it));
        let lines: Vec<&str> = offer.lines().filter(is_read).collect();
        lines.join("\r\n").into_bytes()
    };
    let whole = [CHROMIUM, FIREFOX].map(|offer| offer.as_bytes().to_vec());
    whole
        .into_iter()
        .chain([CHROMIUM, FIREFOX].map(lean))
        .collect()
}

/// See [`super::HANDSHAKE`].
pub fn handshakes() -> Vec<Vec<u8>> {
    let hello = [
        &[22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 14][..],
        // A message of one byte in a piece of its own.
        &[1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 3, 3],
    ]
    .concat();
    let alert = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0];
    let mut seeds = vec![Vec::new()];
    for number in 0..6 {
        seeds.push(step(CHANGE, number, &[0, 14, 1]));
        seeds.push(step(CUT, number, &[0, 20]));
        seeds.push(step(TWICE, number, &[]));
        seeds.push(step(LOSE, number, &[]));
        seeds.push([step(BEFORE, number, &hello), step(BEFORE, number, &alert)].concat());
        seeds.push(step(INSERT, number, &[0, 25, 0, 0, 0, 1]));
    }
    seeds
}

/// See [`super::FRAMES`].
pub fn frames() -> Vec<Vec<u8>> {
    let mut stream = vec![2];
    for datagram in [&[0, 1, 0, 0][..], &[], &[0x80; 300]] {
        frames::push(&mut stream, datagram);
    }
    vec![stream.clone(), [stream.as_slice(), &[0xFF; 2]].concat()]
}

/// See [`super::DATAGRAM`].
pub fn datagrams() -> Vec<Vec<u8>> {
    let begin = [
        step(TAKE, 0, &[15]),
        step(TAKE, 1, &[15]),
        step(SLOTS, 0, &[2]),
        step(SLOTS, 1, &[0, 1]),
        step(SCREEN, 1, &[1]),
    ]
    .concat();
    let call = [begin.clone(), sounds(), pictures(), told()].concat();
    let mut seeds = vec![call, checks(), strangers()];
    for part in [sounds(), pictures()] {
        seeds.push([begin.as_slice(), &part].concat());
    }
    for report in reports() {
        seeds.push([begin.clone(), pictures(), step(REPORTS, 1, &report)].concat());
    }
    let end = [step(LEAVE, 0, &[]), step(CLOSE, 1, &[]), sounds()].concat();
    seeds.push([begin, end].concat());
    seeds
}

fn sounds() -> Vec<u8> {
    let level = (LEVEL, &[20][..]);
    let line = (MID, &b"0"[..]);
    // One block before the newest.
    let red = [0x80 | OPUS, 0x0F, 0, 2, OPUS, b'o', b'l', b'n', b'e', b'w'];
    let mut steps = Vec::new();
    for (seq, payload_type, payload) in
        [(1, OPUS, &[7, 7][..]), (2, RED, &red), (65_535, OPUS, &[])]
    {
        let extensions = [level, line, (TRANSPORT, &[0, seq as u8])];
        let packet = rtp(payload_type, seq, 10, &extensions, payload);
        steps.extend(step(MEDIA, 0, &packet));
    }
    steps
}

fn pictures() -> Vec<u8> {
    let vp8 = [0x90, 0xE0, 0x81, 0x02, 0x07, 0x20, 0x10, 1];
    let mut steps = Vec::new();
    for (ssrc, layer) in [(20, b"h"), (21, b"m"), (22, b"l")] {
        for (seq, payload_type, payload) in [
            (1, VP8, &vp8[..]),
            (2, VP8, &[0x10, 1, 1]),
            (4, VP9, &[0xA8, 0x85, 1, 0]),
            (5, H264, &[0x78, 0, 20, 0x67, 1]),
            (6, H264, &[0x7C, 0x87, 1]),
        ] {
            let extensions = [
                (MID, &b"1"[..]),
                (LAYER, layer),
                (TRANSPORT, &[1, seq as u8]),
            ];
            let packet = rtp(payload_type, seq, ssrc, &extensions, payload);
            steps.extend(step(MEDIA, 0, &packet));
        }
        let extensions = [(MID, &b"1"[..]), (REPAIRED, layer)];
        let again = rtp(VP8_AGAIN, 1, ssrc + 10, &extensions, &[0, 3, 0x10, 1]);
        steps.extend(step(MEDIA, 0, &again));
    }
    let screen = rtp(VP8, 1, 40, &[(MID, b"2")], &vp8);
    let mut padding = rtp(VP8, 2, 40, &[], &[0, 0, 3]);
    if let Some(first) = padding.first_mut() {
        *first |= 0x20;
    }
    for packet in [screen, padding] {
        steps.extend(step(MEDIA, 0, &packet));
    }
    steps
}

/// What a receiver tells of what it got.
fn told() -> Vec<u8> {
    let mut steps = step(WAIT, 6, &[]);
    for report in reports() {
        steps.extend(step(REPORTS, 1, &report));
        steps.extend(step(WAIT, 4, &[]));
    }
    for slot in 3..7 {
        steps.extend(step(AGAIN, slot << 1 | 1, &[0, 0, 3]));
    }
    steps.extend(step(WAIT, 10, &[]));
    steps
}

fn reports() -> Vec<Vec<u8>> {
    let stream = FIRST_PICTURE.to_be_bytes();
    let about = |format: u8, kind: u8, more: &[u8]| {
        let words = (2 + more.len() / 4) as u8;
        let head = [0x80 | format, kind, 0, words, 0, 0, 0, 1];
        [&head[..], &stream, more].concat()
    };
    let source = [0, 0, 0, 20];
    let sender = [
        &[0x80, 200, 0, 6][..],
        &source,
        &[
            0x11, 0x11, 0x22, 0x22, 0x33, 0x33, 0x44, 0x44, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 9,
        ],
    ]
    .concat();
    let receiver = [&[0x81, 201, 0, 7, 0, 0, 0, 1][..], &stream, &[0; 20]].concat();
    let description = [0x81, 202, 0, 3, 0, 0, 0, 1, 1, 3, b'a', b'b', b'c', 0, 0, 0];
    let goodbye = [0x81, 203, 0, 1, 0, 0, 0, 1];
    let extended = [
        0x80, 207, 0, 4, 0, 0, 0, 1, 4, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8,
    ];
    // Two packets that came, told by a run; seven, told by a vector; with their deltas.
    let run = about(15, 205, &[0, 0, 0, 2, 0, 0, 1, 0, 0x20, 2, 4, 8]);
    let vector = about(
        15,
        205,
        &[
            0, 0, 0, 7, 0, 0, 1, 1, 0xD5, 0x55, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0,
        ],
    );
    let again = about(1, 205, &[0, 1, 0, 3]);
    let lost = about(1, 206, &[]);
    let slice = about(2, 206, &[0, 1, 0, 3]);
    let anew = about(4, 206, &[&stream[..], &[1, 0, 0, 0]].concat());
    let rate = about(
        15,
        206,
        &[b'R', b'E', b'M', b'B', 1, 0x12, 0x34, 0x56, 0, 0, 0, 20],
    );
    let congestion = about(11, 205, &[0, 0, 0, 1, 0x80, 1, 0, 0, 0, 0, 0, 9]);
    let compound = [&receiver[..], &description, &lost].concat();
    let two = [sender.as_slice(), &description].concat();
    vec![
        compound,
        two,
        goodbye.to_vec(),
        extended.to_vec(),
        run,
        vector,
        again,
        lost,
        slice,
        anew,
        rate,
        congestion,
    ]
}

/// Checks by all ways, and what the server asks then.
fn checks() -> Vec<u8> {
    let nominates = [0, 0x25, 0, 0];
    let controlling = [0x80, 0x2A, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8];
    let priority = [0, 0x24, 0, 4, 0x6E, 0, 1, 0xFF];
    let all = [&nominates[..], &controlling, &priority].concat();
    let mut steps = Vec::new();
    for way in 0..8 {
        for who in 0..3 {
            steps.extend(step(CHECK, who * 8 + way, &all));
            steps.extend(step(ANSWER, 0, &[]));
        }
    }
    steps
}

/// What belongs to nobody, or to somebody who is not connected.
fn strangers() -> Vec<u8> {
    let hello = [&[22, 0xFE, 0xFD][..], &[0; 8], &[0, 4, 1, 0, 0, 0]].concat();
    let check = [
        &[0, 1, 0, 8, 0x21, 0x12, 0xA4, 0x42][..],
        &[7; 12],
        &[0, 6, 0, 3, b'a', b':', b'b', 0],
    ]
    .concat();
    let answer = [&[1, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42][..], &[7; 12]].concat();
    let packet = rtp(OPUS, 1, 10, &[], &[1, 2, 3]);
    let mut steps = Vec::new();
    for way in [0, 2, 3, 6] {
        for datagram in [&hello, &check, &answer, &packet] {
            steps.extend(step(RAW, way, datagram));
        }
    }
    steps.extend(step(WAIT, 15, &[]));
    steps
}

fn rtp(
    payload_type: u8,
    seq: u16,
    ssrc: u32,
    extensions: &[(u8, &[u8])],
    payload: &[u8],
) -> Vec<u8> {
    let mut packet = vec![0x90, 0x80 | payload_type];
    packet.extend(seq.to_be_bytes());
    packet.extend((u32::from(seq) * 960).to_be_bytes());
    packet.extend(ssrc.to_be_bytes());
    let mut block = Vec::new();
    for (number, content) in extensions {
        block.push(number << 4 | (content.len().saturating_sub(1) as u8 & 0x0F));
        block.extend_from_slice(content);
    }
    block.resize(block.len().next_multiple_of(4), 0);
    packet.extend([0xBE, 0xDE, 0, (block.len() / 4) as u8]);
    packet.extend(block);
    packet.extend_from_slice(payload);
    packet
}
