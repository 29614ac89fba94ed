//! A map is changed while people are in it: they see the new one and nobody has to go.

use std::path::Path;

use hallway_protocol::decode_frame;
use hallway_world::scene::Scene;
use tempfile::TempDir;

use crate::harness::{Server, Venue, Walker};

fn write(folder: &Path, title: &str) {
    let map = format!(
        r#"<map version="1.10" orientation="orthogonal" renderorder="right-down" width="20"
            height="20" tilewidth="32" tileheight="32" infinite="0">
            <properties><property name="mapName" value="{title}"/></properties></map>"#
    );
    std::fs::write(folder.join("garden.tmx"), map).expect("the map is written");
}

async fn title(server: &Server, scene: &str) -> String {
    let bytes = server.get(scene).await.bytes().await;
    let scene = decode_frame::<Scene>(&bytes.expect("the scene's bytes"), 1);
    scene.expect("a scene").remove(0).title
}

#[tokio::test]
async fn a_changed_map_is_shown_to_those_who_are_there() {
    let folder = TempDir::new().expect("a folder for maps");
    write(folder.path(), "Spring");
    let server = Server::start(Venue {
        maps: Some(folder.path().to_owned()),
        room: "garden",
    })
    .await;
    let walker = Walker::enter(&server, "Ada").await;
    assert_eq!(title(&server, &walker.welcome().scene).await, "Spring");
    let place = walker.place();
    for (count, season) in (1..).zip(["Summer", "Autumn"]) {
        // What can't be loaded, half a map, say, is as if nothing had happened.
        std::fs::write(folder.path().join("garden.tmx"), "<map").expect("it is written");
        server.keeps_ticking().await;
        write(folder.path(), season);
        walker
            .sees("the new scene", |view| view.scenes.len() == count)
            .await;
        let scene = walker.view().scenes[count - 1].clone();
        assert_eq!(title(&server, &scene).await, season);
    }
    assert_eq!(walker.place(), place);
    assert_eq!(walker.view().closed, None);
    let late = Walker::enter(&server, "Ben").await;
    assert_eq!(title(&server, &late.welcome().scene).await, "Autumn");
}
