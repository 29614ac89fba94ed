//! Headers that every answer carries: what our pages may do, and what others may do with them.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Only our own scripts, styles, pictures and connections; wasm may be compiled; nobody may put our
/// pages into a frame. Frames and media of others are shown once the visitor has agreed, which the
/// client asks.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
    img-src 'self' blob: data:; media-src 'self' blob: https: http:; \
    frame-src 'self' https: http:; object-src 'none'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        // A frame of others has what the client hands to that frame, and nothing by itself; `*` only
        // lets it be handed on.
        HeaderName::from_static("permissions-policy"),
        "camera=*, microphone=*, display-capture=*, speaker-selection=*, fullscreen=*, \
         screen-wake-lock=(self), geolocation=(), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// For half a year browsers that have been here come encrypted, whatever link they follow. Not for names below
/// ours: of those we know nothing.
const ENCRYPTED: HeaderValue = HeaderValue::from_static("max-age=15552000");

/// Has an answer that is for one visitor kept by nobody.
pub fn make_private(response: &mut Response) {
    let private = HeaderValue::from_static("private, no-store");
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, private);
}

/// Adds the headers that an answer does not have yet; `is_tls` where this server encrypts. What a proxy wants
/// of browsers it says itself.
pub async fn add(mut response: Response, is_tls: bool) -> Response {
    if is_tls {
        let headers = response.headers_mut();
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ENCRYPTED);
    }
    for (name, value) in HEADERS {
        let headers = response.headers_mut();
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
