//! Small maps with one thing wrong, and what is said about it. Zones whose meaning matters here and
//! not how a map says it are made by hand.

use std::collections::BTreeMap;

use hallway_protocol::{Pos, SessionId};

use super::*;
use crate::tiled::FileError;
use crate::venue::{Area, Session, Start};
use crate::walls::{SOLID, Walls};
use crate::zone::{ExitTo, Jitsi, SessionSpec, Talk};

/// A maps folder in memory.
#[derive(Default)]
struct Files(BTreeMap<String, Vec<u8>>);

impl MapFiles for Files {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        let file = self.0.get(path).ok_or(FileError::Missing)?;
        Ok(file.iter().take(at_most as usize).copied().collect())
    }
}

impl Files {
    fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), content.into());
        self
    }

    /// The findings about `map.tmx`: code, place and message of each.
    fn findings(&self) -> Vec<Finding> {
        let names = self.0.keys().cloned();
        Checker::new(self, names, Limits::default())
            .check("map.tmx")
            .findings
    }
}

/// The beginning of a PNG file.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}

const CREDITS: &str = "<properties><property name='mapCopyright' value='us'/><property name='tilesetCopyright' value='us'/></properties>";

/// Cells of a layer that is wall on the third column.
const WALL: &str = "0,0,2,0,0,2,0,0,2,0,0,2,0,0,2,0,0,2";
const START: &str = "<layer name='start' width='4' height='4'><data encoding='csv'>1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0</data></layer>";

/// A map of 4 by 4 cells about which there is nothing to say but what `more` adds.
fn map(more: &str) -> String {
    format!(
        "<map orientation='orthogonal' width='4' height='4' tilewidth='32' tileheight='32'>{CREDITS}
        <tileset firstgid='1' name='t' tilewidth='32' tileheight='32' tilecount='8' columns='4'>
        <image source='tiles.png' width='128' height='64'/>
        <tile id='1'><properties><property name='collides' type='bool' value='true'/></properties></tile>
        </tileset>{START}{more}<objectgroup name='floorLayer'/></map>"
    )
}

fn folder(map: &str) -> Files {
    Files::default()
        .with("map.tmx", map)
        .with("tiles.png", png(128, 64))
}

/// What is said about a map: for each finding its code and the end of its place.
#[track_caller]
fn check(files: &Files, expected: &[(&str, &str)]) {
    let findings = files.findings();
    let short: Vec<(&str, &str)> = findings
        .iter()
        .map(|f| {
            let place = f.place.strip_prefix("map.tmx").unwrap_or(&f.place);
            (f.code.name, place.strip_prefix(", ").unwrap_or(place))
        })
        .collect();
    assert_eq!(short, expected, "{findings:#?}");
}

fn property(name: &str, kind: &str, value: &str) -> String {
    format!("<properties><property name='{name}' type='{kind}' value='{value}'/></properties>")
}

fn layer(name: &str, inner: &str) -> String {
    format!(
        "<layer name='{name}' width='4' height='4'>{inner}<data encoding='csv'>0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0</data></layer>"
    )
}

#[test]
fn a_good_map_is_let_alone() {
    check(&folder(&map("")), &[]);
}

#[test]
fn what_can_not_be_used_is_an_error() {
    for (content, code) in [
        ("{", "bad-syntax"),
        ("hello", "not-a-map"),
        (
            "<map orientation='isometric' width='1' height='1' tilewidth='1' tileheight='1'/>",
            "not-orthogonal",
        ),
    ] {
        let files = folder(content);
        check(&files, &[(code, "")]);
        assert!(
            files
                .findings()
                .iter()
                .all(|f| f.code.level == Level::Error)
        );
    }
    let none = Files::default();
    check(&none, &[("unreadable-file", "")]);
}

