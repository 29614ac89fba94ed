//! People who meet: a place with room for a call, an observer out of earshot, and what it takes to
//! say that they hear and see each other.

use hallway_protocol::Pos;
use hallway_world::scene::Scene;

use super::scene::{clearing, fetch, shifted};
use super::{Browser, Driver, Server, Walker, until};

/// Free ground around the middle of a meeting, in map pixels.
const ROOM_PX: i32 = 88;

/// Distance of the observer, in map pixels: beyond all distances at which bubbles form.
const OUT_OF_EARSHOT_PX: i32 = 200;

/// Where people stand, right and down from the middle, in map pixels: a loose square.
const PLACES: [(i32, i32); 4] = [(-16, -16), (16, -16), (-16, 16), (16, 16)];

/// How much must come through after something changed, to be sure that it flows: half a second of
/// sound, a few pictures.
const SAMPLES: u64 = 24_000;
const FRAMES: u64 = 5;

/// Where people meet, and who watches.
pub struct Meeting {
    /// The map.
    pub scene: Scene,
    /// Where the people stand around.
    pub middle: Pos,
    /// Knows what the server tells everybody; takes no part.
    pub observer: Walker,
}

impl Meeting {
    /// Finds a place near the start, and sends the observer away from it.
    pub async fn prepare(server: &Server) -> Self {
        let mut observer = Walker::enter(server, "Observer").await;
        let scene = fetch(server, &observer).await;
        let middle = clearing(&scene, observer.place(), 0, ROOM_PX);
        observer.walk_to(&scene.walls, middle).await;
        let aside = clearing(&scene, middle, OUT_OF_EARSHOT_PX, 0);
        observer.walk_to(&scene.walls, aside).await;
        Self {
            scene,
            middle,
            observer,
        }
    }

    /// A place so many map pixels right of and below the middle.
    pub fn beside(&self, right: i32, down: i32) -> Pos {
        shifted(self.middle, right, down)
    }

    /// Lets people enter by browser and walk to the middle, one after another.
    pub async fn gather(&self, driver: &Driver, server: &Server, names: &[&str]) -> Vec<Browser> {
        let mut browsers = Vec::new();
        for (name, (right, down)) in names.iter().zip(PLACES) {
            let browser = Browser::enter(driver, server, name).await;
            let place = self.beside(right, down);
            browser.walk_to(&self.scene.walls, place).await;
            browsers.push(browser);
        }
        browsers
    }
}

/// Waits until exactly these, without oneself, are in the call, and sound and pictures of each
/// have come through from now on.
pub async fn hears_and_sees(browser: &Browser, names: &[&str]) {
    let others: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| *name != browser.name)
        .collect();
    let what = format!("{} has slots for {others:?}", browser.name);
    let before = until(&what, async || {
        let stats = browser.stats().await;
        (stats.names() == others).then_some(stats)
    })
    .await;
    for name in others {
        let what = format!("{} hears and sees {name}", browser.name);
        until(&what, async || {
            let now = browser.stats().await;
            let (now, before) = (now.of(name)?, before.of(name)?);
            let sound = now.samples >= before.samples + SAMPLES;
            let picture = now.frames >= before.frames + FRAMES;
            (sound && picture).then_some(())
        })
        .await;
    }
}
