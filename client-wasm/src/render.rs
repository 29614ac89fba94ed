//! Draws the map and the people on it, with WebGL2.
//!
//! A [`Scene`](hallway_world::scene::Scene) goes in once, pictures follow as they arrive, then a
//! [`Frame`] says where the camera and the avatars are. Everything that can be worked out before
//! the frame is: each layer becomes a few [`batch`]es of quads in one static buffer, and drawing
//! a frame binds them and allocates nothing.
//!
//! The files that name WebGL (`gl`, `programs`, `gpu`, `pictures`, `context`,
//! `renderer`) build for the browser only; all others are plain arithmetic, tested on the host.
//! Nothing here fetches, listens to input or knows of the network.

pub mod actors;
pub mod batch;
pub mod camera;
pub mod frame;
pub mod quad;
pub mod tiles;

#[cfg(target_arch = "wasm32")]
pub mod context;
#[cfg(target_arch = "wasm32")]
mod gl;
#[cfg(target_arch = "wasm32")]
mod gpu;
#[cfg(target_arch = "wasm32")]
mod pictures;
#[cfg(target_arch = "wasm32")]
mod programs;
#[cfg(target_arch = "wasm32")]
pub mod renderer;

pub use camera::Camera;
#[cfg(target_arch = "wasm32")]
pub use context::RenderError;
pub use frame::{Frame, Ring, Sprite, SpritePart};
#[cfg(target_arch = "wasm32")]
pub use pictures::decode_options;
#[cfg(target_arch = "wasm32")]
pub use renderer::Renderer;
