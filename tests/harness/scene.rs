//! The map as clients get it, and places on it that tests need.

use hallway_protocol::geom::SUBPX;
use hallway_protocol::{Pos, decode_frame};
use hallway_world::movement::can_stand;
use hallway_world::path;
use hallway_world::scene::Scene;

use super::server::Server;
use super::walker::Walker;

/// Fetches the scene that a walker was pointed to.
pub async fn fetch(server: &Server, walker: &Walker) -> Scene {
    let response = server.get(&walker.welcome().scene).await;
    assert!(response.status().is_success(), "{:?}", response.status());
    let bytes = response.bytes().await.expect("the scene's bytes");
    let mut scenes = decode_frame::<Scene>(&bytes, 1).expect("a scene");
    scenes.remove(0)
}

/// The place nearest to `from`, but `away` map pixels off at least, to which one can walk from
/// there and around which one can walk freely within `radius` map pixels.
pub fn clearing(scene: &Scene, from: Pos, away: i32, radius: i32) -> Pos {
    let (width, height) = (scene.tile_width as i32, scene.tile_height as i32);
    let (columns, rows) = (scene.columns as i32, scene.rows as i32);
    let middle = |column, row| Pos::from_px(column * width + width / 2, row * height + height / 2);
    let mut cells: Vec<Pos> = (0..rows)
        .flat_map(|row| (0..columns).map(move |column| middle(column, row)))
        .filter(|at| distance_px(*at, from) >= f64::from(away))
        .collect();
    cells.sort_by_key(|at| at.distance2(from));
    let reachable = |at: Pos| {
        at == from || path::find(&scene.walls, from, at).is_some_and(|way| way.last() == Some(&at))
    };
    cells
        .into_iter()
        .find(|at| is_clear(scene, *at, radius) && reachable(*at))
        .expect("the map has such a clearing")
}

fn is_clear(scene: &Scene, around: Pos, radius: i32) -> bool {
    let offsets = || (-radius..=radius).step_by(8);
    offsets().all(|dy| offsets().all(|dx| can_stand(&scene.walls, shifted(around, dx, dy))))
}

/// A place so many map pixels further right and down.
pub fn shifted(at: Pos, dx: i32, dy: i32) -> Pos {
    Pos {
        x: at.x + dx * SUBPX,
        y: at.y + dy * SUBPX,
    }
}

/// Distance of two places in map pixels.
pub fn distance_px(a: Pos, b: Pos) -> f64 {
    (a.distance2(b) as f64).sqrt() / f64::from(SUBPX)
}
