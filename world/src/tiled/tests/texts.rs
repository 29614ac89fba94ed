//! What is written on a map: out of both formats, and out of hostile ones.

use super::*;
use crate::scene::{Across, Down, Text};

/// A plain text as Tiled writes it when nothing but its box and words are chosen.
fn plain(text: &str) -> Text {
    Text {
        text: text.to_owned(),
        x: 10.0,
        y: 20.0,
        width: 90.0,
        height: 19.0,
        font: "sans-serif".to_owned(),
        pixel_size: 16,
        color: [0, 0, 0, 255],
        opacity: 1.0,
        parallax: (1.0, 1.0),
        kerning: true,
        ..Text::default()
    }
}

/// A text object in a box that stands where [`plain`] has it.
fn object(attributes: &str, inner: &str) -> String {
    format!(r#"<object id="7" x="10" y="20" width="90" height="19" {attributes}>{inner}</object>"#)
}

#[track_caller]
fn check(layers: &str, expected: &[Text], codes: &[&str]) {
    let venue = venue(&map(layers));
    assert_eq!(venue.scene.texts, expected);
    assert_eq!(warnings(&venue), codes);
}

/// The same with the objects in a layer.
#[track_caller]
fn check_objects(objects: &str, expected: &[Text], codes: &[&str]) {
    let layer = format!("<objectgroup name='o'>{objects}</objectgroup>");
    check(&layer, expected, codes);
}

#[test]
fn a_text_says_what_its_author_wrote() {
    check_objects(
        &object("", "<text>Help Desk</text>"),
        &[plain("Help Desk")],
        &[],
    );
    check_objects(
        &object(
            "",
            "<text>  a &lt;b&gt; &amp;\n\"c\" <![CDATA[<d>]]>&#13;&#10;é😀 </text>",
        ),
        &[plain("  a <b> &\n\"c\" <d>\né😀 ")],
        &[],
    );
    let all = Text {
        rotation: 30.0,
        font: "Noto Sans".to_owned(),
        pixel_size: 24,
        color: [0x55, 0xff, 0x7f, 0x64],
        wrap: true,
        bold: true,
        italic: true,
        underline: true,
        strikeout: true,
        kerning: false,
        across: Across::Justify,
        down: Down::Bottom,
        ..plain("x")
    };
    let attributes = r##"fontfamily="Noto Sans" pixelsize="24" wrap="1" color="#6455ff7f" bold="1" italic="1"
        underline="1" strikeout="1" kerning="0" halign="justify" valign="bottom""##;
    let text = format!("<text {attributes}>x</text>");
    check_objects(&object("rotation='390'", &text), &[all], &[]);
}

#[test]
fn json_says_the_same() {
    let text = r##"{"text": "a\nb", "wrap": true, "color": "#e70000", "bold": true, "halign": "center",
        "valign": "center", "pixelsize": 11, "fontfamily": "Inconsolata", "kerning": false}"##;
    let expected = Text {
        font: "Inconsolata".to_owned(),
        pixel_size: 11,
        color: [0xe7, 0, 0, 255],
        wrap: true,
        bold: true,
        kerning: false,
        across: Across::Center,
        down: Down::Center,
        ..plain("a\nb")
    };
    let load = |infinite: bool, object: &str| {
        let json = format!(
            r#"{{"type": "map", "orientation": "orthogonal", "width": 4, "height": 4, "tilewidth": 32,
            "tileheight": 32, "infinite": {infinite}, "tilesets": [{{"firstgid": 1, "name": "t", "tilewidth": 32,
            "tileheight": 32, "image": "tiles.png"}}], "layers": [
            {{"type": "tilelayer", "name": "l", "chunks": [
                {{"x": -16, "y": 16, "width": 1, "height": 1, "data": [1]}}]}},
            {{"type": "objectgroup", "name": "o", "objects": [{object}]}}]}}"#
        );
        let template = format!(
            r#"{{"type": "template", "object": {{"id": 1, "width": 90, "height": 19, "text": {text}}}}}"#
        );
        let files = Files::new().with("map.json", json).with("t.tj", template);
        loaded(&files, "map.json").scene.texts
    };
    let inline =
        format!(r#"{{"id": 1, "x": 10, "y": 20, "width": 90, "height": 19, "text": {text}}}"#);
    assert_eq!(load(false, &inline), std::slice::from_ref(&expected));
    let template = r#"{"id": 1, "x": 10, "y": 20, "template": "t.tj"}"#;
    assert_eq!(load(false, template), std::slice::from_ref(&expected));
    // The corner of an infinite map moves to (0, 0), and all that is written with it.
    let moved = Text {
        x: 10.0 + 16.0 * 32.0,
        y: 20.0 - 16.0 * 32.0,
        ..expected
    };
    assert_eq!(load(true, &inline), [moved]);
    // Words that are no text at all say nothing.
    let broken = r#"{"id": 1, "x": 10, "y": 20, "width": 90, "height": 19, "text": "words"}"#;
    assert_eq!(load(false, broken), []);
}

