//! Stages: where their picture comes from, as players take it.

use hallway_protocol::Role;
use hallway_protocol::session::{Caption, Grant, SessionEnd, Source, SourceKind};
use hallway_world::zone::{Stage as Spec, StageSource};
use url::Url;

use super::urls::{Target, host_of};

/// YouTube's player that sets no cookies.
const YOUTUBE: &str = "https://www.youtube-nocookie.com/embed/";

/// What stands in place of a video's name for whatever a channel shows live.
const LIVE: &str = "live_stream";

/// Letters of a video's name at YouTube and PeerTube, at most.
const MOST_ID: usize = 64;

/// What one needs to watch.
///
/// # Errors
/// When none of the map's sources can be played.
pub fn grant(spec: &Spec, role: Role) -> Result<Grant, SessionEnd> {
    let sources: Vec<Source> = spec.sources.iter().filter_map(source).collect();
    if sources.is_empty() {
        return Err(SessionEnd::Broken);
    }
    let captions = spec.captions.iter().filter_map(|caption| {
        Some(Caption {
            url: media(&caption.url)?.into_url(),
            language: caption.language.clone(),
            label: String::new(),
        })
    });
    Ok(Grant::Stage {
        sources,
        captions: captions.collect(),
        facilitator: is_facilitator(role),
    })
}

/// Whether somebody may answer, hide and clear questions.
pub fn is_facilitator(role: Role) -> bool {
    role >= Role::Facilitator
}

/// The hosts that are contacted by one who watches.
pub fn hosts(spec: &Spec) -> Vec<String> {
    let sources = spec.sources.iter().filter_map(source);
    let captions = spec.captions.iter().map(|caption| caption.url.clone());
    let urls = sources.map(|source| source.url).chain(captions);
    urls.filter_map(|url| media(&url)?.host()).collect()
}

fn media(said: &str) -> Option<Target> {
    Target::of(said).filter(|target| !matches!(target, Target::Mail(_)))
}

fn source(said: &StageSource) -> Option<Source> {
    let target = media(&said.url)?;
    let url = match (said.kind, target) {
        (SourceKind::YouTube, Target::Web(url)) => youtube(&url)?,
        (SourceKind::PeerTube, Target::Web(url)) => peertube(url)?,
        (SourceKind::YouTube | SourceKind::PeerTube, _) => return None,
        (SourceKind::Hls | SourceKind::Video | SourceKind::Page, target) => target.into_url(),
    };
    Some(Source {
        kind: said.kind,
        url,
    })
}

