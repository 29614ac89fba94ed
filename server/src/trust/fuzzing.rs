//! Ways in for `cargo xtask fuzz` and for the tests below: what strangers say about who they are, in cookies,
//! invitations and headers. Nobody is believed but who was given it by this server. Not part of what is shipped.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use hallway_protocol::Role;
use ipnet::IpNet;

use super::address;
use super::identity::{Account, Identities, Identity, Known};
use super::invite::{Invitation, Invites};
use super::key::Key;
use crate::login::Pending;
use crate::media::fuzzing::Target;

/// Cookies of visitors, of accounts and of those who log in.
pub const COOKIES: Target = Target {
    name: "cookies",
    read: read_cookies,
    seeds: cookies,
};

/// Invitations.
pub const INVITATIONS: Target = Target {
    name: "invitations",
    read: read_invitation,
    seeds: invitations,
};

/// What proxies say whence somebody comes.
pub const FORWARDED: Target = Target {
    name: "forwarded",
    read: read_forwarded,
    seeds: forwarded,
};

/// All of them.
pub const TARGETS: [Target; 3] = [COOKIES, INVITATIONS, FORWARDED];

const STATE: &str = "some-state";

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

fn identities() -> Identities {
    Identities::of_key(Key::of(7))
}

fn headers(name: HeaderName, value: &[u8]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(name, HeaderValue::from_bytes(value).ok()?);
    Some(headers)
}

/// The first part of what sets a cookie: what a browser sends.
fn sent(set_cookie: &str) -> Vec<u8> {
    let sent = set_cookie.split(';').next().unwrap_or_default();
    sent.as_bytes().to_vec()
}

fn given() -> [Known; 2] {
    let guest = Known {
        identity: Identity([1; 16]),
        since: now(),
        account: None,
        name: String::new(),
    };
    let account = Account {
        guest: Identity([1; 16]),
        role: Role::Organizer,
        until: now() + Duration::from_secs(60),
    };
    let known = Known {
        identity: Identity([2; 16]),
        account: Some(account),
        name: "Zoë".to_owned(),
        ..guest.clone()
    };
    [guest, known]
}

fn pending() -> Pending {
    Pending {
        state: STATE.to_owned(),
        nonce: "nonce".to_owned(),
        verifier: "verifier".to_owned(),
        path: "/v/hall#garden".to_owned(),
    }
}

fn cookies() -> Vec<Vec<u8>> {
    let ours = given().map(|known| sent(&identities().cookie(&known, true)));
    let login = sent(&pending().cookie(&Key::of(7), now(), true));
    let all = [&ours[0], &b"; "[..], &ours[1], b"; ", &login].concat();
    ours.into_iter().chain([login, all]).collect()
}

fn read_cookies(bytes: &[u8]) {
    let Some(headers) = headers(header::COOKIE, bytes) else {
        return;
    };
    let known = identities().of(&headers, now());
    assert!(known.is_none_or(|it| given().contains(&it)));
    let back = Pending::of(&headers, STATE, &Key::of(7), now());
    assert!(back.is_none_or(|it| it == pending()));
}

fn invites() -> Invites {
    Invites::of_key(Key::of(8))
}

fn made() -> [Invitation; 3] {
    let of = |role, room: &str, zone: &str| Invitation {
        role,
        expires: now() + Duration::from_secs(60),
        room: room.to_owned(),
        zone: zone.to_owned(),
        number: 7,
    };
    [
        of(Role::Organizer, "", ""),
        of(Role::Facilitator, "hall", "Kitchen"),
        of(Role::Speaker, "hall", ""),
    ]
}

fn invitations() -> Vec<Vec<u8>> {
    let tokens = made().map(|invitation| invites().token(&invitation));
    tokens.map(String::into_bytes).into()
}

fn read_invitation(bytes: &[u8]) {
    let Ok(token) = str::from_utf8(bytes) else {
        return;
    };
    for room in ["", "hall"] {
        if let Ok(accepted) = invites().accept(token, room, now()) {
            assert!(made().contains(&accepted));
        }
    }
}

fn forwarded() -> Vec<Vec<u8>> {
    [
        "203.0.113.7, 10.0.0.1",
        "2001:db8::1",
        "unknown, 198.51.100.2",
        "\"[2001:db8::2]:4711\", 10.1.1.1",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

fn read_forwarded(bytes: &[u8]) {
    let Some(headers) = headers(HeaderName::from_static("x-forwarded-for"), bytes) else {
        return;
    };
    let proxy = SocketAddr::from(([10, 0, 0, 1], 4711));
    let stranger = SocketAddr::from(([192, 0, 2, 1], 4711));
    let proxies: Vec<IpNet> = "10.0.0.0/8".parse().into_iter().collect();
    // Of those who are no proxy nothing is believed.
    assert_eq!(address::client(stranger, &headers, &proxies), stranger.ip());
    address::client(proxy, &headers, &proxies);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    #[test]
    fn what_this_server_gives_is_known_again() {
        for target in TARGETS {
            let seeds = (target.seeds)();
            assert!(!seeds.is_empty(), "{}", target.name);
            seeds.iter().for_each(|seed| (target.read)(seed));
        }
        let headers = headers(header::COOKIE, &cookies()[3]).unwrap();
        assert!(identities().of(&headers, now()).is_some());
        assert!(Pending::of(&headers, STATE, &Key::of(7), now()).is_some());
        for token in invitations() {
            let token = String::from_utf8(token).unwrap();
            assert!(invites().accept(&token, "hall", now()).is_ok(), "{token}");
        }
    }

    proptest! {
        #[test]
        fn what_is_damaged_is_believed_of_nobody(
            which in any::<Index>(),
            at in any::<Index>(),
            cut in any::<bool>(),
            byte in any::<u8>(),
        ) {
            for target in TARGETS {
                let seeds = (target.seeds)();
                let mut input = which.get(&seeds).clone();
                let at = at.index(input.len());
                match cut {
                    true => input.truncate(at),
                    false => input[at] = byte,
                }
                (target.read)(&input);
            }
        }

        #[test]
        fn any_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..700)) {
            TARGETS.iter().for_each(|target| (target.read)(&bytes));
        }
    }
}