#[test]
fn layers_and_groups_show_in_it() {
    let text = object("", "<text>x</text>");
    let hidden = object("visible='0'", "<text>x</text>");
    let expected = Text {
        x: 13.0,
        y: 15.0,
        opacity: 0.25,
        parallax: (0.5, 1.0),
        ..plain("x")
    };
    let layers = format!(
        "<group name='g' opacity='0.5' offsetx='3' parallaxx='0.5'>
        <objectgroup name='o' opacity='0.5' offsety='-5'>{text}{hidden}</objectgroup></group>
        <objectgroup name='gone' visible='0'>{text}</objectgroup>
        <objectgroup name='clear' opacity='0'>{text}</objectgroup>"
    );
    check(&layers, &[expected], &[]);
}

#[test]
fn objects_have_an_opacity_of_their_own() {
    let text = |opacity: &str| object(&format!("opacity='{opacity}'"), "<text>x</text>");
    let expected = Text {
        opacity: 0.125,
        ..plain("x")
    };
    let layer = format!(
        "<objectgroup name='o' opacity='0.5'>{}{}</objectgroup>",
        text("0.25"),
        text("0")
    );
    check(&layer, &[expected], &[]);
}

/// Tiled's own drawing of a red text in a layer tinted green is red; it tints pictures only.
#[test]
fn tints_are_for_pictures() {
    let text = object("", "<text color='#ff0000'>x</text>");
    let expected = Text {
        color: [255, 0, 0, 255],
        ..plain("x")
    };
    let layer = format!("<objectgroup name='o' tintcolor='#00ff00'>{text}</objectgroup>");
    check(&layer, &[expected], &[]);
}

#[test]
fn another_font_may_be_named_beside_the_text() {
    let font = properties(&["font-family='Press Start 2P', fantasy"]);
    let expected = Text {
        font: "Press Start 2P".to_owned(),
        ..plain("x")
    };
    let inner = format!("{font}<text fontfamily='Arial'>x</text>");
    check_objects(&object("", &inner), &[expected], &[]);
}

#[test]
fn what_can_not_be_seen_is_left_out() {
    let nothing = ["", " \n ", "<b>x</b>"];
    let blank: String = nothing
        .iter()
        .map(|words| object("", &format!("<text>{words}</text>")))
        .collect();
    check_objects(&blank, &[], &[]);
    let clear = object("", "<text color='#00ffffff'>x</text>");
    check_objects(&clear, &[], &[]);
    for size in [
        "",
        "width='-90' height='19'",
        "width='90' height='0'",
        "width='nan' height='19'",
    ] {
        let text = format!("<object id='7' x='1' y='1' {size}><text>x</text></object>");
        let layer = format!("<objectgroup name='o'>{text}</objectgroup>");
        let venue = venue(&map(&layer));
        assert_eq!(venue.scene.texts, [], "{size}");
        assert!(warnings(&venue).contains(&"bad-text"), "{size}");
    }
}

#[test]
fn hostile_values_are_bounded() {
    for (size, expected) in [("0", 16), ("1000000", 999), ("-4", 16), ("1e99", 16)] {
        let text = format!("<text pixelsize='{size}'>x</text>");
        let venue = venue(&map(&format!(
            "<objectgroup name='o'>{}</objectgroup>",
            object("", &text)
        )));
        assert_eq!(venue.scene.texts[0].pixel_size, expected, "{size}");
    }
    let wrong = "<text halign='sideways' valign='9' bold='very' color='red;x'>x</text>";
    check_objects(
        &object("rotation='1e9'", wrong),
        &[plain("x")],
        &["bad-attribute"; 5],
    );
    let font = "<text fontfamily='a&quot;;background:url(//x)}'>x</text>";
    let expected = Text {
        font: "abackgroundurlx".to_owned(),
        ..plain("x")
    };
    check_objects(&object("", font), &[expected], &[]);
    let long = format!("<text>{}</text>", "é".repeat(5000));
    check_objects(
        &object("", &long),
        &[plain(&"é".repeat(2000))],
        &["long-text"],
    );
    let many = vec![plain("x"); 1000];
    check_objects(
        &object("", "<text>x</text>").repeat(1200),
        &many,
        &["too-many-texts"],
    );
}
