//! Starts the organizers' page. On any other target there is nothing to start.
#![forbid(unsafe_code)]

fn main() {
    #[cfg(target_arch = "wasm32")]
    hallway_client::start_organize();
}
