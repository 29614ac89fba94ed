//! `hallway check` as scripts see it: exit status, output, and which folder a map is checked with.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of this file is test code"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A map about which there is nothing to say, with its one picture at this path.
fn map(picture: &str) -> String {
    format!(
        "<map orientation='orthogonal' width='2' height='1' tilewidth='32' tileheight='32'>
        <properties><property name='mapCopyright' value='us'/><property name='tilesetCopyright' value='us'/></properties>
        <tileset firstgid='1' name='t' tilewidth='32' tileheight='32' tilecount='1' columns='1'><image source='{picture}' width='32' height='32'/></tileset>
        <layer name='start' width='2' height='1'><data encoding='csv'>1,1</data></layer><objectgroup name='floorLayer'/></map>"
    )
}

/// The beginning of a PNG file of 32 by 32 pixels.
fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(32u32.to_be_bytes());
    bytes.extend(32u32.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}

/// A folder with a good map and its picture, a broken one, and files that are no maps.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, content: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    write("good/rooms/map.tmx", map("../tiles/t.png").as_bytes());
    write("good/tiles/t.png", &png());
    write("good/package.json", b"{\"name\":\"x\"}");
    write("good/tiles/list.xml", b"<list/>");
    write("bad/map.tmx", map("gone.png").as_bytes());
    folder
}

/// Runs the command in a folder: exit status, what it prints, and what it complains of.
fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hallway"))
        .arg("check")
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn the_exit_status_tells_usable_from_broken_from_wrongly_called() {
    let folder = folder();
    for (args, status) in [
        (&["good"][..], 0),
        (&["good/rooms/map.tmx"], 0),
        (&["good", "good/rooms/map.tmx"], 0),
        (&["bad"], 1),
        (&["."], 1),
        (&["good/package.json"], 1),
        (&["nowhere"], 2),
        (&["good", "nowhere"], 2),
        (&["--frobnicate", "good"], 2),
        (&["--format", "xml", "good"], 2),
        (&[], 2),
    ] {
        let (found, out, errors) = run(folder.path(), args);
        assert_eq!(found, Some(status), "{args:?}\n{out}\n{errors}");
    }
    let (_, _, errors) = run(folder.path(), &["nowhere"]);
    assert!(errors.contains("nowhere"), "{errors}");
}

#[test]
fn text_groups_by_map_and_ends_with_a_sum() {
    let folder = folder();
    let (_, out, _) = run(folder.path(), &["."]);
    let lines: Vec<&str> = out.lines().collect();
    assert!(
        lines.iter().any(|line| line.contains("bad/map.tmx")),
        "{out}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("[missing-image] tileset “t”")),
        "{out}"
    );
    assert_eq!(
        lines.last(),
        Some(&"2 maps, 1 error, 0 warnings, 0 notes"),
        "{out}"
    );
    assert!(!out.contains("package.json"), "{out}");
}

#[test]
fn json_has_the_promised_form() {
    let folder = folder();
    let (_, out, _) = run(folder.path(), &["--format", "json", "bad", "good"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    let files = json["files"].as_array().unwrap();
    let paths: Vec<&str> = files
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["bad/map.tmx", "good/rooms/map.tmx"]);
    let error = &files[0]["errors"][0];
    for (key, expected) in [("code", "missing-image"), ("where", "tileset “t”")] {
        assert_eq!(error[key], expected, "{error}");
    }
    assert!(error["message"].as_str().unwrap().contains("gone.png"));
    assert!(!error["hint"].as_str().unwrap().is_empty());
    assert_eq!(files[1]["errors"], Value::Array(Vec::new()));
    assert_eq!(files[1]["warnings"], Value::Array(Vec::new()));
    assert!(files[1]["download"]["image_bytes"].as_u64().unwrap() > 0);
}

#[test]
fn what_ships_is_without_errors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (status, out, errors) = run(root, &["maps"]);
    assert_eq!(status, Some(0), "{out}{errors}");
}
