//! How near people have to come, as maps set it.

use hallway_protocol::geom::SUBPX;

use super::*;
use crate::bubble::BubbleOverrides;

#[track_caller]
fn check(list: &[&str], expected: BubbleOverrides, codes: &[&str]) {
    check_xml(&properties(list), expected, codes);
}

#[track_caller]
fn check_xml(properties: &str, expected: BubbleOverrides, codes: &[&str]) {
    let venue = venue(&map(properties));
    assert_eq!(venue.bubble, expected, "{properties}");
    assert_eq!(warnings(&venue), codes, "{properties}");
    for finding in venue.warnings.iter().filter(|w| w.code == "bad-bubble") {
        assert_eq!(finding.place, "map.tmx");
        assert!(finding.message.contains("“bubble"), "{}", finding.message);
    }
}

#[test]
fn distances_are_pixels_or_tiles() {
    check(&[], BubbleOverrides::default(), &[]);
    let start = |px: i32| BubbleOverrides {
        start: Some(px * SUBPX),
        ..BubbleOverrides::default()
    };
    for (text, px) in [
        ("80", 80),
        (" 64 px ", 64),
        ("64px", 64),
        ("2 tiles", 64),
        ("1 Tile", 32),
        ("2.5 tiles", 80),
        ("64 tiles", 2048),
    ] {
        check(&[&format!("bubbleStart={text}")], start(px), &[]);
    }
    let typed = |kind: &str, value: &str| {
        format!(
            "<properties><property name='bubbleStart' type='{kind}' value='{value}'/></properties>"
        )
    };
    check_xml(&typed("int", "80"), start(80), &[]);
    check_xml(&typed("float", "96.0"), start(96), &[]);
}

#[test]
fn all_of_them_are_read() {
    let expected = BubbleOverrides {
        start: Some(100 * SUBPX),
        join: Some(90 * SUBPX),
        leave: Some(90 * SUBPX),
        members: Some(3),
    };
    check(
        &[
            "bubbleStart=100",
            "bubblejoin=90",
            "BubbleLeave=90",
            "bubbleMembers=3",
        ],
        expected,
        &[],
    );
}

#[test]
fn nonsense_is_ignored_and_told() {
    let none = BubbleOverrides::default();
    for value in [
        "0", "-5", "0.01", "65 tiles", "2049", "1e300", "nan", "inf", "near", "2 metres", "tiles",
        "true",
    ] {
        for name in ["bubbleStart", "bubbleJoin", "bubbleLeave"] {
            check(&[&format!("{name}={value}")], none, &["bad-bubble"]);
        }
    }
    for value in ["0", "1", "5", "2.5", "-3", "many", "true"] {
        check(&[&format!("bubbleMembers={value}")], none, &["bad-bubble"]);
    }
    check(&["bubbleJoin=91", "bubbleLeave=90"], none, &["bad-bubble"]);
}
