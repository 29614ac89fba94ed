//! Avatars outside of the map: on the entry page, in lists, in place of a video. Drawn from the
//! same sheet as on the map, on a small canvas.

use hallway_protocol::{Dir, Look};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

use crate::avatar::{self, Part};
use crate::dom::report;

/// Side of one picture of the sheet in pixels.
const SIDE: u32 = 32;

/// Pictures in a row of a block (poses), rows of a block (directions), blocks in a row.
const BLOCK: (u32, u32, u32) = (3, 4, 8);

/// Draws an avatar as large as the canvas. `frame` is the pose as for
/// [`crate::render::Sprite::frame`].
pub fn draw(canvas: &HtmlCanvasElement, sheet: &ImageBitmap, look: Look, dir: Dir, frame: u8) {
    let (Some(target), Some((scratch, scratch_canvas))) = (context(canvas), scratch()) else {
        return;
    };
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    target.clear_rect(0.0, 0.0, width, height);
    target.set_image_smoothing_enabled(false);
    for part in avatar::parts(look).iter() {
        paint(&scratch, sheet, part, dir, frame);
        let side = f64::from(SIDE);
        report(
            target.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                &scratch_canvas,
                0.0,
                0.0,
                side,
                side,
                0.0,
                0.0,
                width,
                height,
            ),
        );
    }
}

/// One part in its tint: multiplied as the renderer does, then cut to the part's own shape.
fn paint(context: &CanvasRenderingContext2d, sheet: &ImageBitmap, part: Part, dir: Dir, frame: u8) {
    let side = f64::from(SIDE);
    let (x, y) = origin(part.block, dir, frame);
    let copy = |mode: &str| {
        report(context.set_global_composite_operation(mode));
        report(
            context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                sheet,
                f64::from(x),
                f64::from(y),
                side,
                side,
                0.0,
                0.0,
                side,
                side,
            ),
        );
    };
    copy("copy");
    let [red, green, blue] = part.tint;
    context.set_fill_style_str(&format!("rgb({red},{green},{blue})"));
    report(context.set_global_composite_operation("multiply"));
    context.fill_rect(0.0, 0.0, side, side);
    copy("destination-in");
}

/// Top left corner of a picture on the sheet.
fn origin(block: u16, dir: Dir, frame: u8) -> (u32, u32) {
    let (poses, dirs, blocks) = BLOCK;
    let row = match dir {
        Dir::Down => 0,
        Dir::Left => 1,
        Dir::Right => 2,
        Dir::Up => 3,
    };
    let (column, line) = (u32::from(block) % blocks, u32::from(block) / blocks);
    (
        (column * poses + u32::from(frame).min(poses - 1)) * SIDE,
        (line * dirs + row) * SIDE,
    )
}

fn scratch() -> Option<(CanvasRenderingContext2d, HtmlCanvasElement)> {
    let element = report(leptos::prelude::document().create_element("canvas"))?;
    let canvas: HtmlCanvasElement = element.unchecked_into();
    canvas.set_width(SIDE);
    canvas.set_height(SIDE);
    Some((context(&canvas)?, canvas))
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let context = report(canvas.get_context("2d"))??;
    Some(context.unchecked_into())
}
