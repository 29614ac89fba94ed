//! Maps of many authors look as Tiled draws them: each shows something that the others do not. Layers
//! with parallax are drawn where they are in Tiled, which is how `window.hallway.region` gives them and
//! the rasterizer draws them, whatever their factors.

use std::time::Duration;

use crate::harness::raster::Picture;
use crate::harness::{Browser, Devices, Driver, Server, Venue, elder};

/// A map of the corpus, and what part of its pixels may differ.
struct Case {
    /// Below the corpus, with its extension.
    map: &'static str,
    /// Thousandths of the pixels that may differ, and why more than none.
    most: f64,
    /// It has what the rasterizer does not know, and is written anew for it.
    rewritten: bool,
}

const fn case(map: &'static str, most: f64) -> Case {
    Case {
        map,
        most,
        rewritten: false,
    }
}

const fn rewritten(map: &'static str, most: f64) -> Case {
    Case {
        rewritten: true,
        ..case(map, most)
    }
}

/// Only blending with rounded numbers differs.
const SAME: f64 = 0.5;

const CASES: [Case; 15] = [
    // Flipped and turned tiles.
    case("rs-tiled/assets/tiled_flipped.tmx", SAME),
    // Groups with opacity and offsets.
    case("rs-tiled/assets/tiled_group_layers.tmx", SAME),
    // Written by another editor.
    case("rs-tiled/assets/ldk_tiled_export.tmx", SAME),
    // External tilesets in another folder.
    case("rs-tiled/assets/folder/tiled_relative_paths.tmx", SAME),
    // Terrains.
    case("rs-tiled/assets/tiled_csv_wangsets.tmx", SAME),
    // Tiles higher than a cell.
    case("tiled/examples/perspective_walls.tmx", SAME),
    // Margin and spacing.
    case("tiled/examples/desert.tmx", SAME),
    // Layers that are lights: opacity and tint.
    case("tiled/examples/sewers.tmx", SAME),
    // Cells of 16 pixels, many external tilesets.
    case("tuxemon/mods/tuxemon/maps/spyder_candy_scoop.tmx", SAME),
    case("tuxemon/mods/tuxemon/maps/gaming_hall.tmx", SAME),
    case("tuxemon/mods/tuxemon/maps/spyder_scoop2.tmx", SAME),
    // Objects, parallax, tiles that are parts of one picture.
    rewritten("tiled/examples/forest/forest.tmx", SAME),
    // Objects made from a template.
    rewritten("rs-tiled/assets/tiled_object_template.tmx", SAME),
    // JSON, drawn for WorkAdventure.
    case("maps-for-workadventure/pixelflut.json", SAME),
    case("maps-for-workadventure/main.json", SAME),
];

/// Pictures of a map come one after the other: how often, and how long apart, it is looked at.
const LOOKS: u32 = 20;
const APART: Duration = Duration::from_millis(250);

/// Layers of areas, of which Tiled draws outlines for the author and the page draws nothing.
const AREAS: [&str; 4] = ["Collisions", "Events", "Pixel-stream", "visit_badge"];

#[tokio::test]
async fn maps_of_many_authors_look_as_tiled_draws_them() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let maps = venue.maps.clone().expect("the corpus is a folder");
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(venue).await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Denied).await;
    let mut wrong = Vec::new();
    for case in CASES {
        let elder = tempfile::tempdir().unwrap();
        let map = match case.rewritten {
            true => elder::rewritten(&maps.join(case.map), elder.path()),
            false => maps.join(case.map),
        };
        let expected = Picture::of(&map, &AREAS, &folder.path().join("expected.png"));
        let (room, _) = case.map.rsplit_once('.').expect("an extension");
        ada.goto(&server.url(&format!("/v/{room}"))).await;
        ada.fill_in_and_enter().await;
        let mut differing = f64::INFINITY;
        for look in 0..LOOKS {
            if look > 0 {
                tokio::time::sleep(APART).await;
            }
            let count = expected.differing(&ada).await.len();
            differing = count as f64 / expected.count() as f64 * 1000.0;
            if differing <= case.most {
                break;
            }
        }
        println!("{}: {differing:.3} of a thousand pixels differ", case.map);
        if differing > case.most {
            wrong.push(format!("{}: {differing:.3}", case.map));
        }
    }
    assert!(wrong.is_empty(), "thousandths that differ: {wrong:#?}");
}
