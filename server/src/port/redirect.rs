//! Leads `http://` to `https://`: where this server encrypts, nothing of the venue goes unencrypted.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::{PATIENCE, REST, UNKNOWN};
use crate::lobby::Lobby;

/// Longest request that is read, in bytes: the least that the library allows.
const MOST_BYTES: usize = 8192;

/// The port that a `https://` without a port means.
const HTTPS: u16 = 443;

/// Where all are led.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The venue's URL; empty for the host that was asked.
    base: Arc<str>,
    /// The port that encrypts, for that host.
    port: u16,
}

impl Redirect {
    /// To the venue's public URL if that is a `https://`, otherwise to the host that was asked for, at the port
    /// that encrypts.
    pub fn to(public_url: &str, port: u16) -> Self {
        let base = match public_url.starts_with("https://") {
            true => public_url.trim_end_matches('/'),
            false => "",
        };
        Self {
            base: base.into(),
            port,
        }
    }

    /// Answers all that come to a port of its own.
    pub async fn serve(self, listener: TcpListener) {
        let lobby = Lobby::new(UNKNOWN);
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // Too many open files, most likely.
                lobby.make_room();
                tokio::time::sleep(REST).await;
                continue;
            };
            let (redirect, mut seat) = (self.clone(), lobby.enter());
            tokio::spawn(async move {
                tokio::select! {
                    _ = timeout(PATIENCE, redirect.answer(stream)) => {}
                    () = seat.lost() => {}
                }
            });
        }
    }

    /// Answers one request.
    pub async fn answer(&self, stream: TcpStream) {
        let service = service_fn(|request: Request<_>| {
            let answer = self.respond(request.uri(), request.headers());
            async move { Ok::<_, Infallible>(answer) }
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(PATIENCE)
            .keep_alive(false)
            .max_buf_size(MOST_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        // Whoever does not speak HTTP is not answered.
        let _ = served.await;
    }

    fn respond(&self, asked: &Uri, headers: &HeaderMap) -> Response<Body> {
        let location = self.location(asked, headers);
        let location = location.and_then(|url| HeaderValue::from_str(&url).ok());
        let (status, text) = match &location {
            Some(_) => (StatusCode::PERMANENT_REDIRECT, "https:// is spoken here\n"),
            None => (
                StatusCode::BAD_REQUEST,
                "https:// is spoken here, and a host is to be named\n",
            ),
        };
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        if let Some(location) = location {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }

    fn location(&self, asked: &Uri, headers: &HeaderMap) -> Option<String> {
        let path = asked.path_and_query().map_or("/", |path| path.as_str());
        // `*` and whatever else is no path leads to the beginning.
        let path = if path.starts_with('/') { path } else { "/" };
        if !self.base.is_empty() {
            return Some(format!("{}{path}", self.base));
        }
        let asked: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
        let (host, port) = (asked.host(), self.port);
        (!asked.as_str().contains('@')).then(|| match port {
            HTTPS => format!("https://{host}{path}"),
            _ => format!("https://{host}:{port}{path}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(public_url: &str, port: u16, asked: &str, host: &str, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        if !host.is_empty() {
            headers.insert(header::HOST, host.parse().unwrap());
        }
        let redirect = Redirect::to(public_url, port);
        let location = redirect.location(&asked.parse().unwrap(), &headers);
        assert_eq!(location.as_deref(), expected, "{public_url} {asked} {host}");
    }

    #[test]
    fn everybody_is_led_to_the_venue_by_https() {
        let ours = "https://venue.example";
        let path = "/v/a?b=c";
        check(
            ours,
            1,
            path,
            "a.example",
            Some("https://venue.example/v/a?b=c"),
        );
        check(
            "https://venue.example/",
            1,
            "/",
            "",
            Some("https://venue.example/"),
        );
        check(ours, 1, "*", "", Some("https://venue.example/"));
        let whole = "http://other.example/x";
        check(ours, 1, whole, "", Some("https://venue.example/x"));
    }

    #[test]
    fn a_venue_without_a_url_is_where_it_was_asked_for() {
        check("", 443, "/x", "a.example", Some("https://a.example/x"));
        check(
            "",
            8443,
            "/x",
            "a.example:80",
            Some("https://a.example:8443/x"),
        );
        let unencrypted = "http://b.example";
        check(unencrypted, 443, "/x", "[::1]:80", Some("https://[::1]/x"));
        check("", 443, "/x", "", None);
        check("", 443, "/x", "a@b.example", None);
        check("", 443, "/x", "a.example/b", None);
    }
}
