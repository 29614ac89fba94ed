//! Which pages may connect: our own. Another site's page could else speak in its visitor's name.

use axum::http::{HeaderMap, StatusCode, header};

use super::problem::Problem;

/// Whether a request comes from a page of this very server, or from no page at all.
pub fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if !headers.contains_key(header::ORIGIN) {
        return true;
    }
    let host = text(header::HOST);
    let origin = text(header::ORIGIN).and_then(|origin| Some(origin.split_once("://")?.1));
    origin.is_some() && origin == host
}

/// Refuses what a page of another site asks.
///
/// # Errors
/// The answer to it.
pub fn refuse_others(headers: &HeaderMap) -> Result<(), Problem> {
    if is_own(headers) {
        return Ok(());
    }
    let text = "another site's page may not ask this";
    Err(Problem::new(StatusCode::FORBIDDEN, "other-site", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_other_sites_are_strangers() {
        for (origin, expected) in [
            (None, true),
            (Some("http://venue.example:8080"), true),
            (Some("https://venue.example:8080"), true),
            (Some("http://venue.example"), false),
            (Some("http://evil.example:8080"), false),
            (Some("null"), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "venue.example:8080".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(is_own(&headers), expected, "{origin:?}");
        }
    }
}
