//! What a link can lead to by name.

use super::*;

/// Names with the cells that their spots are in.
#[track_caller]
fn check(layers: &str, places: &[&str], targets: &[(&str, i32, i32)]) {
    let scene = venue(&map_with(
        "<tile id='1'><properties><property name='collides' type='bool' value='true'/></properties></tile>",
        layers,
    ))
    .scene;
    let titles: Vec<&str> = scene.places.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(titles, places);
    let found: Vec<(&str, i32, i32)> = (scene.targets.iter())
        .map(|p| (p.title.as_str(), p.x / 32, p.y / 32))
        .collect();
    assert_eq!(found, targets);
}

fn object(name: &str, attributes: &str, inner: &str) -> String {
    format!("<object name='{name}' {attributes}>{inner}</object>")
}

#[test]
fn objects_starts_zones_and_layers_have_names() {
    let silent = properties(&["silent=true"]);
    let listed = properties(&["silent=true", "zoneLabel=The library"]);
    let named = layer(
        "name='office'",
        &properties(&["startLayer=true"]),
        &[(3, 0, 1)],
    );
    let layers = [
        layer("name='start'", "", &[(0, 0, 1)]),
        named,
        layer("name='books'", &listed, &[(2, 2, 1)]),
        layer("name='quiet'", &silent, &[(3, 3, 1)]),
        format!(
            "<group name='g'>{}</group>",
            layer("name='rug'", "", &[(1, 3, 1)])
        ),
        layer("name='Tile Layer 1'", "", &[(2, 3, 1)]),
        format!(
            "<objectgroup name='o'>{}{}{}</objectgroup>",
            object("Fountain", "x='32' y='32' width='32' height='32'", ""),
            object("post", "x='80' y='16'", "<point/>"),
            object("", "x='80' y='16'", "<point/>"),
        ),
    ];
    check(
        &layers.concat(),
        &["The library"],
        &[
            ("Fountain", 1, 1),
            ("post", 2, 0),
            ("start", 0, 0),
            ("office", 3, 0),
            ("books", 2, 2),
            ("quiet", 3, 3),
            ("rug", 1, 3),
            ("g/rug", 1, 3),
        ],
    );
}

#[test]
fn each_name_leads_to_one_spot() {
    let layers = [
        layer("name='Bar'", &properties(&["zoneLabel=bar"]), &[(0, 0, 1)]),
        layer("name='rug'", "", &[(1, 1, 1)]),
        layer("name='RUG'", "", &[(2, 2, 1)]),
    ];
    check(&layers.concat(), &["bar"], &[("rug", 1, 1)]);
}

/// A meeting's name is told to those who join it.
#[test]
fn rooms_of_meetings_are_no_names() {
    let tile = "<tile id='2'><properties><property name='jitsiRoom' value='s3cret_room'/></properties></tile>";
    let scene = venue(&map_with(tile, &layer("name='table'", "", &[(1, 1, 3)]))).scene;
    let names: Vec<&str> = scene.targets.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(names, ["table"]);
}

#[test]
fn titles_come_before_names() {
    let label = properties(&["zoneLabel=Cellar"]);
    let layers = [
        layer("name='hall'", &label, &[(0, 0, 1)]),
        layer("name='cellar'", "", &[(1, 1, 1)]),
        layer("name='rug'", "", &[(2, 2, 1)]),
    ];
    let scene = venue(&map(&layers.concat())).scene;
    let cell = |name: &str| scene.place_named(name).map(|p| (p.x / 32, p.y / 32));
    assert_eq!(cell("Cellar"), Some((0, 0)));
    assert_eq!(cell("hall"), Some((0, 0)));
    assert_eq!(cell(" RUG"), Some((2, 2)));
    assert_eq!(cell("attic"), None);
}

#[test]
fn one_is_led_beside_what_one_can_not_stand_in() {
    let layers = [
        layer("name='wall'", "", &[(1, 1, 2)]),
        format!(
            "<objectgroup name='o'>{}</objectgroup>",
            object("pillar", "x='32' y='32' width='32' height='32'", "")
        ),
    ];
    let scene = venue(&map_with(
        "<tile id='1'><properties><property name='collides' type='bool' value='true'/></properties></tile>",
        &layers.concat(),
    ))
    .scene;
    // Nobody can stand in the layer either, and that says nothing of what is beside it.
    let [pillar] = scene.targets.as_slice() else {
        panic!("{:?}", scene.targets);
    };
    let at = hallway_protocol::Pos::from_px(pillar.x, pillar.y);
    assert!(crate::movement::can_stand(&scene.walls, at), "{pillar:?}");
}

#[test]
fn there_are_no_more_than_a_page_can_hold() {
    let objects: String = (0..1500)
        .map(|n| object(&format!("o{n}"), "x='40' y='40'", "<point/>"))
        .collect();
    let text = map(&format!("<objectgroup name='o'>{objects}</objectgroup>"));
    assert_eq!(venue(&text).scene.targets.len(), 1000);
}
