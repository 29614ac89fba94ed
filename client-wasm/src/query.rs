//! Parts of a URL's query that are for this page alone, and not to be handed on with the address. Pure.

/// The value of a part of this name in a query (`?a=b&NAME=VALUE`), and the query without it.
pub fn taken_out(query: &str, name: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = query
        .strip_prefix('?')
        .unwrap_or(query)
        .split('&')
        .collect();
    let value = |part: &str| {
        let (found, value) = part.split_once('=')?;
        (found == name).then(|| value.to_owned())
    };
    let found = parts.iter().find_map(|part| value(part))?;
    let others = parts.into_iter().filter(|part| value(part).is_none());
    let others: Vec<&str> = others.filter(|part| !part.is_empty()).collect();
    let rest = match others.is_empty() {
        true => String::new(),
        false => format!("?{}", others.join("&")),
    };
    Some((found, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_this_page_is_taken_out_of_the_address() {
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
            assert_eq!(taken_out(query, "invite"), expected, "{query}");
        }
    }
}
