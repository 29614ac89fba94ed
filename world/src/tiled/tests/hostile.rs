//! Broken and hostile inputs: each is refused with a reason, or loaded without what is wrong.

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
    // The same inside of a map only costs what it names.
    for source in [
        "../../x",
        "/etc/passwd",
        "https://example.org/x",
        "C:\\x",
        "data:image/png;base64,AA",
        "\\\\host\\x",
    ] {
        let text = map(&format!(
            "<tileset firstgid='50' source='{source}'/>
            <imagelayer name='i'><image source='{source}'/></imagelayer>
            <objectgroup name='o'><object template='{source}' x='1' y='1'/></objectgroup>"
        ));
        let venue = venue(&text);
        assert_eq!(warnings(&venue), ["bad-path"; 3], "{source}");
        assert_eq!(
            venue.image_files,
            [Some("tiles.png".to_owned()), None],
            "{source}"
        );
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

#[test]
fn bombs_do_not_go_off() {
    // That this ends at all is what is tested: what explodes takes forever, or all memory.
    let zeros = vec![0u8; 64 << 20];
    let packed = base64::engine::general_purpose::STANDARD
        .encode(zstd::encode_all(zeros.as_slice(), 1).unwrap());
    let bomb = format!(
        "<layer name='l' width='4' height='4'><data encoding='base64' compression='zstd'>{packed}</data></layer>"
    );
    assert_eq!(warnings(&venue(&map(&bomb))), ["layer-size"]);

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
