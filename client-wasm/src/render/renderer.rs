//! Draws frames: the layers below people, rings and shadows, people, the layers above them.

use std::rc::Rc;

use hallway_world::scene::{Layer, Scene};
use web_sys::{HtmlCanvasElement, ImageBitmap, WebGl2RenderingContext as Gl};

use super::actors::Actors;
use super::batch::common;
use super::camera::{Camera, View, copies};
use super::context::{Context, RenderError};
use super::frame::Frame;
use super::gl::Texture;
use super::gpu::{ActorsOnCard, BatchOnCard, LayerOnCard, SceneOnCard};
use super::pictures::Picture;
use super::programs::{Programs, Surface};
use crate::dom::report;

/// Around a map that has no background of its own: as dark as the room around a stage.
const AROUND: [u8; 4] = [30, 26, 38, 255];

/// White: multiplying with it changes nothing.
const UNTINTED: [u8; 4] = [255; 4];

/// The renderer of one canvas.
pub struct Renderer {
    context: Context,
    card: Card,
    scene: Rc<Scene>,
    /// For each layer of the scene whether it is drawn.
    shown: Vec<bool>,
    pictures: Vec<Picture>,
    sheet: Picture,
    actors: Actors,
}

/// What is gone when the context is lost.
struct Card {
    programs: Programs,
    scene: SceneOnCard,
    actors: ActorsOnCard,
}

impl Card {
    fn new(gl: &Gl, scene: &Scene) -> Result<Self, RenderError> {
        gl.enable(Gl::BLEND);
        // All colours are multiplied with their alpha.
        gl.blend_func(Gl::ONE, Gl::ONE_MINUS_SRC_ALPHA);
        Ok(Self {
            programs: Programs::new(gl).map_err(RenderError::Shader)?,
            scene: SceneOnCard::new(gl, scene),
            actors: ActorsOnCard::new(gl),
        })
    }
}

impl Renderer {
    /// Makes ready to draw on a canvas.
    ///
    /// # Errors
    /// When the browser gives no WebGL2, or its driver does not take the shaders.
    pub fn new(canvas: &HtmlCanvasElement) -> Result<Self, RenderError> {
        let context = Context::new(canvas)?;
        let scene = Rc::new(Scene::default());
        Ok(Self {
            card: Card::new(&context.gl, &scene)?,
            context,
            scene,
            shown: Vec::new(),
            pictures: Vec::new(),
            sheet: Picture::awaited((0, 0), None),
            actors: Actors::default(),
        })
    }

    /// Draws this scene from now on; its pictures are still to come.
    pub fn set_scene(&mut self, scene: Rc<Scene>) {
        self.card.scene = SceneOnCard::new(&self.context.gl, &scene);
        let images = scene.images.iter();
        self.pictures = images
            .map(|image| Picture::awaited((image.width, image.height), image.transparent))
            .collect();
        self.shown = vec![true; scene.layers.len()];
        self.scene = scene;
    }

    /// Draws of the layers only those for which `shown` is true.
    pub fn show_layers(&mut self, shown: Vec<bool>) {
        self.shown = shown;
    }

    /// A picture of the scene, once it has arrived.
    pub fn image(&self, index: usize) -> Option<&ImageBitmap> {
        self.pictures.get(index)?.bitmap()
    }

    /// A picture of the scene has arrived, or is missing.
    pub fn set_image(&mut self, index: usize, image: Option<&ImageBitmap>) {
        if let Some(picture) = self.pictures.get_mut(index) {
            picture.set(&self.context.gl, image);
        }
    }

    /// The pictures of which avatars are made.
    pub fn set_avatar_sheet(&mut self, sheet: &ImageBitmap) {
        self.sheet.set(&self.context.gl, Some(sheet));
    }

    /// Whether what was drawn last is no longer on the canvas.
    pub fn is_blank(&self) -> bool {
        self.context.is_restored()
    }

