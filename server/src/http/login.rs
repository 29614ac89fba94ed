//! Logging in: to the provider, back from it, and out again. Whatever goes wrong leads back to the page, which
//! says so in the visitor's language.

use std::time::{Instant, SystemTime};

use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hallway_protocol::Role;
use serde::{Deserialize, Serialize};

use super::headers::make_private;
use super::origin;
use super::problem::Problem;
use crate::app::App;
use crate::login::{LoggedIn, Pending, Provider, path_back};
use crate::port::Remote;
use crate::trust::identity::{Account, Identities, Known};

/// Longest code of a provider in bytes; those that carry everything in them have some thousand.
const MOST_CODE_BYTES: usize = 8 * 1024;

/// Where somebody wants to be afterwards.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    back: String,
}

/// What the provider leads back with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    code: String,
    state: String,
    error: String,
}

/// The one who asks, as the entry page shows them.
#[derive(Debug, Default, Serialize)]
pub struct Login {
    /// What people call the provider; empty where one can't log in.
    provider: String,
    /// Whether the one who asks has logged in.
    logged_in: bool,
    /// The name of their account; empty for none.
    name: String,
    /// What their account makes them.
    role: &'static str,
}

impl Login {
    /// Of the one who asks.
    pub fn of(app: &App, headers: &HeaderMap) -> Self {
        let Some(provider) = &app.provider else {
            return Self {
                role: Role::default().name(),
                ..Self::default()
            };
        };
        let known = app.identities.of(headers, SystemTime::now());
        let account = known.as_ref().and_then(|known| known.account);
        Self {
            provider: provider.name().to_owned(),
            logged_in: account.is_some(),
            role: account.map(|it| it.role).unwrap_or_default().name(),
            name: known.map(|known| known.name).unwrap_or_default(),
        }
    }
}

/// Leads to the provider.
pub async fn start(
    State(app): State<App>,
    ConnectInfo(remote): ConnectInfo<Remote>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let path = path_back(&asked.back);
    let Some(provider) = &app.provider else {
        return lead(&path, []);
    };
    if !may_ask(&app, remote, &headers) {
        return lead(&failed(&path, "too-fast"), []);
    }
    let redirect = redirect(&app, &headers);
    match provider.lead(&redirect, path.clone()).await {
        Ok((url, pending)) => {
            let secure = app.config.is_https();
            let cookie = pending.cookie(app.identities.key(), SystemTime::now(), secure);
            lead(url.as_str(), [cookie])
        }
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "nobody can log in");
            lead(&failed(&path, "failed"), [])
        }
    }
}

/// Takes in who comes back from the provider.
pub async fn back(
    State(app): State<App>,
    ConnectInfo(remote): ConnectInfo<Remote>,
    Query(back): Query<Back>,
    headers: HeaderMap,
) -> Response {
    let now = SystemTime::now();
    let pending = Pending::of(&headers, &back.state, app.identities.key(), now);
    let (Some(provider), Some(pending)) = (&app.provider, pending) else {
        return lead(&failed("/", "expired"), [Pending::no_cookie()]);
    };
    let stay = |why| lead(&failed(&pending.path, why), [Pending::no_cookie()]);
    if back.error == "access_denied" {
        return stay("cancelled");
    }
    if back.code.is_empty() || back.code.len() > MOST_CODE_BYTES {
        return stay("failed");
    }
    if !may_ask(&app, remote, &headers) {
        return stay("too-fast");
    }
    let redirect = redirect(&app, &headers);
    let who = provider.who(&redirect, back.code, &pending).await;
    let known = match who {
        Ok(logged_in) => known(&app, provider, logged_in, &headers, now).await,
        Err(error) => Err(error),
    };
    match known {
        Ok(known) => {
            let cookie = app.identities.cookie(&known, app.config.is_https());
            lead(&pending.path, [cookie, Pending::no_cookie()])
        }
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "somebody could not log in");
            stay("failed")
        }
    }
}

/// Makes a stranger of one who has logged in.
pub async fn out(headers: HeaderMap) -> Result<Response, Problem> {
    origin::refuse_others(&headers)?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookies(&mut response, [Identities::no_cookie()]);
    Ok(response)
}

/// Who somebody is from now on. What they wanted as a guest goes on.
async fn known(
    app: &App,
    provider: &Provider,
    logged_in: LoggedIn,
    headers: &HeaderMap,
    now: SystemTime,
) -> anyhow::Result<Known> {
    let identity = app
        .identities
        .of_account(provider.issuer(), &logged_in.subject);
    let since = app.store.account_since(identity, now).await?;
    let before = app.identities.of(headers, now);
    let before = before.unwrap_or_else(|| app.identities.fresh(now));
    let guest = before.account.map_or(before.identity, |it| it.guest);
    app.blocks.pass_on(guest, identity);
    Ok(Known {
        identity,
        since,
        account: Some(Account {
            guest,
            role: logged_in.role,
            until: now.checked_add(provider.lasts()).unwrap_or(now),
        }),
        name: logged_in.name,
    })
}

fn may_ask(app: &App, remote: Remote, headers: &HeaderMap) -> bool {
    let from = app.network(remote, headers);
    app.callers.may_ask(from, Instant::now())
}

/// Where the provider leads back to. It knows only those that it was told of before, so a forged header
/// leads nowhere.
fn redirect(app: &App, headers: &HeaderMap) -> String {
    let url = match app.config.venue.public_url.trim_end_matches('/') {
        "" => {
            let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
            let scheme = if app.config.is_https() {
                "https"
            } else {
                "http"
            };
            format!("{scheme}://{}", host.unwrap_or_default())
        }
        url => url.to_owned(),
    };
    format!("{url}/login/back")
}

/// The path, saying why nobody is logged in.
fn failed(path: &str, why: &str) -> String {
    let (page, fragment) = path.split_once('#').unwrap_or((path, ""));
    let sign = if page.contains('?') { '&' } else { '?' };
    let hash = if fragment.is_empty() { "" } else { "#" };
    format!("{page}{sign}login={why}{hash}{fragment}")
}

fn lead<const N: usize>(to: &str, cookies: [String; N]) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    match HeaderValue::from_str(to) {
        Ok(to) => headers.insert(header::LOCATION, to),
        Err(_) => headers.insert(header::LOCATION, HeaderValue::from_static("/")),
    };
    make_private(&mut response);
    set_cookies(&mut response, cookies);
    response
}

fn set_cookies<const N: usize>(response: &mut Response, cookies: [String; N]) {
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_it_failed_comes_before_the_entry() {
        for (path, expected) in [
            ("/", "/?login=failed"),
            ("/v/a#garden", "/v/a?login=failed#garden"),
            ("/v/a?invite=x#b", "/v/a?invite=x&login=failed#b"),
        ] {
            assert_eq!(failed(path, "failed"), expected);
        }
    }
}
