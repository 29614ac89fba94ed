//! What follows from doors being open or closed: where one can walk, what is drawn, what is said
//! and heard of them, and what one may do to those one stands beside. Pure; who may open what is
//! the server's word.

use std::collections::BTreeSet;

use hallway_protocol::Pos;
use hallway_world::scene::{Door, DoorSound, Scene};
use hallway_world::walls::Walls;

use crate::announce::Announcement;

/// How far from a door one is told that it opened or closed, in map pixels: about as far as one
/// sees it.
const TOLD_PX: f32 = 320.0;

/// Where one can walk.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    /// What blocks now.
    pub walls: Walls,
    /// What blocks while one looks for a way: doors that open by themselves for whoever comes are
    /// no obstacle then.
    pub ways: Walls,
}

impl Ground {
    /// A scene's ground while these of its doors are open.
    pub fn of(scene: &Scene, open: &BTreeSet<u32>) -> Self {
        let opens_itself =
            |door: u32| door_of(scene, door).is_some_and(|door| door.opens_itself && !door.bell);
        Self {
            walls: scene.walls_with(|door| open.contains(&door)),
            ways: scene.walls_with(|door| open.contains(&door) || opens_itself(door)),
        }
    }
}

/// A door by its index.
pub fn door_of(scene: &Scene, door: u32) -> Option<&Door> {
    scene.doors.get(door as usize)
}

/// For each layer of a scene whether it is drawn while these doors are open.
pub fn layers_shown(scene: &Scene, open: &BTreeSet<u32>) -> Vec<bool> {
    let layers = scene.layers.iter();
    let shown = layers.map(|layer| {
        layer
            .door
            .is_none_or(|(door, state)| open.contains(&door) == state)
    });
    shown.collect()
}

/// What can be done to a door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Act {
    /// It is closed.
    #[default]
    Open,
    /// It is open.
    Close,
    /// It is a bell.
    Ring,
}

/// A door that one stands beside, as it is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Index into the scene's doors.
    pub door: u32,
    /// What people call it; may be empty.
    pub title: String,
    /// What is done to it.
    pub act: Act,
    /// The author's words for that, or empty.
    pub message: String,
}

/// What is offered to one who stands at `at` beside these doors: the nearest first.
pub fn prompts(scene: &Scene, here: &[u32], open: &BTreeSet<u32>, at: Pos) -> Vec<Prompt> {
    let doors = here
        .iter()
        .filter_map(|index| Some((*index, door_of(scene, *index)?)));
    let mut doors: Vec<(u32, &Door)> = doors.collect();
    doors.sort_by_key(|(index, door)| (at.distance2(Pos::from_px(door.x, door.y)), *index));
    let prompts = doors.into_iter().map(|(index, door)| {
        let (act, message) = match (door.bell, open.contains(&index)) {
            (true, _) => (Act::Ring, &door.open_message),
            (false, false) => (Act::Open, &door.open_message),
            (false, true) => (Act::Close, &door.close_message),
        };
        Prompt {
            door: index,
            title: door.title.clone(),
            act,
            message: message.clone(),
        }
    });
    prompts.collect()
}

/// Whether a code has to be asked for before.
pub fn asks_for_code(door: &Door, act: Act) -> bool {
    door.has_code && act != Act::Close
}

/// What is said of a door that opened or closed, or of a bell that rang, to one at these map
/// pixels; `None` when it is too far away to be of interest.
pub fn announcement(door: &Door, open: bool, at: (f32, f32)) -> Option<Announcement> {
    let key = match (door.bell, open, door.title.is_empty()) {
        (true, false, _) => return None,
        (true, true, false) => "bell-rang",
        (true, true, true) => "some-bell-rang",
        (false, true, false) => "door-opened",
        (false, true, true) => "some-door-opened",
        (false, false, false) => "door-closed",
        (false, false, true) => "some-door-closed",
    };
    // A bell is for those who hear it, wherever they are.
    let reach = match (&door.open_sound, door.bell) {
        (Some(DoorSound { radius: 0, .. }), true) => f32::INFINITY,
        (Some(sound), true) => (sound.radius as f32).max(TOLD_PX),
        _ => TOLD_PX,
    };
    (distance(door, at) <= reach).then(|| match door.title.is_empty() {
        true => Announcement::plain(key),
        false => Announcement::naming(key, &door.title),
    })
}

/// What is heard of it, and how loud, 0 to 1; `None` when nothing is.
pub fn sound(door: &Door, open: bool, at: (f32, f32)) -> Option<(&str, f32)> {
    let sound = match open {
        true => door.open_sound.as_ref(),
        false => door.close_sound.as_ref(),
    };
    let sound = sound.filter(|sound| !sound.url.is_empty())?;
    let loudness = match sound.radius {
        0 => 1.0,
        radius => 1.0 - distance(door, at) / radius as f32,
    };
    (loudness > 0.0).then_some((sound.url.as_str(), loudness.min(1.0)))
}

fn distance(door: &Door, at: (f32, f32)) -> f32 {
    (door.x as f32 - at.0).hypot(door.y as f32 - at.1)
}

#[cfg(test)]
mod tests {
    use hallway_protocol::geom::SUBPX;
    use hallway_world::scene::{Content, Layer};
    use hallway_world::walls::SOLID;

