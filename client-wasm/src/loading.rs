//! Fetches what the venue looks like: the scene and its pictures, with word of the progress.

use std::collections::HashMap;
use std::rc::Rc;

use hallway_protocol::decode_frame;
use hallway_world::scene::Scene;
use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, RequestInit, Response};

use crate::dom::{report, sleep};
use crate::render::decode_options;

/// Tries for each thing before it counts as missing.
const TRIES: u32 = 3;

/// Pause between two tries in milliseconds.
const PAUSE_MS: f64 = 800.0;

/// Asks this server for something once; `None` when it can't be reached or says no.
pub async fn ask(method: &str, url: &str) -> Option<Response> {
    let init = RequestInit::new();
    init.set_method(method);
    let asked = window().fetch_with_str_and_init(url, &init);
    let response: Response = report(JsFuture::from(asked).await)?.unchecked_into();
    response.ok().then_some(response)
}

/// Fetches a scene. `None` when it can't be had or read.
pub async fn scene(url: &str) -> Option<Rc<Scene>> {
    let response = fetch(url).await?;
    let buffer = JsFuture::from(report(response.array_buffer())?).await;
    let buffer: ArrayBuffer = report(buffer)?.unchecked_into();
    let bytes = Uint8Array::new(&buffer).to_vec();
    match decode_frame::<Scene>(&bytes, 1) {
        Ok(scenes) => scenes.into_iter().next().map(Rc::new),
        Err(error) => report(Err(JsValue::from_str(&error.to_string()))),
    }
}

/// Fetches a picture and decodes it as the renderer wants it.
pub async fn picture(url: &str) -> Option<ImageBitmap> {
    let response = fetch(url).await?;
    let blob: Blob = report(JsFuture::from(report(response.blob())?).await)?.unchecked_into();
    let decoding =
        window().create_image_bitmap_with_blob_and_image_bitmap_options(&blob, &decode_options());
    let picture = JsFuture::from(report(decoding)?).await;
    report(picture).map(JsCast::unchecked_into)
}

/// Fetches all pictures of a scene at once, but for those that are `known` by their URL; calls back
/// for each as it arrives, with `None` for one that is missing.
pub async fn pictures(
    scene: &Scene,
    known: &HashMap<String, ImageBitmap>,
    arrived: impl Fn(usize, Option<&ImageBitmap>),
) {
    let fetching = scene.images.iter().enumerate().map(|(index, image)| {
        let arrived = &arrived;
        async move {
            let found = match known.get(&image.url) {
                Some(known) => Some(known.clone()),
                None if image.url.is_empty() => None,
                None => picture(&image.url).await,
            };
            arrived(index, found.as_ref());
        }
    });
    join_all(fetching.collect()).await;
}

/// The value of a JSON document.
pub async fn json<T: serde::de::DeserializeOwned>(url: &str) -> Option<T> {
    let response = fetch(url).await?;
    let text = JsFuture::from(report(response.text())?).await;
    let text = report(text)?.as_string()?;
    serde_json::from_str(&text).ok()
}

async fn fetch(url: &str) -> Option<Response> {
    for attempt in 0..TRIES {
        if attempt > 0 {
            sleep(PAUSE_MS).await;
        }
        let Some(response) = report(JsFuture::from(window().fetch_with_str(url)).await) else {
            continue;
        };
        let response: Response = response.unchecked_into();
        if response.ok() {
            return Some(response);
        }
        if response.status() < 500 {
            // Asking again brings the same answer.
            return None;
        }
    }
    None
}

/// Waits for all of them.
async fn join_all(tasks: Vec<impl Future<Output = ()>>) {
    let mut tasks: Vec<_> = tasks.into_iter().map(|task| Some(Box::pin(task))).collect();
    std::future::poll_fn(|context| {
        for task in &mut tasks {
            let done = task
                .as_mut()
                .is_some_and(|running| running.as_mut().poll(context).is_ready());
            if done {
                *task = None;
            }
        }
        match tasks.iter().all(Option::is_none) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
}
