//! The provider: found by its issuer's URL, asked for who somebody is. What it answers is checked as the standard
//! says, by the library: signature, issuer, audience, nonce, time.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hallway_protocol::Role;
use hallway_protocol::limits::{NAME_CHARS, clean_name};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse, UserInfoClaims,
};
use tokio::sync::Mutex;
use url::Url;

use super::claims::Others;
use super::pending::Pending;
use crate::config::OidcConfig;

/// Time for one answer of the provider.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Longest answer of the provider in bytes.
const MOST_BYTES: usize = 1 << 20;

/// How long what was found out about the provider, its keys above all, is taken to be so.
const KNOWN: Duration = Duration::from_secs(10 * 60);

/// Longest number of an account in bytes, as the standard has it.
const SUBJECT_BYTES: usize = 255;

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type Oidc = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Who has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedIn {
    /// The provider's number of the account.
    pub subject: String,
    /// A name that may be shown; empty where the provider tells none.
    pub name: String,
    /// What their claims grant.
    pub role: Role,
}

/// A provider of OpenID Connect.
#[derive(Debug)]
pub struct Provider {
    config: OidcConfig,
    http: Http,
    /// What is known about it, and since when. A lock of tokio: who comes first finds it out for all.
    found: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

impl Provider {
    /// The provider of these settings; nothing is asked yet. `None` when they have none.
    ///
    /// # Errors
    /// When no client of HTTP can be made.
    pub fn new(config: &OidcConfig) -> reqwest::Result<Option<Self>> {
        if !config.is_on() {
            return Ok(None);
        }
        let http = reqwest::Client::builder()
            // What the provider answers is to be its own word.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()?;
        Ok(Some(Self {
            config: config.clone(),
            http: Http(http),
            found: Mutex::default(),
        }))
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// How long one stays logged in.
    pub fn lasts(&self) -> Duration {
        Duration::from_secs(self.config.hours * 60 * 60)
    }

    /// The number-giver of its accounts.
    pub fn issuer(&self) -> &str {
        &self.config.issuer
    }

    /// Where to lead somebody who wants to log in and come back to `path`, and what is to be remembered until
    /// they do.
    ///
    /// # Errors
    /// When the provider can't be found.
    pub async fn lead(&self, redirect: &str, path: String) -> Result<(Url, Pending)> {
        let client = self.client(redirect, false).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge);
        for scope in &self.config.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, state, nonce) = request.url();
        ensure!(OidcConfig::is_safe(&url), "its page to log in is not safe");
        let pending = Pending {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            path,
        };
        Ok((url, pending))
    }

    /// Who came back with this code.
    ///
    /// # Errors
    /// When the provider does not say so, or what it says is not to be believed.
    pub async fn who(&self, redirect: &str, code: String, pending: &Pending) -> Result<LoggedIn> {
        let client = self.client(redirect, false).await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
            .request_async(&self.http)
            .await
            .context("the code counts for nothing")?;
        let token = tokens.id_token().context("there is no ID token")?;
        let nonce = Nonce::new(pending.nonce.clone());
        let claims = match token.claims(&client.id_token_verifier(), &nonce) {
            Ok(claims) => claims.clone(),
            // It may sign with a new key since it was asked last.
            Err(_) => {
                let client = self.client(redirect, true).await?;
                let claims = token.claims(&client.id_token_verifier(), &nonce);
                claims
                    .context("the ID token is not to be believed")?
                    .clone()
            }
        };
        let subject = claims.subject().clone();
        ensure!(subject.len() <= SUBJECT_BYTES, "the subject is too long");
        // Most providers say more there than in the token.
        let more: Option<UserInfoClaims<Others, CoreGenderClaim>> =
            match client.user_info(tokens.access_token().clone(), Some(subject.clone())) {
                Ok(request) => Some(
                    request
                        .request_async(&self.http)
                        .await
                        .context("user info")?,
                ),
                // It has no such place.
                Err(_) => None,
            };
        let name = self.config.roles_claim.as_str();
        let mut values = claims.additional_claims().texts(name);
        if let Some(more) = &more {
            values.extend(more.additional_claims().texts(name));
        }
        let role = self.config.role(values);
        let names = [
            more.as_ref()
                .and_then(|it| it.name()?.get(None))
                .map(|it| it.as_str()),
            claims
                .name()
                .and_then(|it| it.get(None))
                .map(|it| it.as_str()),
            more.as_ref()
                .and_then(|it| it.preferred_username())
                .map(|it| it.as_str()),
            claims.preferred_username().map(|it| it.as_str()),
        ];
        let shown = names.into_iter().flatten().find_map(|name| {
            let short: String = name.chars().take(NAME_CHARS).collect();
            clean_name(&short)
        });
        Ok(LoggedIn {
            subject: subject.as_str().to_owned(),
            name: shown.unwrap_or_default(),
            role,
        })
    }

