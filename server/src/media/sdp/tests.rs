//! Offers by example and by property, and the answers to them.

use proptest::prelude::*;

use super::super::fuzzing::{CHROMIUM, FIREFOX};
use super::answer::{Ours, write};
use super::*;

/// Kind, direction and further lines of one media line.
type Media = (&'static str, &'static str, String);

const FINGERPRINT: &str = "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:\
AB:CD:EF:01:23:45:67:89";

fn offer(lines: &[Media]) -> String {
    let mut sdp = format!(
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 {FINGERPRINT}\r\n"
    );
    for (index, (kind, direction, more)) in lines.iter().enumerate() {
        let codec = match *kind {
            "audio" => "a=rtpmap:96 opus/48000/2\r\n",
            _ => {
                "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\n\
                 a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
            }
        };
        sdp += &format!(
            "m={kind} 9 UDP/TLS/RTP/SAVPF 96 97 98 99\r\na={direction}\r\na=mid:{index}\r\n{codec}{more}"
        );
    }
    sdp
}

fn good() -> Vec<Media> {
    let line = |kind: &'static str, direction| (kind, direction, String::new());
    let kinds = "audio video video audio audio audio audio video video video video audio";
    let lines = kinds
        .split(' ')
        .enumerate()
        .map(|(index, kind)| match index {
            0..4 => line(kind, "sendonly"),
            _ => line(kind, "recvonly"),
        });
    lines.collect()
}

fn read(change: impl Fn(&mut Vec<Media>)) -> Result<Offer, OfferError> {
    let mut lines = good();
    change(&mut lines);
    read_offer(&offer(&lines))
}

#[test]
fn what_matters_of_an_offer_is_read() {
    let read = read(|lines| {
        lines[MICROPHONE].2 = "a=candidate:1 1 udp 2 198.51.100.1 9 typ host\r\n\
             a=extmap:1/sendonly urn:ietf:params:rtp-hdrext:ssrc-audio-level x\r\n\
             a=ssrc:11 cname:x\r\na=ssrc:11 msid:a b\r\n"
            .to_owned();
        lines[CAMERA].2 = "a=ssrc-group:FID 21 22\r\na=ssrc:21 cname:x\r\na=ssrc:22 cname:x\r\n\
             a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n\
             a=extmap:99 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
            .to_owned();
    })
    .unwrap();
    assert_eq!(read.fingerprint, FINGERPRINT);
    assert_eq!(read.lines.len(), LINES);
    let (microphone, camera) = (&read.lines[MICROPHONE], &read.lines[CAMERA]);
    assert_eq!(
        (microphone.mid.as_str(), &microphone.ssrcs[..]),
        ("0", &[11][..])
    );
    assert_eq!(microphone.extensions.level, Some(1));
    assert_eq!(camera.repairs, [(21, 22)]);
    assert_eq!(
        (camera.extensions.transport, camera.extensions.mid),
        (Some(3), None)
    );
    let [vp8] = camera.codecs.all() else {
        unreachable!("one codec: {:?}", camera.codecs);
    };
    assert_eq!(
        (vp8.codec, vp8.payload_type, vp8.repair),
        (Codec::Vp8, 96, Some(97))
    );
    assert!(vp8.feedback.nack && vp8.feedback.pli && !vp8.feedback.fir);
}

#[test]
fn what_browsers_really_offer_is_read() {
    for (offer, ssrcs, sound) in [
        (CHROMIUM, 0, &[Codec::Red, Codec::Opus][..]),
        (FIREFOX, 6, &[Codec::Opus]),
    ] {
        let read = read_offer(offer).unwrap();
        let taken = read.lines[MICROPHONE].codecs.all().iter();
        let taken: Vec<Codec> = taken.map(|it| it.codec).collect();
        assert_eq!(taken, sound);
        let camera = &read.lines[CAMERA];
        assert_eq!(camera.codecs.all()[0].codec, Codec::Vp8);
        assert_eq!(
            (&camera.layers[..], camera.ssrcs.len()),
            (&["h", "m", "l"].map(str::to_owned)[..], ssrcs)
        );
        assert!(credentials::read(offer).is_some());
        // Whatever is cut off from its last media line on, it is none.
        let last = offer.rfind("\r\nm=").unwrap();
        for end in (0..last).step_by(97) {
            assert!(read_offer(&offer[..end]).is_err(), "{end}");
        }
    }
}

#[test]
fn layers_are_read_best_first() {
    for (line, expected) in [
        (
            "a=rid:h send\r\na=rid:l send\r\na=simulcast:send h;l\r\n",
            &["h", "l"][..],
        ),
        ("a=simulcast:send ~h;l recv x\r\n", &["h", "l"]),
        ("a=simulcast:recv h;l\r\n", &[]),
    ] {
        let read = read(|lines| lines[CAMERA].2 = line.to_owned()).unwrap();
        assert_eq!(read.lines[CAMERA].layers, expected, "{line}");
    }
}

