//! The browser client: shows the map, moves one's avatar, carries calls and everything around.
//!
//! What decides anything is plain Rust without a browser in it, tested on the host: [`model`] (what
//! is known of the room), [`predict`] and [`interpolate`] (who is where now), [`intent`] and
//! [`walk`] (where one wants to go), [`view`] (what is seen of the map), [`sessions`] (what is open
//! beside it), [`text`] (every sentence).
//! The modules that name the browser build for wasm32 only and hold no rules.
#![forbid(unsafe_code)]

pub mod address;
pub mod announce;
pub mod asked;
pub mod avatar;
pub mod backoff;
pub mod consent;
pub mod crowd;
pub mod doors;
pub mod finding;
pub mod hosts;
pub mod intent;
pub mod interpolate;
pub mod invitation;
pub mod keeping;
pub mod level;
pub mod manners;
pub mod me;
pub mod model;
pub mod nearest;
pub mod organize;
pub mod pictures;
pub mod plugged;
pub mod predict;
pub mod query;
pub mod render;
pub mod rings;
pub mod sessions;
pub mod settings;
pub mod site;
pub mod split;
pub mod talk_key;
pub mod text;
pub mod tone;
pub mod view;
pub mod volumes;
pub mod waiting;
pub mod walk;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod audio;
#[cfg(target_arch = "wasm32")]
mod call;
#[cfg(target_arch = "wasm32")]
mod chime;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod devices;
#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod hooks;
#[cfg(target_arch = "wasm32")]
mod input;
#[cfg(target_arch = "wasm32")]
mod labels;
#[cfg(target_arch = "wasm32")]
mod loading;
#[cfg(target_arch = "wasm32")]
mod net;
#[cfg(target_arch = "wasm32")]
mod organize_api;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod portrait;
#[cfg(target_arch = "wasm32")]
mod screen;
#[cfg(target_arch = "wasm32")]
mod signs;
#[cfg(target_arch = "wasm32")]
mod sites;
#[cfg(target_arch = "wasm32")]
mod sounds;
#[cfg(target_arch = "wasm32")]
mod speaker;
#[cfg(target_arch = "wasm32")]
mod stage;
#[cfg(target_arch = "wasm32")]
mod storage;
#[cfg(target_arch = "wasm32")]
mod ui;
#[cfg(target_arch = "wasm32")]
mod visit;

#[cfg(target_arch = "wasm32")]
pub use app::{start, start_organize};
