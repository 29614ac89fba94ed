//! Counts what passed and what failed: each check as one, each of libtest's tests as one.

/// How many passed and failed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks and tests that held.
    pub passed: u64,
    /// Checks and tests that did not.
    pub failed: u64,
}

impl Tally {
    /// Counts one check.
    pub fn check(&mut self, held: bool) {
        if held {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }

    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Counts what a line of libtest's output sums up, if it does:
    /// `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; …`
    pub fn line(&mut self, line: &str) {
        // With output uncaptured, a test may have left the cursor in the middle of a line.
        let Some((_, summary)) = line.split_once("test result: ") else {
            return;
        };
        let Some((_, counts)) = summary.split_once(". ") else {
            return;
        };
        for part in counts.split(';') {
            match part.trim().split_once(' ') {
                Some((count, "passed")) => self.passed += count.parse::<u64>().unwrap_or(0),
                Some((count, "failed")) => self.failed += count.parse::<u64>().unwrap_or(0),
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_counted_and_other_lines_are_not() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test a ... ok",
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 7 filtered out; finished in 1.00s",
            "7 passed; 7 failed",
        ] {
            tally.line(line);
        }
        tally.check(true);
        tally.check(false);
        assert_eq!(tally.to_string(), "8 passed, 4 failed");
    }
}
