//! Broken and hostile inputs: each is refused with a reason, or loaded without what is wrong.

use std::io::Write;

use base64::Engine;

use super::*;
use crate::tiled::PathError;

#[test]
fn what_is_no_map_is_refused() {
    let folder = |content: &str| Files::new().with("map.tmx", content);
    for (content, code) in [
        ("", "not-a-map"),
        ("hello", "not-a-map"),
        ("[1,2]", "not-a-map"),
        ("{}", "not-a-map"),
        ("{\"type\":\"map\"", "bad-syntax"),
        ("{\"type\":\"map\"}", "invalid-map"),
        ("<map", "bad-syntax"),
        ("<html/>", "not-a-map"),
        ("<tileset name='t'/>", "not-a-map"),
        ("<map></map>", "invalid-map"),
        (
            "<!DOCTYPE map [<!ENTITY a \"b\">]><map>&a;</map>",
            "bad-syntax",
        ),
    ] {
        let error = refused(&folder(content), "map.tmx", code);
        assert_eq!(error.place, "map.tmx", "{content}");
    }
    refused(
        &Files::new().with("map.tmx", vec![b'<', 0xff, 0xfe]),
        "map.tmx",
        "bad-syntax",
    );
    refused(&Files::new(), "gone.tmx", "unreadable-file");
}

#[test]
fn paths_never_leave_the_folder() {
    for (path, problem) in [
        ("../map.tmx", PathError::Outside),
        ("/etc/passwd", PathError::Absolute),
        ("https://example.org/map.tmx", PathError::Remote),
        ("", PathError::Empty),
        ("a\0", PathError::Garbled),
    ] {
        let error = refused(&Files::new(), path, "bad-path");
        assert_eq!(
            error.problem,
            crate::tiled::Problem::Path(problem),
            "{path}"
        );
    }
}

/// Paths that lead out of the maps folder, with a part of what is said about each.
const OUTSIDE: [(&str, &str); 11] = [
    ("../../etc/passwd", "leads out of the maps folder"),
    ("a/../../../etc/passwd", "leads out of the maps folder"),
    ("..\\..\\etc\\passwd", "leads out of the maps folder"),
    ("/etc/passwd", "absolute"),
    ("C:\\x", "absolute"),
    ("//host/x", "absolute"),
    ("\\\\host\\share\\x", "absolute"),
    ("http://example.org/x", "URL"),
    ("https://example.org/x", "URL"),
    ("file:///etc/passwd", "URL"),
    ("data:image/png;base64,AA", "URL"),
];

/// A map that names these only does without what they stand for.
#[test]
fn paths_in_a_map_never_leave_the_folder() {
    for (source, part) in OUTSIDE {
        let text = map(&format!(
            "<tileset firstgid='50' source='{source}'/>
            <imagelayer name='i'><image source='{source}'/></imagelayer>
            <objectgroup name='o'><object id='7' template='{source}' x='1' y='1'/></objectgroup>"
        ));
        check_outside(
            &venue(&text),
            source,
            part,
            &[
                "map.tmx, a tileset without name",
                "map.tmx, layer “i”",
                "map.tmx, layer “o”, object 7",
            ],
        );

        let in_json = source.replace('\\', "\\\\");
        let json = format!(
            r#"{{"type":"map","orientation":"orthogonal","width":1,"height":1,"tilewidth":32,"tileheight":32,
            "tilesets":[{{"firstgid":50,"source":"{in_json}"}}],
            "layers":[{{"type":"imagelayer","name":"i","image":"{in_json}"}},
            {{"type":"objectgroup","name":"o","objects":[{{"id":7,"template":"{in_json}","x":1,"y":1}}]}}]}}"#
        );
        let files = Files::new().with("map.json", json);
        check_outside(
            &loaded(&files, "map.json"),
            source,
            part,
            &[
                "map.json, a tileset without name",
                "map.json, layer “i”",
                "map.json, layer “o”, object 7",
            ],
        );
    }
}

