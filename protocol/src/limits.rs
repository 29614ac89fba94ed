//! Bounds on what a client may say, checked by the client for comfort and by the server for safety.

/// Longest name in characters.
pub const NAME_CHARS: usize = 40;

/// Longest chat line in characters.
pub const CHAT_CHARS: usize = 500;

/// Longest reason of those who keep order in characters.
pub const REASON_CHARS: usize = 200;

/// Longest version of a privacy policy in bytes.
pub const POLICY_BYTES: usize = 64;

/// Longest report, and longest answer to one, in characters.
pub const REPORT_CHARS: usize = 500;

/// Longest word to all of the venue in characters.
pub const ANNOUNCEMENT_CHARS: usize = 500;

/// Longest room path or entry name in bytes.
pub const PATH_BYTES: usize = 256;

/// Longest code of a door in bytes.
pub const CODE_BYTES: usize = 64;

/// Longest password of a venue in bytes.
pub const PASSWORD_BYTES: usize = 128;

/// Longest invitation in bytes.
pub const INVITATION_BYTES: usize = 640;

/// People that one may keep an eye on, besides those one talks with.
pub const HEEDED: usize = 4;

/// Longest SDP in bytes. Chromium's offer with twelve media lines is about 34 kB.
pub const SDP_BYTES: usize = 64 * 1024;

/// Longest frame that a server reads from a client, in bytes: an SDP and some room.
pub const CLIENT_FRAME_BYTES: usize = SDP_BYTES + 1024;

/// Messages in one frame from a client: all inputs of a second and some room.
pub const CLIENT_FRAME_MESSAGES: usize = 32;

/// Cleans a name for showing: trims it, folds inner white space to single blanks and removes
/// characters that control rather than show. `None` when nothing is left or it is too long.
pub fn clean_name(raw: &str) -> Option<String> {
    let shown: String = raw.chars().filter(|c| !is_invisible(*c)).collect();
    let name = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty() && name.chars().count() <= NAME_CHARS).then_some(name)
}

/// Cleans a chat line: removes controlling characters, trims. `None` when empty or too long.
pub fn clean_chat(raw: &str) -> Option<String> {
    clean_text(raw, CHAT_CHARS)
}

/// Cleans a text of one line and at most so many characters. `None` when empty or too long.
pub fn clean_text(raw: &str, most: usize) -> Option<String> {
    let text: String = raw
        .chars()
        .map(|c| if c == '\n' || c == '\t' { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= most).then(|| text.to_owned())
}

/// Control characters (kept: white space, folded by the callers) and the marks that turn the
/// direction of text around or join nothing, by which one could disguise a name. The zero-width
/// joiner stays: emoji and several scripts need it.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned() {
        let cases = [
            ("  Ada  Lovelace ", Some("Ada Lovelace")),
            ("Łukasz", Some("Łukasz")),
            ("👩‍💻", Some("👩‍💻")),
            ("\u{202E}nimda", Some("nimda")),
            ("a\u{0}b", Some("ab")),
            ("tab\there", Some("tab here")),
            (" \u{200B} ", None),
            ("", None),
        ];
        for (raw, expected) in cases {
            assert_eq!(clean_name(raw).as_deref(), expected, "{raw:?}");
        }
        assert!(clean_name(&"x".repeat(NAME_CHARS)).is_some());
        assert!(clean_name(&"x".repeat(NAME_CHARS + 1)).is_none());
    }

    #[test]
    fn chat_is_cleaned() {
        assert_eq!(clean_chat(" hi\nthere ").as_deref(), Some("hi there"));
        assert!(clean_chat("\u{202E}").is_none());
        assert!(clean_chat(&"x".repeat(CHAT_CHARS + 1)).is_none());
    }
}
