//! What a map brings in from hosts that are not on the operator's list is taken out of it: pages on
//! the map, and sounds. What is opened on a visitor's wish is refused then, with a sentence
//! (`sessions/pages.rs`).

use hallway_world::venue::Venue;
use hallway_world::zone::SoundFrom;

use crate::sessions::AllowList;

/// Leaves in a map only what may be contacted.
pub fn keep_listed(venue: &mut Venue, allowed: &AllowList) {
    venue.scene.sites.retain(|site| {
        let keeps = allowed.has(&site.url);
        if !keeps {
            tracing::warn!(
                url = site.url,
                "not on websites.allow: page on the map left out"
            );
        }
        keeps
    });
    for zone in &mut venue.zones {
        zone.sound.take_if(|sound| match &sound.from {
            SoundFrom::File(_) => false,
            SoundFrom::Url(url) => {
                let keeps = allowed.has(url);
                if !keeps {
                    tracing::warn!(place = zone.place, url, "not on websites.allow: no sound");
                }
                !keeps
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use hallway_world::scene::Site;
    use hallway_world::zone::{Zone, ZoneSound};

    use super::*;

    #[test]
    fn only_what_is_listed_stays() {
        let site = |url: &str| Site {
            url: url.to_owned(),
            ..Site::default()
        };
        let zone = |from| Zone {
            sound: Some(ZoneSound {
                from,
                repeat: true,
                volume: 1.0,
            }),
            ..Zone::default()
        };
        let mut venue = Venue::default();
        venue.scene.sites = vec![
            site("https://one.test/x"),
            site("https://two.test/x"),
            site("/maps/x.html"),
        ];
        venue.zones = vec![
            zone(SoundFrom::Url("https://two.test/sea.mp3".to_owned())),
            zone(SoundFrom::Url("https://one.test/sea.mp3".to_owned())),
            zone(SoundFrom::File("sea.mp3".to_owned())),
        ];
        keep_listed(&mut venue, &AllowList::new(&["one.test".to_owned()]));
        let sites: Vec<&str> = venue.scene.sites.iter().map(|it| it.url.as_str()).collect();
        assert_eq!(sites, ["https://one.test/x", "/maps/x.html"]);
        let sounds: Vec<bool> = venue.zones.iter().map(|it| it.sound.is_some()).collect();
        assert_eq!(sounds, [false, true, true]);
    }
}
