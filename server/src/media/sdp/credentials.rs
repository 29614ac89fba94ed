//! The ICE credentials in an offer: by them the browser knows a question of ours to be ours.

use crate::media::stun::Theirs;

/// Bounds of RFC 8839, section 5.4.
const UFRAG_CHARS: std::ops::RangeInclusive<usize> = 4..=256;
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 22..=256;

/// Reads them; all media lines share one transport, so the first count. `None` when there are
/// none: then the browser is asked nothing.
pub fn read(offer: &str) -> Option<Theirs> {
    let value = |key: &str| {
        let mut values = offer.lines().filter_map(|line| line.strip_prefix(key));
        values.next().map(str::trim_end)
    };
    let ufrag = value("a=ice-ufrag:").filter(|it| is_token(it, &UFRAG_CHARS))?;
    let password = value("a=ice-pwd:").filter(|it| is_token(it, &PASSWORD_CHARS))?;
    Some(Theirs {
        ufrag: ufrag.to_owned(),
        password: password.to_owned(),
    })
}

fn is_token(text: &str, length: &std::ops::RangeInclusive<usize>) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '+' || c == '/';
    length.contains(&text.len()) && text.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_read() {
        let password = "abcdefghijklmnopqrstuv";
        let offer = format!(
            "v=0\r\nm=audio 9 X 0\r\na=ice-ufrag:Ab+/\r\na=ice-pwd:{password}\r\n\
             m=video 9 X 0\r\na=ice-ufrag:other\r\n"
        );
        let theirs = read(&offer).unwrap();
        assert_eq!(
            (theirs.ufrag.as_str(), theirs.password.as_str()),
            ("Ab+/", password)
        );
    }

    #[test]
    fn what_is_none_is_nothing() {
        let password = "abcdefghijklmnopqrstuv";
        for (ufrag, password) in [
            ("abc", password),
            ("ab cd", password),
            ("abcd", "short"),
            (&"x".repeat(257), password),
            ("ab:d", password),
        ] {
            let offer = format!("a=ice-ufrag:{ufrag}\na=ice-pwd:{password}\n");
            assert_eq!(read(&offer), None, "{ufrag}");
        }
        assert_eq!(read(""), None);
    }
}
