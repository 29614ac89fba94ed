//! What `/metrics` says, in Prometheus' text format.

use std::collections::HashMap;

/// Values by series, as written: `name` or `name{label="value"}`.
#[derive(Debug)]
pub struct Metrics(HashMap<String, f64>);

impl Metrics {
    /// Reads the text; every line that is no comment must be a series and a number.
    pub fn parse(text: &str) -> Self {
        let series = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| {
                let (name, value) = line.rsplit_once(' ').expect("a series and a value");
                (name.to_owned(), value.parse().expect("a number"))
            });
        Self(series.collect())
    }

    /// A series' value.
    pub fn get(&self, series: &str) -> f64 {
        match self.0.get(series) {
            Some(value) => *value,
            None => panic!("no metric `{series}` among {:?}", self.names()),
        }
    }

    /// A series' value, 0 while it does not exist: a labelled counter appears with its first count.
    pub fn or_zero(&self, series: &str) -> f64 {
        self.0.get(series).copied().unwrap_or(0.0)
    }

    /// The names of all metrics, without labels.
    pub fn names(&self) -> Vec<&str> {
        let bare = |series: &'_ str| series.find('{').unwrap_or(series.len());
        let mut names: Vec<&str> = self.0.keys().map(|s| &s[..bare(s)]).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
