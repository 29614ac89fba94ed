//! Against the library's own implementation, in both directions.

use proptest::prelude::*;
use rtc::rtp::packet::Packet;
use rtc::shared::marshal::Marshal;
use rtc::srtp::config::Config;
use rtc::srtp::context::Context;
use rtc::srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use rtc::srtp::protection_profile::ProtectionProfile;

use super::*;

const PROFILES: [(Profile, ProtectionProfile); 3] = [
    (Profile::Gcm128, ProtectionProfile::AeadAes128Gcm),
    (Profile::Gcm256, ProtectionProfile::AeadAes256Gcm),
    (Profile::Cm128, ProtectionProfile::Aes128CmHmacSha1_80),
];

/// A peer of ours, as the library would be: what it sends, what it gets.
struct Browser {
    send: Context,
    receive: Context,
}

fn connected(profile: usize) -> (Opener, Sealer, Browser) {
    let (ours, theirs) = PROFILES[profile];
    let provider = rtc::crypto::default_provider().unwrap();
    let crypto = provider.crypto();
    let material: Vec<u8> = (0..material_bytes(ours) as u8).collect();
    let (opener, sealer) = pair(crypto, ours, &material).unwrap();
    let mut config = Config {
        profile: theirs,
        ..Config::default()
    };
    config
        .set_session_keys_from_keying_material(&material, true)
        .unwrap();
    let keys = &config.keys;
    let context = |key: &[u8], salt: &[u8]| {
        let (media, reports) = (srtp_replay_protection(64), srtcp_replay_protection(64));
        Context::new(key, salt, theirs, Some(media), Some(reports), crypto).unwrap()
    };
    let browser = Browser {
        send: context(&keys.local_master_key, &keys.local_master_salt),
        receive: context(&keys.remote_master_key, &keys.remote_master_salt),
    };
    (opener, sealer, browser)
}

fn packet(seq: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = Packet::default();
    packet.header.version = 2;
    packet.header.ssrc = 0xABCD;
    packet.header.sequence_number = seq;
    packet.payload = payload.to_vec().into();
    packet.marshal().unwrap().to_vec()
}

/// A receiver report of nothing.
const REPORT: [u8; 12] = [0x80, 201, 0, 2, 0, 0, 0xAB, 0xCD, 1, 2, 3, 4];

#[test]
fn what_a_browser_sends_is_opened_once() {
    for profile in 0..PROFILES.len() {
        let (mut opener, _, mut browser) = connected(profile);
        for seq in [65_535, 0, 1, 3, 2] {
            let plain = packet(seq, b"hello");
            let mut sealed = browser.send.encrypt_rtp(&plain).unwrap().to_vec();
            let again = sealed.clone();
            let (length, index) = opener.media(&mut sealed).unwrap();
            assert_eq!(&sealed[..length], plain, "{profile} {seq}");
            let expected = u64::from(seq) + if seq < 10 { 65_536 } else { 0 };
            assert_eq!(index, expected);
            assert_eq!(opener.media(&mut again.clone()), None, "{profile} replayed");
        }
        let mut sealed = browser.send.encrypt_rtcp(&REPORT).unwrap().to_vec();
        let mut again = sealed.clone();
        let length = opener.reports(&mut sealed).unwrap();
        assert_eq!(&sealed[..length], REPORT);
        assert_eq!(opener.reports(&mut again), None);
    }
}

#[test]
fn what_we_send_is_opened_by_a_browser() {
    for profile in 0..PROFILES.len() {
        let (_, mut sealer, mut browser) = connected(profile);
        for index in [65_535u64, 65_536, 65_538, 65_537] {
            let plain = packet(index as u16, b"hello");
            let mut sealed = plain.clone();
            assert!(sealer.media(&mut sealed, 12, 0xABCD, index));
            assert_ne!(sealed[12..17], plain[12..17]);
            let opened = browser.receive.decrypt_rtp(&sealed).unwrap();
            assert_eq!(&opened[..], plain, "{profile} {index}");
        }
        for _ in 0..3 {
            let mut sealed = REPORT.to_vec();
            assert!(sealer.reports(&mut sealed));
            assert_eq!(&browser.receive.decrypt_rtcp(&sealed).unwrap()[..], REPORT);
        }
    }
}

#[test]
fn streams_are_bounded_and_forgeries_take_no_place() {
    let (mut opener, _, mut browser) = connected(0);
    for ssrc in 0..2 * MAX_STREAMS as u32 {
        let mut forged = packet(1, b"a forgery of some length");
        forged[8..12].copy_from_slice(&ssrc.to_be_bytes());
        assert_eq!(opener.media(&mut forged), None);
    }
    assert!(opener.streams.is_empty());
    let mut sealed = browser.send.encrypt_rtp(&packet(1, b"x")).unwrap().to_vec();
    assert!(opener.media(&mut sealed).is_some());
}

proptest! {
    #[test]
    fn changed_packets_are_refused(profile in 0usize..3, at in 0usize..40, bit in 0u8..8, reports: bool) {
        let (mut opener, _, mut browser) = connected(profile);
        let mut sealed = match reports {
            true => browser.send.encrypt_rtcp(&REPORT).unwrap().to_vec(),
            false => browser.send.encrypt_rtp(&packet(7, b"hello")).unwrap().to_vec(),
        };
        let at = at % sealed.len();
        sealed[at] ^= 1 << bit;
        match reports {
            true => prop_assert_eq!(opener.reports(&mut sealed), None),
            false => prop_assert_eq!(opener.media(&mut sealed), None),
        }
    }

    #[test]
    fn any_bytes_are_judged(mut bytes in prop::collection::vec(any::<u8>(), 0..80), profile in 0usize..3) {
        let (mut opener, _, _) = connected(profile);
        prop_assert_eq!(opener.media(&mut bytes.clone()), None);
        prop_assert_eq!(opener.reports(&mut bytes), None);
    }
}
