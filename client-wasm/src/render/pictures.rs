//! The pictures of a scene on the graphics card. Keeps the decoded ones too, to bring them back
//! after the card was reset.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{
    CanvasRenderingContext2d, ColorSpaceConversion, HtmlCanvasElement, ImageBitmap,
    ImageBitmapOptions, PremultiplyAlpha, WebGl2RenderingContext as Gl,
};

use super::gl::Texture;
use super::programs::Shown;
use crate::dom::report;

/// How pictures are to be decoded: their own colours, multiplied with their alpha.
pub fn decode_options() -> ImageBitmapOptions {
    let options = ImageBitmapOptions::new();
    options.set_color_space_conversion(ColorSpaceConversion::None);
    options.set_premultiply_alpha(PremultiplyAlpha::Premultiply);
    options
}

/// A picture, as far as it is there.
pub struct Picture {
    declared: (u32, u32),
    key: Option<[u8; 3]>,
    state: State,
}

enum State {
    Awaited,
    Missing,
    Here {
        bitmap: ImageBitmap,
        texture: Texture,
        shrink: (f32, f32),
    },
}

impl Picture {
    /// One that is still on its way; `declared` is its size as the map's author says.
    pub fn awaited(declared: (u32, u32), key: Option<[u8; 3]>) -> Self {
        Self {
            declared,
            key,
            state: State::Awaited,
        }
    }

    /// It has arrived, or it never will.
    pub fn set(&mut self, gl: &Gl, bitmap: Option<&ImageBitmap>) {
        self.state = match bitmap {
            None => State::Missing,
            Some(bitmap) => {
                let (texture, shrink) = upload(gl, bitmap);
                State::Here {
                    bitmap: bitmap.clone(),
                    texture,
                    shrink,
                }
            }
        };
    }

    /// The decoded picture, once it is there.
    pub fn bitmap(&self) -> Option<&ImageBitmap> {
        match &self.state {
            State::Here { bitmap, .. } => Some(bitmap),
            State::Awaited | State::Missing => None,
        }
    }

    /// Everything on the card is gone: brings it there again.
    pub fn restore(&mut self, gl: &Gl) {
        if let State::Here {
            bitmap,
            texture,
            shrink,
        } = &mut self.state
        {
            (*texture, *shrink) = upload(gl, bitmap);
        }
    }

    /// Makes ready to draw from it; `None` while it is on its way.
    pub fn bind(&self) -> Option<Shown> {
        let shown = |size, shrink, missing| Shown {
            size,
            shrink,
            missing,
            key: self.key,
        };
        match &self.state {
            State::Awaited => None,
            State::Missing => Some(shown(self.declared, (1.0, 1.0), true)),
            State::Here {
                bitmap,
                texture,
                shrink,
            } => {
                texture.bind();
                Some(shown((bitmap.width(), bitmap.height()), *shrink, false))
            }
        }
    }
}

/// Brings a picture to the card, made smaller when the card can't hold it as it is.
fn upload(gl: &Gl, bitmap: &ImageBitmap) -> (Texture, (f32, f32)) {
    let texture = Texture::new(gl);
    let most = report(gl.get_parameter(Gl::MAX_TEXTURE_SIZE))
        .and_then(|value| value.as_f64())
        .map_or(4096, |value| value as u32);
    let (width, height) = (bitmap.width().max(1), bitmap.height().max(1));
    let smaller = (width.min(most), height.min(most));
    if smaller == (width, height) {
        let uploaded = gl.tex_image_2d_with_u32_and_u32_and_image_bitmap(
            Gl::TEXTURE_2D,
            0,
            Gl::RGBA8 as i32,
            Gl::RGBA,
            Gl::UNSIGNED_BYTE,
            bitmap,
        );
        report(uploaded);
        return (texture, (1.0, 1.0));
    }
    if let Some(canvas) = shrunk(bitmap, smaller) {
        // A canvas keeps its pixels multiplied, but hands them out as they were.
        gl.pixel_storei(Gl::UNPACK_PREMULTIPLY_ALPHA_WEBGL, 1);
        let uploaded = gl.tex_image_2d_with_u32_and_u32_and_html_canvas_element(
            Gl::TEXTURE_2D,
            0,
            Gl::RGBA8 as i32,
            Gl::RGBA,
            Gl::UNSIGNED_BYTE,
            &canvas,
        );
        report(uploaded);
        gl.pixel_storei(Gl::UNPACK_PREMULTIPLY_ALPHA_WEBGL, 0);
    }
    let shrink = (
        smaller.0 as f32 / width as f32,
        smaller.1 as f32 / height as f32,
    );
    (texture, shrink)
}

fn shrunk(bitmap: &ImageBitmap, size: (u32, u32)) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = report(document().create_element("canvas"))?.unchecked_into();
    canvas.set_width(size.0);
    canvas.set_height(size.1);
    let context = report(canvas.get_context("2d"))??;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    let drawn = context.draw_image_with_image_bitmap_and_dw_and_dh(
        bitmap,
        0.0,
        0.0,
        f64::from(size.0),
        f64::from(size.1),
    );
    report(drawn).map(|()| canvas)
}
