//! Tables as text (RFC 4180), for spreadsheets.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A table as a file to be kept.
pub fn answer<const N: usize>(
    name: &'static str,
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Response {
    let mut text = String::new();
    line(&mut text, head);
    for row in rows {
        line(&mut text, row.each_ref().map(String::as_str));
    }
    let disposition = format!("attachment; filename=\"{name}\"");
    let mut response = text.into_response();
    let headers = response.headers_mut();
    let csv = HeaderValue::from_static("text/csv; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, csv);
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A moment, in seconds since 1970, as people and spreadsheets read it (ISO 8601, UTC).
pub fn time(seconds: i64) -> String {
    let time = jiff::Timestamp::from_second(seconds);
    time.map(|it| it.to_string()).unwrap_or_default()
}

fn line<const N: usize>(text: &mut String, cells: [&str; N]) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push('"');
        // A spreadsheet would take these for a formula, which a visitor may have written.
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        let mut text = String::new();
        line(&mut text, ["a \"b\", c", "=HYPERLINK(1)", ""]);
        assert_eq!(text, "\"a \"\"b\"\", c\",\"'=HYPERLINK(1)\",\"\"\r\n");
    }

    #[test]
    fn times_are_told_in_full() {
        assert_eq!(time(0), "1970-01-01T00:00:00Z");
        assert_eq!(time(i64::MAX), "");
    }
}