/// The player's page for any URL by which people know a video, or the live picture of a channel; from
/// the second on that the URL names.
fn youtube(url: &Url) -> Option<String> {
    let host = host_of(url)?;
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let host = host.strip_prefix("m.").unwrap_or(host);
    let parameter = |name: &str| {
        let mut query = url.query_pairs();
        query.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    let mut path = url.path_segments()?;
    let first = path.next().unwrap_or_default();
    let id = match (host, first) {
        ("youtu.be", id) => id.to_owned(),
        ("youtube.com" | "youtube-nocookie.com", "watch") => parameter("v")?,
        ("youtube.com" | "youtube-nocookie.com", "embed" | "live" | "shorts" | "v") => {
            path.next()?.to_owned()
        }
        _ => return None,
    };
    if id == LIVE {
        let channel = parameter("channel").filter(|channel| is_id(channel))?;
        return Some(format!("{YOUTUBE}{LIVE}?channel={channel}"));
    }
    let start = ["start", "t"].iter().find_map(|name| parameter(name));
    let start: Option<u32> = start.and_then(|start| start.trim_end_matches('s').parse().ok());
    let start = start.map_or_else(String::new, |start| format!("?start={start}"));
    is_id(&id).then(|| format!("{YOUTUBE}{id}{start}"))
}

/// The player's page for a video's own page; a player's page as it is.
fn peertube(mut url: Url) -> Option<String> {
    let path: Vec<String> = url.path_segments()?.map(str::to_owned).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let id = match path.as_slice() {
        ["videos", "embed", ..] | ["video-playlists", "embed", ..] => return Some(url.into()),
        ["w", id] | ["videos", "watch", id] => *id,
        _ => return None,
    };
    if !is_id(id) {
        return None;
    }
    url.set_path(&format!("/videos/embed/{id}"));
    Some(url.into())
}

fn is_id(id: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !id.is_empty() && id.len() <= MOST_ID && id.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use hallway_world::zone::StageCaption;

    use super::*;

    fn check(kind: SourceKind, said: &str, expected: Option<&str>) {
        let url = said.to_owned();
        let found = source(&StageSource { kind, url });
        let found = found.map(|source| source.url);
        assert_eq!(found.as_deref(), expected, "{said}");
    }

    #[test]
    fn sources_become_what_players_take() {
        use SourceKind::{Hls, Page, PeerTube, Video, YouTube};
        let cookieless = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ";
        let later = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=42";
        for said in ["https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s", later] {
            check(YouTube, said, Some(later));
        }
        let live = "https://www.youtube-nocookie.com/embed/live_stream?channel=UCx";
        for said in [
            "https://www.youtube.com/embed/live_stream?channel=UCx&autoplay=1",
            live,
        ] {
            check(YouTube, said, Some(live));
        }
        check(YouTube, "https://www.youtube.com/embed/live_stream", None);
        for said in [
            "https://youtu.be/dQw4w9WgXcQ?si=x",
            "https://m.youtube.com/live/dQw4w9WgXcQ",
            "https://www.youtube.com/embed/dQw4w9WgXcQ?autoplay=1",
            cookieless,
        ] {
            check(YouTube, said, Some(cookieless));
        }
        check(YouTube, "https://youtube.com.evil.test/watch?v=a", None);
        check(YouTube, "https://www.youtube.com/watch?v=a/../x", None);
        check(YouTube, "https://www.youtube.com/", None);
        let tube = "https://tube.test/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv";
        for (said, expected) in [
            ("https://tube.test/w/kkGMgK9ZtnKfYAgnEtQxbv", Some(tube)),
            (
                "https://tube.test/videos/watch/kkGMgK9ZtnKfYAgnEtQxbv",
                Some(tube),
            ),
            (tube, Some(tube)),
            ("https://tube.test/about", None),
        ] {
            check(PeerTube, said, expected);
        }
        check(
            Hls,
            "https://live.test/a.m3u8",
            Some("https://live.test/a.m3u8"),
        );
        check(Video, "/maps/talks/a.mp4", Some("/maps/talks/a.mp4"));
        check(Page, "javascript:alert(1)", None);
        check(Page, "mailto:a@b.test", None);
    }

    #[test]
    fn a_stage_needs_something_to_show() {
        let mut spec = Spec {
            sources: vec![StageSource {
                kind: SourceKind::Page,
                url: "data:text/html,x".to_owned(),
            }],
            captions: vec![
                StageCaption {
                    url: "https://text.test/de.vtt".to_owned(),
                    language: "de".to_owned(),
                },
                StageCaption {
                    url: "/maps/en.vtt".to_owned(),
                    language: "en".to_owned(),
                },
            ],
        };
        assert_eq!(grant(&spec, Role::Visitor).err(), Some(SessionEnd::Broken));
        spec.sources.push(StageSource {
            kind: SourceKind::YouTube,
            url: "https://youtu.be/a".to_owned(),
        });
        assert_eq!(hosts(&spec), ["www.youtube-nocookie.com", "text.test"]);
        for (role, expected) in [(Role::Speaker, false), (Role::Facilitator, true)] {
            let Ok(Grant::Stage {
                sources,
                captions,
                facilitator,
            }) = grant(&spec, role)
            else {
                unreachable!("it can be shown");
            };
            assert_eq!((sources.len(), captions.len()), (1, 2));
            assert_eq!(facilitator, expected, "{role:?}");
        }
    }
}
