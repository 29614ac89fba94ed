//! The invitation in a link (`?invite=TOKEN`). Pure; keeping it is the browser's.

use hallway_protocol::limits::INVITATION_BYTES;

/// Whether it may be one at all; what is none need not be sent.
pub fn is_possible(token: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    !token.is_empty() && token.len() <= INVITATION_BYTES && token.chars().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_no_token_is_not_sent() {
        assert!(is_possible("AbC-_9"));
        for token in ["", "a b", "%41", "ü"] {
            assert!(!is_possible(token), "{token:?}");
        }
        assert!(!is_possible(&"x".repeat(INVITATION_BYTES + 1)));
    }
}
