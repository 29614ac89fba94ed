//! Waiting for something to become true. Never a sleep instead of a condition: how long things
//! take is the benchmarks' business.

use std::time::{Duration, Instant};

/// How long anything may take on a slow machine that runs five browsers on two cores. There 60 seconds were once
/// too few for a walk of four.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// How often to look.
const PAUSE: Duration = Duration::from_millis(50);

/// Waits until `probe` gives a value; fails the test when it does not in time.
pub async fn until<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = probe().await {
            return value;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "waited {PATIENCE:?} in vain until {what}"
        );
        tokio::time::sleep(PAUSE).await;
    }
}
