//! Hallway's own properties.

use super::Kind::{Flag, List, Number, Text};
use super::On::Map;
use super::{PLACE, Property, Since, works};

const NOW: Since = Since::Hallway("0.1");

#[rustfmt::skip]
pub(super) const PROPERTIES: &[Property] = &[
    works("zoneLabel", PLACE, Text, NOW,
        "What people call the place: announced on entering and listed among the places."),
    works("talk", PLACE, Text, NOW,
        "A circle: all who are in places of this name talk with one another."),
    works("maxTalkers", PLACE, Number, NOW,
        "How many may talk in a circle at a time."),
    works("stage", PLACE, List, NOW,
        "A livestream or recording with questions beside it; where it comes from, best first."),
    works("stageCaptions", PLACE, List, NOW,
        "Subtitles of the stage: `en=subs.vtt, de=…`."),
    works("stageTrigger", PLACE, super::Kind::Word(&["onenter", "onaction", "onicon"]), NOW,
        "What opens the stage: coming in, the action key, or a tab that waits to be looked at."),
    works("stageTriggerMessage", PLACE, Text, NOW,
        "What is said to one who may open the stage by the action key."),
    works("stageWidth", PLACE, Number, NOW,
        "Part of the window that the stage takes, in percent."),
    works("stageClosable", PLACE, Flag, NOW,
        "Whether the stage can be closed while one stays in the place."),
    works("locked", PLACE, Flag, NOW,
        "Lets nobody in but facilitators and organizers."),
    works("waitingRoom", PLACE, Flag, NOW,
        "Has those wait at it who want to come in, until a facilitator lets them in."),
    works("openHours", PLACE, List, NOW,
        "When it is open: spans such as `2026-12-05T09:00+01:00/2026-12-05T18:00+01:00`."),
    works("requiredRole", PLACE, List, NOW,
        "The tags or roles of which one needs one to come in.").or(&["readTags"]),
    works("maxUsersInArea", PLACE, Number, NOW,
        "How many people may be in the place at a time.").or(&["maxUsers"]),
    works("hint", PLACE, Text, NOW,
        "A text that is shown while one is in the place."),

    // Distances, on the map itself.
    works("bubbleStart", &[Map], Text, NOW,
        "How near two people come to talk: pixels, or a text such as `2 tiles`."),
    works("bubbleJoin", &[Map], Text, NOW,
        "How near to the middle of a bubble one joins it."),
    works("bubbleLeave", &[Map], Text, NOW,
        "How far from the middle of a bubble one leaves it."),
    works("bubbleMembers", &[Map], Number, NOW,
        "How many people a bubble holds."),
];
