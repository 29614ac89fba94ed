//! The invitation in a link (`?invite=TOKEN`): taken out of the address, so that whoever copies the
//! link does not hand on their role. Pure; keeping it is the browser's.

use hallway_protocol::limits::INVITATION_BYTES;

/// Name of the part of the query that holds it.
const NAME: &str = "invite";

/// The invitation in a URL's query (`?a=b&invite=TOKEN`), and the query without it.
pub fn taken_out(query: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = query
        .strip_prefix('?')
        .unwrap_or(query)
        .split('&')
        .collect();
    let token = |part: &str| {
        let (name, token) = part.split_once('=')?;
        (name == NAME).then(|| token.to_owned())
    };
    let found = parts.iter().find_map(|part| token(part))?;
    let others = parts.into_iter().filter(|part| token(part).is_none());
    let others: Vec<&str> = others.filter(|part| !part.is_empty()).collect();
    let rest = match others.is_empty() {
        true => String::new(),
        false => format!("?{}", others.join("&")),
    };
    Some((found, rest))
}

/// Whether it may be one at all; what is none need not be sent.
pub fn is_possible(token: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    !token.is_empty() && token.len() <= INVITATION_BYTES && token.chars().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_taken_out_of_the_address() {
        for (query, expected) in [
            ("?invite=abc", Some(("abc", ""))),
            ("?a=1&invite=abc&b", Some(("abc", "?a=1&b"))),
            ("invite=abc&invite=def", Some(("abc", ""))),
            ("?invite=", Some(("", ""))),
            ("?invited=abc", None),
            ("?invite", None),
            ("", None),
        ] {
            let expected = expected.map(|(t, rest): (&str, &str)| (t.to_owned(), rest.to_owned()));
            assert_eq!(taken_out(query), expected, "{query}");
        }
    }

    #[test]
    fn what_can_be_no_token_is_not_sent() {
        assert!(is_possible("AbC-_9"));
        for token in ["", "a b", "%41", "ü"] {
            assert!(!is_possible(token), "{token:?}");
        }
        assert!(!is_possible(&"x".repeat(INVITATION_BYTES + 1)));
    }
}