    /// What the camera sees changes by itself at multiples of so many milliseconds only; 0 when it
    /// never does.
    pub fn beat(&self, camera: &Camera) -> u32 {
        let view = camera.view();
        self.drawn_layers().fold(0, |beat, (layer, ready)| {
            let LayerOnCard::Batches(batches) = ready else {
                return beat;
            };
            let seen = view.visible(view.layer_shift(layer, self.scene.parallax_origin));
            let seen = batches
                .iter()
                .filter(|b| b.beat > 0 && b.bounds.overlaps(&seen));
            seen.fold(beat, |beat, batch| common(beat, batch.beat))
        })
    }

    /// Draws a frame. Draws nothing while the browser has taken the context away.
    pub fn draw(&mut self, frame: &Frame<'_>) {
        if !self.ready() {
            return;
        }
        let view = frame.camera.view();
        let canvas = &self.context.canvas;
        if (canvas.width(), canvas.height()) != (view.width, view.height) {
            canvas.set_width(view.width);
            canvas.set_height(view.height);
        }
        let gl = &self.context.gl;
        // The browser may give less than was asked for.
        gl.viewport(0, 0, gl.drawing_buffer_width(), gl.drawing_buffer_height());
        clear(gl, self.scene.background.unwrap_or(AROUND), true);
        let time = match frame.animate {
            // The low bits are as good as any for what repeats.
            true => frame.time_ms.max(0.0) as u64 as u32,
            false => 0,
        };
        self.layers(&view, Surface::Canvas, time, false);
        let ratio = frame.camera.pixel_ratio;
        self.actors.fill(frame.sprites, frame.rings, ratio);
        self.people(&view);
        self.layers(&view, Surface::Canvas, time, true);
    }

    /// The map's own pixels in a rectangle of map pixels, without people: red, green, blue, alpha,
    /// row by row from the top. Empty when they can't be had.
    pub fn region(&mut self, x: i32, y: i32, width: u32, height: u32) -> Vec<u8> {
        if !self.ready() {
            return Vec::new();
        }
        let gl = self.context.gl.clone();
        let view = View::of_region(x, y, width, height);
        let (Ok(columns), Ok(rows)) = (i32::try_from(width), i32::try_from(height)) else {
            return Vec::new();
        };
        let texture = Texture::new(&gl);
        gl.tex_storage_2d(Gl::TEXTURE_2D, 1, Gl::RGBA8, columns, rows);
        let surface = gl.create_framebuffer();
        gl.bind_framebuffer(Gl::FRAMEBUFFER, surface.as_ref());
        let (target, part) = (Gl::FRAMEBUFFER, Gl::COLOR_ATTACHMENT0);
        gl.framebuffer_texture_2d(target, part, Gl::TEXTURE_2D, texture.target(), 0);
        gl.viewport(0, 0, columns, rows);
        clear(&gl, self.scene.background.unwrap_or_default(), false);
        self.layers(&view, Surface::Texture, 0, false);
        self.layers(&view, Surface::Texture, 0, true);
        let mut pixels = vec![0; width as usize * height as usize * 4];
        let read = gl.read_pixels_with_opt_u8_array(
            0,
            0,
            columns,
            rows,
            Gl::RGBA,
            Gl::UNSIGNED_BYTE,
            Some(&mut pixels),
        );
        report(read);
        gl.bind_framebuffer(Gl::FRAMEBUFFER, None);
        gl.delete_framebuffer(surface.as_ref());
        divide_by_alpha(&mut pixels);
        pixels
    }

    /// Whether there is a context to draw with; brings everything there when it is a new one.
    fn ready(&mut self) -> bool {
        if self.context.gl.is_context_lost() {
            return false;
        }
        if self.context.take_restored() {
            let gl = &self.context.gl;
            match Card::new(gl, &self.scene) {
                Ok(card) => self.card = card,
                Err(error) => {
                    report::<()>(Err(error.to_string().into()));
                    return false;
                }
            }
            for picture in self.pictures.iter_mut().chain([&mut self.sheet]) {
                picture.restore(gl);
            }
        }
        true
    }

