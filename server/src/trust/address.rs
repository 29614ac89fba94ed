//! Whence a request comes, and what of it may be remembered: a hash of the network's prefix, which nobody but
//! this server can make, for hours.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

use super::key::Key;

/// The header in which proxies say for whom they ask.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Proxies in a row that are believed at most.
const MOST_PROXIES: usize = 8;

/// Bits of an IPv6 address that belong to one subscriber: a household or an office has a network of that size.
const V6_BITS: u32 = 64;

/// A network, hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(pub [u8; 16]);

impl Prefix {
    /// The prefix of an address: all of an IPv4 address, the network of an IPv6 address.
    pub fn of(address: IpAddr, key: &Key) -> Self {
        let hash = match address.to_canonical() {
            IpAddr::V4(v4) => key.hash("IPv4 address", &v4.octets()),
            IpAddr::V6(v6) => {
                let network = v6.to_bits() >> (128 - V6_BITS);
                key.hash("IPv6 network", &network.to_be_bytes())
            }
        };
        Self(hash)
    }
}

/// The address of who asks. What headers say counts only as far as it comes from trusted proxies.
pub fn client(remote: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut address = remote.ip().to_canonical();
    let lists = headers.get_all(FORWARDED_FOR).iter().rev();
    let named = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.rsplit(','));
    // The last one was added by who speaks to us, the one before by who spoke to them.
    for name in named.take(MOST_PROXIES) {
        if !is_trusted(address) {
            break;
        }
        match name.trim().parse::<IpAddr>() {
            Ok(before) => address = before.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(remote: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for list in forwarded {
            headers.append(FORWARDED_FOR, list.parse().unwrap());
        }
        let trusted = ["127.0.0.0/8", "10.0.0.1/32"].map(|net| net.parse().unwrap());
        client(remote.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        for (remote, forwarded, expected) in [
            ("192.0.2.1:5", &[][..], "192.0.2.1"),
            ("192.0.2.1:5", &["198.51.100.7"], "192.0.2.1"),
            ("127.0.0.1:5", &[], "127.0.0.1"),
            ("127.0.0.1:5", &["198.51.100.7"], "198.51.100.7"),
            ("[::ffff:127.0.0.1]:5", &["198.51.100.7"], "198.51.100.7"),
            // What the visitor wrote stands before what the proxy added.
            ("127.0.0.1:5", &["1.2.3.4, 198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1:5", &["1.2.3.4", "198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1:5", &["198.51.100.7, 10.0.0.1"], "198.51.100.7"),
            ("127.0.0.1:5", &["198.51.100.7, garbage"], "127.0.0.1"),
            ("127.0.0.1:5", &["2001:db8::1"], "2001:db8::1"),
        ] {
            assert_eq!(found(remote, forwarded), expected, "{remote} {forwarded:?}");
        }
    }

    #[test]
    fn a_prefix_is_a_subscribers() {
        let key = Key::of(7);
        let of = |address: &str| Prefix::of(address.parse().unwrap(), &key);
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        let other = Prefix::of("192.0.2.1".parse().unwrap(), &Key::of(8));
        assert_ne!(of("192.0.2.1"), other);
    }
}
