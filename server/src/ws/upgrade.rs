//! From a request to the bare connection below it. The handshake is tungstenite's; axum's own way
//! would keep the connection to itself, and a task for each.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hallway_protocol::SUBPROTOCOL;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::upgrade::downcast;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use crate::line::Wire;
use crate::port::Connection;

/// Answers a handshake, and lets `serve` have the connection, with what was read of it already.
pub(super) fn upgrade<F>(
    mut request: Request,
    serve: impl FnOnce(Wire, Vec<u8>) -> F + Send + 'static,
) -> Response
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut response = match create_response_with_body(&request, Body::empty) {
        Ok(response) => response,
        Err(error) => {
            let text = format!("a WebSocket is spoken here: {error}\n");
            return (StatusCode::BAD_REQUEST, text).into_response();
        }
    };
    let protocol = HeaderValue::from_static(SUBPROTOCOL);
    let headers = response.headers_mut();
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        // Who hangs up instead of going on is not missed.
        let Ok(upgraded) = upgrade.await else {
            return;
        };
        match downcast::<TokioIo<Connection>>(upgraded) {
            Ok(parts) => {
                let wire = match parts.io.into_inner().into_parts() {
                    (stream, None) => Wire::tcp(stream),
                    (stream, Some(session)) => Wire::tls(stream, session),
                };
                serve(wire, parts.read_buf.into()).await;
            }
            Err(_) => tracing::error!("a WebSocket came by something else than our port"),
        }
    });
    response
}
