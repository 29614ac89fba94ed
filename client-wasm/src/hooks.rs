//! `window.hallway`: what tests and bug reports ask the page. Tells, changes nothing.
//!
//! - `hallway.stats()` promises a JSON text: `negotiations` (offers made on the peer connection),
//!   `slots` (for each remote person `person`, `name`, audio `samples` and video `frames` decoded),
//!   `sent_audio_packets`, `sent_video_packets` and `sent_screen_packets`, and of the screen that is
//!   seen `screen`: `samples`, `frames`, and the last picture's `width` and `height`.
//! - `hallway.region(x, y, width, height)` gives the map's own pixels in that rectangle of map
//!   pixels, without people: a `Uint8Array` of red, green, blue, alpha, row by row from the top.

use std::rc::Rc;

use hallway_protocol::SLOTS;
use js_sys::{Map, Object, Promise, Uint8Array};
use leptos::prelude::window;
use serde::Serialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::client::Client;
use crate::dom::{property, set_property};

/// Most pixels of a region asked for at once: a large screen.
const MOST_PIXELS: f64 = 16_777_216.0;

#[derive(Default, Serialize)]
struct Stats {
    negotiations: u32,
    slots: Vec<Slot>,
    sent_audio_packets: u64,
    sent_video_packets: u64,
    sent_screen_packets: u64,
    screen: ScreenSeen,
}

#[derive(Default, Serialize)]
struct ScreenSeen {
    samples: u64,
    frames: u64,
    width: u64,
    height: u64,
}

#[derive(Default, Serialize)]
struct Slot {
    person: Option<u32>,
    name: Option<String>,
    samples: u64,
    frames: u64,
}

/// Puts the hooks into the page.
pub fn install(client: &Rc<Client>) {
    let hooks = Object::new();
    let asked = client.clone();
    let stats = Closure::<dyn FnMut() -> Promise>::new(move || {
        let client = asked.clone();
        future_to_promise(async move {
            let stats = stats(&client).await;
            Ok(serde_json::to_string(&stats).unwrap_or_default().into())
        })
    });
    set_property(&hooks, "stats", stats.as_ref());
    let asked = client.clone();
    let region = Closure::<dyn FnMut(f64, f64, f64, f64) -> Uint8Array>::new(move |x, y, w, h| {
        Uint8Array::from(region(&asked, x, y, w, h).as_slice())
    });
    set_property(&hooks, "region", region.as_ref());
    set_property(&window(), "hallway", &hooks);
    // They live as long as the page.
    stats.forget();
    region.forget();
}

fn region(client: &Client, x: f64, y: f64, width: f64, height: f64) -> Vec<u8> {
    if !(width >= 1.0 && height >= 1.0 && width * height <= MOST_PIXELS) {
        return Vec::new();
    }
    let mut pixels = Vec::new();
    client.with_visit(|visit| {
        if let Some(stage) = visit.stage.borrow_mut().as_mut() {
            pixels = stage.region(x as i32, y as i32, width as u32, height as u32);
        }
    });
    pixels
}

async fn stats(client: &Client) -> Stats {
    let mut visit = None;
    client.with_visit(|found| visit = Some(found.clone()));
    let Some(visit) = visit else {
        return Stats::default();
    };
    let call = visit.call.borrow().clone();
    let slots = visit.model.borrow().slots.clone();
    let mut stats = Stats {
        slots: (0..SLOTS).map(|_| Slot::default()).collect(),
        ..Stats::default()
    };
    for (told, member) in stats.slots.iter_mut().zip(slots) {
        told.person = member.as_ref().map(|m| m.id.0);
        told.name = member.map(|m| m.name);
    }
    let Some(call) = call else {
        return stats;
    };
    stats.negotiations = call.negotiations();
    for (told, (audio, video)) in stats.slots.iter_mut().zip(call.receivers()) {
        told.samples = count(audio.get_stats(), "inbound-rtp", "totalSamplesReceived").await;
        told.frames = count(video.get_stats(), "inbound-rtp", "framesDecoded").await;
    }
    let (microphone, camera) = call.senders();
    stats.sent_audio_packets = count(microphone.get_stats(), "outbound-rtp", "packetsSent").await;
    let sender = call.screen_sender();
    stats.sent_screen_packets = count(sender.get_stats(), "outbound-rtp", "packetsSent").await;
    let (audio, video) = call.screen_receivers();
    stats.screen = ScreenSeen {
        samples: count(audio.get_stats(), "inbound-rtp", "totalSamplesReceived").await,
        frames: count(video.get_stats(), "inbound-rtp", "framesDecoded").await,
        width: count(video.get_stats(), "inbound-rtp", "frameWidth").await,
        height: count(video.get_stats(), "inbound-rtp", "frameHeight").await,
    };
    stats.sent_video_packets = count(camera.get_stats(), "outbound-rtp", "packetsSent").await;
    stats
}

/// The sum of a number in all reports of a type.
async fn count(asking: Promise, kind: &str, name: &str) -> u64 {
    let Ok(reports) = JsFuture::from(asking).await else {
        return 0;
    };
    let mut sum = 0.0;
    reports
        .unchecked_ref::<Map>()
        .for_each(&mut |report: JsValue, _| {
            if property(&report, "type").as_string().as_deref() == Some(kind) {
                sum += property(&report, name).as_f64().unwrap_or(0.0);
            }
        });
    sum as u64
}
