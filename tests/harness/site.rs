//! A stand-in for somebody's web site. It counts who asks for what, and some of its pages refuse to be
//! shown in a frame.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, header};
use axum::response::{Html, IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What was asked for by a browser: path, and the page that was named as the one before.
pub type Hit = (String, Option<String>);

type Hits = Arc<Mutex<Vec<Hit>>>;

/// A running stand-in; it ends with the value.
pub struct Site {
    /// Its port at 127.0.0.1, also known as `localhost`.
    pub port: u16,
    hits: Hits,
    task: JoinHandle<()>,
}

impl Site {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let hits = Hits::default();
        let app = Router::new().fallback(page).with_state(Arc::clone(&hits));
        let task = tokio::spawn(async move {
            axum::serve(listener, app)
                .await
                .expect("the stand-in serves");
        });
        Self { port, hits, task }
    }

    /// Host and port, as visitors are told.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The URL of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host())
    }

    /// All that browsers asked for so far.
    pub fn hits(&self) -> Vec<Hit> {
        lock(&self.hits).clone()
    }

    /// How often browsers asked for a page.
    pub fn hits_of(&self, path: &str) -> usize {
        self.hits().iter().filter(|(hit, _)| hit == path).count()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(hits: &Hits) -> MutexGuard<'_, Vec<Hit>> {
    hits.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn page(State(hits): State<Hits>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let header = |name: HeaderName| {
        let value = request.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    // The venue's own question whether a page can be framed is no visitor's.
    if header(header::USER_AGENT).is_some_and(|agent| agent.contains("Mozilla")) {
        lock(&hits).push((path.clone(), header(header::REFERER)));
    }
    let content = Html(format!("<!doctype html><pre id=given>page={path}</pre>"));
    match path.as_str() {
        "/deny" => ([(header::X_FRAME_OPTIONS, "DENY")], content).into_response(),
        "/fenced" => {
            let policy = "default-src 'self'; frame-ancestors 'none'";
            ([(header::CONTENT_SECURITY_POLICY, policy)], content).into_response()
        }
        _ => content.into_response(),
    }
}
