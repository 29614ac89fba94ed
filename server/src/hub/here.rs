//! What one is told of the zones one stands in.

use hallway_protocol::SessionId;
use hallway_protocol::geom::SUBPX;
use hallway_protocol::session::{Focus, Here, Offer, Sound};
use hallway_world::venue::{Venue, Zone};
use hallway_world::zone::{SoundFrom, ZoneSound};

use super::Hub;
use crate::maps::url_of;
use crate::sessions::Sessions;

impl Hub {
    /// What one is told who stands in the zones of these indices.
    pub(super) fn here(&self, zones: &[usize]) -> Vec<Here> {
        here(self.room.venue(), zones, &self.services.sessions)
    }
}

/// The zones of these indices, each title once: one room may be drawn as several areas, and then
/// all that they offer is offered in it.
fn here(venue: &Venue, zones: &[usize], sessions: &Sessions) -> Vec<Here> {
    let mut told: Vec<Here> = Vec::new();
    for zone in zones.iter().filter_map(|zone| venue.zones.get(*zone)) {
        let one = describe(venue, zone, sessions);
        let same = told
            .iter_mut()
            .find(|here| !one.title.is_empty() && here.title == one.title);
        match same {
            Some(here) => merge(here, one),
            // What has no title and nothing else that is told is nobody's business.
            None if one == Here::default() => {}
            None => told.push(one),
        }
    }
    told
}

fn describe(venue: &Venue, zone: &Zone, sessions: &Sessions) -> Here {
    let mut here = Here {
        title: zone.title.clone(),
        silent: zone.silent,
        hint: zone.hint.clone(),
        sound: zone.sound.as_ref().map(sound),
        focus: focus(venue, zone),
        offers: Vec::new(),
    };
    for id in &zone.sessions {
        if here.offers.iter().all(|offer| offer.id != *id)
            && let Some(offer) = offer(venue, *id, sessions)
        {
            here.offers.push(offer);
        }
    }
    here
}

/// What the first says counts, except that nobody talks where one of them is silent.
fn merge(here: &mut Here, other: Here) {
    here.silent |= other.silent;
    if here.hint.is_empty() {
        here.hint = other.hint;
    }
    here.sound = here.sound.take().or(other.sound);
    here.focus = here.focus.take().or(other.focus);
    for offer in other.offers {
        if here.offers.iter().all(|known| known.id != offer.id) {
            here.offers.push(offer);
        }
    }
}

fn sound(sound: &ZoneSound) -> Sound {
    Sound {
        url: match &sound.from {
            SoundFrom::File(file) => url_of(file),
            SoundFrom::Url(url) => url.clone(),
        },
        repeat: sound.repeat,
        volume: sound.volume.clamp(0.0, 1.0),
    }
}

fn focus(venue: &Venue, zone: &Zone) -> Option<Focus> {
    let margin = zone.focus?.clamp(0.0, 1.0);
    let (width, height) = venue.cell_size();
    let (from, to) = zone.area.bounds(width, height)?;
    let px = |subpx: i32| subpx as f32 / SUBPX as f32;
    Some(Focus {
        x: px(from.x),
        y: px(from.y),
        width: px(to.x.saturating_sub(from.x)),
        height: px(to.y.saturating_sub(from.y)),
        margin,
    })
}

fn offer(venue: &Venue, id: SessionId, sessions: &Sessions) -> Option<Offer> {
    let session = venue.session(id)?;
    Some(Offer {
        id,
        title: session.title.clone(),
        kind: session.spec.kind(),
        trigger: session.trigger,
        message: session.message.clone(),
        width: session.width,
        closable: session.closable,
        hosts: sessions.hosts(session),
    })
}

#[cfg(test)]
mod tests {
    use hallway_protocol::Pos;
    use hallway_protocol::session::{SessionKind, Trigger};
    use hallway_world::scene::Scene;
    use hallway_world::venue::{Area, Session};
    use hallway_world::walls::Walls;
    use hallway_world::zone::SessionSpec;

    use super::*;
    use crate::config::Config;

    fn tab(url: &str) -> Session {
        Session {
            title: "Page".to_owned(),
            trigger: Trigger::Action,
            message: "Look".to_owned(),
            width: 30,
            closable: true,
            spec: SessionSpec::Tab(url.to_owned()),
        }
    }

    fn zone(title: &str, sessions: &[u32]) -> Zone {
        let p = Pos::from_px;
        Zone {
            title: title.to_owned(),
            area: Area::Polygon(vec![p(10, 20), p(110, 20), p(110, 70), p(10, 70)]),
            sessions: sessions.iter().map(|id| SessionId(*id)).collect(),
            ..Zone::default()
        }
    }

    fn told(zones: Vec<Zone>) -> Vec<Here> {
        let venue = Venue {
            scene: Scene {
                walls: Walls::free(10, 10, 32, 32),
                ..Scene::default()
            },
            sessions: vec![tab("https://one.test/"), tab("/maps/two.html")],
            zones,
            ..Venue::default()
        };
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::open(&Config::default(), folder.path()).unwrap();
        let all: Vec<usize> = (0..venue.zones.len()).chain([99]).collect();
        here(&venue, &all, &sessions)
    }

    #[test]
    fn a_zone_is_told_with_all_that_is_in_it() {
        let told = told(vec![Zone {
            silent: true,
            hint: "Hush".to_owned(),
            sound: Some(ZoneSound {
                from: SoundFrom::File("a/sea sound.mp3".to_owned()),
                repeat: true,
                volume: 7.0,
            }),
            focus: Some(0.25),
            ..zone("Hall", &[0, 1, 0, 9])
        }]);
        let [hall] = told.as_slice() else {
            unreachable!("it is one: {told:?}");
        };
        assert!(hall.silent);
        assert_eq!(hall.hint, "Hush");
        let sound = Sound {
            url: "/maps/a/sea%20sound.mp3".to_owned(),
            repeat: true,
            volume: 1.0,
        };
        assert_eq!(hall.sound, Some(sound));
        let focus = Focus {
            x: 10.0,
            y: 20.0,
            width: 100.0,
            height: 50.0,
            margin: 0.25,
        };
        assert_eq!(hall.focus, Some(focus));
        let expected = Offer {
            id: SessionId(0),
            title: "Page".to_owned(),
            kind: SessionKind::Tab,
            trigger: Trigger::Action,
            message: "Look".to_owned(),
            width: 30,
            closable: true,
            hosts: vec!["one.test".to_owned()],
        };
        assert_eq!(hall.offers.len(), 2);
        assert_eq!(hall.offers[0], expected);
        assert_eq!(hall.offers[1].hosts, [""; 0]);
    }

    #[test]
    fn zones_of_one_title_are_one_and_those_without_are_their_own() {
        let silent = Zone {
            silent: true,
            ..zone("Hall", &[1, 0])
        };
        let told = told(vec![
            zone("Hall", &[0]),
            silent,
            zone("", &[]),
            zone("", &[1]),
        ]);
        let offers = |here: &Here| -> Vec<u32> { here.offers.iter().map(|it| it.id.0).collect() };
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].title.as_str(), told[0].silent), ("Hall", true));
        assert_eq!(offers(&told[0]), [0, 1]);
        assert_eq!((told[1].title.as_str(), offers(&told[1])), ("", vec![1]));
    }
}
