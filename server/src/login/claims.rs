//! What a provider says about somebody, beyond what the standard names.

use std::collections::BTreeMap;

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Values of one claim that are looked at, at most.
const MOST_VALUES: usize = 1000;

/// All claims that the standard does not name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Others(BTreeMap<String, Value>);

impl AdditionalClaims for Others {}

impl Others {
    /// The texts in a claim, which is a text itself or a list of them. A name with dots leads into what is
    /// nested, `realm_access.roles` for example, unless a claim has just that name.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        match self.find(name) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(values)) => {
                let texts = values.iter().filter_map(Value::as_str);
                texts.take(MOST_VALUES).collect()
            }
            _ => Vec::new(),
        }
    }

    fn find(&self, name: &str) -> Option<&Value> {
        if let Some(value) = self.0.get(name) {
            return Some(value);
        }
        let mut steps = name.split('.');
        let first = self.0.get(steps.next()?)?;
        steps.try_fold(first, |value, step| value.get(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_however_providers_write_them() {
        let claims: Others = serde_json::from_str(
            r#"{"role": "team", "groups": ["a", 1, "b"], "realm_access": {"roles": ["c"]},
                "https://example.org/roles": ["d"], "deep": {"er": 1}}"#,
        )
        .unwrap();
        for (name, expected) in [
            ("role", &["team"][..]),
            ("groups", &["a", "b"]),
            ("realm_access.roles", &["c"]),
            ("https://example.org/roles", &["d"]),
            ("realm_access", &[]),
            ("deep.er.est", &[]),
            ("none", &[]),
            ("", &[]),
        ] {
            assert_eq!(claims.texts(name), expected, "{name}");
        }
    }
}