#[test]
fn a_file_in_other_capitals_is_named() {
    let files = Files::default()
        .with("map.tmx", map(""))
        .with("Tiles.PNG", png(128, 64));
    check(&files, &[("wrong-letter-case", "")]);
    let message = &files.findings()[0].message;
    assert!(
        message.contains("tiles.png") && message.contains("Tiles.PNG"),
        "{message}"
    );

    let outside = map("").replace(
        "</tileset>",
        "</tileset><tileset firstgid='9' source='sub/More.tsx'/>",
    );
    let files = folder(&outside).with("sub/more.tsx", "<tileset name='more'/>");
    check(&files, &[("wrong-letter-case", "")]);
}

#[test]
fn what_is_missing_is_an_error_with_its_place() {
    let files = Files::default().with("map.tmx", map(""));
    check(&files, &[("missing-image", "tileset “t”")]);
    assert_eq!(files.findings()[0].code.level, Level::Error);
    let outside = map("").replace(
        "</tileset>",
        "</tileset><tileset firstgid='9' source='more.tsx'/>",
    );
    check(
        &folder(&outside),
        &[("missing-tileset", "a tileset without name")],
    );
}

#[test]
fn pictures_are_looked_at() {
    let big = Files::default()
        .with(
            "map.tmx",
            map("")
                .replace("width='128' height='64'", "")
                .replace("tilecount='8' columns='4'", ""),
        )
        .with("tiles.png", png(5000, 64));
    check(&big, &[("large-image", "")]);
    let other = folder(&map("")).with("tiles.png", png(128, 96));
    check(&other, &[("image-size", "tileset “t”")]);
    let unused = map("").replace(
        "</tileset>",
        "</tileset><tileset firstgid='20' name='u' tilewidth='32' tileheight='32'><image source='u.png'/></tileset>",
    );
    check(
        &folder(&unused).with("u.png", png(64, 64)),
        &[("unused-image", "")],
    );
}

#[test]
fn layers_without_use_are_found() {
    let empty = "<layer name='rest' width='4' height='4'><data encoding='csv'>0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0</data></layer>";
    let zone = empty.replace(
        "><data",
        &format!(">{}<data", property("silent", "bool", "true")),
    );
    check(&folder(&map(empty)), &[("unseen-layer", "layer “rest”")]);
    check(&folder(&map(&zone)), &[("empty-zone", "layer “rest”")]);
    check(
        &folder(&map("<objectgroup name='old'/><imagelayer name='sky'/>")),
        &[
            ("unseen-layer", "layer “old”"),
            ("unseen-layer", "layer “sky”"),
        ],
    );
    // Tiles in hidden layers may block or mean something.
    let hidden = layer("walls", "").replace("<layer", "<layer visible='0'");
    check(&folder(&map(&hidden)), &[]);
    let block = "<tile id='1'>";
    let plain = map(&hidden).replace(block, "<tile id='99'>");
    check(&folder(&plain), &[("unseen-layer", "layer “walls”")]);
}

/// The beginning of a PNG file without transparency.
fn opaque_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(width, height);
    bytes[25] = 2;
    // Checksum of the first chunk, and the head of the second one.
    bytes.extend([0; 4]);
    bytes.extend(*b"\0\0\0\x09IDAT");
    bytes
}

