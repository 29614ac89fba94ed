//! The map looks as Tiled draws it, pixel by pixel, the texts on it excepted.

use hallway_world::scene::Text;

use crate::harness::raster::Picture;
use crate::harness::scene::fetch;
use crate::harness::{Browser, Driver, Server, Venue, Walker};

/// Part of the pixels that may differ, all of them in the boxes of texts.
const MAX_DIFFERENT: f64 = 0.001;

/// Map pixels around the box of a text that its letters' soft edges may touch.
const SOFT_EDGE: f32 = 1.0;

/// Every pixel is as Tiled draws it, outside of texts without any exception. Texts are HTML over the
/// canvas, set by the browser's own font engine, while `window.hallway.region` gives the canvas
/// alone: so within their boxes Tiled's picture has letters where the canvas has the floor.
/// `tests/signs.rs` looks at them.
#[tokio::test]
async fn the_hackathon_map_looks_as_tiled_draws_it() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let maps = venue.maps.clone().expect("the corpus is a folder");
    let folder = tempfile::tempdir().unwrap();
    let expected = Picture::of(
        &maps.join("wikimedia-hackathon-2021/map.json"),
        &[],
        &folder.path().join("expected.png"),
    );
    let server = Server::start(venue).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    let observer = Walker::enter(&server, "Observer").await;
    let texts = fetch(&server, &observer).await.texts;

    let differing = expected.differing(&ada).await;
    let (different, all) = (differing.len(), expected.count());
    let unexplained: Vec<(u32, u32)> = differing
        .into_iter()
        .filter(|(x, y)| !texts.iter().any(|text| is_around(text, *x, *y)))
        .collect();
    let share = different as f64 / all as f64;
    println!(
        "{different} of {} pixels differ: {:.4} %; {} outside of the {} texts",
        all,
        share * 100.0,
        unexplained.len(),
        texts.len()
    );
    assert!(different > 0, "Tiled draws the texts");
    assert!(share <= MAX_DIFFERENT);
    let first = unexplained.get(..10).unwrap_or(&unexplained);
    assert!(unexplained.is_empty(), "differ outside of texts: {first:?}");
}

/// Whether a pixel of the map lies in the box of a text, or just around it.
fn is_around(text: &Text, x: u32, y: u32) -> bool {
    assert_eq!(text.rotation, 0.0, "no text of this map is turned");
    let within = |at: u32, from: f32, length: f32| {
        let at = at as f32;
        (from - SOFT_EDGE..from + length + SOFT_EDGE).contains(&(at + 0.5))
    };
    within(x, text.x, text.width) && within(y, text.y, text.height)
}
