//! What lies ready on the graphics card: the scene's quads in one buffer that is never written
//! again, and the moving things in two that are written every frame.

use hallway_world::scene::{Content, Scene};
use web_sys::WebGl2RenderingContext as Gl;

use super::actors::{Actors, DISC_BYTES, SPRITE_BYTES};
use super::batch::Batch;
use super::gl::{Buffer, Inputs};
use super::programs::{DISC_INPUTS, PLAIN_INPUTS, SPRITE_INPUTS, TILE_INPUTS};
use super::quad::{Bounds, PLAIN_BYTES, RICH_BYTES};
use super::tiles::Builder;

/// Largest buffer in bytes: offsets into it are signed numbers of 32 bits.
const MOST_BYTES: usize = i32::MAX as usize;

/// A scene on the card.
pub struct SceneOnCard {
    /// For each layer of the scene what to draw.
    pub layers: Vec<LayerOnCard>,
    _quads: Buffer,
}

/// A layer on the card.
pub enum LayerOnCard {
    /// Batches in the order of painting.
    Batches(Vec<BatchOnCard>),
    /// One picture, repeated or not.
    Picture {
        /// Its index in the scene.
        image: u32,
        /// Sideways, up and down.
        repeat: (bool, bool),
        /// No input of it comes from a buffer.
        inputs: Inputs,
    },
}

/// Quads of one picture, drawn at once.
pub struct BatchOnCard {
    /// Index of the picture.
    pub image: u32,
    /// What of the layer it covers.
    pub bounds: Bounds,
    /// Where its quads are.
    pub inputs: Inputs,
    /// How many quads.
    pub count: u32,
    /// When its pictures change, as for [`Batch::beat`].
    pub beat: u32,
}

impl SceneOnCard {
    /// Works out a scene's quads and brings them to the card.
    pub fn new(gl: &Gl, scene: &Scene) -> Self {
        let mut builder = Builder::new(scene);
        let batches: Vec<Vec<Batch>> = scene.layers.iter().map(|l| builder.layer(l)).collect();
        let bytes = batches.iter().flatten().map(|b| b.bytes.len()).sum();
        let quads = Buffer::new(gl);
        quads.reserve(usize::min(bytes, MOST_BYTES));
        let mut start = 0usize;
        let layers = scene.layers.iter().zip(batches).map(|(layer, batches)| {
            if let Content::Image {
                image,
                repeat_x,
                repeat_y,
            } = layer.content
            {
                return LayerOnCard::Picture {
                    image,
                    repeat: (repeat_x, repeat_y),
                    inputs: Inputs::none(gl),
                };
            }
            let batches = batches.into_iter().filter_map(|batch| {
                let at = i32::try_from(start).ok()?;
                start = start.checked_add(batch.bytes.len())?;
                (start <= MOST_BYTES).then(|| on_card(gl, &quads, at, &batch))
            });
            LayerOnCard::Batches(batches.collect())
        });
        Self {
            layers: layers.collect(),
            _quads: quads,
        }
    }
}

fn on_card(gl: &Gl, quads: &Buffer, at: i32, batch: &Batch) -> BatchOnCard {
    quads.write(at, &batch.bytes);
    let (stride, inputs) = match batch.rich {
        true => (RICH_BYTES, TILE_INPUTS.len()),
        false => (PLAIN_BYTES, PLAIN_INPUTS),
    };
    let inputs = TILE_INPUTS.get(..inputs).unwrap_or_default();
    BatchOnCard {
        image: batch.image,
        bounds: batch.bounds,
        inputs: Inputs::new(gl, quads, at, stride as i32, inputs),
        count: batch.count,
        beat: batch.beat,
    }
}

/// The moving things on the card.
pub struct ActorsOnCard {
    discs: Buffer,
    sprites: Buffer,
    disc_inputs: Inputs,
    sprite_inputs: Inputs,
}

impl ActorsOnCard {
    /// Nobody yet.
    pub fn new(gl: &Gl) -> Self {
        let (discs, sprites) = (Buffer::new(gl), Buffer::new(gl));
        Self {
            disc_inputs: Inputs::new(gl, &discs, 0, DISC_BYTES as i32, &DISC_INPUTS),
            sprite_inputs: Inputs::new(gl, &sprites, 0, SPRITE_BYTES as i32, &SPRITE_INPUTS),
            discs,
            sprites,
        }
    }

    /// Draws rings and shadows, with the program that is bound.
    pub fn draw_discs(&self, actors: &Actors) {
        draw(&self.discs, &self.disc_inputs, &actors.discs, DISC_BYTES);
    }

    /// Draws avatars, with the program and the sheet that are bound.
    pub fn draw_sprites(&self, actors: &Actors) {
        let inputs = &self.sprite_inputs;
        draw(&self.sprites, inputs, &actors.sprites, SPRITE_BYTES);
    }
}

fn draw(buffer: &Buffer, inputs: &Inputs, bytes: &[u8], size: usize) {
    let count = bytes.len() / size;
    if count > 0 {
        buffer.replace(bytes);
        inputs.draw(u32::try_from(count).unwrap_or(u32::MAX));
    }
}