#[test]
fn covered_layers_are_found_where_it_is_certain() {
    let tiles = |name: &str, attributes: &str, tile: u32| {
        layer(name, "")
            .replace("<layer", &format!("<layer {attributes}"))
            .replace("0,1,0", &format!("0,{tile},0"))
    };
    let plain = |layers: &str| map(layers).replace("<tile id='1'>", "<tile id='99'>");
    let two = plain(&format!("{}{}", tiles("rug", "", 1), tiles("bed", "", 1)));
    let found = [("unseen-layer", "layer “rug”")];
    let opaque = |map: &str| folder(map).with("tiles.png", opaque_png(128, 64));
    // The map of these tests gives no meaning to tiles by itself.
    let bare = |map: &str| {
        map.replace("<tile id='99'><properties><property name='collides' type='bool' value='true'/></properties></tile>", "")
    };
    check(&opaque(&bare(&two)), &found);
    // A picture that may be transparent covers nothing for sure.
    check(&folder(&bare(&two)), &[]);
    // Nor does a layer that one sees through, that moves otherwise, or that lies beside it.
    for attributes in [
        "opacity='0.5'",
        "offsetx='3'",
        "parallaxx='0.5'",
        "tintcolor='#80ffffff'",
    ] {
        let above = plain(&format!(
            "{}{}",
            tiles("rug", "", 1),
            tiles("bed", attributes, 1)
        ));
        check(&opaque(&bare(&above)), &[]);
    }
    let beside = two.replace(
        "name='bed' width='4' height='4'><data encoding='csv'>0,0,0,0,0,1,0",
        "name='bed' width='4' height='4'><data encoding='csv'>0,0,0,0,0,0,1",
    );
    assert_ne!(beside, two);
    check(&opaque(&bare(&beside)), &[]);
    // Tiles that block do so under others.
    let wall = map(&format!("{}{}", tiles("rug", "", 2), tiles("bed", "", 1)));
    check(&opaque(&wall), &[]);
    // A picture lies over the cells that are wholly under it: the second one of a row and of a column.
    for (attributes, expected) in [
        ("", &found[..]),
        ("offsetx='31' offsety='32'", &found),
        ("offsetx='33'", &[]),
        ("offsetx='33' repeatx='1'", &found),
        ("offsety='-33'", &[]),
        ("opacity='0.9'", &[]),
    ] {
        let sky =
            format!("<imagelayer name='sky' {attributes}><image source='sky.png'/></imagelayer>");
        let map = bare(&plain(&format!("{}{sky}", tiles("rug", "", 1))));
        check(&folder(&map).with("sky.png", opaque_png(70, 64)), expected);
        check(&folder(&map).with("sky.png", png(70, 64)), &[]);
    }
    // Of two layers of one name it is not clear which is meant, and a zone is of use where it lies.
    let same = two.replace("name='bed'", "name='rug'");
    check(&opaque(&bare(&same)), &[]);
    let zone = layer("rug", &property("silent", "bool", "true"));
    check(
        &opaque(&bare(&plain(&format!("{zone}{}", tiles("bed", "", 1))))),
        &[],
    );
}

#[test]
fn unknown_tiles_are_placed_by_their_first_cell() {
    for (tile, count) in [("99", 2), ("9", 2)] {
        let cells = format!("0,0,0,0,0,0,{tile},0,0,{tile},0,0,0,0,0,0");
        let layer = layer("a", "").replace("0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0", &cells);
        let findings = folder(&map(&layer)).findings();
        let found: Vec<_> = (findings.iter())
            .map(|f| (f.code.name, f.place.as_str(), f.tile))
            .collect();
        assert_eq!(
            found,
            [("unknown-tile", "map.tmx, layer “a”", Some((2, 1)))]
        );
        let message = &findings[0].message;
        assert!(
            message.contains(&format!("{count} of")) && message.contains("column 2, row 1"),
            "{message}"
        );
    }
    // Numbers before those of the first tileset are found by another part of the loader.
    let early = map(&layer("a", "").replace("0,1,0", "0,3,0"))
        .replace("firstgid='1'", "firstgid='5'")
        .replace("'>1,0,0", "'>5,0,0");
    let findings = folder(&early).findings();
    assert_eq!(findings[0].code.name, "unknown-tile");
    assert_eq!(findings[0].tile, Some((1, 1)));
}

