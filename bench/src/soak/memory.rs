//! Whether memory grows: a straight line through the medians of minutes. Single samples say nothing,
//! since allocators take memory in pieces and give it back when it suits them. Pure.

use std::time::Duration;

/// How memory changed over time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Bytes in an hour.
    pub per_hour: f64,
    /// Minutes that it is told from.
    pub minutes: usize,
}

/// The median of each minute that has samples, of the time since the first one and bytes. The last
/// minute counts only if it is whole, as far as samples tell.
pub fn medians(samples: &[(Duration, u64)]) -> Vec<(u64, u64)> {
    let minute = |(at, _): &(Duration, u64)| at.as_secs() / 60;
    let mut medians = Vec::new();
    let mut most = 0;
    for of_one in samples.chunk_by(|a, b| minute(a) == minute(b)) {
        most = most.max(of_one.len());
        let mut bytes: Vec<u64> = of_one.iter().map(|(_, bytes)| *bytes).collect();
        bytes.sort_unstable();
        let median = bytes.get(bytes.len() / 2);
        // The rest of a minute is told from too little.
        if let (Some(first), Some(median)) = (of_one.first(), median)
            && of_one.len() * 2 > most
        {
            medians.push((minute(first), *median));
        }
    }
    medians
}

/// The line through the second half of the minutes, by least squares; `None` of less than two.
pub fn trend(medians: &[(u64, u64)]) -> Option<Trend> {
    let half = medians.get(medians.len() / 2..)?;
    let count = half.len() as f64;
    let (at, bytes): (Vec<f64>, Vec<f64>) = half
        .iter()
        .map(|(minute, bytes)| (*minute as f64, *bytes as f64))
        .unzip();
    let (middle_at, middle_bytes) = (mean(&at), mean(&bytes));
    let spread: f64 = at.iter().map(|at| (at - middle_at).powi(2)).sum();
    let slope: f64 = at
        .iter()
        .zip(&bytes)
        .map(|(at, bytes)| (at - middle_at) * (bytes - middle_bytes))
        .sum();
    (count >= 2.0 && spread > 0.0).then(|| Trend {
        per_hour: 60.0 * slope / spread,
        minutes: half.len(),
    })
}

fn mean(all: &[f64]) -> f64 {
    all.iter().sum::<f64>() / all.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sample every two seconds.
    fn samples(minutes: u64, bytes: impl Fn(u64) -> u64) -> Vec<(Duration, u64)> {
        let seconds = (0..minutes * 60).step_by(2);
        let at = |second| (Duration::from_secs(second), bytes(second));
        seconds.map(at).collect()
    }

    fn per_hour(samples: &[(Duration, u64)]) -> f64 {
        trend(&medians(samples)).unwrap().per_hour
    }

    #[test]
    fn growth_is_found() {
        let grows = samples(10, |second| 50_000_000 + second * 1000);
        let found = per_hour(&grows);
        assert!((found - 3_600_000.0).abs() < 1.0, "{found}");
        let shrinks = samples(10, |second| 50_000_000 - second * 1000);
        assert!(per_hour(&shrinks) < -3_500_000.0);
    }

    #[test]
    fn the_first_half_and_single_samples_say_nothing() {
        let fills = samples(10, |second| 50_000_000 + second.min(300) * 100_000);
        assert_eq!(per_hour(&fills), 0.0);
        let peaks = samples(10, |second| match second % 40 {
            0 => 500_000_000,
            _ => 50_000_000,
        });
        assert_eq!(per_hour(&peaks), 0.0);
    }

    #[test]
    fn the_rest_of_a_minute_is_left_out() {
        let mut all = samples(2, |_| 1000);
        all.push((Duration::from_secs(121), 9_000_000));
        assert_eq!(medians(&all), [(0, 1000), (1, 1000)]);
    }

    #[test]
    fn a_minute_has_no_trend() {
        assert_eq!(trend(&medians(&samples(1, |_| 1000))), None);
        assert_eq!(trend(&[]), None);
    }
}
