//! The properties of the library of scripts that many of WorkAdventure's maps use. Hallway does
//! itself what they say; the library's script is not run.

use super::Kind::{File, Flag, List, Number, Text};
use super::On::{Area, Layer, Map, Variable};
use super::Since::ScriptingLibrary as Library;
use super::{On, PLACE, Property, works};

const BESIDE: &[On] = &[Layer, Area];
const CONFIG: &str = "Only its scripts could configure a map from inside.";
const BOUND: &str = "Only its scripts could bind variables to properties.";

#[rustfmt::skip]
pub(super) const PROPERTIES: &[Property] = &[
    // Doors: the object.
    works("door", &[Variable], Flag, Library,
        "Makes the object a door."),
    works("openLayer", &[Variable], List, Library,
        "The layers that are there while the door is open."),
    works("closeLayer", &[Variable], List, Library,
        "The layers that are there while the door is closed."),
    works("default", &[Variable, Area, Layer], Text, Library,
        "Whether the door is open when the room begins; on a start area the same as `isDefault`."),
    works("openSound", &[Variable], File, Library,
        "What is heard when the door opens."),
    works("closeSound", &[Variable], File, Library,
        "What is heard when the door closes."),
    works("soundRadius", &[Variable], Number, Library,
        "How far the door or bell is heard, in pixels; everywhere when nothing is said."),

    // Doors: beside it.
    works("doorVariable", BESIDE, Text, Library,
        "The name of the door that one can open and close here."),
    works("autoOpen", BESIDE, Flag, Library,
        "Opens the door for whoever comes."),
    works("autoClose", BESIDE, Flag, Library,
        "Closes the door when the last one has gone."),
    works("code", BESIDE, Text, Library,
        "The code that opens the door."),
    works("tag", BESIDE, List, Library,
        "The tags or roles of which one needs one to open the door."),
    works("openTriggerMessage", BESIDE, Text, Library,
        "What is said to one who may open the door."),
    works("closeTriggerMessage", BESIDE, Text, Library,
        "What is said to one who may close the door."),

    // Bells.
    works("bell", &[Variable], Flag, Library,
        "Makes the object a bell."),
    works("bellSound", &[Variable], File, Library,
        "What is heard when the bell rings."),
    works("bellVariable", BESIDE, Text, Library,
        "The name of the bell that one can ring here."),
    works("bellButtonText", BESIDE, Text, Library,
        "What is said to one who may ring the bell."),
    works("bellPopup", BESIDE, Text, Library,
        "The object at which the button of the bell was shown.")
        .ignored("The action key and its button ring the bell."),

    // Zones and variables.
    works("zone", PLACE, Text, Library,
        "Names the place for scripts; its doors and bells work."),
    works("triggerMessage", BESIDE, Text, Library,
        "What was said to one who may change a variable.").ignored(BOUND),
    works("bindVariable", BESIDE, Text, Library,
        "The variable that changed when one came or went.").ignored(BOUND),
    works("enterValue", BESIDE, Text, Library,
        "What the variable became when one came.").ignored(BOUND),
    works("leaveValue", BESIDE, Text, Library,
        "What the variable became when one went.").ignored(BOUND),
    works("visible", &[Layer], Text, Library,
        "Showed the layer depending on variables.").ignored(BOUND),

    // Configuration from inside the map.
    works("openConfig", BESIDE, Text, Library,
        "Opened a form to set variables.").ignored(CONFIG),
    works("openConfigAdminTag", BESIDE, Text, Library,
        "Who could open the form.").ignored(CONFIG),
    works("openConfigTrigger", BESIDE, Text, Library,
        "What opened the form.").ignored(CONFIG),
    works("openConfigTriggerMessage", BESIDE, Text, Library,
        "What was said to one who could open the form.").ignored(CONFIG),
    works("label", &[Variable], Text, Library,
        "What the variable was called in the form; a door's or bell's name."),
    works("description", &[Variable, Area], Text, Library,
        "What the variable or area is.").ignored("It is not shown."),
    works("tutorial", &[Map], Flag, Library,
        "Opened a tour of the controls.").ignored("Hallway shows its keys by `?`."),
];
