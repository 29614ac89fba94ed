//! What a soak is asked for.

use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Longest, in minutes: a week.
const MOST_MINUTES: u64 = 7 * 24 * 60;

/// More clients have no ports on one machine.
const MOST_BOTS: usize = 10_000;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Minutes for which all live.
    pub minutes: u64,
    /// About how many are there at a time.
    pub bots: usize,
    /// Where the dice begin.
    pub seed: u64,
}

impl Options {
    /// Reads them; the seed that nobody gave is `seed`.
    ///
    /// # Errors
    /// When they make no sense.
    pub fn read(words: &[&str], seed: u64) -> Result<Self> {
        let mut options = Self {
            minutes: 30,
            bots: 500,
            seed,
        };
        for pair in words.chunks(2) {
            let [name, value] = pair else {
                bail!("“{}” takes a number", pair.concat());
            };
            let number: u64 = value
                .parse()
                .with_context(|| format!("{name} {value} is no number"))?;
            match (*name, number) {
                ("--minutes", 1..=MOST_MINUTES) => options.minutes = number,
                ("--bots", _) if (1..=MOST_BOTS as u64).contains(&number) => {
                    options.bots = number as usize;
                }
                ("--seed", _) => options.seed = number,
                ("--minutes", _) => bail!("--minutes: from 1 to {MOST_MINUTES}"),
                ("--bots", _) => bail!("--bots: from 1 to {MOST_BOTS}"),
                _ => bail!("there is no “{name}”; there is --minutes, --bots and --seed"),
            }
        }
        Ok(options)
    }

    /// For how long all live.
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.minutes * 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let read = |words: &[&str]| Options::read(words, 7);
        let usual = read(&[]).unwrap();
        assert_eq!((usual.minutes, usual.bots, usual.seed), (30, 500, 7));
        let other = read(&["--bots", "50", "--minutes", "1", "--seed", "9"]).unwrap();
        assert_eq!((other.minutes, other.bots, other.seed), (1, 50, 9));
        for odd in [
            &["--minutes"][..],
            &["--minutes", "0"],
            &["--bots", "x"],
            &["--bots", "20000"],
            &["--quick", "1"],
        ] {
            assert!(read(odd).is_err(), "{odd:?}");
        }
    }
}