    use super::*;

    fn door(title: &str, x: i32) -> Door {
        Door {
            title: title.to_owned(),
            x,
            y: 16,
            blocks_closed: vec![(x as u32 / 32, SOLID)],
            open_message: "Knock".to_owned(),
            ..Door::default()
        }
    }

    fn layer(door: Option<(u32, bool)>) -> Layer {
        Layer {
            name: String::new(),
            content: Content::Objects(Vec::new()),
            opacity: 1.0,
            tint: None,
            offset: (0.0, 0.0),
            parallax: (1.0, 1.0),
            above_avatars: false,
            door,
        }
    }

    fn scene() -> Scene {
        let itself = Door {
            opens_itself: true,
            ..door("Gate", 112)
        };
        let bell = Door {
            bell: true,
            blocks_closed: Vec::new(),
            ..door("", 176)
        };
        Scene {
            columns: 8,
            rows: 1,
            tile_width: 32,
            tile_height: 32,
            walls: Walls::free(8, 1, 32, 32),
            doors: vec![door("Office", 48), itself, bell],
            layers: vec![layer(None), layer(Some((0, true))), layer(Some((0, false)))],
            ..Scene::default()
        }
    }

    fn blocked(walls: &Walls, x: i32) -> bool {
        walls.blocks_box(x * SUBPX, 10 * SUBPX, (x + 1) * SUBPX, 11 * SUBPX)
    }

    #[test]
    fn a_closed_door_blocks_and_one_that_opens_itself_is_no_obstacle_to_a_way() {
        let scene = scene();
        for (open, expected) in [
            (BTreeSet::new(), [(true, true), (true, false)]),
            (BTreeSet::from([0]), [(false, false), (true, false)]),
            (BTreeSet::from([1, 99]), [(true, true), (false, false)]),
        ] {
            let ground = Ground::of(&scene, &open);
            let both = [48, 112].map(|x| (blocked(&ground.walls, x), blocked(&ground.ways, x)));
            assert_eq!(both, expected, "{open:?}");
        }
    }

    #[test]
    fn layers_are_drawn_in_their_state_only() {
        let scene = scene();
        for (open, expected) in [
            (BTreeSet::new(), [true, false, true]),
            (BTreeSet::from([0]), [true, true, false]),
        ] {
            assert_eq!(layers_shown(&scene, &open), expected, "{open:?}");
        }
    }

    #[test]
    fn the_nearest_door_is_offered_first_and_by_its_state() {
        let made = prompts(
            &scene(),
            &[0, 1, 2, 77],
            &BTreeSet::from([1]),
            Pos::from_px(120, 16),
        );
        let told: Vec<_> = made
            .iter()
            .map(|p| (p.door, p.act, p.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (1, Act::Close, ""),
                (2, Act::Ring, "Knock"),
                (0, Act::Open, "Knock")
            ]
        );
    }

    #[test]
    fn a_code_is_asked_for_but_not_for_closing() {
        let locked = Door {
            has_code: true,
            ..door("Vault", 0)
        };
        assert!(asks_for_code(&locked, Act::Open));
        assert!(!asks_for_code(&locked, Act::Close));
        assert!(!asks_for_code(&door("Office", 0), Act::Open));
    }

    #[test]
    fn doors_are_told_to_those_who_see_them_and_bells_to_those_who_hear_them() {
        let office = door("Office", 0);
        let key = |door: &Door, open, x| announcement(door, open, (x, 16.0)).map(|a| a.key);
        assert_eq!(key(&office, true, 100.0), Some("door-opened"));
        assert_eq!(key(&office, false, 100.0), Some("door-closed"));
        assert_eq!(key(&office, true, 400.0), None);
        let bell = |radius| Door {
            bell: true,
            open_sound: Some(DoorSound {
                url: "/ring.mp3".to_owned(),
                radius,
            }),
            ..door("", 0)
        };
        assert_eq!(key(&bell(500), true, 400.0), Some("some-bell-rang"));
        assert_eq!(key(&bell(500), true, 600.0), None);
        assert_eq!(key(&bell(0), true, 6000.0), Some("some-bell-rang"));
        assert_eq!(key(&bell(0), false, 0.0), None);
    }

    #[test]
    fn sounds_fade_with_distance() {
        let mut office = door("Office", 0);
        assert_eq!(sound(&office, true, (0.0, 16.0)), None);
        let file = |radius| {
            Some(DoorSound {
                url: "/creak.mp3".to_owned(),
                radius,
            })
        };
        office.open_sound = file(200);
        let heard = |door: &Door, open, x| sound(door, open, (x, 16.0)).map(|(_, loud)| loud);
        assert_eq!(heard(&office, true, 0.0), Some(1.0));
        assert_eq!(heard(&office, true, 150.0), Some(0.25));
        assert_eq!(heard(&office, true, 200.0), None);
        assert_eq!(heard(&office, false, 0.0), None);
        office.open_sound = file(0);
        assert_eq!(heard(&office, true, 9000.0), Some(1.0));
        office.open_sound = Some(DoorSound {
            url: String::new(),
            radius: 0,
        });
        assert_eq!(heard(&office, true, 0.0), None);
    }
}
