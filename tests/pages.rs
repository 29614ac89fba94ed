//! Pages that zones open: nobody is contacted unasked, what refuses frames gets a tab, what is not
//! allowed stays shut; and the place that a page has beside the map.

use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::harness::panel::Place;
use crate::harness::site::Site;
use crate::harness::village::{Area, folder};
use crate::harness::{Browser, Driver, Server, Venue, until};

/// The name of the panel's edge.
const EDGE: &str = "Size of what is open beside the map";

const START: Area<'static> = ("start", [2, 2, 2, 2], &[("start", "true")]);

/// A page of others has its own origin and nothing of ours.
const SANDBOX: &str =
    "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin";

async fn start(maps: &TempDir) -> Server {
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    };
    let settings = [
        ("HALLWAY_WEBSITES__ALLOW", "127.0.0.1"),
        // The stand-in is at a private address.
        ("HALLWAY_WEBSITES__ALLOW_PRIVATE", "true"),
    ];
    Server::start_with(venue, &settings).await
}

#[tokio::test]
async fn nobody_is_contacted_before_consent_which_is_asked_for_once_per_host() {
    let site = Site::start().await;
    let (first, second) = (site.url("/first"), site.url("/second"));
    let maps = folder(&[(
        "hall",
        &[
            START,
            ("First", [6, 0, 4, 4], &[("openWebsite", &first)]),
            (
                "Second",
                [6, 8, 4, 4],
                &[
                    ("openWebsite", &second),
                    ("openWebsiteClosable", "false"),
                    ("openWebsitePolicy", "fullscreen; geolocation"),
                ],
            ),
        ],
    )]);
    let server = start(&maps).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    ada.view_port(1280, 800).await;

    ada.go_to("First").await;
    ada.panel_says(&site.host()).await;
    ada.screenshot("page-consent").await;
    ada.press("No, thanks").await;
    ada.has_no_panel().await;
    ada.role("button", &format!("Open {}", site.host())).await;
    ada.screenshot("page-declined").await;
    server.keeps_ticking().await;
    assert_eq!(site.hits(), [], "who said no has contacted nobody");

    // One may think otherwise.
    ada.press(&format!("Open {}", site.host())).await;
    ada.panel_says("Connect to a third party?").await;
    assert_eq!(site.hits(), [], "a second look is no consent");
    ada.press("Agree and open").await;
    ada.is_given(1, "page=/first").await;
    ada.screenshot("page-open").await;
    ada.role("button", "Close session").await;
    assert_eq!(attribute(&ada, "sandbox").await, SANDBOX);
    assert_eq!(attribute(&ada, "referrerpolicy").await, "no-referrer");
    assert_eq!(attribute(&ada, "allow").await, "");
    assert_eq!(site.hits(), [("/first".to_owned(), None)]);

    // The same host again: no question. This page stays while one is there.
    ada.go_to("Second").await;
    ada.is_given(1, "page=/second").await;
    let close = ada.find_role("button", "Close session").await;
    assert!(close.is_none(), "the author wants it to stay");
    assert_eq!(attribute(&ada, "allow").await, "fullscreen");
    // The list of places is closed by this key, but not what stands beside the map.
    let edge = ada.role("separator", EDGE).await;
    edge.send_keys(Key::Escape + Key::Escape)
        .await
        .expect("keys");
    let focus: String = ada.ask("return document.activeElement.id").await;
    assert_eq!(focus, "map", "Escape leads back to the map");
    ada.is_given(1, "page=/second").await;

    ada.goto(&server.url(&server.venue.page())).await;
    ada.fill_in_and_enter().await;
    ada.go_to("First").await;
    ada.is_given(1, "page=/first").await;
    let asked = ada.announcements().await;
    let asked = asked.iter().any(|words| words.contains("consent"));
    assert!(!asked, "the answer is remembered");
}

