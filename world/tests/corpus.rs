//! Loads every map of a collection of public maps, drawn by many people over ten years. It lies
//! beside the project and is no part of it; where it is absent these tests say so and pass.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of this file is test code"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use hallway_protocol::Pos;
use hallway_protocol::door::ZoneDoor;
use hallway_world::check::Checker;
use hallway_world::movement::can_stand;
use hallway_world::scene::{Content, TILE_MASK};
use hallway_world::tiled::{FileError, Limits, MapFiles, load};
use hallway_world::venue::{Area, Venue, Zone};

/// Maps that must be refused, and with which code.
const REFUSED: [(&str, &str); 4] = [
    ("rs-tiled/assets/tiled_oblique.tmx", "not-orthogonal"),
    ("tiled/examples/hexagonal-mini.tmx", "not-orthogonal"),
    (
        "tiled/examples/isometric_grass_and_water.tmx",
        "not-orthogonal",
    ),
    (
        "tiled/examples/isometric_staggered_grass_and_water.tmx",
        "not-orthogonal",
    ),
];

struct Folder(PathBuf);

impl MapFiles for Folder {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        let fail = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => FileError::Missing,
            _ => FileError::Unreadable(error.to_string()),
        };
        let mut bytes = Vec::new();
        let file = File::open(self.0.join(path)).map_err(fail)?;
        file.take(at_most).read_to_end(&mut bytes).map_err(fail)?;
        Ok(bytes)
    }
}

/// The collection, if it is there.
fn collection() -> Option<Folder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/maps");
    if root.is_dir() {
        return Some(Folder(root));
    }
    println!(
        "skipped: there is no collection of maps at {}",
        root.display()
    );
    None
}

/// Paths of all maps in the collection, in order.
fn maps(root: &Path) -> Vec<String> {
    let mut folders = vec![root.to_owned()];
    let mut maps = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path
                .extension()
                .and_then(|e| e.to_str())
                .unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if ["json", "tmj", "tmx"].contains(&extension) {
                let path = path.strip_prefix(root).unwrap();
                maps.push(path.to_str().unwrap().to_owned());
            }
        }
    }
    maps.sort();
    maps
}

