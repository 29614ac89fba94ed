//! The properties of WorkAdventure's maps.

use super::Kind::{File, Flag, Json, List, Number, Text, Url, Word};
use super::On::{Area, Layer, Map, Tile, Tileset, Variable, Website};
use super::Since::WorkAdventure as Wa;
use super::{ANY_PLACE, On, PLACE, Property, works};

const TRIGGERS: super::Kind = Word(&["onenter", "onaction", "onicon"]);
const SCRIPTS: &str = "Hallway runs no scripts of maps.";
const VARIABLES: &str = "Only scripts use variables, and Hallway runs no scripts of maps.";
const FIXED: &str = "Panels have a fixed place in Hallway.";

#[rustfmt::skip]
pub(super) const PROPERTIES: &[Property] = &[
    // Walls and starts.
    works("collides", &[Tile, Layer, Area], Flag, Wa,
        "Blocks the way: whole cells of a tile or layer, the outline of an object."),
    works("startLayer", &[Layer], Flag, Wa,
        "Makes the layer a start area, picked by `#` and the layer's name."),
    works("start", &[Tile, Area, Layer], Text, Wa,
        "Makes a start area: on a tile its name, on an area `true`."),
    works("isDefault", &[Area, Layer], Flag, Wa,
        "Makes a start area the one for those who name none."),

    // Ways out.
    works("exitUrl", PLACE, Url, Wa,
        "Leads to another room, a start area (`#name`) or another site when one walks into it."),
    works("exitSceneUrl", PLACE, Url, Wa,
        "The same as `exitUrl`, as old maps write it."),
    works("exitInstance", PLACE, Text, Wa,
        "Named another copy of the room that `exitSceneUrl` leads to.")
        .ignored("There is one room for each map; the exit itself works."),

    // Pages.
    works("openWebsite", ANY_PLACE, Url, Wa,
        "Opens a page beside the map while one is in the place."),
    works("openWebsiteTrigger", ANY_PLACE, TRIGGERS, Wa,
        "What opens the page: coming in, the action key, or a tab that waits to be looked at."),
    works("openWebsiteTriggerMessage", ANY_PLACE, Text, Wa,
        "What is said to one who may open the page by the action key."),
    works("openWebsiteWidth", ANY_PLACE, Number, Wa,
        "Part of the window that the page takes, in percent."),
    works("openWebsiteClosable", ANY_PLACE, Flag, Wa,
        "Whether the page can be closed while one stays in the place."),
    works("openWebsitePolicy", ANY_PLACE, Text, Wa,
        "What the page may use, as in an iframe's `allow`."),
    works("openWebsiteAllowApi", ANY_PLACE, Flag, Wa,
        "Let the page call the map's scripts.").ignored(SCRIPTS),
    works("openWebsitePosition", ANY_PLACE, Number, Wa,
        "Where among several pages this one is shown.").ignored(FIXED),
    works("openWebsiteHideUrl", ANY_PLACE, Flag, Wa,
        "Hid the page's address from those who see it.").ignored("Hallway shows the host of each page."),
    works("openTab", ANY_PLACE, Url, Wa,
        "Opens a page in a tab of its own; `mailto:` works too."),

    // Meetings.
    works("jitsiRoom", ANY_PLACE, Text, Wa,
        "A Jitsi room to be joined in the place; a whole URL names its server too."),
    works("jitsiTrigger", ANY_PLACE, TRIGGERS, Wa,
        "What joins the Jitsi room: coming in, or the action key."),
    works("jitsiTriggerMessage", ANY_PLACE, Text, Wa,
        "What is said to one who may join the Jitsi room by the action key."),
    works("jitsiUrl", ANY_PLACE, Url, Wa,
        "The Jitsi server to use in place of the configured ones.").or(&["jitsiServer"]),
    works("jitsiConfig", ANY_PLACE, Json, Wa,
        "Settings of the Jitsi room.").or(&["jitsiClientConfig"]),
    works("jitsiInterfaceConfig", ANY_PLACE, Json, Wa,
        "Settings of the looks of the Jitsi room."),
    works("jitsiWidth", ANY_PLACE, Number, Wa,
        "Part of the window that the Jitsi room takes, in percent."),
    works("jitsiNoPrefix", ANY_PLACE, Flag, Wa,
        "Uses the Jitsi room's name as it is and not one made for this server."),
    works("jitsiRoomAdminTag", ANY_PLACE, Text, Wa,
        "The tag or role of those who are moderators of the Jitsi room."),
    works("jitsiClosable", ANY_PLACE, Flag, Wa,
        "Whether the Jitsi room can be closed while one stays in the place."),
    works("bbbMeeting", ANY_PLACE, Text, Wa,
        "A BigBlueButton meeting to be joined in the place."),
    works("bbbTrigger", ANY_PLACE, TRIGGERS, Wa,
        "What joins the BigBlueButton meeting: coming in, or the action key."),
    works("bbbTriggerMessage", ANY_PLACE, Text, Wa,
        "What is said to one who may join the BigBlueButton meeting by the action key."),
    works("meetingName", ANY_PLACE, Text, Wa,
        "The title of the BigBlueButton meeting."),
    works("bbbMeetingAdminTag", ANY_PLACE, Text, Wa,
        "The tag or role of those who are moderators of the BigBlueButton meeting."),
    works("userdata-*", ANY_PLACE, Text, Wa,
        "A setting of the BigBlueButton meeting, passed on when one joins."),
    works("meetingRoomLabel", PLACE, Text, Wa,
        "What people call the meeting room."),
    works("livekitRoom", PLACE, Text, Wa,
        "A meeting room: all who are in places of this name talk with one another."),
    works("silent", ANY_PLACE, Flag, Wa,
        "Nobody gets into a bubble here."),
    works("speakerMegaphone", PLACE, Text, Wa,
        "A podium: who stands here is heard by the audience that names it."),
    works("listenerMegaphone", PLACE, Text, Wa,
        "An audience: who stands here hears the podium of this name."),
    works("teamsRoom", PLACE, Text, Wa,
        "Opened a Microsoft Teams meeting.").ignored("WorkAdventure's maps do nothing with it either; use `openTab`."),
    works("chatName", PLACE, Text, Wa,
        "Opened a chat for the place.").ignored("Hallway has one chat for the room and one for each bubble."),
    works("chatDescription", PLACE, Text, Wa,
        "Described the chat of the place.").ignored("Hallway has one chat for the room and one for each bubble."),

    // Sound and looks.
    works("playAudio", ANY_PLACE, File, Wa,
        "Plays a sound while one is in the place."),
    works("playAudioLoop", ANY_PLACE, File, Wa,
        "Plays a sound over and over while one is in the place, as old maps write it."),
    works("audioLoop", ANY_PLACE, Flag, Wa,
        "Whether the sound is repeated; it is not when nothing is said."),
    works("audioVolume", ANY_PLACE, Number, Wa,
        "How loud the sound is, from 0 to 1, which is usual."),
    works("focusable", PLACE, Flag, Wa,
        "The camera shows the place as a whole while one is in it."),
    works("zoom_margin", PLACE, Number, Wa,
        "How much more than the place the camera shows: at 0.5 half as much again.").or(&["zoomMargin"]),
    works("display_name", PLACE, Text, Wa,
        "What people call the place.").or(&["displayName"]),
    works("depth", &[Layer], Number, Wa,
        "Ordered layers.").ignored("Layers are drawn in Tiled's order; those above `floorLayer` over the avatars."),
    works("font-family", &[On::Text], Text, Wa,
        "The font of the text, for those who have it."),

    // Pages on the map.
    works("url", &[Website], Url, Wa,
        "The page that is shown on the map, in the object's rectangle."),
    works("policy", &[Website], Text, Wa,
        "What the page on the map may use, as in an iframe's `allow`."),
    works("allowApi", &[Website], Flag, Wa,
        "Let the page on the map call the map's scripts.").ignored(SCRIPTS),

    // Variables and scripts.
    works("persist", &[Variable], Flag, Wa, "Kept a variable.").ignored(VARIABLES),
    works("readableBy", &[Variable], List, Wa, "Who could read a variable.").ignored(VARIABLES),
    works("writableBy", &[Variable], List, Wa, "Who could change a variable.").ignored(VARIABLES),
    works("jsonSchema", &[Variable], Json, Wa, "What a variable could be.").ignored(VARIABLES),
    works("name", &[Tile], Text, Wa,
        "Names the tile for scripts.").ignored(SCRIPTS),
    works("script", &[Map], File, Wa,
        "Runs a script for each visitor.")
        .ignored("Hallway runs no scripts of maps; doors, bells and zones of the usual library work without."),
    works("scriptDisableModuleSupport", &[Map], Flag, Wa,
        "Ran the script as an old kind of script.").ignored(SCRIPTS),
    works("entities", &[Map], Json, Wa,
        "Furniture that was placed in WorkAdventure's editor.")
        .ignored("Furniture is read from the `.wam` file beside the map."),

    // About the map.
    works("mapName", &[Map], Text, Wa, "The title of the map."),
    works("mapDescription", &[Map], Text, Wa, "What the map is.")
        .ignored("Hallway shows the title only."),
    works("mapLink", &[Map], Url, Wa, "Where the map comes from.").ignored("Hallway shows the title only."),
    works("mapImage", &[Map], File, Wa, "A picture of the map.").ignored("Hallway shows the map itself."),
    works("mapCopyright", &[Map], Text, Wa, "Who drew the map, and its licence.")
        .ignored("Hallway shows the title only; keep it for those who reuse the map."),
    works("tilesetCopyright", &[Tileset, Map], Text, Wa, "Who drew the tileset, and its licence.")
        .ignored("Hallway shows the title only; keep it for those who reuse the tileset."),
    works("audioCopyright", &[Layer, Map], Text, Wa, "Who made the sound, and its licence.")
        .ignored("Hallway shows the title only; keep it for those who reuse the sound."),
];
