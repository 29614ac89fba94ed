//! A stand-in for a streaming server: real films, made by ffmpeg when it starts, and sources that
//! are dead in the ways in which real ones die.

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path as Asked, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;

/// What the subtitles say from the first to the last second.
pub const SUBTITLE: &str = "Good evening";

/// Seconds of film.
const SECONDS: &str = "20";

/// A running stand-in; it ends with the value. It offers `/live.m3u8` (HLS with subtitles in
/// English), `/talk.mp4`, `/talk.vtt`, `/stalls.m3u8` (no answer, ever) and `/player` (a page). What
/// is named below `/shut/` may be played, but read by no script of another site.
pub struct FilmServer {
    /// Host and port.
    pub host: String,
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
    _folder: TempDir,
}

#[derive(Clone)]
struct Shelf {
    folder: Arc<Path>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl FilmServer {
    /// Makes the films and starts to serve them.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a folder for films");
        make(folder.path()).await;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shelf = Shelf {
            folder: folder.path().into(),
            asked: Arc::clone(&asked),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let host = listener.local_addr().expect("its address").to_string();
        let app = Router::new()
            .route("/stalls.m3u8", get(std::future::pending::<()>))
            .route("/player", get(|| async { Html("<p>On air</p>") }))
            .route("/{file}", get(open_file))
            .route("/shut/{file}", get(file))
            .with_state(shelf);
        let task = tokio::spawn(async move {
            axum::serve(listener, app)
                .await
                .expect("the stand-in serves");
        });
        Self {
            host,
            asked,
            task,
            _folder: folder,
        }
    }

    /// The URL of a file.
    pub fn url(&self, file: &str) -> String {
        format!("http://{}/{file}", self.host)
    }

    /// Whether a file was asked for.
    pub fn was_asked_for(&self, file: &str) -> bool {
        let asked = self.asked.lock().expect("no test thread panics with it");
        asked.iter().any(|name| name == file)
    }
}

impl Drop for FilmServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A file for scripts of all sites, as streaming servers send it.
async fn open_file(shelf: State<Shelf>, name: Asked<String>) -> Response {
    let all = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (all, file(shelf, name).await).into_response()
}

async fn file(State(shelf): State<Shelf>, Asked(name): Asked<String>) -> Response {
    if let Ok(mut asked) = shelf.asked.lock() {
        asked.push(name.clone());
    }
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("m3u8") => "application/vnd.apple.mpegurl",
        Some("ts") => "video/mp2t",
        Some("mp4") => "video/mp4",
        _ => "text/vtt",
    };
    let headers = [(header::CONTENT_TYPE, kind)];
    match std::fs::read(shelf.folder.join(name)) {
        Ok(bytes) => (headers, bytes).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, headers).into_response(),
    }
}

/// Moving bars and a tone: as HLS in segments of two seconds with subtitles, and as one file.
async fn make(folder: &Path) {
    let subtitles = format!("WEBVTT\n\n00:00.000 --> 00:{SECONDS}.000\n{SUBTITLE}\n");
    std::fs::write(folder.join("talk.vtt"), subtitles).expect("subtitles are written");
    let sources = [
        "-f lavfi -i testsrc=size=320x180:rate=15",
        "-f lavfi -i sine=frequency=440",
    ]
    .join(" ");
    let coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 30 -c:a aac";
    let hls = "-f hls -hls_time 2 -hls_playlist_type vod -master_pl_name live.m3u8";
    ffmpeg(
        folder,
        &format!(
            "{sources} -i talk.vtt -map 0:v -map 1:a -map 2:s -t {SECONDS} {coded} -c:s webvtt {hls} \
             -var_stream_map v:0,a:0,s:0,sgroup:subs,language:en part_%v.m3u8"
        ),
    )
    .await;
    ffmpeg(
        folder,
        &format!("{sources} -t {SECONDS} {coded} -movflags +faststart talk.mp4"),
    )
    .await;
    // Whether they are shown is the viewer's choice.
    let playlist = folder.join("live.m3u8");
    let text = std::fs::read_to_string(&playlist).expect("a playlist");
    assert!(text.contains("TYPE=SUBTITLES"), "{text}");
    let text = text.replace("DEFAULT=YES", "DEFAULT=NO");
    std::fs::write(&playlist, text).expect("the playlist is written");
}

async fn ffmpeg(folder: &Path, arguments: &str) {
    let made = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y"])
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .await
        .expect("ffmpeg is installed, as `cargo xtask test` makes sure");
    assert!(made.status.success(), "{arguments}: {made:?}");
}
