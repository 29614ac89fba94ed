//! The three programs: tiles and pictures, parts of avatars, discs. Each names its uniforms and
//! inputs once; the shaders in `shaders/` say what they mean.

use web_sys::{WebGl2RenderingContext as Gl, WebGlUniformLocation};

use super::camera::View;
use super::gl::{Input, Program, Seen};

/// A uniform; one that the driver found unused has no place.
type Uniform = Option<WebGlUniformLocation>;

/// The inputs of the tile program: those of every quad, and those of the longer form behind.
pub const TILE_INPUTS: [Input; 5] = [
    input(0, 4, Gl::FLOAT, Seen::Floats, 0),
    input(1, 4, Gl::UNSIGNED_SHORT, Seen::Floats, 16),
    input(2, 1, Gl::UNSIGNED_INT, Seen::Integers, 24),
    input(3, 1, Gl::FLOAT, Seen::Floats, 28),
    input(4, 3, Gl::UNSIGNED_INT, Seen::Integers, 32),
];

/// How many of [`TILE_INPUTS`] a quad in the shorter form has.
pub const PLAIN_INPUTS: usize = 3;

/// The inputs of the sprite program.
pub const SPRITE_INPUTS: [Input; 3] = [
    input(0, 2, Gl::FLOAT, Seen::Floats, 0),
    input(1, 2, Gl::UNSIGNED_SHORT, Seen::Floats, 8),
    input(2, 4, Gl::UNSIGNED_BYTE, Seen::Parts, 12),
];

/// The inputs of the disc program.
pub const DISC_INPUTS: [Input; 3] = [
    input(0, 4, Gl::FLOAT, Seen::Floats, 0),
    input(1, 4, Gl::UNSIGNED_BYTE, Seen::Parts, 16),
    input(2, 1, Gl::FLOAT, Seen::Floats, 20),
];

const fn input(location: u32, size: i32, kind: u32, seen: Seen, at: i32) -> Input {
    Input {
        location,
        size,
        kind,
        seen,
        at,
    }
}

/// All programs.
pub struct Programs {
    /// Draws quads of a layer.
    pub tiles: Tiles,
    /// Draws parts of avatars.
    pub sprites: Sprites,
    /// Draws rings and shadows.
    pub discs: Placed,
}

/// A program and where it places things.
pub struct Placed {
    program: Program,
    clip: Uniform,
    shift: Uniform,
    scale: Uniform,
}

/// The tile program.
pub struct Tiles {
    placed: Placed,
    smooth: Uniform,
    time: Uniform,
    frame: Uniform,
    copies: Uniform,
    size: Uniform,
    shrink: Uniform,
    missing: Uniform,
    key: Uniform,
    tint: Uniform,
    opacity: Uniform,
}

/// The sprite program.
pub struct Sprites {
    placed: Placed,
    smooth: Uniform,
}

/// What is drawn on: which way is up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// The canvas, whose first row is the lowest.
    Canvas,
    /// A texture, whose first row is to be the topmost.
    Texture,
}

impl Programs {
    /// Compiles all.
    ///
    /// # Errors
    /// What the driver said.
    pub fn new(gl: &Gl) -> Result<Self, String> {
        let sample = include_str!("shaders/sample.glsl");
        let tiles = Placed::new(
            gl,
            &[include_str!("shaders/tile.vert.glsl")],
            &[sample, include_str!("shaders/tile.frag.glsl")],
        )?;
        let sprites = Placed::new(
            gl,
            &[include_str!("shaders/sprite.vert.glsl")],
            &[sample, include_str!("shaders/sprite.frag.glsl")],
        )?;
        let discs = Placed::new(
            gl,
            &[include_str!("shaders/disc.vert.glsl")],
            &[include_str!("shaders/disc.frag.glsl")],
        )?;
        Ok(Self {
            tiles: Tiles::new(tiles),
            sprites: Sprites {
                smooth: sprites.program.uniform("u_smooth"),
                placed: sprites,
            },
            discs,
        })
    }
}

impl Placed {
    fn new(gl: &Gl, vertex: &[&str], fragment: &[&str]) -> Result<Self, String> {
        let program = Program::new(gl, vertex, fragment)?;
        Ok(Self {
            clip: program.uniform("u_clip"),
            shift: program.uniform("u_shift"),
            scale: program.uniform("u_scale"),
            program,
        })
    }

