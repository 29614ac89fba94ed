//! What an ACME server gave us, in the data folder: the account and the newest certificate, each with the
//! server that gave it, so that a restart asks for nothing again. Files that nobody else can read.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use instant_acme::AccountCredentials;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::certificate::Certificate;
use crate::trust::key::create_private;

/// The account, with its key.
const ACCOUNT: &str = "acme-account.json";

/// The certificate, with its key.
const CERTIFICATE: &str = "acme-certificate.json";

/// The data folder as an ACME server sees it.
pub struct Kept {
    folder: PathBuf,
    directory: String,
}

#[derive(Serialize, Deserialize)]
struct KeptAccount {
    directory: String,
    credentials: AccountCredentials,
}

/// A certificate as an ACME server gave it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Given {
    /// The server.
    pub directory: String,
    /// For whom.
    pub names: Vec<String>,
    /// The chain, in PEM.
    pub chain: String,
    /// The key, in PEM.
    pub key: String,
}

impl Kept {
    /// What is kept in a folder of this server.
    pub fn open(folder: &Path, directory: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            directory: directory.to_owned(),
        }
    }

    /// The account, unless there is none yet.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn account(&self) -> Result<Option<AccountCredentials>> {
        let kept: Option<KeptAccount> = self.read(ACCOUNT)?;
        let ours = kept.filter(|kept| kept.directory == self.directory);
        Ok(ours.map(|kept| kept.credentials))
    }

    /// Keeps an account.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn keep_account(&self, credentials: AccountCredentials) -> Result<()> {
        let directory = self.directory.clone();
        let kept = KeptAccount {
            directory,
            credentials,
        };
        self.write(ACCOUNT, &kept)
    }

    /// Forgets the account: the server does not know it any more.
    pub fn forget_account(&self) {
        // One that is still there is refused again, and told again.
        let _ = fs::remove_file(self.folder.join(ACCOUNT));
    }

    /// The certificate for just these names, unless there is none.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn certificate(&self, names: &[String]) -> Result<Option<Certificate>> {
        let kept: Option<Given> = self.read(CERTIFICATE)?;
        let ours = kept.filter(|kept| kept.directory == self.directory && kept.names == names);
        let read = |kept: Given| Certificate::read(kept.chain.as_bytes(), kept.key.as_bytes());
        ours.map(read).transpose()
    }

    /// Keeps a certificate.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn keep_certificate(&self, given: &Given) -> Result<()> {
        self.write(CERTIFICATE, given)
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let file = self.folder.join(name);
        match fs::read(&file) {
            // What serde quotes may be a key.
            Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|error| {
                let (line, column) = (error.line(), error.column());
                anyhow::anyhow!("{} is garbled at {line}:{column}", file.display())
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| file.display().to_string()),
        }
    }

    /// Writes a file whole or not at all.
    fn write(&self, name: &str, value: &impl Serialize) -> Result<()> {
        let file = self.folder.join(name);
        let new = self.folder.join(format!("{name}.new"));
        let written = || -> io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            // Of a writing that broke off.
            let _ = fs::remove_file(&new);
            let mut to = create_private(&new)?;
            to.write_all(&serde_json::to_vec(value)?)?;
            to.sync_all()?;
            fs::rename(&new, &file)
        };
        written().with_context(|| file.display().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_kept_for_its_names_and_its_server() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let names = ["venue.example".to_owned()];
        let kept = Kept::open(&data, "https://acme.example/directory");
        assert!(kept.certificate(&names).unwrap().is_none());
        let made = rcgen::generate_simple_self_signed(names.clone()).unwrap();
        let given = Given {
            directory: "https://acme.example/directory".to_owned(),
            names: names.to_vec(),
            chain: made.cert.pem(),
            key: made.signing_key.serialize_pem(),
        };
        kept.keep_certificate(&given).unwrap();
        kept.keep_certificate(&given).unwrap();
        let read = kept.certificate(&names).unwrap().unwrap();
        assert_eq!(read.key.cert, [made.cert.der().clone()]);
        let more = [names[0].clone(), "www.venue.example".to_owned()];
        assert!(kept.certificate(&more).unwrap().is_none());
        let other = Kept::open(&data, "https://staging.example/directory");
        assert!(other.certificate(&names).unwrap().is_none());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = fs::metadata(data.join(CERTIFICATE)).unwrap();
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
        fs::write(data.join(CERTIFICATE), "{\"key\": \"a secret").unwrap();
        let error = format!("{:#}", kept.certificate(&names).unwrap_err());
        assert!(
            error.contains("garbled") && !error.contains("secret"),
            "{error}"
        );
    }
}
