//! People who meet: a place with room for a call, an observer out of earshot, and what it takes to
//! say that they hear and see each other.

use hallway_protocol::Pos;
use hallway_world::scene::Scene;

use super::scene::{clearing, fetch, shifted};
use super::{Browser, Devices, Driver, Server, Walker, until};

/// Free ground around the middle of a meeting, in map pixels.
const ROOM_PX: i32 = 88;

/// Distance of the observer, in map pixels: beyond all distances at which bubbles form, also with one
/// who has walked away.
const OUT_OF_EARSHOT_PX: i32 = 320;

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

    /// Lets up to four people enter by browser and walk to the middle, one after another.
    pub async fn gather<const N: usize>(
        &self,
        driver: &Driver,
        server: &Server,
        names: &[&str; N],
    ) -> [Browser; N] {
        let mut browsers = Vec::new();
        for (name, (right, down)) in names.iter().zip(PLACES) {
            let browser = match N {
                0..=2 => Browser::enter(driver, server, name).await,
                _ => Browser::enter_among_many(driver, server, name).await,
            };
            let place = self.beside(right, down);
            browser.stroll_to(place).await;
            browsers.push(browser);
        }
        let Ok(browsers) = browsers.try_into() else {
            panic!("there are places for four");
        };
        browsers
    }

    /// Lets Ada and Ben enter with their peer connections watched, see [`Browser::enter_watched`],
    /// walk to the middle, and hear and see each other.
    pub async fn pair_watched(
        &self,
        driver: &Driver,
        server: &Server,
        forced: &str,
    ) -> [Browser; 2] {
        let ada = Browser::open(driver, "Ada", Devices::Fake).await;
        let ben = Browser::open(driver, "Ben", Devices::Fake).await;
        let pair = self.seat([ada, ben], server, forced).await;
        for browser in &pair {
            hears_and_sees(browser, &["Ada", "Ben"]).await;
        }
        pair
    }

    /// Lets the visitors of two open browsers enter with their peer connections watched, and walk to
    /// the middle.
    pub async fn seat(&self, pair: [Browser; 2], server: &Server, forced: &str) -> [Browser; 2] {
        let [left, right] = pair;
        let left = left.enter_watched(server, forced).await;
        left.stroll_to(self.beside(-16, 0)).await;
        let right = right.enter_watched(server, forced).await;
        right.stroll_to(self.beside(16, 0)).await;
        [left, right]
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
