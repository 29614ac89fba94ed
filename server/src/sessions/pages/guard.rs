//! Requests to pages that a map names. A map must not make this server knock on doors in its own
//! network, so only public addresses are asked: judged after the name was looked up, for that very
//! connection, and again at each redirect.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use tokio::time::timeout;
use url::{Host, Url};

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 3;

/// Time for all requests about one page; less than a visitor waits.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks pages for their headers.
pub(super) struct Guarded {
    client: Client,
    allow_private: bool,
}

impl Guarded {
    /// With or without private addresses.
    ///
    /// # Errors
    /// When no client can be made.
    pub(super) fn new(allow_private: bool) -> reqwest::Result<Self> {
        let client = Client::builder()
            .dns_resolver(Resolver { allow_private })
            .redirect(Policy::none())
            // A proxy would look the names up by itself.
            .no_proxy()
            .timeout(TIMEOUT)
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self {
            client,
            allow_private,
        })
    }

    /// The headers of a page and its URL after redirects. No content is read, no cookie kept. `None`
    /// for what does not answer, or may not be asked.
    pub(super) async fn headers(&self, url: &Url) -> Option<(Url, HeaderMap)> {
        timeout(TIMEOUT, self.follow(url)).await.ok().flatten()
    }

    async fn follow(&self, url: &Url) -> Option<(Url, HeaderMap)> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let (status, headers) = self.ask(&url).await?;
            if !status.is_redirection() {
                return Some((url, headers));
            }
            let next = headers.get(LOCATION).and_then(|next| next.to_str().ok());
            url = url.join(next?).ok()?;
        }
        None
    }

    async fn ask(&self, url: &Url) -> Option<(StatusCode, HeaderMap)> {
        let mut url = url.clone();
        let is_web = matches!(url.scheme(), "http" | "https");
        if !is_web || !self.may_ask(url.host()?) {
            return None;
        }
        // A password in a map is not this server's to show.
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
        for method in [Method::HEAD, Method::GET] {
            let request = self.client.request(method.clone(), url.clone());
            let answer = request.send().await.ok()?;
            let status = answer.status();
            // Some servers know no HEAD.
            if method == Method::GET || !(status.is_client_error() || status.is_server_error()) {
                return Some((status, answer.headers().clone()));
            }
        }
        None
    }

    /// Hosts that are addresses are not looked up, so the resolver never sees them.
    fn may_ask(&self, host: Host<&str>) -> bool {
        match host {
            Host::Domain(_) => true,
            Host::Ipv4(ip) => self.allow_private || is_public(ip.into()),
            Host::Ipv6(ip) => self.allow_private || is_public(ip.into()),
        }
    }
}

/// Looks names up and gives public addresses only.
struct Resolver {
    allow_private: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found
                .filter(|at| allow_private || is_public(at.ip()))
                .collect();
            if allowed.is_empty() {
                return Err(NotPublic.into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}

#[derive(Debug)]
struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to no public address")
    }
}

impl std::error::Error for NotPublic {}

/// Whether an address is one of the internet at large. Ranges by IANA's registries of
/// special-purpose addresses.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_special = ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        // Between providers and their customers.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        // What once led from IPv4 to IPv6.
        || (a == 192 && b == 88 && c == 99)
        // Benchmarks.
        || (a == 198 && (18..20).contains(&b))
        // Multicast, and what is kept for the future.
        || a >= 224;
    !is_special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let v4 = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (a, b) {
        // An IPv4 address in another dress leads where that leads.
        (0, 0) if (c, d, e, f) == (0, 0, 0, 0xffff) => v4(g, h),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => v4(g, h),
        (0x2002, _) => v4(b, c),
        // Tunnels, benchmarks, documentation.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // The one range of which public addresses are given out.
        _ => (0x2000..0x4000).contains(&a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_at_large_is_public() {
        for (ip, expected) in [
            ("8.8.8.8", true),
            ("193.0.6.139", true),
            ("100.63.0.1", true),
            ("172.32.0.1", true),
            ("0.0.0.0", false),
            ("10.0.0.1", false),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("127.255.0.1", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.0.0.1", false),
            ("192.0.2.1", false),
            ("192.168.1.1", false),
            ("198.18.0.1", false),
            ("203.0.113.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("2a00:1450:4001:80b::200e", true),
            ("2001:67c:2e8:22::c100:68b", true),
            ("::", false),
            ("::1", false),
            ("::7f00:1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:8.8.8.8", true),
            ("64:ff9b::a00:1", false),
            ("64:ff9b::808:808", true),
            ("64:ff9b:1::1", false),
            ("2002:7f00:1::", false),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(is_public(ip.parse().unwrap()), expected, "{ip}");
        }
    }

    #[tokio::test]
    async fn private_doors_are_not_knocked_on() {
        super::super::super::tests::http();
        let guarded = Guarded::new(false).unwrap();
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://localhost/",
            "http://me:secret@169.254.169.254/latest/meta-data/",
        ] {
            let url = Url::parse(url).unwrap();
            let may_ask = guarded.may_ask(url.host().unwrap());
            assert_eq!(may_ask, url.host_str() == Some("localhost"), "{url}");
            assert!(guarded.headers(&url).await.is_none(), "{url}");
        }
        let name = "localhost".parse().unwrap();
        let resolver = Resolver {
            allow_private: false,
        };
        assert!(resolver.resolve(name).await.is_err());
    }
}