#[test]
fn files_beside_the_map_are_looked_for() {
    let page = Some("missing-page");
    let sound = Some("missing-sound");
    for (name, value, expected) in [
        ("openWebsite", "pages/a.html?x=1#y", None),
        ("openWebsite", "pages/gone.html", page),
        ("openWebsite", "Pages/A.html", page),
        // The server shows no such file.
        ("openWebsite", "pages/b.php", page),
        ("openWebsite", "https://example.org/gone.html", None),
        ("openTab", "pages/gone.html", page),
        ("stage", "https://example.org/x.m3u8, films/gone.mp4", page),
        ("playAudio", "sounds/a.mp3", None),
        ("playAudio", "sounds/b%20c.ogg", None),
        ("playAudio", "sounds/gone.mp3", sound),
        ("playAudioLoop", "sounds/gone.mp3", sound),
        ("audioVolume", "0.5", None),
    ] {
        let files = folder(&map(&layer("a", &property(name, "string", value))))
            .with("pages/a.html", "a")
            .with("pages/b.php", "b")
            .with("sounds/a.mp3", "a")
            .with("sounds/b c.ogg", "b");
        let findings = files.findings();
        let codes: Vec<&str> = (findings.iter())
            .map(|finding| finding.code.name)
            .filter(|code| code.starts_with("missing-"))
            .collect();
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(codes, expected, "{name} {value}: {findings:?}");
    }
    let message = |value: &str| {
        let map = map(&layer("a", &property("openWebsite", "string", value)));
        let findings = folder(&map).with("pages/a.html", "a").findings();
        let found = findings.iter().find(|f| f.code.name == "missing-page");
        found.map(|f| f.message.clone()).unwrap_or_default()
    };
    assert!(message("Pages/A.html").contains("but “pages/a.html” does"));
    // A page on the map, and a door's sound.
    let objects = format!(
        "<objectgroup name='o'><object id='1' name='s' class='website' x='40' y='40' width='32' height='32'>{}</object>
        <object id='2' name='d' class='variable'><properties><property name='bell' type='bool' value='true'/>
        <property name='bellSound' value='ring.mp3'/></properties></object></objectgroup>",
        property("url", "string", "gone.html")
    );
    let findings = folder(&map(&objects)).findings();
    let place = |code: &str| {
        let found = findings.iter().find(|f| f.code.name == code);
        found.map(|f| (f.place.as_str(), f.tile))
    };
    let expected = Some(("map.tmx, layer “o”, object “s”", Some((1, 1))));
    assert_eq!(place("missing-page"), expected);
    assert!(place("missing-sound").is_some());
}

#[test]
fn properties_are_judged() {
    for (inner, expected) in [
        (property("silent", "bool", "true"), None),
        (property("silent", "string", "true"), Some("text-for-bool")),
        (property("silent", "string", "quiet"), Some("bad-value")),
        (
            property("scilent", "bool", "true"),
            Some("misspelt-property"),
        ),
        (
            property("frobnicate", "string", "x"),
            Some("unknown-property"),
        ),
        (property("Xsilent", "bool", "true"), None),
        (
            property("mapName", "string", "x"),
            Some("misplaced-property"),
        ),
        (
            property("exitInstance", "string", "x"),
            Some("ignored-property"),
        ),
    ] {
        let expected: Vec<(&str, &str)> = expected
            .map(|code| (code, "layer “a”"))
            .into_iter()
            .collect();
        check(&folder(&map(&layer("a", &inner))), &expected);
    }
    let script = map("").replace(
        "<property name='mapC",
        "<property name='script' value='a.js'/><property name='mapC",
    );
    check(&folder(&script), &[("script-not-run", "")]);
    assert!(folder(&script).findings()[0].message.contains("a.js"));
}

#[test]
fn many_unknown_names_are_summed_up() {
    let all: String = (0..15)
        .map(|i| format!("<property name='made up {i:02}' value='x'/>"))
        .collect();
    let map = map(&layer("a", &format!("<properties>{all}</properties>")));
    let findings = folder(&map).findings();
    assert_eq!(findings.len(), 11);
    assert!(
        findings.iter().any(|f| f.message.starts_with("5 further")),
        "{findings:?}"
    );
}

#[test]
fn objects_are_placed_by_their_cell() {
    let object = format!(
        "<objectgroup name='o'><object id='7' x='70' y='40' width='9' height='9'>{}</object></objectgroup>",
        property("frobnicate", "string", "x")
    );
    let findings = folder(&map(&object)).findings();
    assert_eq!(findings[0].place, "map.tmx, layer “o”, object 7");
    assert_eq!(findings[0].tile, Some((2, 1)));
}

