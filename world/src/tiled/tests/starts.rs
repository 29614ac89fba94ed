//! Where one appears.

use hallway_protocol::Pos;

use super::*;

/// Column and row.
type Cell = (i32, i32);

/// Name, default, and the cells of the spots.
#[track_caller]
fn check(venue: &Venue, expected: &[(&str, bool, &[Cell])]) {
    let cell = |at: &Pos| {
        let (x, y) = at.to_px();
        ((x / 32.0 - 0.5) as i32, (y / 32.0 - 0.5) as i32)
    };
    let found: Vec<(&str, bool, Vec<Cell>)> = venue
        .starts
        .iter()
        .map(|s| {
            (
                s.name.as_str(),
                s.default,
                s.spots.iter().map(cell).collect(),
            )
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(n, d, s)| (*n, *d, s.to_vec()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn the_layer_named_start_is_the_default() {
    let venue = venue(&map(&format!(
        "{}{}{}",
        layer(
            "name='from_garden'",
            &properties(&["startLayer=true"]),
            &[(3, 3, 1)]
        ),
        layer("name='start' visible='0'", "", &[(1, 0, 1), (2, 0, 1)]),
        layer(
            "name='no'",
            &properties(&["startLayer=false"]),
            &[(0, 0, 1)]
        ),
    )));
    check(
        &venue,
        &[
            ("from_garden", false, &[(3, 3)]),
            ("start", true, &[(1, 0), (2, 0)]),
        ],
    );
    assert!(warnings(&venue).is_empty());
}

#[test]
fn starts_are_found_in_groups_and_under_odd_names() {
    let inner = layer("name='Start'", "", &[(1, 0, 1)]);
    check(
        &venue(&map(&format!("<group name='g'>{inner}</group>"))),
        &[("start", true, &[(1, 0)])],
    );
    let odd = layer(
        "name='entry'",
        &properties(&["StartLayer=True"]),
        &[(1, 0, 1)],
    );
    let venue = venue(&map(&odd));
    check(&venue, &[("entry", true, &[(1, 0)])]);
    assert_eq!(warnings(&venue), ["no-default-start"]);
}

#[test]
fn starts_of_one_name_are_joined() {
    let venue = venue(&map(
        &(layer("name='start'", "", &[(0, 0, 1)]) + &layer("name='start'", "", &[(2, 2, 1)]))
    ));
    check(&venue, &[("start", true, &[(0, 0), (2, 2)])]);
}

#[test]
fn tiles_name_starts_too() {
    let tiles = format!(
        "<tile id='0'>{}</tile><tile id='1'>{}</tile>",
        properties(&["start=S1"]),
        properties(&["start=true"])
    );
    let laid = [(0, 0, 1), (1, 0, 2), (2, 0, 3), (3, 0, 1)];
    let venue = venue(&map_with(
        &tiles,
        &(layer("name='start'", "", &laid) + &layer("name='gate'", "", &laid)),
    ));
    let all: &[Cell] = &[(0, 0), (1, 0), (2, 0), (3, 0)];
    let twice: &[Cell] = &[(0, 0), (3, 0), (0, 0), (3, 0)];
    check(
        &venue,
        &[
            ("start", true, all),
            ("S1", false, twice),
            ("gate", false, &[(1, 0)]),
        ],
    );
}

#[test]
fn areas_are_starts_by_class_or_property() {
    let venue = venue(&map(&format!(
        "<objectgroup name='o' offsety='32'>
        <object name='north' class='start' x='0' y='-32' width='64' height='32'/>
        <object name='south' type='area' x='32' y='64' width='64' height='32'>{}</object>
        <object name='here' type='area' x='0' y='0' width='9' height='9'>{}</object>
        <object name='point' type='start' x='112' y='16'><point/></object>
        <object name='none' type='area' x='0' y='0' width='64' height='32'>{}</object></objectgroup>",
        properties(&["start=true", "isDefault=true"]),
        properties(&["start=tiny"]),
        properties(&["start=false"]),
    )));
    // An area smaller than a cell is its middle, where the feet would cross the edge of the map.
    check(
        &venue,
        &[
            ("north", false, &[(0, 0), (1, 0)]),
            ("south", true, &[(1, 3), (2, 3)]),
            ("point", false, &[(3, 1)]),
        ],
    );
    assert_eq!(warnings(&venue), ["blocked-start"]);
    assert!(venue.zones.is_empty(), "{:?}", venue.zones);
}

#[test]
fn nobody_appears_in_a_wall() {
    let walls = format!("<tile id='1'>{}</tile>", properties(&["collides=true"]));
    let venue = venue(&map_with(
        &walls,
        &format!(
            "{}{}{}",
            layer("name='start'", "", &[(0, 0, 1), (1, 0, 1)]),
            layer(
                "name='other'",
                &properties(&["startLayer=true"]),
                &[(0, 0, 1)]
            ),
            layer("name='walls'", "", &[(0, 0, 2)]),
        ),
    ));
    check(&venue, &[("start", true, &[(1, 0)])]);
    assert_eq!(warnings(&venue), ["blocked-start"]);
}

#[test]
fn a_map_may_have_no_start() {
    let venue = venue(&map(""));
    assert!(venue.starts.is_empty());
    assert!(
        venue
            .warnings
            .iter()
            .any(|w| w.code == "no-start" && w.place == "map.tmx")
    );
}

#[test]
fn a_large_start_keeps_a_thousand_spots() {
    let cells = vec!["1"; 100 * 100].join(",");
    let text = map(&format!(
        "<layer name='start' width='100' height='100'><data encoding='csv'>{cells}</data></layer>"
    ));
    let venue = venue(&text.replace("width=\"4\" height=\"4\"", "width=\"100\" height=\"100\""));
    assert_eq!(venue.starts[0].spots.len(), 1000);
    let far = venue.starts[0].spots.iter().map(|at| at.y).max().unwrap();
    assert!(
        far > Pos::from_px(0, 3000).y,
        "they are spread over all of it"
    );
}
