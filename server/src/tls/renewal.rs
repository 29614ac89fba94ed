//! When a certificate is asked for: at the first start, and again when a third of its time is left. When that
//! fails, again after a while that grows; the server runs on with what it has.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use tokio::time::timeout;

use super::acme;
use super::certificate::Certificate;
use super::kept::Kept;
use super::shown::Shown;
use crate::config::AcmeConfig;

/// Time for one try, all its waiting included.
const TRY: Duration = Duration::from_secs(10 * 60);

/// Pause after a first failure. Let's Encrypt allows five failures of a name in an hour.
const FIRST_PAUSE: Duration = Duration::from_secs(2 * 60);

/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// Longest sleep: clocks are set, and machines sleep meanwhile.
const NAP: Duration = Duration::from_secs(60);

/// Keeps a certificate for these names fresh for as long as the server runs.
pub async fn keep(config: AcmeConfig, names: Vec<String>, kept: Kept, shown: Arc<Shown>) {
    match kept.certificate(&names) {
        Ok(Some(certificate)) => shown.show(certificate),
        Ok(None) => tracing::info!("asking for the first certificate"),
        Err(error) => {
            let error = format!("{error:#}");
            tracing::error!(
                error,
                "the kept certificate is of no use, another is asked for"
            );
        }
    }
    let mut failures = 0;
    loop {
        wait_until(due(shown.certificate().as_ref())).await;
        let renewed = timeout(TRY, renew(&config, &names, &kept, &shown)).await;
        let renewed = renewed.context("the ACME server takes too long").flatten();
        // What a try that was cut off would have proved, too.
        shown.forget_proofs();
        match renewed {
            Ok(()) => {
                failures = 0;
                tracing::info!("there is a new certificate");
            }
            Err(error) => {
                let (error, pause) = (format!("{error:#}"), pause(failures));
                failures += 1;
                tracing::error!(
                    error,
                    again_in_seconds = pause.as_secs(),
                    "there is no new certificate"
                );
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// Asks for a certificate, shows it, and keeps it.
async fn renew(config: &AcmeConfig, names: &[String], kept: &Kept, shown: &Shown) -> Result<()> {
    let given = acme::ask(config, names, kept, shown).await?;
    let certificate = Certificate::read(given.chain.as_bytes(), given.key.as_bytes());
    let certificate = certificate.context("what the ACME server gave")?;
    let due = certificate.due();
    shown.show(certificate);
    // It is shown, so it is of use also when it can't be kept; the next start asks again then.
    if let Err(error) = kept.keep_certificate(&given) {
        let error = format!("{error:#}");
        tracing::error!(error, "the certificate is not kept");
    }
    // Or the next would be asked for at once, and the next.
    ensure!(
        due > SystemTime::now(),
        "it is to be renewed as soon as it is given; this machine's clock may be wrong"
    );
    Ok(())
}

/// When the next is to be asked for; `None` is now.
fn due(certificate: Option<&Certificate>) -> Option<SystemTime> {
    certificate.map(Certificate::due)
}

async fn wait_until(time: Option<SystemTime>) {
    let left = || time.and_then(|time| time.duration_since(SystemTime::now()).ok());
    while let Some(left) = left() {
        tokio::time::sleep(left.min(NAP)).await;
    }
}

/// The pause after so many failures before this one.
fn pause(failures: u32) -> Duration {
    let doubled = 2u32.checked_pow(failures).unwrap_or(u32::MAX);
    FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_make_it_ask_less_often() {
        let minutes: Vec<u64> = (0..7)
            .map(|failures| pause(failures).as_secs() / 60)
            .collect();
        assert_eq!(minutes, [2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
        // No more than five in the first hour.
        let tries = (0..5).map(|failures| pause(failures).as_secs());
        assert!(tries.sum::<u64>() > 60 * 60);
    }
}
