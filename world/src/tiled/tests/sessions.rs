//! What can be joined, heard and read in zones, and where their exits lead.

use hallway_protocol::SessionId;
use hallway_protocol::door::ZoneDoor;
use hallway_protocol::session::{SourceKind, Trigger};

use super::*;
use crate::venue::{Session, Zone};
use crate::zone::{
    BigBlueButton, Embed, ExitTo, Jitsi, SessionSpec, SoundFrom, Stage, StageCaption, StageSource,
    Talk, ZoneSound,
};

/// The zone that a layer with these properties makes, with its sessions and warnings.
#[track_caller]
fn zone(list: &[&str]) -> (Zone, Vec<Session>, Vec<&'static str>) {
    let laid = layer("name='place'", &properties(list), &[(1, 2, 1)]);
    let mut venue = loaded(
        &Files::new().with("v/map.tmx", in_folder(&map(&laid))),
        "v/map.tmx",
    );
    let warnings = warnings(&venue);
    assert_eq!(venue.zones.len(), 1, "{list:?}");
    (venue.zones.remove(0), venue.sessions, warnings)
}

/// The map in a folder, with its tiles above.
fn in_folder(map: &str) -> String {
    map.replace("tiles.png", "../tiles.png")
}

/// The only session of a layer with these properties, without warnings.
#[track_caller]
fn session(list: &[&str]) -> Session {
    let (zone, mut sessions, warnings) = zone(list);
    assert_eq!(warnings, [""; 0], "{list:?}");
    assert_eq!(zone.sessions, [SessionId(0)]);
    assert_eq!(sessions.len(), 1);
    sessions.remove(0)
}

#[track_caller]
fn jitsi(list: &[&str]) -> Jitsi {
    match session(list).spec {
        SessionSpec::Jitsi(jitsi) => jitsi,
        other => panic!("{other:?}"),
    }
}

#[test]
fn pages_open_beside_the_map() {
    let found = session(&[
        "openWebsite=https://example.org/a",
        "openWebsiteTrigger=onaction",
        "openWebsiteTriggerMessage=Press SPACE",
        "openWebsiteWidth=40",
        "openWebsiteClosable=false",
        "openWebsitePolicy=fullscreen; autoplay",
        "openWebsiteAllowApi=true",
    ]);
    let expected = Session {
        title: "Place".to_owned(),
        trigger: Trigger::Action,
        message: "Press SPACE".to_owned(),
        width: 40,
        closable: false,
        spec: SessionSpec::Website(Embed {
            url: "https://example.org/a".to_owned(),
            policy: "fullscreen; autoplay".to_owned(),
            api: true,
        }),
    };
    assert_eq!(found, expected);
    let plain = session(&["openWebsite\n=pages/a b.html"]);
    assert_eq!(
        (plain.trigger, plain.width, plain.closable),
        (Trigger::Enter, 0, true)
    );
    let SessionSpec::Website(page) = plain.spec else {
        panic!("{:?}", plain.spec);
    };
    assert_eq!(page.url, "/maps/v/pages/a%20b.html");
}

#[test]
fn slips_in_values_are_forgiven_and_told() {
    for (text, trigger, warned) in [
        ("onicon", Trigger::Icon, false),
        (" OnAction", Trigger::Action, false),
        ("oanction", Trigger::Action, true),
        ("Xonaction", Trigger::Enter, true),
    ] {
        let property = format!("jitsiTrigger={text}");
        let (_, sessions, warnings) = zone(&["jitsiRoom=a", &property]);
        assert_eq!(sessions[0].trigger, trigger, "{text}");
        assert_eq!(warnings.contains(&"bad-trigger"), warned, "{text}");
    }
    let (_, sessions, warnings) = zone(&["openWebsite=https://a.example", "openWebsiteWidth=900"]);
    assert_eq!((sessions[0].width, warnings), (100, vec!["bad-number"]));
}

#[test]
fn pages_that_must_not_be_opened_are_not() {
    for url in [
        "javascript:alert(1)",
        "data:text/html;base64;x",
        "file:///etc/passwd",
        "{{{ url }}}",
        "/index.html",
        "../../x.html",
        "irc://example.org/x",
    ] {
        for property in ["openWebsite", "openTab", "stage"] {
            let (zone, sessions, warnings) = zone(&[&format!("{property}={url}")]);
            assert!(
                zone.sessions.is_empty() && sessions.is_empty(),
                "{property}={url}"
            );
            assert_eq!(warnings, ["bad-url"], "{property}={url}");
        }
    }
}

