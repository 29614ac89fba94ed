//! Stages: where the picture comes from, told apart by the looks of the URL, and subtitles.

use hallway_protocol::session::SourceKind;

use super::Said;
use crate::tiled::address::host_and_rest;
use crate::zone::{SessionSpec, Stage, StageCaption, StageSource};

/// Sources, and subtitles, that a stage may have.
const MAX_PARTS: usize = 20;

pub(super) fn read(said: &mut Said<'_>) -> Option<(&'static str, SessionSpec)> {
    let list = said.words.list("stage");
    let mut sources = Vec::new();
    for text in list.iter().take(MAX_PARTS) {
        if let Some(url) = said.page("stage", text) {
            sources.push(source(url));
        }
    }
    if sources.is_empty() {
        return None;
    }
    let mut captions = Vec::new();
    for text in said.words.list("stagecaptions").iter().take(MAX_PARTS) {
        let (language, url) = match text.split_once('=') {
            Some((language, url)) if is_language(language.trim()) => (language.trim(), url),
            _ => ("", text.as_str()),
        };
        if let Some(url) = said.page("stageCaptions", url) {
            captions.push(StageCaption {
                url,
                language: language.to_owned(),
            });
        }
    }
    Some(("stage", SessionSpec::Stage(Stage { sources, captions })))
}

/// Whether it looks like a language tag.
fn is_language(text: &str) -> bool {
    (2..=35).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// How a URL is played. Those of YouTube and PeerTube become the URLs of their players.
fn source(url: String) -> StageSource {
    let (host, rest) = host_and_rest(&url).unwrap_or(("", url.as_str()));
    let host = host.to_ascii_lowercase();
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (path, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let query = behind.strip_prefix('?').unwrap_or_default();
    let query = query.split('#').next().unwrap_or_default();
    if let Some(player) = youtube(&host, path, query) {
        return StageSource {
            kind: SourceKind::YouTube,
            url: player,
        };
    }
    let small = path.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|end| small.ends_with(end));
    if ends(&[".m3u8"]) {
        return StageSource {
            kind: SourceKind::Hls,
            url,
        };
    }
    if ends(&[".mp4", ".m4v", ".webm", ".ogv", ".ogg", ".mp3", ".m4a"]) {
        return StageSource {
            kind: SourceKind::Video,
            url,
        };
    }
    if let Some(path) = peertube(path).filter(|_| !host.is_empty()) {
        let server = url.strip_suffix(rest).unwrap_or_default();
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        return StageSource {
            kind: SourceKind::PeerTube,
            url: format!("{server}{path}{query}"),
        };
    }
    StageSource {
        kind: SourceKind::Page,
        url,
    }
}

/// The player's page for a video on YouTube.
fn youtube(host: &str, path: &str, query: &str) -> Option<String> {
    let host = host.split(':').next().unwrap_or_default();
    let host = ["www.", "m.", "music."]
        .iter()
        .find_map(|start| host.strip_prefix(start))
        .unwrap_or(host);
    let parameter = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let video = match (host, names.as_slice()) {
        ("youtu.be", [id]) => *id,
        ("youtube.com" | "youtube-nocookie.com", ["watch"]) => parameter("v")?,
        ("youtube.com" | "youtube-nocookie.com", ["embed", "live_stream"]) => {
            let channel = parameter("channel").filter(|id| is_id(id))?;
            return Some(format!(
                "https://www.youtube-nocookie.com/embed/live_stream?channel={channel}"
            ));
        }
        ("youtube.com" | "youtube-nocookie.com", ["embed" | "live" | "shorts" | "v", id]) => *id,
        _ => return None,
    };
    if !is_id(video) {
        return None;
    }
    let from = ["start", "t"].iter().find_map(|name| parameter(name));
    let from = from.map(|from| from.trim_end_matches('s'));
    let from = from.filter(|from| !from.is_empty() && from.bytes().all(|b| b.is_ascii_digit()));
    let start = from.map_or_else(String::new, |from| format!("?start={from}"));
    Some(format!(
        "https://www.youtube-nocookie.com/embed/{video}{start}"
    ))
}

/// The player's path for a video on a PeerTube server.
fn peertube(path: &str) -> Option<String> {
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let (kind, id) = match names.as_slice() {
        ["videos", "watch" | "embed", id] | ["w", id] => ("videos", *id),
        ["w", "p", id] | ["videos", "watch", "playlist", id] | ["video-playlists", "embed", id] => {
            ("video-playlists", *id)
        }
        _ => return None,
    };
    is_id(id).then(|| format!("/{kind}/embed/{id}"))
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_told_apart_by_their_urls() {
        use SourceKind::{Hls, Page, PeerTube, Video, YouTube};
        let embed = "https://www.youtube-nocookie.com/embed/VujfdGnUnp0";
        for (url, kind, expected) in [
            ("https://a.example/x/live.m3u8?token=1", Hls, None),
            ("/maps/talk.WEBM", Video, None),
            ("https://a.example/x.mp4#t=10", Video, None),
            (
                "https://www.youtube.com/watch?v=VujfdGnUnp0&list=x",
                YouTube,
                Some(embed),
            ),
            ("https://youtu.be/VujfdGnUnp0?si=x", YouTube, Some(embed)),
            (
                "https://m.youtube.com/live/VujfdGnUnp0",
                YouTube,
                Some(embed),
            ),
            (embed, YouTube, Some(embed)),
            (
                "https://www.youtube.com/watch?v=VujfdGnUnp0&t=42s",
                YouTube,
                Some("https://www.youtube-nocookie.com/embed/VujfdGnUnp0?start=42"),
            ),
            (
                "https://www.youtube.com/embed/live_stream?channel=UCx",
                YouTube,
                Some("https://www.youtube-nocookie.com/embed/live_stream?channel=UCx"),
            ),
            ("https://www.youtube.com/@someone", Page, None),
            ("https://www.youtube.com/watch?v=\"><script>", Page, None),
            (
                "https://tube.example/w/9c9de5e8-0a1e?start=3s",
                PeerTube,
                Some("https://tube.example/videos/embed/9c9de5e8-0a1e?start=3s"),
            ),
            (
                "https://tube.example:8443/videos/watch/abc",
                PeerTube,
                Some("https://tube.example:8443/videos/embed/abc"),
            ),
            (
                "https://tube.example/w/p/abc",
                PeerTube,
                Some("https://tube.example/video-playlists/embed/abc"),
            ),
            ("https://a.example/talks/1", Page, None),
        ] {
            let found = source(url.to_owned());
            assert_eq!(
                (found.kind, found.url.as_str()),
                (kind, expected.unwrap_or(url)),
                "{url}"
            );
        }
    }
}
