//! A certificate from an ACME server (RFC 8555). It sees that our names lead here by asking for a proof at
//! port 443 of each (TLS-ALPN-01). Decides neither when to ask nor what becomes of a certificate.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Identifier, NewAccount, NewOrder, Order,
    OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;

use super::kept::{Given, Kept};
use super::provider;
use super::shown::Shown;
use crate::config::AcmeConfig;

/// For how long, and how often, is asked whether a proof was seen, and whether a certificate is ready.
const ASKING: RetryPolicy = RetryPolicy::new()
    .initial_delay(Duration::from_millis(500))
    .backoff(1.5)
    .timeout(Duration::from_secs(120));

/// What an ACME server says of an account that it does not know.
const UNKNOWN_ACCOUNT: &str = "urn:ietf:params:acme:error:accountDoesNotExist";

/// Asks for a certificate for these names.
///
/// # Errors
/// When the server gives none; it says why.
pub async fn ask(
    config: &AcmeConfig,
    names: &[String],
    kept: &Kept,
    shown: &Shown,
) -> Result<Given> {
    let account = account(config, kept).await.context("the ACME account")?;
    let given = order(&account, names, shown).await;
    shown.forget_proofs();
    if given.as_ref().is_err_and(is_unknown_account) {
        kept.forget_account();
    }
    let (chain, key) = given?;
    Ok(Given {
        directory: config.directory.clone(),
        names: names.to_vec(),
        chain,
        key,
    })
}

/// The account that is kept, or a new one.
async fn account(config: &AcmeConfig, kept: &Kept) -> Result<Account> {
    let builder = match &config.ca_file {
        file if file.as_os_str().is_empty() => Account::builder()?,
        file => Account::builder_with_root(file)
            .with_context(|| format!("acme.ca_file {}", file.display()))?,
    };
    if let Some(credentials) = kept.account()? {
        return Ok(builder.from_credentials(credentials).await?);
    }
    let contact = format!("mailto:{}", config.contact);
    let contact = [contact.as_str()];
    let new = NewAccount {
        contact: match config.contact.as_str() {
            "" => &[],
            _ => &contact,
        },
        terms_of_service_agreed: true,
        only_return_existing: false,
    };
    let (account, credentials) = builder.create(&new, config.directory.clone(), None).await?;
    kept.keep_account(credentials)?;
    Ok(account)
}

/// Orders a certificate. Gives its chain and its key, in PEM.
async fn order(account: &Account, names: &[String], shown: &Shown) -> Result<(String, String)> {
    let identifiers: Vec<_> = names.iter().cloned().map(Identifier::Dns).collect();
    let mut order = account.new_order(&NewOrder::new(&identifiers)).await?;
    prove(&mut order, shown).await?;
    match order.poll_ready(&ASKING).await {
        Ok(OrderStatus::Ready) => {}
        ended => {
            // Which of the names it is, and why, is said at its own place.
            let reason = reason(&mut order).await;
            let ended = ended.map(|status| format!("the order is {status:?}"));
            return Err(match (reason, ended) {
                (Some(reason), _) => anyhow::anyhow!(reason),
                (None, Ok(status)) => anyhow::anyhow!(status),
                (None, Err(error)) => error.into(),
            });
        }
    }
    let key = order.finalize().await?;
    let chain = order.poll_certificate(&ASKING).await?;
    Ok((chain, key))
}

/// Shows a proof for each name that wants one, and says so.
async fn prove(order: &mut Order, shown: &Shown) -> Result<()> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        match authorization.status {
            AuthorizationStatus::Pending => {}
            AuthorizationStatus::Valid => continue,
            status => bail!("the ACME server's authorization is {status:?}"),
        }
        let mut challenge = authorization
            .challenge(ChallengeType::TlsAlpn01)
            .context("the ACME server wants another proof than TLS-ALPN-01")?;
        let name = challenge.identifier().to_string();
        let digest = challenge.key_authorization().digest();
        shown.prove(&name, proof(&name, digest.as_ref())?);
        challenge.set_ready().await?;
    }
    Ok(())
}

/// The certificate that proves, as RFC 8737 wants it.
fn proof(name: &str, digest: &[u8]) -> Result<CertifiedKey> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let certificate = params.self_signed(&key)?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
    let key = provider().key_provider.load_private_key(key)?;
    // Not by a check that they go together: that one refuses what it takes for a certificate.
    Ok(CertifiedKey::new(vec![certificate.der().clone()], key))
}

/// Why a name was not believed.
async fn reason(order: &mut Order) -> Option<String> {
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let name = authorization.identifier().to_string();
        let state = authorization.refresh().await.ok()?;
        let problem = state.challenges.iter().find_map(|it| it.error.as_ref());
        if let Some(problem) = problem {
            return Some(format!("{name}: {problem}"));
        }
    }
    None
}

fn is_unknown_account(error: &anyhow::Error) -> bool {
    let problem = match error.downcast_ref() {
        Some(instant_acme::Error::Api(problem)) => problem,
        _ => return false,
    };
    problem.r#type.as_deref() == Some(UNKNOWN_ACCOUNT)
}

#[cfg(test)]
mod tests {
    use x509_parser::der_parser::oid;
    use x509_parser::parse_x509_certificate;

    use super::*;

    #[test]
    fn a_proof_is_as_the_rfc_wants_it() {
        let digest = [7; 32];
        let proof = proof("venue.example", &digest).unwrap();
        let (_, parsed) = parse_x509_certificate(&proof.cert[0]).unwrap();
        let names = parsed.subject_alternative_name().unwrap().unwrap();
        assert_eq!(names.value.general_names.len(), 1);
        assert!(format!("{:?}", names.value.general_names).contains("venue.example"));
        let extension = parsed.get_extension_unique(&oid!(1.3.6.1.5.5.7.1.31));
        let extension = extension.unwrap().expect("the digest");
        assert!(extension.critical);
        // An octet string of that many bytes.
        assert_eq!(extension.value, [&[4, 32][..], &digest].concat());
    }
}