/// Tilesets and templates are in folders of their own, and name files too.
#[test]
fn paths_in_files_of_a_map_never_leave_the_folder() {
    for (source, part) in OUTSIDE {
        // One step deeper than the map, so one more step up.
        let source = &source.replace("../../", "../../../");
        let tileset = format!(
            "<tileset name='t' tilewidth='8' tileheight='8'><image source='{source}'/></tileset>"
        );
        let template = format!(
            "<template><tileset firstgid='1' source='{source}'/><object gid='1'/></template>"
        );
        let text = map("<tileset firstgid='50' source='sub/t.tsx'/>
            <objectgroup name='o'><object id='7' template='sub/o.tx' x='1' y='1'/></objectgroup>");
        let files = Files::new()
            .with("map.tmx", text)
            .with("sub/t.tsx", tileset)
            .with("sub/o.tx", template);
        check_outside(
            &loaded(&files, "map.tmx"),
            source,
            part,
            &["sub/t.tsx", "sub/o.tx, a tileset without name"],
        );
    }
}

/// One warning for each of these places, which names the path and says what is wrong with it; and
/// nothing of what the path leads to is offered to browsers.
#[track_caller]
fn check_outside(venue: &Venue, source: &str, part: &str, places: &[&str]) {
    let found: Vec<_> = (venue.warnings.iter())
        .filter(|warning| warning.code == "bad-path")
        .collect();
    let at: Vec<&str> = found.iter().map(|warning| warning.place.as_str()).collect();
    assert_eq!(at, places, "{source}: {:#?}", venue.warnings);
    for warning in found {
        let message = &warning.message;
        assert!(
            message.contains(source) && message.contains(part),
            "{message}"
        );
    }
    for file in venue.image_files.iter().flatten() {
        assert_eq!(file, "tiles.png", "{source}");
    }
}

#[test]
fn broken_cells_name_their_layer() {
    for (data, part) in [
        ("<data encoding='csv'>1,2,x</data>", "“x”"),
        ("<data encoding='base64'>???</data>", "base64"),
        (
            "<data encoding='base64' compression='zlib'>AAAA</data>",
            "unpacked",
        ),
        ("<data encoding='rot13'>AAAA</data>", "rot13"),
    ] {
        let files = Files::new().with(
            "map.tmx",
            map(&format!(
                "<layer name='floor' width='4' height='4'>{data}</layer>"
            )),
        );
        let error = refused(&files, "map.tmx", "invalid-map");
        assert_eq!(error.place, "map.tmx, layer “floor”");
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn half_broken_maps_are_used() {
    let venue = venue(&map(
        "<layer name='short' width='4' height='4'><data encoding='csv'>1,2</data></layer>
        <layer name='long' width='4' height='1'><data encoding='csv'>1,2,3,4,5,6</data></layer>
        <layer name='none' width='4' height='4'/><unknown/>
        <layer name='odd' opacity='much' offsetx='1e99' tintcolor='red' width='2' height='2' x='3' y='3'>
        <data encoding='csv'>1,2,3,4</data></layer>
        <objectgroup name='o' draworder='sideways'><object x='nan'><polygon/></object></objectgroup>",
    ));
    assert_eq!(venue.scene.layers.len(), 3);
    assert_eq!(venue.scene.layers[2].opacity, 1.0);
    let codes = warnings(&venue);
    for code in [
        "layer-size",
        "bad-attribute",
        "incomplete-element",
        "cells-outside",
    ] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
}

/// 64 MiB of zeros, packed to almost nothing.
fn packed(compression: &str) -> String {
    let zeros = vec![0u8; 64 << 20];
    let level = flate2::Compression::best();
    let bytes = match compression {
        "zlib" => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(&zeros).unwrap();
            encoder.finish().unwrap()
        }
        "gzip" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
            encoder.write_all(&zeros).unwrap();
            encoder.finish().unwrap()
        }
        _ => zstd::encode_all(zeros.as_slice(), 1).unwrap(),
    };
    assert!(bytes.len() < 100_000, "{compression}");
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// What is unpacked ends where the layer does; a layer that claims to be as large as what is packed
/// is refused before.
#[test]
fn packed_cells_do_not_swell() {
    for compression in ["zlib", "gzip", "zstd"] {
        let packed = packed(compression);
        let layer = |side: u32| {
            map(&format!(
                "<layer name='l' width='{side}' height='{side}'>
                <data encoding='base64' compression='{compression}'>{packed}</data></layer>"
            ))
        };
        let small = venue(&layer(4));
        let warning = &small.warnings[0];
        assert_eq!(
            (warning.code, warning.place.as_str()),
            ("layer-size", "map.tmx, layer “l”"),
            "{compression}"
        );
        assert!(warning.message.contains("4 × 4"), "{warning:?}");
        let files = Files::new().with("map.tmx", layer(4096));
        let error = refused(&files, "map.tmx", "over-limit");
        assert_eq!(error.place, "map.tmx, layer “l”", "{compression}");
        assert!(error.to_string().contains("max_cells"), "{error}");
    }
    // A window of memory larger than any layer, asked for in the head of a frame.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0x01, 0x00, 0x00];
    let frame = base64::engine::general_purpose::STANDARD.encode(frame);
    let text = map(&format!(
        "<layer name='l' width='4' height='4'><data encoding='base64' compression='zstd'>{frame}</data></layer>"
    ));
    let error = refused(
        &Files::new().with("map.tmx", text),
        "map.tmx",
        "invalid-map",
    );
    assert_eq!(error.place, "map.tmx, layer “l”");
}

#[test]
fn sizes_out_of_this_world_are_refused() {
    for (width, height) in [
        ("4294967295", "4294967295"),
        ("99999999999999999999", "4"),
        ("4", "-4"),
        ("2048", "2048000"),
        ("0", "0"),
    ] {
        let text = map("").replacen(
            "width=\"4\" height=\"4\"",
            &format!("width=\"{width}\" height=\"{height}\""),
            1,
        );
        let error = Files::new()
            .with("map.tmx", text)
            .load("map.tmx")
            .unwrap_err();
        assert!(
            ["over-limit", "invalid-map"].contains(&error.code()),
            "{error}"
        );
        assert_eq!(error.place, "map.tmx");
    }
    // Blocks of an infinite map at both ends of the world.
    let chunks: String = ["-2147483648", "2147483647"]
        .map(|x| format!("<chunk x='{x}' y='0' width='1' height='1'>1</chunk>"))
        .concat();
    let text = map(&format!(
        "<layer name='l' width='1' height='1'><data encoding='csv'>{chunks}</data></layer>"
    ))
    .replacen("<map ", "<map infinite=\"1\" ", 1);
    let error = Files::new()
        .with("map.tmx", text)
        .load("map.tmx")
        .unwrap_err();
    assert!(
        ["over-limit", "invalid-map"].contains(&error.code()),
        "{error}"
    );
}

#[test]
fn bombs_do_not_go_off() {
    // That this ends at all is what is tested: what explodes takes forever, or all memory.
    let nested = format!(
        "{}{}",
        "<group name='g'>".repeat(5000),
        "</group>".repeat(5000)
    );
    refused(
        &Files::new().with("map.tmx", map(&nested)),
        "map.tmx",
        "bad-syntax",
    );
    let nested = format!("{}{}", "<group name='g'>".repeat(20), "</group>".repeat(20));
    refused(
        &Files::new().with("map.tmx", map(&nested)),
        "map.tmx",
        "over-limit",
    );
    let nested = format!(
        "{{\"type\":\"map\",\"layers\":{}{}}}",
        "[{\"layers\":".repeat(5000),
        "}]".repeat(5000)
    );
    refused(
        &Files::new().with("map.json", nested),
        "map.json",
        "bad-syntax",
    );

    // Templates that name each other, tilesets that name themselves.
    let a = "<template><tileset firstgid='1' source='t.tsx'/><object template='b.tx' gid='1'/></template>";
    let files = Files::new()
        .with("a.tx", a)
        .with("b.tx", a.replace("b.tx", "a.tx"))
        .with("t.tsx", "<tileset source='t.tsx' tilewidth='1' tileheight='1'/>")
        .with("map.tmx", map("<tileset firstgid='50' source='t.tsx'/><objectgroup name='o'><object template='a.tx' x='1' y='1'/></objectgroup>"));
    loaded(&files, "map.tmx");

    // A million cells, all in zones, starts and shapes.
    let tiles = format!(
        "<tile id='0'>{}<objectgroup><object x='0' y='0' width='4' height='4'/></objectgroup></tile>",
        properties(&["silent=true", "start=here", "jitsiRoom=x"])
    );
    let base = vec![1u32.to_le_bytes(); 1000 * 1000].concat();
    let packed = base64::engine::general_purpose::STANDARD
        .encode(zstd::encode_all(base.as_slice(), 1).unwrap());
    let layer = format!(
        "<layer name='start' width='1000' height='1000'>{}<data encoding='base64' compression='zstd'>{packed}</data></layer>",
        properties(&["jitsiRoom=y"])
    );
    let text = map_with(&tiles, &layer).replacen(
        "width=\"4\" height=\"4\"",
        "width=\"1000\" height=\"1000\"",
        1,
    );
    let venue = venue(&text);
    assert_eq!(
        (
            venue.zones.len(),
            venue.starts.len(),
            venue.scene.places.len()
        ),
        (2, 2, 2)
    );
}

#[test]
fn warnings_do_not_pile_up() {
    let objects: String = (0..3000)
        .map(|n| format!("<object name='o{n}' x='bad'/>"))
        .collect();
    let venue = venue(&map(&format!(
        "<objectgroup name='o'>{objects}</objectgroup>"
    )));
    assert!(venue.warnings.len() <= 201, "{}", venue.warnings.len());
    assert_eq!(venue.warnings.last().map(|w| w.code), Some("more-warnings"));
}