    /// Draws the layers below people, or those above.
    fn layers(&self, view: &View, surface: Surface, time: u32, above: bool) {
        let gl = &self.context.gl;
        self.card.programs.tiles.begin(gl, view, surface, time);
        for (layer, ready) in self.drawn_layers() {
            if layer.above_avatars == above && layer.opacity > 0.0 {
                self.layer(view, layer, ready);
            }
        }
    }

    /// The layers that are drawn, bottom up.
    fn drawn_layers(&self) -> impl Iterator<Item = (&Layer, &LayerOnCard)> {
        let layers = self.scene.layers.iter().zip(&self.card.scene.layers);
        let layers = layers.zip(&self.shown);
        layers.filter_map(|(layer, shown)| shown.then_some(layer))
    }

    fn layer(&self, view: &View, layer: &Layer, ready: &LayerOnCard) {
        let gl = &self.context.gl;
        let shift = view.layer_shift(layer, self.scene.parallax_origin);
        let tint = layer.tint.unwrap_or(UNTINTED);
        let tiles = &self.card.programs.tiles;
        tiles.layer(gl, shift, tint, layer.opacity);
        let seen = view.visible(shift);
        match ready {
            LayerOnCard::Batches(batches) => {
                let mut bound = None;
                for batch in batches.iter().filter(|b| b.bounds.overlaps(&seen)) {
                    self.batch(batch, &mut bound);
                }
            }
            LayerOnCard::Picture {
                image,
                repeat,
                inputs,
            } => {
                let picture = self.pictures.get(*image as usize);
                let Some(shown) = picture.and_then(Picture::bind) else {
                    return;
                };
                tiles.picture(gl, &shown);
                let size = (shown.size.0 as f32, shown.size.1 as f32);
                let (x, across) = copies(0.0, size.0, seen.left, seen.right, repeat.0);
                let (y, down) = copies(0.0, size.1, seen.top, seen.bottom, repeat.1);
                inputs.bind();
                tiles.whole(gl, size, (x, y), (across, down));
                inputs.draw(1);
            }
        }
    }

    /// Draws a batch; `bound` is the picture drawn from last.
    fn batch(&self, batch: &BatchOnCard, bound: &mut Option<u32>) {
        if *bound != Some(batch.image) {
            let picture = self.pictures.get(batch.image as usize);
            let Some(shown) = picture.and_then(Picture::bind) else {
                return;
            };
            let gl = &self.context.gl;
            self.card.programs.tiles.picture(gl, &shown);
            *bound = Some(batch.image);
        }
        batch.inputs.draw(batch.count);
    }

    fn people(&self, view: &View) {
        let gl = &self.context.gl;
        let Card {
            programs, actors, ..
        } = &self.card;
        programs.discs.begin(gl, view, Surface::Canvas);
        actors.draw_discs(&self.actors);
        if self.sheet.bind().is_some() {
            programs.sprites.begin(gl, view);
            actors.draw_sprites(&self.actors);
        }
    }
}

/// Fills all of the surface with a colour, which is not multiplied with its alpha yet.
fn clear(gl: &Gl, color: [u8; 4], opaque: bool) {
    let [red, green, blue, alpha] = color.map(|value| f32::from(value) / 255.0);
    let kept = if opaque { 1.0 } else { alpha };
    gl.clear_color(red * alpha, green * alpha, blue * alpha, kept);
    gl.clear(Gl::COLOR_BUFFER_BIT);
}

/// From colours multiplied with their alpha to those that picture files hold.
fn divide_by_alpha(pixels: &mut [u8]) {
    for pixel in pixels.chunks_exact_mut(4) {
        if let [red, green, blue, alpha @ 1..=254] = pixel {
            for value in [red, green, blue] {
                let whole = (u32::from(*value) * 255 + u32::from(*alpha) / 2) / u32::from(*alpha);
                *value = u8::try_from(whole).unwrap_or(u8::MAX);
            }
        }
    }
}

impl Drop for Renderer {
    fn drop(&mut self) {
        // The canvas may be drawn on anew, from another beginning.
        self.context.gl.use_program(None);
        self.context.gl.bind_vertex_array(None);
    }
}
