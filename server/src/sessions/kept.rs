//! Answers of other servers, kept for a while and asked for once though many want them.

use std::hash::Hash;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dashmap::DashMap;
use tokio::sync::Mutex;

/// Answers at most. Beyond that the old ones are forgotten, and then all.
const MOST: usize = 2048;

type Slot<T> = Arc<Mutex<Option<(Instant, T)>>>;

/// Answers by what was asked.
#[derive(Debug)]
pub struct Kept<K: Eq + Hash, T> {
    answers: DashMap<K, Slot<T>>,
    keep: Duration,
}

impl<K: Eq + Hash, T: Clone> Kept<K, T> {
    /// None yet. An answer is good for this long.
    pub fn new(keep: Duration) -> Self {
        Self {
            answers: DashMap::new(),
            keep,
        }
    }

    /// The answer, asked for when there is none younger than `newer_than` (or none that still is
    /// good). Who wants the same meanwhile waits for the same answer; nothing is kept of `Err`.
    ///
    /// # Errors
    /// As `ask`.
    pub async fn get<E>(
        &self,
        key: K,
        newer_than: Duration,
        ask: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.make_room();
        let slot: Slot<T> = self.answers.entry(key).or_default().clone();
        let mut kept = slot.lock().await;
        if let Some((at, answer)) = kept.as_ref()
            && at.elapsed() < self.keep.min(newer_than)
        {
            return Ok(answer.clone());
        }
        let answer = ask.await?;
        *kept = Some((Instant::now(), answer.clone()));
        Ok(answer)
    }

    fn make_room(&self) {
        if self.answers.len() < MOST {
            return;
        }
        self.answers.retain(|_, slot| {
            let kept = slot.try_lock();
            kept.is_ok_and(|kept| {
                kept.as_ref()
                    .is_some_and(|(at, _)| at.elapsed() < self.keep)
            })
        });
        if self.answers.len() >= MOST {
            self.answers.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn many_ask_once_and_failures_are_tried_again() {
        let kept: Kept<&str, usize> = Kept::new(Duration::from_secs(3600));
        let asked = AtomicUsize::new(0);
        let ask = || async {
            tokio::task::yield_now().await;
            match asked.fetch_add(1, Ordering::Relaxed) {
                0 => Err(()),
                number => Ok(number),
            }
        };
        let old = Duration::MAX;
        assert_eq!(kept.get("a", old, ask()).await, Err(()));
        let (one, two) = tokio::join!(kept.get("a", old, ask()), kept.get("a", old, ask()));
        assert_eq!((one, two), (Ok(1), Ok(1)));
        assert_eq!(kept.get("a", Duration::ZERO, ask()).await, Ok(2));
        assert_eq!(kept.get("b", old, ask()).await, Ok(3));
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded() {
        let kept: Kept<usize, ()> = Kept::new(Duration::from_secs(3600));
        for key in 0..MOST * 2 {
            let answer = kept.get(key, Duration::MAX, async { Ok::<_, ()>(()) });
            assert_eq!(answer.await, Ok(()));
            assert!(kept.answers.len() <= MOST);
        }
    }
}
