//! Logging in with an account, at a real provider of OpenID Connect: what it opens, what it grants, and that
//! nobody is let in by what is no login.

use hallway_protocol::{ClientMsg, Refusal};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, header};

use crate::harness::guests::comes_in_browser;
use crate::harness::oidc::Oidc;
use crate::harness::walker::hello;
use crate::harness::{Browser, Devices, Driver, Server, Walker};

/// Where a request is led to, and the cookies that come with it.
async fn led(server: &Server, path: &str, cookie: &str) -> (String, Vec<String>) {
    let client = Client::builder().redirect(Policy::none()).build();
    let request = client.expect("a client").get(server.url(path));
    let request = request.header(header::COOKIE, cookie);
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
    let text = |value: &header::HeaderValue| value.to_str().expect("a text").to_owned();
    let headers = response.headers();
    let cookies = headers.get_all(header::SET_COOKIE).iter().map(text);
    (text(&headers[header::LOCATION]), cookies.collect())
}

async fn open(driver: &Driver, server: &Server, name: &str) -> Browser {
    let browser = Browser::open(driver, name, Devices::Denied).await;
    browser.goto(&server.url(&server.venue.page())).await;
    browser
}

/// What the organizers' part of the API says to this browser.
async fn may_organize(browser: &Browser) -> u16 {
    let script = "const answer = await fetch('/api/v1/organize/doors'); return answer.status";
    browser.ask(script).await
}

/// Somebody tries to come in, and is told that they are banned.
async fn is_kept_out(browser: &Browser) {
    browser.fill_in().await;
    browser.is_in_state("refused").await;
    browser
        .shows("The facilitators of this venue do not let you in.")
        .await;
}

#[tokio::test]
async fn an_account_opens_the_door_and_its_groups_grant_a_role() {
    let (_provider, server) = Oidc::start(&[("HALLWAY_DOORS__ENTRY", "account")]).await;
    let stranger = Walker::connect(&server).await;
    let message = hello(server.venue.room, "Stranger");
    stranger.say(ClientMsg::Hello(message)).await;
    stranger
        .sees("why not", |view| view.refused == Some(Refusal::LoginNeeded))
        .await;
    let driver = Driver::start().await;
    let ada = open(&driver, &server, "Ada").await;
    ada.shows("This event is for those who have logged in.")
        .await;
    ada.screenshot("login-needed").await;
    ada.logs_in("ada").await;
    ada.shows("You are logged in as Ada Lovelace.").await;
    // They need not type what their account is called.
    let field = ada.role("textbox", "Your name").await;
    let typed = field.prop("value").await.expect("a value");
    assert_eq!(typed.as_deref(), Some("Ada Lovelace"));
    ada.screenshot("logged-in").await;
    ada.press("Enter").await;
    ada.is_in_state("venue").await;
    assert_eq!(may_organize(&ada).await, 401);

    let grace = open(&driver, &server, "Grace").await;
    grace.logs_in("grace").await;
    grace.shows("Your role here: Organizer.").await;
    grace.press("Enter").await;
    grace.is_in_state("venue").await;
    assert_eq!(may_organize(&grace).await, 200);
    // The organizers' page needs no link.
    grace
        .web
        .goto(server.url("/organize"))
        .await
        .expect("it loads");
    grace.role("button", "Log").await;
    grace.screenshot("organize-by-account").await;
    grace.goto(&server.url(&server.venue.page())).await;
    grace.press("Enter").await;
    grace.is_in_state("venue").await;

    // Who is banned stays out, as the same account and as the guest they become.
    grace.press("People and places").await;
    grace.press("Ban Ada Lovelace").await;
    ada.is_in_state("refused").await;
    ada.press("Back to the entrance").await;
    ada.press("Log out").await;
    // The provider still knows them, and asks nothing.
    let link = ada.role("link", "Log in with Tester").await;
    link.click().await.expect("a link can be pressed");
    ada.shows("You are logged in as Ada Lovelace.").await;
    is_kept_out(&ada).await;
}

#[tokio::test]
async fn who_was_banned_as_a_guest_stays_out_with_an_account() {
    let (_provider, server) = Oidc::start(&[]).await;
    let driver = Driver::start().await;
    let browsers = (&driver, Devices::Denied);
    let fay = comes_in_browser(browsers, &server, "Fay", "facilitator").await;
    let ada = open(&driver, &server, "Mallory").await;
    ada.fill_in_and_enter().await;
    fay.press("People and places").await;
    fay.press("Ban Mallory").await;
    ada.is_in_state("refused").await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.logs_in("ada").await;
    is_kept_out(&ada).await;
}

#[tokio::test]
async fn what_is_no_login_leads_back_and_grants_nothing() {
    let (_provider, server) = Oidc::start(&[]).await;
    let (url, cookies) = led(&server, "/login?back=/v/x%23garden", "").await;
    assert!(
        url.starts_with("http://127.0.0.1:") && url.contains("code_challenge="),
        "{url}"
    );
    let pending = cookies[0].split(';').next().expect("a cookie").to_owned();
    assert!(pending.starts_with("hallway_login="), "{pending}");
    let state = url.split("state=").nth(1).expect("a state");
    let state = state.split('&').next().expect("a state");
    let to_other = led(&server, "/login?back=//evil.example", "").await;
    assert!(to_other.1[0].starts_with("hallway_login="));
    for (path, cookie, expected) in [
        ("/login/back".to_owned(), "", "/?login=expired"),
        (
            format!("/login/back?code=x&state={state}"),
            "",
            "/?login=expired",
        ),
        (
            "/login/back?code=x&state=y".to_owned(),
            &*pending,
            "/?login=expired",
        ),
        (
            format!("/login/back?code=x&state={state}"),
            &*pending,
            "/v/x?login=failed#garden",
        ),
        (
            format!("/login/back?state={state}"),
            &*pending,
            "/v/x?login=failed#garden",
        ),
        (
            format!("/login/back?error=access_denied&state={state}"),
            &*pending,
            "/v/x?login=cancelled#garden",
        ),
    ] {
        let (to, cookies) = led(&server, &path, cookie).await;
        assert_eq!(to, expected, "{path}");
        let set = cookies.iter().any(|cookie| cookie.starts_with("hallway="));
        assert!(!set, "{path}: {cookies:?}");
    }
    // One who thinks better of it is told so.
    let driver = Driver::start().await;
    let ada = open(&driver, &server, "Ada").await;
    ada.goes_to_log_in().await;
    let cancel = ada.role("link", "[ Cancel ]").await;
    cancel.click().await.expect("a link can be pressed");
    ada.is_in_state("entry").await;
    ada.shows("You are not logged in.").await;
    let search: String = ada.ask("return location.search").await;
    assert_eq!(search, "");
    // Without an account one is a guest as ever.
    ada.fill_in_and_enter().await;
}
