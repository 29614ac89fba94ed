//! A stand-in for a Jitsi server: its library loads as the real one does and puts a page into a
//! frame, which shows what it was given, and notices when the server is gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
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
        window.addEventListener("message", (event) => {
            if (event.source === this.frame.contentWindow && event.data === "gone") {
                this.emit("errorOccurred", { error: { isFatal: true, name: "connection.dropped" } });
            }
        });
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

/// The page of a room. What it was given stands in it with the server's own name.
const ROOM: &str = r#"<!doctype html><title>Room</title><body style="background:#fff">
<pre id="given"></pre><script>
const given = [["server", location.host], ...new URLSearchParams(location.search)];
document.getElementById("given").textContent = given.map((pair) => pair.join("=")).join("\n");
const look = async () => {
    const answer = await fetch("/alive").catch(() => null);
    if (answer?.ok) setTimeout(look, 200); else parent.postMessage("gone", "*");
};
look();
</script>"#;

/// How a server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Health {
    /// It works.
    Works,
    /// It answers that it can't.
    Fails,
    /// It takes requests and never answers.
    Hangs,
}

/// A running stand-in; it ends with the value.
pub struct Jitsi {
    /// Its origin.
    pub origin: String,
    /// Host and port, as visitors are told.
    pub host: String,
    health: Arc<AtomicU8>,
    task: JoinHandle<()>,
}

impl Jitsi {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::serve(listener)
    }

    /// Starts one where [`vacant`] said that none is.
    pub async fn start_at(host: &str) -> Self {
        let listener = TcpListener::bind(host).await.expect("the port is free");
        Self::serve(listener)
    }

    /// From now on it does so.
    pub fn set(&self, health: Health) {
        self.health.store(health as u8, Ordering::Relaxed);
    }

    fn serve(listener: TcpListener) -> Self {
        let host = listener.local_addr().expect("its address").to_string();
        let health = Arc::new(AtomicU8::new(Health::Works as u8));
        let script = [(header::CONTENT_TYPE, "text/javascript")];
        let app = Router::new()
            .route(
                "/external_api.js",
                get(move || async move { (script, LIBRARY) }),
            )
            .route("/room", get(|| async { Html(ROOM) }))
            .route("/alive", get(|| async { "yes" }))
            .layer(axum::middleware::from_fn_with_state(
                Arc::clone(&health),
                as_it_does,
            ));
        let task = tokio::spawn(async move {
            axum::serve(listener, app)
                .await
                .expect("the stand-in serves");
        });
        Self {
            origin: format!("http://{host}"),
            host,
            health,
            task,
        }
    }
}

impl Drop for Jitsi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Host and port at which nothing listens.
pub async fn vacant() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    listener.local_addr().expect("its address").to_string()
}

async fn as_it_does(
    State(health): State<Arc<AtomicU8>>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    match health.load(Ordering::Relaxed) {
        it if it == Health::Works as u8 => next.run(request).await,
        it if it == Health::Fails as u8 => {
            (StatusCode::INTERNAL_SERVER_ERROR, "no").into_response()
        }
        _ => std::future::pending().await,
    }
}