    async fn client(&self, redirect: &str, anew: bool) -> Result<Oidc> {
        let found = self
            .find(anew)
            .await
            .context("the provider can't be found")?;
        let secret = Some(self.config.client_secret.clone()).filter(|secret| !secret.is_empty());
        let is_public = secret.is_none();
        let client = Oidc::from_provider_metadata(
            (*found).clone(),
            ClientId::new(self.config.client_id.clone()),
            secret.map(ClientSecret::new),
        );
        let client = client.set_redirect_uri(RedirectUrl::new(redirect.to_owned())?);
        Ok(match is_public || takes_basic(&found) {
            true => client,
            false => client.set_auth_type(AuthType::RequestBody),
        })
    }

    async fn find(&self, anew: bool) -> Result<Arc<CoreProviderMetadata>> {
        let mut found = self.found.lock().await;
        match &*found {
            Some((since, metadata)) if since.elapsed() < KNOWN && !anew => {
                return Ok(Arc::clone(metadata));
            }
            _ => {}
        }
        let issuer = IssuerUrl::new(self.config.issuer.clone())?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.http).await?;
        let metadata = Arc::new(metadata);
        *found = Some((Instant::now(), Arc::clone(&metadata)));
        Ok(metadata)
    }
}

/// Asks the provider, whose document names the places: each of them is to be as safe as the issuer.
#[derive(Debug)]
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

impl Http {
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| Unanswered::NotSafe)?;
        if !OidcConfig::is_safe(&url) {
            return Err(Unanswered::NotSafe);
        }
        let request = self.0.request(parts.method, url).headers(parts.headers);
        let mut response = request.body(body).send().await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len() + chunk.len() > MOST_BYTES {
                return Err(Unanswered::TooLong);
            }
            bytes.extend_from_slice(&chunk);
        }
        let mut answer = HttpResponse::new(bytes);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        Ok(answer)
    }
}

/// Whether it takes the client's secret in a header, as it does when it does not say otherwise.
fn takes_basic(metadata: &CoreProviderMetadata) -> bool {
    let methods = metadata.token_endpoint_auth_methods_supported();
    methods.is_none_or(|methods| {
        let basic = openidconnect::core::CoreClientAuthMethod::ClientSecretBasic;
        methods.contains(&basic)
    })
}

/// Why the provider gave no answer.
#[derive(Debug)]
enum Unanswered {
    Http(reqwest::Error),
    NotSafe,
    TooLong,
}

impl From<reqwest::Error> for Unanswered {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error.without_url())
    }
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Http(_) => f.write_str("the provider does not answer"),
            Self::NotSafe => f.write_str("the provider names a place that is not asked by TLS"),
            Self::TooLong => write!(f, "the provider's answer has more than {MOST_BYTES} bytes"),
        }
    }
}

impl std::error::Error for Unanswered {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(error) => Some(error),
            Self::NotSafe | Self::TooLong => None,
        }
    }
}
