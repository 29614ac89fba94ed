//! An avatar as a small picture in the page.

use hallway_protocol::{Dir, Look};
use leptos::html;
use leptos::prelude::*;

use super::Ui;
use crate::dom::{every, less_motion};
use crate::portrait::draw;

/// Poses of a walk, and the pose of one who stands.
const WALK: [u8; 4] = [0, 1, 2, 1];
const STANDING: u8 = 1;

/// Milliseconds of a pose.
const POSE_MS: i32 = 180;

/// An avatar. Only for the eye: whoever shows it says in words who it is.
#[component]
pub fn Portrait(
    /// The interface.
    ui: Ui,
    /// Which avatar.
    #[prop(into)]
    look: Signal<Look>,
    /// Walks on the spot, unless the visitor wants less motion.
    #[prop(optional)]
    walks: bool,
) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let step = RwSignal::new(0usize);
    if walks && !less_motion() {
        let timer = StoredValue::new_local(Some(every(POSE_MS, move || {
            step.update(|step| *step += 1);
        })));
        on_cleanup(move || timer.set_value(None));
    }
    Effect::new(move |_| {
        let (look, step, ready) = (look.get(), step.get(), ui.sheet_ready.get());
        let Some(canvas) = canvas.get().filter(|_| ready) else {
            return;
        };
        let pose = match step {
            0 => STANDING,
            _ => WALK.get(step % WALK.len()).copied().unwrap_or(STANDING),
        };
        ui.tell(|client| {
            if let Some(sheet) = client.sheet.borrow().as_ref() {
                draw(&canvas, sheet, look, Dir::Down, pose);
            }
        });
    });
    view! {
        <canvas class="portrait" node_ref=canvas width="32" height="32" aria-hidden="true"></canvas>
    }
}
