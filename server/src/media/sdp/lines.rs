//! What each media line of an offer is for: the one table of the layout, which is the protocol's
//! (`hallway_protocol::client::MediaOffer`).

use hallway_protocol::{MEDIA_LINES, SLOTS};

use crate::media::SCREEN_SLOT;
use crate::media::metrics::Kind;

/// What a media line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The visitor's voice comes by it.
    Microphone,
    /// The visitor's face comes by it.
    Camera,
    /// The screen that the visitor shares comes by it.
    Screen,
    /// The sound of the screen that the visitor shares comes by it.
    ScreenSound,
    /// The sound of a slot goes by it.
    SlotSound(usize),
    /// The picture of a slot goes by it.
    SlotPicture(usize),
}

use Role::{Camera, Microphone, Screen, ScreenSound, SlotPicture, SlotSound};

/// The layout.
const ROLES: [Role; LINES] = [
    Microphone,
    Camera,
    Screen,
    ScreenSound,
    SlotSound(0),
    SlotSound(1),
    SlotSound(2),
    SlotPicture(0),
    SlotPicture(1),
    SlotPicture(2),
    SlotPicture(SCREEN_SLOT),
    SlotSound(SCREEN_SLOT),
];

const _: () = assert!(SLOTS == 3, "the layout has a line for each slot");

/// Media lines of an offer.
pub const LINES: usize = MEDIA_LINES;
/// Media lines on which browsers send; they come first.
pub const UPLINKS: usize = 4;
/// The media line of the microphone.
pub const MICROPHONE: usize = 0;
/// The media line of the camera.
pub const CAMERA: usize = 1;
/// The media line of the screen.
pub const SCREEN: usize = 2;
/// The media line of the screen's sound.
pub const SCREEN_SOUND: usize = 3;

/// What a media line is for; `None` for one that there is not.
pub fn role(line: usize) -> Option<Role> {
    ROLES.get(line).copied()
}

/// The media line of a slot; [`LINES`] for a slot that there is not.
pub fn slot_line(kind: Kind, slot: usize) -> usize {
    let wanted = match kind {
        Kind::Audio => SlotSound(slot),
        Kind::Video => SlotPicture(slot),
    };
    let found = ROLES.iter().position(|role| *role == wanted);
    found.unwrap_or(LINES)
}

/// The slot of a media line on which we send.
pub fn slot_of(line: usize) -> Option<usize> {
    match role(line)? {
        SlotSound(slot) | SlotPicture(slot) => Some(slot),
        Microphone | Camera | Screen | ScreenSound => None,
    }
}

/// What a media line carries.
pub fn kind_of(line: usize) -> Kind {
    match role(line) {
        Some(Camera | Screen | SlotPicture(_)) => Kind::Video,
        Some(Microphone | ScreenSound | SlotSound(_)) | None => Kind::Audio,
    }
}

/// Whether a media line is one on which the browser sends.
pub fn is_uplink(line: usize) -> bool {
    line < UPLINKS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::PLACES;

    #[test]
    fn every_line_has_its_place() {
        let lines = [
            (MICROPHONE, Microphone),
            (CAMERA, Camera),
            (SCREEN, Screen),
            (SCREEN_SOUND, ScreenSound),
        ];
        for (line, expected) in lines {
            assert_eq!(role(line), Some(expected));
            assert_eq!((slot_of(line), is_uplink(line)), (None, true));
        }
        let mut seen: Vec<usize> = (0..UPLINKS).collect();
        for kind in [Kind::Audio, Kind::Video] {
            for slot in 0..PLACES {
                let line = slot_line(kind, slot);
                assert_eq!((kind_of(line), slot_of(line)), (kind, Some(slot)));
                assert!(!is_uplink(line));
                seen.push(line);
            }
            assert_eq!(slot_line(kind, PLACES), LINES);
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..LINES).collect::<Vec<_>>());
        assert_eq!(role(LINES), None);
    }
}
