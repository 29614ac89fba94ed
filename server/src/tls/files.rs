//! A certificate that somebody else renews: two files, looked at from time to time.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::certificate::Certificate;
use super::shown::Shown;

/// Time between two looks. The files are small, and replaced every few weeks.
const LOOK: Duration = Duration::from_secs(10);

/// The two files, and what was in them.
pub struct Files {
    chain: PathBuf,
    key: PathBuf,
    content: Content,
}

#[derive(PartialEq, Eq)]
struct Content {
    chain: Vec<u8>,
    key: Vec<u8>,
}

impl Files {
    /// Reads them, and shows what is in them.
    ///
    /// # Errors
    /// When that is no certificate with its key.
    pub fn read(chain: &Path, key: &Path, shown: &Shown) -> Result<Self> {
        let content = Content::read(chain, key)?;
        shown.show(Certificate::read(&content.chain, &content.key)?);
        Ok(Self {
            chain: chain.to_owned(),
            key: key.to_owned(),
            content,
        })
    }

    /// Looks at them for as long as the server runs. What can't be used is told once, and the old certificate
    /// goes on: the two files are not replaced in the same moment.
    pub async fn watch(mut self, shown: Arc<Shown>) {
        let mut failed = false;
        loop {
            tokio::time::sleep(LOOK).await;
            let shown = Arc::clone(&shown);
            let looked = tokio::task::spawn_blocking(move || {
                let looked = self.look(&shown);
                (self, looked)
            });
            let looked = match looked.await {
                Ok((files, looked)) => {
                    self = files;
                    looked
                }
                Err(error) => {
                    tracing::error!(%error, "the files of the certificate are not looked at any more");
                    return;
                }
            };
            match looked {
                Ok(true) => tracing::info!("the certificate was replaced"),
                Ok(false) => {}
                Err(error) if !failed => {
                    let error = format!("{error:#}");
                    tracing::error!(
                        error,
                        "the new certificate can't be used, the old one goes on"
                    );
                    failed = true;
                    continue;
                }
                Err(_) => continue,
            }
            failed = false;
        }
    }

    /// Shows what is in the files, if it is something else. Says whether it was.
    fn look(&mut self, shown: &Shown) -> Result<bool> {
        let now = Content::read(&self.chain, &self.key)?;
        if now == self.content {
            return Ok(false);
        }
        shown.show(Certificate::read(&now.chain, &now.key)?);
        self.content = now;
        Ok(true)
    }
}

impl Content {
    fn read(chain: &Path, key: &Path) -> Result<Self> {
        let read = |file: &Path| fs::read(file).with_context(|| file.display().to_string());
        Ok(Self {
            chain: read(chain)?,
            key: read(key)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;

    fn write(folder: &Path) -> Certificate {
        let made = rcgen::generate_simple_self_signed(["venue.example".to_owned()]).unwrap();
        let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        fs::write(folder.join("chain.pem"), &chain).unwrap();
        fs::write(folder.join("key.pem"), &key).unwrap();
        Certificate::read(chain.as_bytes(), key.as_bytes()).unwrap()
    }

    #[test]
    fn what_replaces_the_files_is_shown_once_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (chain, key) = (
            folder.path().join("chain.pem"),
            folder.path().join("key.pem"),
        );
        let shown = Shown::new(Metrics::new().unwrap());
        assert!(Files::read(&chain, &key, &shown).is_err());
        let shows = |certificate: &Certificate| {
            let shown = shown.certificate().unwrap();
            shown.key.cert == certificate.key.cert
        };
        let first = write(folder.path());
        let mut files = Files::read(&chain, &key, &shown).unwrap();
        assert!(shows(&first));
        assert!(!files.look(&shown).unwrap());

        let old_key = fs::read(&key).unwrap();
        let second = write(folder.path());
        let new_key = fs::read(&key).unwrap();
        fs::write(&key, old_key).unwrap();
        assert!(files.look(&shown).is_err(), "half of it is there");
        assert!(shows(&first));
        fs::write(&key, new_key).unwrap();
        assert!(files.look(&shown).unwrap());
        assert!(shows(&second));
        fs::remove_file(&key).unwrap();
        assert!(files.look(&shown).is_err());
        assert!(shows(&second));
    }
}