#[track_caller]
fn loaded(folder: &Folder, path: &str) -> Venue {
    match load(folder, path, &Limits::default()) {
        Ok(venue) => venue,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_map_loads_or_is_refused_for_the_known_reason() {
    let Some(folder) = collection() else {
        return;
    };
    let maps = maps(&folder.0);
    assert!(maps.len() > 50, "only {} maps", maps.len());
    let mut wrong = Vec::new();
    for map in &maps {
        let expected = REFUSED
            .iter()
            .find(|(path, _)| path == map)
            .map(|(_, code)| *code);
        match load(&folder, map, &Limits::default()) {
            Ok(venue) => {
                if expected.is_some() {
                    wrong.push(format!("{map}: accepted"));
                }
                check_sound(map, &venue);
            }
            Err(error) if expected == Some(error.code()) => {}
            Err(error) => wrong.push(error.to_string()),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What holds of every map in the collection: all pictures are there, every cell shows a tile
/// that there is, one can stand where one appears and where places are.
#[track_caller]
fn check_sound(map: &str, venue: &Venue) {
    let scene = &venue.scene;
    assert_eq!(scene.images.len(), venue.image_files.len(), "{map}");
    assert!(
        venue.image_files.iter().all(Option::is_some),
        "{map}: {:?}",
        venue.warnings
    );
    for layer in &scene.layers {
        let Content::Tiles { cells, .. } = &layer.content else {
            continue;
        };
        let numbers = cells
            .iter()
            .filter_map(|cell| (cell & TILE_MASK).checked_sub(1));
        assert!(
            numbers.into_iter().all(|n| scene.sheet_of(n).is_some()),
            "{map}"
        );
    }
    for spot in venue.starts.iter().flat_map(|start| &start.spots) {
        assert!(can_stand(&scene.walls, *spot), "{map}: {spot:?}");
    }
    for place in &scene.places {
        assert!(
            can_stand(&scene.walls, Pos::from_px(place.x, place.y)),
            "{map}: {place:?}"
        );
    }
    let broken = [
        "missing-image",
        "missing-tileset",
        "unknown-tile",
        "layer-size",
        "bad-path",
    ];
    let found: Vec<_> = venue
        .warnings
        .iter()
        .filter(|w| broken.contains(&w.code))
        .collect();
    assert!(found.is_empty(), "{map}: {found:?}");
}

#[test]
fn a_map_and_its_json_export_are_the_same() {
    let Some(folder) = collection() else {
        return;
    };
    for name in ["main", "first"] {
        let of = |extension: &str| {
            let mut venue = loaded(&folder, &format!("rc3-world-frama/{name}.{extension}"));
            // Where it is written differs by the name of the file.
            venue.zones.iter_mut().for_each(|zone| zone.place.clear());
            venue
        };
        let (xml, json) = (of("tmx"), of("json"));
        assert_eq!(xml.scene, json.scene, "{name}");
        assert_eq!(
            (&xml.starts, &xml.zones),
            (&json.starts, &json.zones),
            "{name}"
        );
        assert_eq!(xml.image_files, json.image_files, "{name}");
    }
}

#[test]
fn every_encoding_gives_the_same_map() {
    let Some(folder) = collection() else {
        return;
    };
    let of = |name: &str| {
        loaded(&folder, &format!("rs-tiled/assets/tiled_{name}.tmx"))
            .scene
            .layers
    };
    for (first, others) in [
        ("csv", &["base64_zstandard"][..]),
        ("base64", &["base64_gzip", "base64_zlib", "base64_external"]),
    ] {
        let expected = of(first);
        for name in others {
            assert_eq!(of(name), expected, "{name}");
        }
    }
}

#[test]
fn the_hackathon_is_as_its_authors_drew_it() {
    let Some(folder) = collection() else {
        return;
    };
    let venue = loaded(&folder, "wikimedia-hackathon-2021/map.json");
    let scene = &venue.scene;
    assert_eq!(
        (
            scene.columns,
            scene.rows,
            scene.tile_width,
            scene.tile_height
        ),
        (80, 80, 32, 32)
    );
    assert_eq!((scene.sheets.len(), scene.layers.len()), (33, 32));
    assert!(venue.warnings.is_empty(), "{:?}", venue.warnings);
    for file in &venue.image_files {
        let file = file.as_deref().unwrap();
        assert!(folder.0.join(file).is_file(), "{file}");
    }
    // The object layer lies on top of all others.
    assert!(scene.layers.iter().all(|layer| !layer.above_avatars));

    let zones: Vec<&str> = venue.zones.iter().map(|zone| zone.name.as_str()).collect();
    let expected = [
        "piano",
        "boardPhabricator",
        "boardSchedule",
        "boardHowto",
        "boardThankyou",
        "boardParticipants",
        "youtubeintro",
        "youtubemaintrack",
        "jitsidocs",
        "jitsiwikidata",
        "jitsiwikipedia",
        "jitsiwikisource",
        "jitsiroomvolcano",
        "jitsiroompit",
        "jitsicommons",
        "jitsimaps",
        "jitsitools",
        "jitsimediawiki",
        "jitsikitchen",
    ];
    assert_eq!(zones, expected);
    for zone in &venue.zones {
        let Area::Cells { bits, .. } = &zone.area else {
            panic!("{} is not made of cells", zone.name);
        };
        let cells: u32 = bits.iter().map(|word| word.count_ones()).sum();
        let wanted = match zone.name.as_str() {
            "piano" => 28,
            name if name.starts_with("jitsi") => 56,
            name if name.starts_with("youtube") => 2,
            _ => 3,
        };
        assert_eq!(cells, wanted, "{}", zone.name);
        assert!(!zone.silent);
    }
    let titles: Vec<&str> = scene
        .places
        .iter()
        .map(|place| place.title.as_str())
        .collect();
    assert_eq!(titles.len(), 19);
    for title in ["Board Schedule", "Docs", "Volcano", "Kitchen", "Piano"] {
        assert!(titles.contains(&title), "{title} in {titles:?}");
    }

    let [start] = venue.starts.as_slice() else {
        panic!("{:?}", venue.starts);
    };
    assert_eq!(
        (start.name.as_str(), start.default, start.spots.len()),
        ("start", true, 90)
    );
    assert!(start.spots.iter().all(|at| can_stand(&scene.walls, *at)));

    // Walls are there, and leave room: of each there are hundreds of cells.
    let walled = (0..80 * 80)
        .filter(|cell| scene.walls.mask(cell % 80, cell / 80) != 0)
        .count();
    assert!((500..5000).contains(&walled), "{walled}");
    // One can walk from the start to every room and board.
    let from = start.spots[0];
    for place in &scene.places {
        let to = Pos::from_px(place.x, place.y);
        let way = hallway_world::path::find(&scene.walls, from, to);
        assert_eq!(
            way.as_ref().and_then(|way| way.last()),
            Some(&to),
            "{}",
            place.title
        );
    }
}

#[test]
fn doors_and_pages_of_a_world_of_the_congress_work() {
    let Some(folder) = collection() else {
        return;
    };
    let venue = loaded(&folder, "rc3-world-frama/main.json");
    let doors: Vec<_> = venue.scene.doors.iter().zip(&venue.doors).collect();
    let titles: Vec<_> = doors.iter().map(|(door, _)| door.title.as_str()).collect();
    assert_eq!(titles, ["Backdoor", "Bbbdoor", "Blinkenswitch"]);
    for (index, (door, rule)) in (0u32..).zip(&doors) {
        assert!(!door.open && rule.beside.len() == 1, "{door:?}");
        for open in [false, true] {
            let mut layers = venue.scene.layers.iter();
            let mark = Some((index, open));
            assert!(layers.any(|layer| layer.door == mark), "{}", door.title);
        }
    }
    let automatic: Vec<_> = doors.iter().map(|(_, rule)| rule.opens_itself).collect();
    assert_eq!(automatic, [true, true, false]);
    let [site] = venue.scene.sites.as_slice() else {
        panic!("{:?}", venue.scene.sites);
    };
    assert_eq!(site.url, "https://sled.fridtjof.dev/videowand/#inline");
}

#[test]
fn groups_hold_starts_and_zones() {
    let Some(folder) = collection() else {
        return;
    };
    let venue = loaded(&folder, "maps-for-workadventure/main.json");
    assert_eq!(venue.scene.title, "SchenklRadio Assembly");
    let starts: Vec<_> = venue
        .starts
        .iter()
        .map(|s| (s.name.as_str(), s.default))
        .collect();
    let expected = [
        ("start", true),
        ("start_pixelflut", false),
        ("start_computertruhe", false),
    ];
    assert_eq!(starts, expected);
    let silent: Vec<_> = venue
        .zones
        .iter()
        .filter(|z| z.silent)
        .map(|z| z.name.as_str())
        .collect();
    assert_eq!(silent, ["silent"]);
    let above = venue
        .scene
        .layers
        .iter()
        .filter(|layer| layer.above_avatars);
    let above: Vec<_> = above.map(|layer| layer.name.as_str()).collect();
    assert_eq!(above.first(), Some(&"Lights"));
    assert_eq!(above.last(), Some(&"things_above_player"));
    assert!(!venue.scene.animations.is_empty());
}

/// Set to write what is expected instead of comparing it.
const WRITE: &str = "HALLWAY_WRITE_EXPECTED";

#[test]
fn every_map_comes_to_what_it_did() {
    let Some(folder) = collection() else {
        return;
    };
    let names = files(&folder.0);
    let mut checker = Checker::new(&folder, names, Limits::default());
    let mut now = String::new();
    for map in maps(&folder.0) {
        let report = checker.check(&map);
        writeln!(now, "{map}").unwrap();
        match &report.venue {
            Some(venue) => now.push_str(&summary(venue)),
            None => now.push_str("  refused\n"),
        }
        let codes = report.findings.iter().map(|finding| finding.code.name);
        writeln!(now, "  said: {}", counted(codes)).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/expected.txt");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(path, now).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap();
    let mut map = "";
    let mut differences = Vec::new();
    for (expected, now) in expected.lines().zip(now.lines()) {
        if !now.starts_with(' ') {
            map = now;
        }
        if expected != now {
            differences.push(format!("{map}\n-{expected}\n+{now}"));
        }
    }
    assert!(
        differences.is_empty() && expected.lines().count() == now.lines().count(),
        "the outcome changed; if that is right, run with {WRITE}=1:\n{}",
        differences.join("\n")
    );
}

/// What a map comes to, in some lines.
fn summary(venue: &Venue) -> String {
    let scene = &venue.scene;
    let above = scene.layers.iter().filter(|layer| layer.above_avatars);
    let cells = (0..scene.rows as i32).flat_map(|y| (0..scene.columns as i32).map(move |x| (x, y)));
    let walls = cells.filter(|(x, y)| scene.walls.mask(*x, *y) != 0).count();
    let spots: usize = venue.starts.iter().map(|start| start.spots.len()).sum();
    format!(
        "  {} × {} cells, {walls} with walls, {} layers, {} above, {} pictures, {} animations\n  {} starts with {spots} spots, {} places, {} more names, {} doors, {} pages; zones: {}; sessions: {}\n",
        scene.columns,
        scene.rows,
        scene.layers.len(),
        above.count(),
        scene.images.len(),
        scene.animations.len(),
        venue.starts.len(),
        scene.places.len(),
        scene.targets.len(),
        scene.doors.len(),
        scene.sites.len(),
        counted(venue.zones.iter().flat_map(kinds)),
        counted(
            venue
                .sessions
                .iter()
                .map(|session| format!("{:?}", session.spec.kind()))
        ),
    )
}

/// What a zone is for; it may be several things.
fn kinds(zone: &Zone) -> Vec<&'static str> {
    let all = [
        (zone.silent, "silent"),
        (!zone.sessions.is_empty(), "opening"),
        (zone.exit.is_some(), "exit"),
        (zone.sound.is_some(), "sound"),
        (zone.focus.is_some(), "focus"),
        (zone.talk.is_some(), "talk"),
        (zone.capacity.is_some(), "bounded"),
        (
            zone.door != ZoneDoor::Open || !zone.requires.is_empty(),
            "closed",
        ),
    ];
    let some: Vec<&str> = all
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, name)| *name)
        .collect();
    if some.is_empty() { vec!["named"] } else { some }
}

/// `a × 2, b × 1`.
fn counted<T: Ord + std::fmt::Display>(all: impl Iterator<Item = T>) -> String {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let list: Vec<String> = counts
        .iter()
        .map(|(what, count)| format!("{what} × {count}"))
        .collect();
    if list.is_empty() {
        "nothing".to_owned()
    } else {
        list.join(", ")
    }
}

/// Paths of all files in the collection.
fn files(root: &Path) -> Vec<String> {
    let mut folders = vec![root.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                );
            }
        }
    }
    files
}