#[test]
fn tabs_open_pages_and_mail() {
    for (list, url) in [
        (
            ["openTab=https://example.org", "x=y"],
            "https://example.org",
        ),
        (
            ["openTab=mailto:a@example.org", "x=y"],
            "mailto:a@example.org",
        ),
        (
            ["openWebsite=mailto:a@example.org", "x=y"],
            "mailto:a@example.org",
        ),
        (
            ["bbbMeeting=https://bbb.example.org/b/abc", "x=y"],
            "https://bbb.example.org/b/abc",
        ),
    ] {
        assert_eq!(
            session(&list).spec,
            SessionSpec::Tab(url.to_owned()),
            "{list:?}"
        );
    }
}

#[test]
fn jitsi_rooms_are_read_in_all_their_forms() {
    let plain = Jitsi {
        room: "Room A".to_owned(),
        ..Jitsi::default()
    };
    assert_eq!(jitsi(&["jitsiRoom=Room A"]), plain);
    assert_eq!(
        jitsi(&[
            "jitsiRoom=a",
            "jitsiUrl=meet.example.org",
            "jitsiNoPrefix=true",
            "jitsiRoomAdminTag=speaker",
            "jitsiConfig={ &quot;startWithAudioMuted&quot;: true }",
            "jitsiInterfaceConfig={}",
        ]),
        Jitsi {
            room: "a".to_owned(),
            server: "https://meet.example.org".to_owned(),
            no_prefix: true,
            config: r#"{"startWithAudioMuted":true}"#.to_owned(),
            interface_config: String::new(),
            admin_tag: "speaker".to_owned(),
        }
    );
    assert_eq!(
        jitsi(&[
            "jitsiRoom=https://jitsi.example/My%20Room?x=1#config.startWithAudioMuted=true&amp;config.p2p.enabled=false&amp;interfaceConfig.NAME=%22x%22"
        ]),
        Jitsi {
            room: "My Room".to_owned(),
            server: "https://jitsi.example".to_owned(),
            no_prefix: true,
            config: r#"{"p2p":{"enabled":false},"startWithAudioMuted":true}"#.to_owned(),
            interface_config: r#"{"NAME":"x"}"#.to_owned(),
            admin_tag: String::new(),
        }
    );
    let hash = jitsi(&["jitsiRoom=bar#config.startWithVideoMuted=true"]);
    assert_eq!(hash.room, "bar");
    assert_eq!(hash.config, r#"{"startWithVideoMuted":true}"#);
    let closed = session(&["jitsiRoom=a", "jitsiClosable=false", "jitsiWidth=30"]);
    assert_eq!((closed.closable, closed.width), (false, 30));
}

#[test]
fn settings_of_jitsi_that_make_no_sense_are_left_out() {
    for property in [
        "jitsiConfig={",
        "jitsiConfig=[1]",
        "jitsiInterfaceConfig=true.",
        "jitsiConfig=&quot;x&quot;",
    ] {
        let (_, sessions, warnings) = zone(&["jitsiRoom=a", property]);
        assert_eq!(warnings, ["bad-json"], "{property}");
        let SessionSpec::Jitsi(jitsi) = &sessions[0].spec else {
            panic!("{sessions:?}");
        };
        assert_eq!(
            (jitsi.config.as_str(), jitsi.interface_config.as_str()),
            ("", "")
        );
    }
    let (_, sessions, warnings) = zone(&["jitsiRoom=a", "jitsiUrl=no server"]);
    assert_eq!((sessions.len(), warnings), (1, vec!["bad-url"]));
    for room in ["https://", "#config.a=b", "https://jitsi.example/"] {
        let (_, sessions, warnings) = zone(&[&format!("jitsiRoom={room}")]);
        assert_eq!((sessions.len(), warnings), (0, vec!["bad-url"]), "{room}");
    }
}

#[test]
fn what_the_map_says_of_jitsi_holds_for_its_rooms() {
    let laid = layer("name='place'", &properties(&["jitsiRoom=a"]), &[(1, 2, 1)]);
    let text = map(&laid).replacen(
        "<tileset",
        &format!("{}<tileset", properties(&["jitsiUrl=meet.example.org"])),
        1,
    );
    let venue = venue(&text);
    let [
        Session {
            spec: SessionSpec::Jitsi(jitsi),
            ..
        },
    ] = venue.sessions.as_slice()
    else {
        panic!("{:?}", venue.sessions);
    };
    assert_eq!(jitsi.server, "https://meet.example.org");
    assert_eq!(venue.zones.len(), 1);
}

#[test]
fn a_map_can_offer_a_page_everywhere_but_no_exit() {
    let text = map("").replacen(
        "<tileset",
        &format!(
            "{}<tileset",
            properties(&[
                "openWebsite=https://example.org",
                "exitUrl=other.json",
                "locked=true"
            ])
        ),
        1,
    );
    let venue = venue(&text);
    assert_eq!(venue.sessions.len(), 1);
    let zone = &venue.zones[0];
    assert_eq!(
        (zone.exit.as_ref(), zone.door, zone.sessions.len()),
        (None, ZoneDoor::Open, 1)
    );
    assert_eq!(warnings(&venue), ["exit-everywhere"]);
}

#[test]
fn meetings_of_big_blue_button_are_read() {
    assert_eq!(
        session(&[
            "bbbMeeting=Plenary",
            "meetingName=The plenary",
            "bbbMeetingAdminTag=admin",
            "userdata-bbb_skip_check_audio=true",
            "userdata-bbb_title=x",
            "bbbTrigger=onaction",
        ]),
        Session {
            title: "The plenary".to_owned(),
            trigger: Trigger::Action,
            message: String::new(),
            width: 0,
            closable: true,
            spec: SessionSpec::BigBlueButton(BigBlueButton {
                meeting: "Plenary".to_owned(),
                name: "The plenary".to_owned(),
                admin_tag: "admin".to_owned(),
                userdata: vec![
                    (
                        "userdata-bbb_skip_check_audio".to_owned(),
                        "true".to_owned()
                    ),
                    ("userdata-bbb_title".to_owned(), "x".to_owned()),
                ],
            }),
        }
    );
    let SessionSpec::BigBlueButton(old) = session(&["bbbRoom=bbb://frama/frama-i"]).spec else {
        panic!();
    };
    assert_eq!(old.meeting, "frama/frama-i");
}

#[test]
fn stages_have_sources_and_subtitles() {
    let found = session(&[
        "stage=https://live.example/a,b.m3u8, talk.webm&#10;https://youtu.be/VujfdGnUnp0",
        "stageCaptions=en=subs/en.vtt, de=https://live.example/de.vtt",
    ]);
    let source = |kind, url: &str| StageSource {
        kind,
        url: url.to_owned(),
    };
    let caption = |language: &str, url: &str| StageCaption {
        url: url.to_owned(),
        language: language.to_owned(),
    };
    assert_eq!(
        found.spec,
        SessionSpec::Stage(Stage {
            sources: vec![
                source(SourceKind::Hls, "https://live.example/a,b.m3u8"),
                source(SourceKind::Video, "/maps/v/talk.webm"),
                source(
                    SourceKind::YouTube,
                    "https://www.youtube-nocookie.com/embed/VujfdGnUnp0"
                ),
            ],
            captions: vec![
                caption("en", "/maps/v/subs/en.vtt"),
                caption("de", "https://live.example/de.vtt"),
            ],
        })
    );
}

#[test]
fn zones_that_say_the_same_share_a_session() {
    let laid = |room: &str| {
        layer(
            "name='hall'",
            &properties(&[&format!("jitsiRoom={room}")]),
            &[(1, 1, 1)],
        )
    };
    let venue = venue(&map(&[laid("a"), laid("b"), laid("a")].concat()));
    let ids: Vec<_> = venue
        .zones
        .iter()
        .map(|zone| zone.sessions.clone())
        .collect();
    assert_eq!(ids, [[SessionId(0)], [SessionId(1)], [SessionId(0)]]);
    assert_eq!(venue.sessions.len(), 2);
}

#[test]
fn one_zone_can_offer_several_things() {
    let (zone, sessions, _) = zone(&[
        "jitsiRoom=a",
        "openWebsite=https://a.example",
        "openTab=https://b.example",
        "playAudio=x.mp3",
        "silent=true",
    ]);
    assert_eq!(zone.sessions.len(), 3);
    assert_eq!(sessions.len(), 3);
    assert!(zone.silent && zone.sound.is_some());
}

#[test]
fn sounds_play_while_one_is_there() {
    let file = |path: &str| SoundFrom::File(path.to_owned());
    let url = |url: &str| SoundFrom::Url(url.to_owned());
    for (list, from, repeat, volume) in [
        (&["playAudio=a%20b.mp3"][..], file("v/a b.mp3"), false, 1.0),
        (&["playAudioLoop=../a.mp3"], file("a.mp3"), true, 1.0),
        (
            &["playAudio=./a.mp3", "audioLoop=true", "audioVolume=0.25"],
            file("v/a.mp3"),
            true,
            0.25,
        ),
        (
            &["playAudio=https://a.example/x.ogg", "audioLoop=false"],
            url("https://a.example/x.ogg"),
            false,
            1.0,
        ),
        (
            &["playAudio=a.mp3", "playAudioLoop=true"],
            file("v/a.mp3"),
            true,
            1.0,
        ),
    ] {
        let (zone, _, warnings) = zone(list);
        let expected = ZoneSound {
            from,
            repeat,
            volume,
        };
        assert_eq!(zone.sound, Some(expected), "{list:?}");
        assert_eq!(warnings, [""; 0], "{list:?}");
    }
    for sound in [
        "stream:rc3lounge",
        "/mp3/spaceship.mp3",
        "../../x.mp3",
        "mailto:a@b",
    ] {
        let (zone, _, warnings) = zone(&[&format!("playAudio={sound}")]);
        assert_eq!((zone.sound, warnings), (None, vec!["bad-sound"]), "{sound}");
    }
    let (zone, _, warnings) = zone(&["playAudio=a.mp3", "audioVolume=7"]);
    assert_eq!(zone.sound.map(|sound| sound.volume), Some(1.0));
    assert_eq!(warnings, ["bad-number"]);
}

#[test]
fn exits_lead_somewhere_or_warn() {
    let room = |room: &str, entry: &str| ExitTo::Room {
        room: room.to_owned(),
        entry: entry.to_owned(),
    };
    for (list, expected) in [
        (["exitUrl=other.json#in", "x=y"], room("v/other", "in")),
        (["exitSceneUrl=../w/a.json", "x=y"], room("w/a", "")),
        (["exitURL=#kitchen", "exitInstance=x"], room("", "kitchen")),
        (
            ["exitUrl=https://example.org/", "x=y"],
            ExitTo::Site("https://example.org/".to_owned()),
        ),
    ] {
        let (zone, _, warnings) = zone(&list);
        assert_eq!((zone.exit, warnings), (Some(expected), vec![]), "{list:?}");
    }
    for url in ["world://a/b.json", "{{exitUrl}}", "../../x.json"] {
        let (zone, _, warnings) = zone(&[&format!("exitUrl={url}")]);
        assert_eq!(
            (zone.exit, warnings),
            (Some(ExitTo::Nowhere), vec!["bad-exit"]),
            "{url}"
        );
    }
}

#[test]
fn a_place_may_have_a_waiting_room_and_hours() {
    let (found, _, warnings) = zone(&["waitingRoom=true"]);
    assert_eq!(found.door, ZoneDoor::WaitingRoom);
    assert_eq!(warnings, [""; 0]);
    let (found, _, warnings) = zone(&[
        "openHours=1970-01-01T00:01Z/1970-01-01T00:02Z, 1970-01-01T00:04Z/1970-01-01T00:05Z",
    ]);
    let open = [0, 60, 120, 240].map(|now| found.hours.is_open(now));
    assert_eq!(open, [false, true, false, true]);
    assert_eq!(warnings, [""; 0]);
    let (found, _, warnings) = zone(&["openHours=from nine to five"]);
    assert!(found.hours.is_open(0));
    assert_eq!(warnings, ["bad-hours"]);
}

#[test]
fn who_may_come_in_and_how_people_talk() {
    let (found, _, warnings) = zone(&[
        "locked=true",
        "requiredRole=speaker, facilitator",
        "readTags=speaker&#10;crew",
        "maxUsersInArea=12",
        "hint=Please  whisper",
        "focusable=true",
        "zoom_margin=0.35",
    ]);
    assert_eq!(found.door, ZoneDoor::Locked);
    assert_eq!(found.requires, ["speaker", "facilitator", "crew"]);
    assert_eq!(found.capacity, Some(12));
    assert_eq!(found.hint, "Please whisper");
    // A view that is 1.35 times the place: 0.35 of these 1.35 are free.
    assert_eq!(found.focus, Some(0.35 / 1.35));
    assert_eq!(warnings, [""; 0]);
    assert!(found.place.contains("layer “place”"), "{}", found.place);
    let circle = |name: &str, most| Talk::Circle {
        name: name.to_owned(),
        most,
    };
    for (list, talk) in [
        (["talk=table", "maxTalkers=6"], circle("table", Some(6))),
        (["livekitRoom=hall", "x=y"], circle("hall", None)),
        (
            ["speakerMegaphone=main", "x=y"],
            Talk::Podium("main".to_owned()),
        ),
        (
            ["listenerMegaphone=main", "x=y"],
            Talk::Audience("main".to_owned()),
        ),
    ] {
        assert_eq!(zone(&list).0.talk, Some(talk), "{list:?}");
    }
    for (list, code) in [
        (["maxUsersInArea=many", "x=y"], "bad-number"),
        (["maxUsersInArea=-1", "x=y"], "bad-number"),
        (["talk=a", "maxTalkers=0"], "bad-number"),
    ] {
        let (zone, _, warnings) = zone(&list);
        assert_eq!((zone.capacity, warnings), (None, vec![code]), "{list:?}");
    }
}

#[test]
fn tiles_and_areas_do_what_layers_do() {
    let tiles = format!(
        "<tile id='0'>{}</tile><tile id='1'>{}</tile><tile id='2'>{}</tile>",
        properties(&["jitsiRoom=one", "jitsiTrigger=onaction"]),
        properties(&["jitsiRoom=one", "jitsiTrigger=onaction", "collides=false"]),
        properties(&["exitUrl=other.json"]),
    );
    let laid = layer("name='floor'", "", &[(0, 0, 1), (1, 0, 2), (2, 0, 3)]);
    let area = format!(
        "<objectgroup name='o'><object name='cinema' class='area' x='0' y='64' width='64' height='32'>{}</object></objectgroup>",
        properties(&["openWebsite=https://example.org", "focusable=true"])
    );
    let venue = venue(&map_with(&tiles, &(laid + &area)));
    let names: Vec<_> = venue.zones.iter().map(|zone| zone.name.as_str()).collect();
    assert_eq!(names, ["one", "Exit", "cinema"]);
    assert_eq!(venue.sessions.len(), 2);
    assert_eq!(venue.sessions[0].trigger, Trigger::Action);
    assert!(matches!(&venue.zones[1].exit, Some(ExitTo::Room { room, .. }) if room == "other"));
    assert_eq!(venue.zones[2].focus, Some(0.0));
}

#[test]
fn texts_without_end_are_cut() {
    let long = "x".repeat(100_000);
    let (zone, sessions, _) = zone(&[
        &format!("jitsiRoom={long}"),
        &format!("jitsiTriggerMessage={long}"),
        &format!("jitsiRoomAdminTag={long}"),
        &format!("jitsiConfig={{&quot;a&quot;:&quot;{long}&quot;}}"),
        &format!("jitsiUrl={long}"),
        &format!("bbbMeeting={long}"),
        &format!("userdata-x={long}"),
        &format!("openWebsite=https://example.org/{long}"),
        &format!("openTab={long}"),
        &format!("exitUrl={long}"),
        &format!("playAudio={long}"),
        &format!("hint={long}"),
        &format!("talk={long}"),
        &format!("requiredRole={long}"),
        &format!("stage={long}"),
        &format!("zoneLabel={long}"),
    ]);
    let size = format!("{zone:?}{sessions:?}").len();
    assert!(size < 5000, "{size}");
}
