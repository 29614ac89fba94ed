//! What is written on the map stands on the page as text, where the map has it.

use serde::Deserialize;
use thirtyfour::prelude::*;

use crate::harness::scene::fetch;
use crate::harness::{Browser, Driver, Server, Venue, Walker, until};

/// From an avatar's feet up to the lower edge of its name, in map pixels.
const NAME_ABOVE_PX: f64 = 31.0;

/// CSS pixels that rounding may make.
const TOLERANCE: f64 = 3.0;

/// A rectangle of the page in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
struct Rect {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// An avatar's name stands over its feet, whose place on the map the page tells: seen from there, a
/// sign lies as far off as the map says, at every size of the map.
#[tokio::test]
async fn a_sign_is_text_and_stands_where_the_map_has_it() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let server = Server::start(venue).await;
    let observer = Walker::enter(&server, "Observer").await;
    let scene = fetch(&server, &observer).await;
    let sign = scene.texts.iter().find(|text| text.text == "Help Desk");
    let sign = sign.expect("the map has this sign");
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;

    let group = ada.role("group", "Signs on the map").await;
    // Whatever is not hidden, also what the window is too small for.
    let shown = group.prop("innerText").await.unwrap().unwrap_or_default();
    for text in &scene.texts {
        assert!(shown.contains(&text.text), "{} in {shown}", text.text);
    }
    let hidden = group.find(By::XPath("ancestor-or-self::*[@aria-hidden]"));
    assert!(hidden.await.is_err(), "screen readers find the signs");

    let mut widths = Vec::new();
    for key in ["", "-"] {
        if !key.is_empty() {
            ada.look_at_map().await;
            ada.web
                .action_chain()
                .send_keys(key)
                .perform()
                .await
                .unwrap();
        }
        let (box_, name) = settled(&ada, widths.last().copied()).await;
        widths.push(box_.width);
        let zoom = box_.width / f64::from(sign.width);
        let own = async |axis: &str| -> f64 {
            let told = ada.told(axis).await.expect("the own place");
            told.parse().expect("a number")
        };
        let left = name.left + name.width / 2.0 + (f64::from(sign.x) - own("x").await) * zoom;
        let feet = name.top + name.height + NAME_ABOVE_PX * zoom;
        let top = feet + (f64::from(sign.y) - own("y").await) * zoom;
        println!("zoom {zoom:.3}: expected at {left:.1}, {top:.1}, is {box_:?}");
        assert!((box_.left - left).abs() <= TOLERANCE, "{left} {box_:?}");
        assert!((box_.top - top).abs() <= TOLERANCE, "{top} {box_:?}");
        assert!((box_.height - f64::from(sign.height) * zoom).abs() <= TOLERANCE);
    }
    assert!(widths[1] < widths[0], "{widths:?}");
    ada.screenshot("signs").await;
}

/// Where the sign and one's own name are on the page, once neither moves any more and the sign is
/// of another width than before.
async fn settled(ada: &Browser, before: Option<f64>) -> (Rect, Rect) {
    const SCRIPT: &str = "const sign = [...document.querySelectorAll('#signs p')]
            .find(element => element.textContent === 'Help Desk');
        const rect = element => {
            const { left, top, width, height } = element.getBoundingClientRect();
            return { left, top, width, height };
        };
        return [rect(sign), rect(document.querySelector('#labels .own'))];";
    let mut last = None;
    until("the sign has found its place", async || {
        let now: (Rect, Rect) = ada.ask(SCRIPT).await;
        let rests = last == Some(now) && before != Some(now.0.width);
        last = Some(now);
        rests.then_some(now)
    })
    .await
}
