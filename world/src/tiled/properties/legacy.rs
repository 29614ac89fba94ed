//! Properties of events and forks past.

use super::Kind::{Flag, Text, Url};
use super::On::{Area, Layer, Map, Tile};
use super::Since::Rc3;
use super::{ANY_PLACE, Property, works};

const BADGES: &str = "There are no badges in Hallway.";

#[rustfmt::skip]
pub(super) const PROPERTIES: &[Property] = &[
    works("bbbRoom", ANY_PLACE, Text, Rc3,
        "A BigBlueButton meeting, also written `bbb://group/name`."),
    works("customJitsiRoom", ANY_PLACE, Text, Rc3,
        "A Jitsi room that a script of the map opened.")
        .ignored("It belongs to one map's own script; write `jitsiRoom`."),
    works("getBadge*", &[Layer, Area, Tile, Map], Text, Rc3,
        "Gave a badge to who came here.").or(&["getBadge"]).ignored(BADGES),
    works("awardBadge", &[Layer, Area, Tile, Map], Text, Rc3,
        "Gave a badge to who came here.").ignored(BADGES),
    works("openWebsiteAsOverlay", ANY_PLACE, Flag, Rc3,
        "Laid the page over the map.").ignored("Panels have a fixed place in Hallway."),
    works("openAudioStream", ANY_PLACE, Url, Rc3,
        "Played a stream of the event.").ignored("The event's streams are gone; write `playAudio`."),
    works("exitLayer", &[Layer], Flag, Rc3,
        "Marked an exit in a map editor.").ignored("It leads nowhere by itself; write `exitUrl`."),
];