    /// Draws with it from now on, as a view shows the map.
    pub fn begin(&self, gl: &Gl, view: &View, surface: Surface) {
        self.program.bind();
        let (x, y) = (2.0 / view.width as f32, 2.0 / view.height as f32);
        match surface {
            Surface::Canvas => gl.uniform4f(self.clip.as_ref(), x, -y, -1.0, 1.0),
            Surface::Texture => gl.uniform4f(self.clip.as_ref(), x, y, -1.0, -1.0),
        }
        gl.uniform1f(self.scale.as_ref(), view.scale);
        self.shift(gl, (-view.left, -view.top));
    }

    /// Where the origin of what is drawn lies, in device pixels.
    pub fn shift(&self, gl: &Gl, shift: (f32, f32)) {
        gl.uniform2f(self.shift.as_ref(), shift.0, shift.1);
    }
}

impl Sprites {
    /// Draws with it from now on.
    pub fn begin(&self, gl: &Gl, view: &View) {
        self.placed.begin(gl, view, Surface::Canvas);
        gl.uniform1i(self.smooth.as_ref(), (!view.is_crisp()).into());
    }
}

/// A picture as the tile program reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Pixels of its texture per pixel of its own.
    pub shrink: (f32, f32),
    /// There is none.
    pub missing: bool,
    /// The colour that counts as transparent.
    pub key: Option<[u8; 3]>,
}

impl Tiles {
    fn new(placed: Placed) -> Self {
        let uniform = |name| placed.program.uniform(name);
        Self {
            smooth: uniform("u_smooth"),
            time: uniform("u_time"),
            frame: uniform("u_frame"),
            copies: uniform("u_copies"),
            size: uniform("u_size"),
            shrink: uniform("u_shrink"),
            missing: uniform("u_missing"),
            key: uniform("u_key"),
            tint: uniform("u_tint"),
            opacity: uniform("u_opacity"),
            placed,
        }
    }

    /// Draws with it from now on, at a moment in milliseconds.
    pub fn begin(&self, gl: &Gl, view: &View, surface: Surface, time: u32) {
        self.placed.begin(gl, view, surface);
        gl.uniform1i(self.smooth.as_ref(), (!view.is_crisp()).into());
        gl.uniform1ui(self.time.as_ref(), time);
        // Inputs that quads in the shorter form lack: not turned, always shown.
        gl.vertex_attrib1f(3, 0.0);
        gl.vertex_attrib_i4ui(4, 0, 0, 0, 0);
    }

    /// The layer drawn next.
    pub fn layer(&self, gl: &Gl, shift: (f32, f32), tint: [u8; 4], opacity: f32) {
        self.placed.shift(gl, shift);
        let [red, green, blue, alpha] = tint.map(|value| f32::from(value) / 255.0);
        gl.uniform4f(self.tint.as_ref(), red, green, blue, alpha);
        gl.uniform1f(self.opacity.as_ref(), opacity);
        gl.uniform4f(self.frame.as_ref(), 0.0, 0.0, 1.0, 1.0);
        gl.uniform2f(self.copies.as_ref(), 1.0, 1.0);
    }

    /// The picture drawn from next.
    pub fn picture(&self, gl: &Gl, shown: &Shown) {
        let side = |length: u32| i32::try_from(length).unwrap_or(i32::MAX);
        gl.uniform2i(self.size.as_ref(), side(shown.size.0), side(shown.size.1));
        gl.uniform2f(self.shrink.as_ref(), shown.shrink.0, shown.shrink.1);
        gl.uniform1i(self.missing.as_ref(), shown.missing.into());
        let [red, green, blue] = shown.key.unwrap_or_default().map(|v| f32::from(v) / 255.0);
        let keyed = if shown.key.is_some() { 1.0 } else { 0.0 };
        gl.uniform4f(self.key.as_ref(), red, green, blue, keyed);
    }

    /// Sets the constants that make one quad of a whole picture, so many times side by side from
    /// a spot on. For inputs that come from no buffer.
    pub fn whole(&self, gl: &Gl, size: (f32, f32), at: (f32, f32), copies: (f32, f32)) {
        gl.vertex_attrib4f(0, 0.0, 0.0, 1.0, 1.0);
        gl.vertex_attrib4f(1, 0.0, 0.0, size.0, size.1);
        gl.vertex_attrib_i4ui(2, 0, 0, 0, 0);
        let (width, height) = (size.0 * copies.0, size.1 * copies.1);
        gl.uniform4f(self.frame.as_ref(), at.0, at.1, width, height);
        gl.uniform2f(self.copies.as_ref(), copies.0, copies.1);
    }
}
