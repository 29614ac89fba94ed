//! What browsers get to embed things of others, and of the maps folder: over real HTTP.

// Clippy exempts tests, but not what they call.
#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::path::Path;

use hallway::config::Config;
use hallway::metrics::Metrics;
use reqwest::header::{self, HeaderMap};
use tokio::net::TcpListener;

struct Server {
    at: SocketAddr,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str());
        value.and_then(Result::ok).unwrap_or_default()
    }
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let maps = folder.path().join("maps");
        write(&maps, "talks/film.mp4", &(0..=255).collect::<Vec<u8>>());
        write(&maps, "talks/page.html", b"<script>parent.x</script>");
        write(&maps, "talks/map.json", b"{\"secret\": 1}");
        write(&maps, "talks/map.tmj", b"{\"secret\": 1}");
        write(&maps, "talks/.hidden.html", b"hush");
        let mut config = Config::default();
        config.maps.dir = maps;
        config.data.dir = folder.path().join("data");
        config.jitsi.servers = vec!["https://meet.test:8443".to_owned()];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let metrics = Metrics::new().unwrap();
        tokio::spawn(hallway::run(
            listener,
            config,
            metrics,
            std::future::pending(),
        ));
        Self {
            at,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            _folder: folder,
        }
    }

    async fn get(&self, path: &str, range: Option<&str>) -> Answer {
        let mut request = self.client.get(format!("http://{}{path}", self.at));
        if let Some(range) = range {
            request = request.header(header::RANGE, range);
        }
        let answer = request.send().await.unwrap();
        Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.bytes().await.unwrap().to_vec(),
        }
    }
}

fn write(maps: &Path, name: &str, content: &[u8]) {
    let file = maps.join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, content).unwrap();
}

#[tokio::test]
async fn pages_for_others_may_contact_what_they_are_for() {
    // The server makes its own clients once it has this; the test's comes first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let server = Server::start().await;
    let policy = header::CONTENT_SECURITY_POLICY;

    let known = server
        .get("/embed/jitsi?server=https%3A%2F%2Fmeet.test%3A8443", None)
        .await;
    assert_eq!(known.status, 200);
    assert!(
        known
            .header(policy.clone())
            .contains("frame-src https://meet.test:8443")
    );
    assert!(String::from_utf8_lossy(&known.body).contains("data-way=\"library\""));
    for unknown in [
        "https://meet.test",
        "https://evil.test",
        "https://meet.test:8443/",
        "https://meet.test:8443;script-src *",
        "javascript:alert(1)",
        "",
    ] {
        let query: String = url::form_urlencoded::byte_serialize(unknown.as_bytes()).collect();
        let answer = server
            .get(&format!("/embed/jitsi?server={query}"), None)
            .await;
        assert_eq!(answer.status, 400, "{unknown}");
    }
    let unsaid = server.get("/embed/jitsi", None).await;
    assert!(unsaid.header(policy.clone()).contains("frame-src 'none'"));

    let stage = server.get("/embed/stage", None).await;
    assert!(stage.header(policy.clone()).contains("script-src 'self';"));
    assert!(
        stage
            .header(policy.clone())
            .contains("frame-ancestors 'self'")
    );
    for part in ["jitsi.js", "stage.js", "hls.js"] {
        let part = server.get(&format!("/embed/{part}"), None).await;
        assert_eq!(part.status, 200);
        assert!(
            part.header(header::CONTENT_TYPE)
                .starts_with("text/javascript")
        );
    }
    assert_eq!(server.get("/embed/none.js", None).await.status, 404);

    let page = server.get("/", None).await;
    let main = page.header(policy);
    assert!(
        main.contains("script-src 'self' 'wasm-unsafe-eval';"),
        "{main}"
    );
    assert!(main.contains("frame-src 'self' https: http:;"), "{main}");
    assert!(main.contains("frame-ancestors 'none'"), "{main}");
}

#[tokio::test]
async fn files_of_the_maps_folder_are_shown_and_maps_are_not() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let server = Server::start().await;
    let film = "/maps/talks/film.mp4";
    let all: Vec<u8> = (0..=255).collect();
    for (range, status, said, part) in [
        (None, 200, "", &all[..]),
        (Some("bytes=0-"), 206, "bytes 0-255/256", &all[..]),
        (Some("bytes=10-12"), 206, "bytes 10-12/256", &all[10..13]),
        (Some("bytes=-2"), 206, "bytes 254-255/256", &all[254..]),
        (Some("bytes=256-"), 416, "bytes */256", &[][..]),
    ] {
        let answer = server.get(film, range).await;
        assert_eq!(answer.status, status, "{range:?}");
        assert_eq!(answer.header(header::CONTENT_RANGE), said, "{range:?}");
        assert_eq!(answer.body, part, "{range:?}");
        if status != 416 {
            assert_eq!(answer.header(header::CONTENT_TYPE), "video/mp4");
            let length = part.len().to_string();
            assert_eq!(answer.header(header::CONTENT_LENGTH), length, "{range:?}");
        }
    }
    let page = server.get("/maps/talks/page.html", None).await;
    assert_eq!(
        page.header(header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("sandbox allow-scripts"), "{policy}");
    assert!(!policy.contains("allow-same-origin"), "{policy}");
    for path in [
        "/maps/talks/map.json",
        "/maps/talks/map.tmj",
        "/maps/talks/.hidden.html",
        "/maps/talks/none.html",
        "/maps/talks",
        "/maps/..%2fdata/sessions.key",
        "/maps/talks/..%2f..%2f..%2fdata%2fsessions.key.txt",
    ] {
        assert_eq!(server.get(path, None).await.status, 404, "{path}");
    }
}