#[test]
fn unencrypted_addresses_are_told_apart() {
    for (name, value, expected) in [
        ("openWebsite", "http://example.org", Some("http-embed")),
        ("openWebsite", "https://example.org/?u=http", None),
        ("openWebsite", "http://localhost:3000/", None),
        ("openTab", "HTTP://example.org", Some("http-link")),
        ("jitsiUrl", "http://meet.example.org", Some("http-embed")),
        ("mapLink", "http://example.org", None),
    ] {
        let inner = property(name, "string", value);
        let findings = folder(&map(&layer("a", &inner))).findings();
        let codes: Vec<&str> = findings
            .iter()
            .map(|finding| finding.code.name)
            .filter(|code| code.starts_with("http"))
            .collect();
        assert_eq!(
            codes,
            expected.into_iter().collect::<Vec<_>>(),
            "{name} {value}"
        );
    }
}

#[test]
fn credits_are_asked_for() {
    let without = map("").replace(CREDITS, "");
    check(
        &folder(&without),
        &[("no-map-copyright", ""), ("no-tileset-copyright", "")],
    );
}

#[test]
fn without_start_and_floor_is_said() {
    let bare = map("")
        .replace(START, "")
        .replace("<objectgroup name='floorLayer'/>", "");
    check(
        &folder(&bare),
        &[
            ("no-start", ""),
            ("unused-image", ""),
            ("no-floor-layer", ""),
        ],
    );
}

/// A venue of 6 by 3 cells with a wall in the third column, and a start on its left.
fn hall() -> Venue {
    let mut walls = Walls::free(6, 3, 32, 32);
    for (cell, number) in (0u32..).zip(WALL.split(',')) {
        if number == "2" && cell % 3 == 2 && cell % 6 == 2 {
            walls.block(cell % 6, cell / 6, SOLID);
        }
    }
    Venue {
        scene: crate::scene::Scene {
            columns: 6,
            rows: 3,
            tile_width: 32,
            tile_height: 32,
            walls,
            ..Default::default()
        },
        starts: vec![start("start", true, &[(16, 16)])],
        ..Venue::default()
    }
}

fn start(name: &str, default: bool, spots: &[(i32, i32)]) -> Start {
    Start {
        name: name.to_owned(),
        default,
        spots: spots.iter().map(|(x, y)| Pos::from_px(*x, *y)).collect(),
    }
}

fn zone(title: &str, left: i32, right: i32) -> Zone {
    let p = Pos::from_px;
    Zone {
        name: title.to_owned(),
        title: title.to_owned(),
        area: Area::Polygon(vec![p(left, 2), p(right, 2), p(right, 90), p(left, 90)]),
        ..Zone::default()
    }
}

