//! Leads `http://` to `https://`: where this server encrypts, nothing of the venue goes unencrypted.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

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

/// Where all are led.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The venue's URL; empty for the host that was asked.
    base: Arc<str>,
}

impl Redirect {
    /// To the venue's public URL if that is a `https://`, otherwise to the host that was asked for.
    pub fn to(public_url: &str) -> Self {
        let base = match public_url.starts_with("https://") {
            true => public_url.trim_end_matches('/'),
            false => "",
        };
        Self { base: base.into() }
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
            .header_read_timeout(Duration::from_secs(5))
            .keep_alive(false)
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
        let host: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
        (!host.as_str().contains('@')).then(|| format!("https://{host}{path}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(public_url: &str, asked: &str, host: &str, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        if !host.is_empty() {
            headers.insert(header::HOST, host.parse().unwrap());
        }
        let location = Redirect::to(public_url).location(&asked.parse().unwrap(), &headers);
        assert_eq!(location.as_deref(), expected, "{public_url} {asked} {host}");
    }

    #[test]
    fn everybody_is_led_to_the_same_place_by_https() {
        let ours = "https://venue.example";
        check(
            ours,
            "/v/a?b=c",
            "a.example",
            Some("https://venue.example/v/a?b=c"),
        );
        check(
            "https://venue.example/",
            "/",
            "",
            Some("https://venue.example/"),
        );
        check(ours, "*", "", Some("https://venue.example/"));
        check(
            ours,
            "http://other.example/x",
            "",
            Some("https://venue.example/x"),
        );
        check("", "/x", "a.example:8080", Some("https://a.example:8080/x"));
        check(
            "http://a.example",
            "/x",
            "[::1]:8080",
            Some("https://[::1]:8080/x"),
        );
        check("", "/x", "", None);
        check("", "/x", "a@b.example", None);
        check("", "/x", "a.example/b", None);
    }
}
