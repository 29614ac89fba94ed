//! What a map says about its own bubbles, where it differs from what the server is set to.

use super::BubbleRules;

/// Distances and sizes that a map sets; each one that it leaves open is the server's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BubbleOverrides {
    /// In place of [`BubbleRules::start`]; subpixels.
    pub start: Option<i32>,
    /// In place of [`BubbleRules::join`]; subpixels.
    pub join: Option<i32>,
    /// In place of [`BubbleRules::leave`]; subpixels.
    pub leave: Option<i32>,
    /// In place of [`BubbleRules::members`].
    pub members: Option<usize>,
}

/// One would join a bubble further out than one leaves it: people would come and go without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinBeyondLeave;

impl BubbleOverrides {
    /// The rules with what the map sets in place of what it changes.
    ///
    /// # Errors
    /// When one of the map's distances doesn't go with one of the rules that it leaves as it is.
    pub fn over(self, rules: BubbleRules) -> Result<BubbleRules, JoinBeyondLeave> {
        let rules = BubbleRules {
            start: self.start.unwrap_or(rules.start),
            join: self.join.unwrap_or(rules.join),
            leave: self.leave.unwrap_or(rules.leave),
            members: self.members.unwrap_or(rules.members),
            ..rules
        };
        if rules.join > rules.leave {
            return Err(JoinBeyondLeave);
        }
        Ok(rules)
    }

    /// The same without the distances at which one joins and leaves.
    #[must_use]
    pub fn without_join_and_leave(self) -> Self {
        Self {
            join: None,
            leave: None,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_changes_what_it_names() {
        let rules = BubbleRules::default();
        assert_eq!(BubbleOverrides::default().over(rules), Ok(rules));
        let map = BubbleOverrides {
            start: Some(1),
            join: Some(2),
            leave: Some(3),
            members: Some(2),
        };
        let expected = BubbleRules {
            start: 1,
            join: 2,
            leave: 3,
            members: 2,
            ..rules
        };
        assert_eq!(map.over(rules), Ok(expected));
    }

    #[test]
    fn joining_further_out_than_leaving_is_refused() {
        let rules = BubbleRules::default();
        for (join, leave) in [(Some(rules.leave + 1), None), (None, Some(rules.join - 1))] {
            let map = BubbleOverrides {
                join,
                leave,
                members: Some(3),
                ..BubbleOverrides::default()
            };
            assert_eq!(map.over(rules), Err(JoinBeyondLeave));
            let rest = map.without_join_and_leave().over(rules);
            assert_eq!(
                rest,
                Ok(BubbleRules {
                    members: 3,
                    ..rules
                })
            );
        }
    }
}