#[tokio::test]
async fn what_refuses_frames_gets_a_tab_and_what_is_not_allowed_stays_shut() {
    let site = Site::start().await;
    let (deny, fenced) = (site.url("/deny"), site.url("/fenced"));
    let unlisted = format!("http://localhost:{}/unlisted", site.port);
    let maps = folder(&[(
        "hall",
        &[
            START,
            ("Deny", [6, 0, 4, 4], &[("openWebsite", &deny)]),
            ("Fenced", [6, 8, 4, 4], &[("openWebsite", &fenced)]),
            ("Unlisted", [12, 0, 4, 4], &[("openWebsite", &unlisted)]),
        ],
    )]);
    let server = start(&maps).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;

    ada.go_to("Unlisted").await;
    ada.panel_says("The organizers have not allowed this page.")
        .await;
    ada.screenshot("page-unlisted").await;

    ada.go_to("Deny").await;
    ada.press("Agree and open").await;
    for (path, zone) in [("/deny", "Deny"), ("/fenced", "Fenced")] {
        if zone != "Deny" {
            ada.go_to(zone).await;
        }
        ada.panel_says("This page can’t be shown here.").await;
        let link = ada.role("link", "Open in a new tab").await;
        assert_eq!(site.hits_of(path), 0, "nothing opens by itself");
        ada.screenshot(&format!("page-tab-{zone}")).await;
        link.click().await.expect("a link");
        until("the page opens in a tab", async || {
            (site.hits_of(path) == 1).then_some(())
        })
        .await;
        let hits = site.hits();
        let hit = (path.to_owned(), None);
        assert!(
            hits.contains(&hit),
            "it is told where one comes from: {hits:?}"
        );
        let tabs = ada.web.windows().await.expect("the tabs");
        assert_eq!(tabs.len(), 2);
        ada.web.switch_to_window(tabs[1].clone()).await.expect("it");
        let opener: bool = ada.ask("return window.opener === null").await;
        assert!(opener, "the page can't reach the venue");
        ada.web.close_window().await.expect("it closes");
        ada.web.switch_to_window(tabs[0].clone()).await.expect("us");
    }
    assert_eq!(site.hits_of("/unlisted"), 0);
}

#[tokio::test]
async fn a_page_has_its_place_beside_the_map_and_one_chooses_its_size() {
    let site = Site::start().await;
    let url = site.url("/page");
    let maps = folder(&[(
        "hall",
        &[
            ("start", [2, 2, 2, 2], &[("start", "true")]),
            (
                "Board",
                [0, 0, 12, 12],
                &[("openWebsite", &url), ("openWebsiteWidth", "30")],
            ),
        ],
    )]);
    let server = start(&maps).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    ada.view_port(1280, 800).await;
    ada.press("Agree and open").await;
    ada.is_given(1, "page=/page").await;

    // On the right, as wide as the author wishes.
    let place = ada.panel().await.expect("a panel");
    assert!(is_beside(place), "{place:?}");
    assert!(near(place.width, 0.30 * 1280.0), "{place:?}");
    let edge = ada.role("separator", EDGE).await;
    edge.send_keys(Key::Left + Key::Left).await.expect("keys");
    sized(&ada, "wider", |place| near(place.width, 0.38 * 1280.0)).await;
    assert_eq!(value(&ada).await, "38");
    edge.send_keys(Key::End).await.expect("a key");
    sized(&ada, "as wide as can be", |place| {
        near(place.width, 1280.0 - 360.0)
    })
    .await;
    edge.send_keys(Key::Home + Key::Left).await.expect("keys");
    let small = 280.0 / 1280.0 + 0.04;
    sized(&ada, "small", |place| near(place.width, small * 1280.0)).await;

    // Below the map on a narrow window.
    ada.view_port(390, 800).await;
    sized(&ada, "below", is_below).await;
    ada.screenshot("page-below").await;
    let before = ada.panel().await.expect("a panel").height;
    edge.send_keys(Key::Up).await.expect("a key");
    sized(&ada, "higher", |place| {
        near(place.height, before + 0.04 * 800.0)
    })
    .await;
    let height = ada.panel().await.expect("a panel").height;

    // Both sizes are kept.
    ada.goto(&server.url(&server.venue.page())).await;
    ada.fill_in_and_enter().await;
    ada.is_given(1, "page=/page").await;
    sized(&ada, "as high as before", |place| {
        near(place.height, height)
    })
    .await;
    ada.view_port(1280, 800).await;
    sized(&ada, "as wide as before", |place| {
        is_beside(place) && near(place.width, small * 1280.0)
    })
    .await;
}

fn is_beside(place: Place) -> bool {
    near(place.left + place.width, place.all_width)
        && near(place.top, 0.0)
        && near(place.height, place.all_height)
}

fn is_below(place: Place) -> bool {
    near(place.left, 0.0) && near(place.width, place.all_width) && place.top > 200.0
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 2.0
}

async fn sized(browser: &Browser, how: &str, is_so: impl Fn(Place) -> bool) {
    let what = format!("the panel is {how}");
    until(&what, async || {
        let place = browser.panel().await?;
        is_so(place).then_some(())
    })
    .await;
}

/// The part of the window that screen readers are told of, in percent.
async fn value(browser: &Browser) -> String {
    browser
        .ask("return document.querySelector('.edge').getAttribute('aria-valuenow')")
        .await
}

async fn attribute(browser: &Browser, name: &str) -> String {
    let script =
        format!("return document.querySelector('iframe').getAttribute('{name}') ?? 'none'");
    browser.ask(&script).await
}
