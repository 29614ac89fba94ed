//! What visitors of the Wikimedia Hackathon 2021 could do on its map they can do here. The map lies
//! beside the project and is no part of it; where it is absent this says so and passes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of this file is test code"
)]

use std::io::Read;
use std::path::{Path, PathBuf};

use hallway_protocol::session::{SessionKind, Trigger};
use hallway_world::tiled::{FileError, Limits, MapFiles, load};
use hallway_world::zone::SessionSpec;

struct Folder(PathBuf);

impl MapFiles for Folder {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        let file = std::fs::File::open(self.0.join(path)).map_err(|_| FileError::Missing)?;
        let read = file.take(at_most).read_to_end(&mut bytes);
        read.map_err(|error| FileError::Unreadable(error.to_string()))?;
        Ok(bytes)
    }
}

#[test]
fn every_room_board_video_and_the_piano_opens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/maps");
    if !root.is_dir() {
        println!(
            "skipped: there is no collection of maps at {}",
            root.display()
        );
        return;
    }
    let venue = load(
        &Folder(root),
        "wikimedia-hackathon-2021/map.json",
        &Limits::default(),
    );
    let venue = venue.unwrap_or_else(|error| panic!("{error}"));
    let mut found: Vec<(&str, SessionKind, &str)> = Vec::new();
    for zone in &venue.zones {
        let [id] = zone.sessions.as_slice() else {
            panic!("{}: {:?}", zone.name, zone.sessions);
        };
        let session = venue.session(*id).unwrap();
        assert_eq!(session.title, zone.title);
        assert_eq!(
            (session.trigger, session.closable, session.width),
            (Trigger::Enter, true, 0)
        );
        let what = match &session.spec {
            SessionSpec::Jitsi(jitsi) => {
                assert_eq!(
                    (jitsi.admin_tag.as_str(), jitsi.server.as_str()),
                    ("admin", "")
                );
                &jitsi.room
            }
            SessionSpec::Website(page) => &page.url,
            other => panic!("{}: {other:?}", zone.name),
        };
        found.push((&zone.name, session.spec.kind(), what));
    }
    let wiki = "https://www.mediawiki.org/wiki/Wikimedia_Hackathon_2021";
    let board = |page: &str| format!("{wiki}/{page}");
    let boards = [
        ("boardPhabricator", board("How_to#Contribute")),
        ("boardSchedule", board("Schedule")),
        ("boardHowto", board("How_to")),
        ("boardThankyou", board("Discussions")),
        ("boardParticipants", board("Participants")),
    ];
    let mut expected = vec![(
        "piano",
        SessionKind::Website,
        "https://player.twitch.tv/?channel=lucaswerkmeister&parent=play.workadventu.re",
    )];
    expected.extend(
        boards
            .iter()
            .map(|(name, url)| (*name, SessionKind::Website, url.as_str())),
    );
    let video = "https://www.youtube-nocookie.com/embed";
    let videos = [
        format!("{video}/XEm_fI1x5-w"),
        format!("{video}/VujfdGnUnp0"),
    ];
    for (name, url) in ["youtubeintro", "youtubemaintrack"]
        .into_iter()
        .zip(&videos)
    {
        expected.push((name, SessionKind::Website, url));
    }
    for (name, room) in [
        ("jitsidocs", "docs"),
        ("jitsiwikidata", "wikidata"),
        ("jitsiwikipedia", "wikipedia"),
        ("jitsiwikisource", "wikisource"),
        ("jitsiroomvolcano", "volcano"),
        ("jitsiroompit", "pit"),
        ("jitsicommons", "commons"),
        ("jitsimaps", "maps"),
        ("jitsitools", "tools"),
        ("jitsimediawiki", "mediawiki"),
        ("jitsikitchen", "kitchen"),
    ] {
        expected.push((name, SessionKind::Jitsi, room));
    }
    assert_eq!(found, expected);
    assert_eq!(venue.sessions.len(), 19);
}
