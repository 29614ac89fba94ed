//! What the tests drive: a server of their own, native clients, browsers. No test lives here.

pub mod bbb;
pub mod browser;
pub mod caller;
pub mod calls;
pub mod devtools;
pub mod driver;
pub mod elder;
pub mod figures;
pub mod film;
pub mod firefox;
pub mod guests;
pub mod house;
pub mod jitsi;
pub mod keyboard;
pub mod meeting;
pub mod metrics;
#[allow(dead_code, reason = "the tests of the forwarding unit use more of it")]
#[path = "../server/tests/media/native.rs"]
pub mod native;
pub mod oidc;
pub mod panel;
pub mod pebble;
pub mod plugs;
pub mod raster;
pub mod relay;
pub mod roles;
pub mod scene;
pub mod server;
pub mod site;
pub mod trust;
pub mod venue;
pub mod view;
pub mod village;
pub mod voice;
pub mod wait;
pub mod walker;

pub use browser::{Browser, Devices};
pub use caller::Caller;
pub use driver::Driver;
pub use relay::Relay;
pub use server::Server;
pub use venue::Venue;
pub use wait::until;
pub use walker::Walker;