#[test]
fn codecs_are_taken_by_their_parameters() {
    let more = "a=rtpmap:98 H264/90000\r\na=fmtp:98 profile-level-id=42E01F;packetization-mode=1\r\n\
        a=rtpmap:99 VP9/90000\r\na=fmtp:99 profile-id=2\r\n";
    let read = read(|lines| lines[CAMERA].2 = more.to_owned()).unwrap();
    let taken = read.lines[CAMERA].codecs.all().iter();
    let taken: Vec<Codec> = taken.map(|it| it.codec).collect();
    assert_eq!(taken, [Codec::Vp8, Codec::H264]);
    let red = "a=rtpmap:98 red/48000/2\r\na=fmtp:98 96/96\r\n";
    let read = self::read(|lines| lines[MICROPHONE].2 = red.to_owned()).unwrap();
    let taken = read.lines[MICROPHONE].codecs.all().iter();
    let taken: Vec<(Codec, u8)> = taken.map(|it| (it.codec, it.payload_type)).collect();
    assert_eq!(taken, [(Codec::Red, 98), (Codec::Opus, 96)]);
}

#[test]
fn other_offers_are_refused() {
    type Case<'a> = (&'a dyn Fn(&mut Vec<Media>), OfferError);
    let cases: [Case<'_>; 10] = [
        (&|lines| lines.truncate(3), OfferError::WrongLines),
        (
            &|lines| lines.push(lines[0].clone()),
            OfferError::WrongLines,
        ),
        (&|lines| lines.swap(0, 1), OfferError::WrongLine(0)),
        (&|lines| lines[1].1 = "sendrecv", OfferError::WrongLine(1)),
        (
            &|lines| lines[7].0 = "application",
            OfferError::WrongLine(7),
        ),
        (
            &|lines| {
                lines[0].2 = (0..7).map(|ssrc| format!("a=ssrc:{ssrc} x\r\n")).collect();
            },
            OfferError::TooManyStreams(0),
        ),
        (
            &|lines| lines[0].2 = "a=simulcast:send a;b\r\n".to_owned(),
            OfferError::TooManyStreams(0),
        ),
        (
            &|lines| lines[1].2 = "a=simulcast:send a;b;c;d\r\n".to_owned(),
            OfferError::TooManyStreams(1),
        ),
        (
            &|lines| lines[SCREEN].2 = "a=simulcast:send a;b\r\n".to_owned(),
            OfferError::TooManyStreams(2),
        ),
        (
            &|lines| lines[2].2 = "a=mid:a b\r\n".to_owned(),
            OfferError::NoName(2),
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(read(change), Err(expected));
    }
    let other = offer(&good()).replacen("VP8", "AV1", 1);
    assert_eq!(read_offer(&other), Err(OfferError::NoCodec(1)));
    let hidden = offer(&good()).replacen("a=mid:3", "a=mid:3\ra=x", 1);
    assert_eq!(read_offer(&hidden), Err(OfferError::NotText));
    let nobody = offer(&good()).replacen("AB:CD", "AB:CG", 1);
    assert_eq!(read_offer(&nobody), Err(OfferError::NoFingerprint));
    let long = "x".repeat(SDP_BYTES + 1);
    assert_eq!(read_offer(&long), Err(OfferError::TooLong));
}

#[test]
fn answers_repeat_what_was_offered() {
    let read = read(|lines| {
        lines[CAMERA].2 = "a=simulcast:send h;l\r\n".to_owned();
    })
    .unwrap();
    let mut streams = vec![None; LINES];
    streams[slot_line(Kind::Video, 1)] = Some((7, 8));
    let answer = write(
        &read,
        &Ours {
            serial: 4,
            ufrag: "frag",
            password: "pass",
            fingerprint: FINGERPRINT,
            udp: &["192.0.2.1:8080".parse().unwrap()],
            tcp: &["[2001:db8::1]:8080".parse().unwrap()],
            streams: &streams,
        },
    );
    for line in [
        "a=group:BUNDLE 0 1 2 3 4 5 6 7 8 9 10 11",
        "a=ice-lite",
        "m=audio 9 UDP/TLS/RTP/SAVPF 96",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
        "a=candidate:1 1 udp 2130706431 192.0.2.1 8080 typ host",
        "a=candidate:2 1 tcp 1526726655 2001:db8::1 8080 typ host tcptype passive",
        "a=simulcast:recv h;l",
        "a=rid:h recv",
        "a=setup:passive",
        "a=fmtp:96 minptime=10;useinbandfec=1;usedtx=1",
        "a=ssrc-group:FID 7 8",
        "a=ssrc:7 cname:slot1",
        "a=msid:slot1 video1",
        "a=rtcp-fb:96 nack pli",
        "a=recvonly",
        "a=sendonly",
    ] {
        assert!(answer.lines().any(|it| it == line), "{line} in {answer}");
    }
    assert_eq!(answer.matches("a=candidate").count(), 2);
    assert!(!answer.contains("\r\n\r\n") && answer.ends_with("\r\n"));
    rtc::peer_connection::sdp::RTCSessionDescription::answer(answer).unwrap();
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "(m=|a=|rid|simulcast|ssrc|send|[:; ~\r\n0-9]|\\PC){0,200}") {
        let _ = read_offer(&text);
    }

    #[test]
    fn any_change_of_a_good_offer_is_answered(at in 0usize..4000, with in "[ -~]{0,4}") {
        let mut text = offer(&good());
        let at = at % text.len();
        text.replace_range(at..at + 1, &with);
        let _ = read_offer(&text);
    }
}
