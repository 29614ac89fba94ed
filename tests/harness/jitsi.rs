//! A stand-in for a Jitsi server: its library loads as the real one does and puts a page into a
//! frame, which shows what it was given.

use axum::Router;
use axum::http::header;
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The library: the part of the real one's interface that pages use.
const LIBRARY: &str = r#"
window.JitsiMeetExternalAPI = class {
    constructor(domain, options) {
        this.listeners = {};
        this.frame = document.createElement("iframe");
        const given = new URLSearchParams({ room: options.roomName, jwt: options.jwt ?? "" });
        this.frame.src = `${location.protocol}//${domain}/room?${given}`;
        (options.parentNode ?? document.body).append(this.frame);
        this.frame.onload = () => this.emit("videoConferenceJoined", { roomName: options.roomName });
    }
    emit(name, value) { for (const listener of this.listeners[name] ?? []) listener(value); }
    addListener(name, listener) { (this.listeners[name] ??= []).push(listener); }
    addEventListener(name, listener) { this.addListener(name, listener); }
    addEventListeners(all) { for (const name in all) this.addListener(name, all[name]); }
    on(name, listener) { this.addListener(name, listener); }
    executeCommand() {}
    getIFrame() { return this.frame; }
    dispose() { this.frame.remove(); }
};
"#;

/// The page of a room.
const ROOM: &str = r#"<!doctype html><title>Room</title><pre id="given"></pre><script>
document.getElementById("given").textContent =
    [...new URLSearchParams(location.search)].map((pair) => pair.join("=")).join("\n");
</script>"#;

/// A running stand-in; it ends with the value.
pub struct Jitsi {
    /// Its origin.
    pub origin: String,
    /// Host and port, as visitors are told.
    pub host: String,
    task: JoinHandle<()>,
}

impl Jitsi {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let host = listener.local_addr().expect("its address").to_string();
        let script = [(header::CONTENT_TYPE, "text/javascript")];
        let app = Router::new()
            .route(
                "/external_api.js",
                get(move || async move { (script, LIBRARY) }),
            )
            .route("/room", get(|| async { Html(ROOM) }));
        let task = tokio::spawn(async move {
            axum::serve(listener, app)
                .await
                .expect("the stand-in serves");
        });
        Self {
            origin: format!("http://{host}"),
            host,
            task,
        }
    }
}

impl Drop for Jitsi {
    fn drop(&mut self) {
        self.task.abort();
    }
}
