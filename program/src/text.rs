//! Texts of others, made plain: no markup is shown as such, and nothing that controls a screen gets through.

use crate::limits::URL_CHARS;

/// A text of one line: white space is folded, control characters go, what is too long is cut.
pub fn line(raw: &str, most: usize) -> String {
    let words = raw.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(most).collect()
}

/// A text of several paragraphs, of which tags are taken out. What tags stand for as breaks stays one.
pub fn paragraphs(raw: &str, most: usize) -> String {
    let mut plain = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find('<') {
        let (before, tagged) = rest.split_at(at);
        plain.push_str(before);
        match tag(tagged) {
            Some((name, after)) => {
                if matches!(name.as_str(), "br" | "p" | "li" | "div" | "tr") {
                    plain.push('\n');
                }
                rest = after;
            }
            // A sign, as in `a < b`.
            None => {
                plain.push('<');
                rest = tagged.get(1..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    let plain = entities(&plain);
    let lines = plain.lines().map(|it| line(it, most));
    let mut text = String::new();
    for line in lines {
        // One empty line between paragraphs is enough.
        if !(line.is_empty() && (text.is_empty() || text.ends_with("\n\n"))) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text.trim_end().chars().take(most).collect()
}

/// The name of the tag that a text begins with, in small letters, and what comes after it.
fn tag(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let end = inner.find('>')?;
    let (inside, after) = (inner.get(..end)?, inner.get(end + 1..)?);
    let name: String = inside
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let begins = name.chars().next()?;
    (begins.is_ascii_alphabetic() && !inside.contains('<'))
        .then(|| (name.to_ascii_lowercase(), after))
}

/// The five that every document has, and the space that does not break.
fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        // Last, so that what it stands before is not taken for another.
        ("&amp;", "&"),
    ];
    known
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// A link that a page may lead to; `None` for what is none.
pub fn url(raw: &str) -> Option<String> {
    let raw = raw.trim();
    let is_web = raw.starts_with("https://") || raw.starts_with("http://");
    let is_short = raw.chars().count() <= URL_CHARS;
    let is_whole =
        !raw.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>".contains(c));
    (is_web && is_short && is_whole).then(|| raw.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_becomes_plain_text() {
        for (raw, expected) in [
            ("one<br/>two<BR>three", "one\ntwo\nthree"),
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
            ("a < b and c > d", "a < b and c > d"),
            ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("<a href=\"x\">link</a>", "link"),
            ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
            ("<", "<"),
            ("<b", "<b"),
        ] {
            assert_eq!(paragraphs(raw, 100), expected, "{raw}");
        }
    }

    #[test]
    fn links_lead_to_the_web_or_nowhere() {
        for (raw, is_one) in [
            ("https://example.org/a?b=c#d", true),
            (" http://example.org ", true),
            ("javascript:alert(1)", false),
            ("/path", false),
            ("https://exam ple.org", false),
            ("https://example.org/\"onclick=", false),
            ("", false),
        ] {
            assert_eq!(url(raw).is_some(), is_one, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(raw in "\\PC{0,200}|[<>&a;/\\n ]{0,60}", most in 0usize..100) {
            prop_assert!(paragraphs(&raw, most).chars().count() <= most);
            prop_assert!(!line(&raw, most).contains('\n'));
            url(&raw);
        }
    }
}