/// Codes of what one family of findings says about a venue.
fn codes(venue: &Venue, look: impl FnOnce(&Subject<'_>, &mut Findings)) -> Vec<&'static str> {
    let source = Source {
        file: "map.tmx".to_owned(),
        ..Source::default()
    };
    let subject = Subject {
        venue,
        source: &source,
    };
    let mut found = Findings::default();
    look(&subject, &mut found);
    found.list.iter().map(|finding| finding.code.name).collect()
}

#[test]
fn what_can_not_be_reached_is_found() {
    let mut venue = hall();
    assert!(codes(&venue, reach::look).is_empty());
    venue.zones = vec![zone("here", 10, 50), zone("there", 110, 180)];
    assert_eq!(codes(&venue, reach::look), ["unreachable-zone"]);
    // Some way in of its own is enough for a zone, not for who comes that way.
    venue.starts.push(start("east", false, &[(150, 50)]));
    assert_eq!(codes(&venue, reach::look), ["start-apart"]);
    venue.zones[1].exit = Some(ExitTo::Nowhere);
    assert!(codes(&venue, reach::look).is_empty());
    venue.starts = vec![start("start", true, &[(16, 16), (16, 48), (150, 50)])];
    assert_eq!(codes(&venue, reach::look), ["split-start"]);
}

#[test]
fn contradictions_are_found_where_zones_overlap() {
    let room = |name: &str| ExitTo::Room {
        room: name.to_owned(),
        entry: String::new(),
    };
    let silent = |z: &mut Zone| z.silent = true;
    let circle = |z: &mut Zone| {
        z.talk = Some(Talk::Circle {
            name: "c".to_owned(),
            most: None,
        });
    };
    let podium = |z: &mut Zone| z.talk = Some(Talk::Podium("p".to_owned()));
    let audience = |z: &mut Zone| z.talk = Some(Talk::Audience("p".to_owned()));
    let others = |z: &mut Zone| z.talk = Some(Talk::Audience("q".to_owned()));
    let a = |z: &mut Zone| z.exit = Some(room("a"));
    let b = |z: &mut Zone| z.exit = Some(room("b"));
    let jitsi = |z: &mut Zone| z.sessions = vec![SessionId(0)];
    type Change<'c> = &'c dyn Fn(&mut Zone);
    let cases: [(Change<'_>, Change<'_>, Option<&str>); 7] = [
        (&silent, &circle, Some("silent-talk")),
        (&jitsi, &silent, Some("silent-meeting")),
        (&a, &b, Some("two-exits")),
        (&a, &a, None),
        (&audience, &podium, Some("podium-audience")),
        (&others, &podium, None),
        (&silent, &silent, None),
    ];
    for (index, (first, second, expected)) in cases.into_iter().enumerate() {
        for (left, expected) in [(40, expected), (60, None)] {
            let mut venue = hall();
            venue.sessions = vec![Session {
                title: "meeting".to_owned(),
                trigger: hallway_protocol::session::Trigger::Enter,
                message: String::new(),
                width: 0,
                closable: true,
                spec: SessionSpec::Jitsi(Jitsi::default()),
            }];
            venue.zones = vec![zone("one", 2, 60), zone("two", left, 90)];
            first(&mut venue.zones[0]);
            second(&mut venue.zones[1]);
            let found = codes(&venue, overlap::look);
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{index}");
        }
    }
}

#[test]
fn exits_are_followed() {
    let files = folder(&map(""))
        .with("rooms/cellar.tmx", map(""))
        .with("broken.json", "{");
    for (room, entry, expected) in [
        ("", "", None),
        ("", "start", None),
        ("", "attic", Some("exit-unknown-start")),
        ("map", "start", None),
        ("rooms/cellar", "cave", Some("exit-unknown-start")),
        ("cellar", "", Some("exit-nowhere")),
        ("rooms/cellar", "", None),
        ("broken", "", Some("exit-nowhere")),
    ] {
        let mut venue = hall();
        let mut way = zone("way", 2, 20);
        way.exit = Some(ExitTo::Room {
            room: room.to_owned(),
            entry: entry.to_owned(),
        });
        venue.zones = vec![way];
        let mut checker = Checker::new(&files, files.0.keys().cloned(), Limits::default());
        let found = codes(&venue, |subject, found| {
            exits::look(subject, &mut checker, found)
        });
        assert_eq!(
            found,
            expected.into_iter().collect::<Vec<_>>(),
            "{room}#{entry}"
        );
    }
}

#[test]
fn every_finding_of_the_loader_has_a_row() {
    // A map with much wrong; whatever the loader says about it is in the table.
    let odd = map(
        "<layer name='short' width='9' height='4' opacity='x'><data encoding='csv'>99,1</data></layer>
        <objectgroup name='o'><object template='none.tx'/><object><polygon/></object></objectgroup>",
    )
    .replace("</tileset>", "</tileset><tileset source='x'/>");
    let findings = folder(&odd).findings();
    assert!(findings.len() > 4, "{findings:?}");
    for finding in findings {
        assert_ne!(finding.code.name, "unlisted", "{finding:?}");
    }
}
