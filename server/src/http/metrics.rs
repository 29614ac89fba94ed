//! The metrics, for programs on this machine or with the configured token.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::digest::is_secret;
use crate::port::Remote;

/// Headers by which proxies tell that they speak for somebody else.
const FORWARDED: [&str; 3] = ["forwarded", "x-forwarded-for", "x-real-ip"];

/// The metrics in Prometheus' text format.
pub async fn text(
    State(app): State<App>,
    ConnectInfo(Remote(from)): ConnectInfo<Remote>,
    headers: HeaderMap,
) -> Response {
    if !may_read(&app.config.metrics.token, from, &headers) {
        return (
            StatusCode::FORBIDDEN,
            "metrics.token is needed as bearer token\n",
        )
            .into_response();
    }
    match app.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics can't be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A proxy on this machine speaks for the whole world, so it needs the token like anybody else.
fn may_read(token: &str, from: SocketAddr, headers: &HeaderMap) -> bool {
    let is_local = from.ip().to_canonical().is_loopback();
    let is_direct = FORWARDED.iter().all(|name| !headers.contains_key(*name));
    if is_local && is_direct {
        return true;
    }
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let given = given
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    !token.is_empty() && is_secret(given, token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(token: &str, from: &str, headers: &[(&'static str, &str)], expected: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let from = SocketAddr::new(from.parse().unwrap(), 1);
        assert_eq!(
            may_read(token, from, &map),
            expected,
            "{token} {from} {headers:?}"
        );
    }

    #[test]
    fn strangers_need_the_token() {
        let bearer = [("authorization", "Bearer secret")];
        check("", "127.0.0.1", &[], true);
        check("", "::ffff:127.0.0.1", &[], true);
        check(
            "",
            "127.0.0.1",
            &[("x-forwarded-for", "198.51.100.7")],
            false,
        );
        check("", "198.51.100.7", &[], false);
        check("", "198.51.100.7", &[("authorization", "Bearer ")], false);
        check("secret", "198.51.100.7", &bearer, true);
        check("other", "198.51.100.7", &bearer, false);
    }
}
