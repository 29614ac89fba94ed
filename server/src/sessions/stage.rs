//! Stages: where their picture comes from, as players take it.

use hallway_protocol::Role;
use hallway_protocol::session::{Caption, Grant, SessionEnd, Source, SourceKind};
use hallway_world::zone::{Stage as Spec, StageSource};

use super::allowed::AllowList;
use super::players::{peertube, youtube};
use super::urls::Target;

/// What one needs to watch: those of the map's sources that are on the list.
///
/// # Errors
/// When none of the map's sources can be played.
pub fn grant(spec: &Spec, role: Role, allowed: &AllowList) -> Result<Grant, SessionEnd> {
    let mut sources: Vec<Source> = spec.sources.iter().filter_map(source).collect();
    if sources.is_empty() {
        return Err(SessionEnd::Broken);
    }
    sources.retain(|source| allowed.has(&source.url));
    if sources.is_empty() {
        return Err(SessionEnd::NotListed);
    }
    Ok(Grant::Stage {
        sources,
        captions: captions(spec, allowed),
        facilitator: is_facilitator(role),
    })
}

/// Whether somebody may answer, hide and clear questions.
pub fn is_facilitator(role: Role) -> bool {
    role >= Role::Facilitator
}

/// The hosts that are contacted by one who watches.
pub fn hosts(spec: &Spec, allowed: &AllowList) -> Vec<String> {
    let sources = spec.sources.iter().filter_map(source);
    let captions = captions(spec, allowed).into_iter();
    let urls = sources.map(|source| source.url);
    let urls = urls.chain(captions.map(|caption| caption.url));
    let listed = urls.filter(|url| allowed.has(url));
    listed.filter_map(|url| media(&url)?.host()).collect()
}

fn captions(spec: &Spec, allowed: &AllowList) -> Vec<Caption> {
    let captions = spec.captions.iter().filter_map(|caption| {
        let target = media(&caption.url).filter(|target| allowed.has_target(target))?;
        Some(Caption {
            url: target.into_url(),
            language: caption.language.clone(),
            label: String::new(),
        })
    });
    captions.collect()
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
        let all = AllowList::default();
        let end = grant(&spec, Role::Visitor, &all).err();
        assert_eq!(end, Some(SessionEnd::Broken));
        spec.sources.push(StageSource {
            kind: SourceKind::YouTube,
            url: "https://youtu.be/a".to_owned(),
        });
        assert_eq!(
            hosts(&spec, &all),
            ["www.youtube-nocookie.com", "text.test"]
        );
        for (role, expected) in [(Role::Speaker, false), (Role::Facilitator, true)] {
            let Ok(Grant::Stage {
                sources,
                captions,
                facilitator,
            }) = grant(&spec, role, &all)
            else {
                unreachable!("it can be shown");
            };
            assert_eq!((sources.len(), captions.len()), (1, 2));
            assert_eq!(facilitator, expected, "{role:?}");
        }
        let some = AllowList::new(&["text.test".to_owned()]);
        let end = grant(&spec, Role::Visitor, &some).err();
        assert_eq!(end, Some(SessionEnd::NotListed));
        assert_eq!(hosts(&spec, &some), ["text.test"]);
    }
}
