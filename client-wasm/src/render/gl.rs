//! The few words of WebGL2 that the renderer uses: programs, buffers, textures and arrays of
//! vertices, each deleted when dropped, but for those that went with a lost context. Knows nothing
//! of maps.
//!
//! It speaks to the browser through `web-sys`, whose calls are safe: what is wrong with them WebGL
//! itself answers with an error, and a context that was lost answers with nothing at all.

use web_sys::{
    WebGl2RenderingContext as Gl, WebGlBuffer, WebGlProgram, WebGlTexture, WebGlUniformLocation,
    WebGlVertexArrayObject,
};

/// What every shader begins with.
const HEAD: &str = "#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
";

/// A linked program.
pub struct Program {
    gl: Gl,
    program: Option<WebGlProgram>,
}

impl Program {
    /// Compiles and links.
    ///
    /// # Errors
    /// What the compiler said. A lost context compiles nothing and has nothing to say: that is no
    /// error, as all is made anew when it comes back.
    pub fn new(gl: &Gl, vertex: &[&str], fragment: &[&str]) -> Result<Self, String> {
        let program = gl.create_program();
        if let Some(program) = &program {
            for (kind, parts) in [(Gl::VERTEX_SHADER, vertex), (Gl::FRAGMENT_SHADER, fragment)] {
                let Some(shader) = gl.create_shader(kind) else {
                    continue;
                };
                gl.shader_source(&shader, &format!("{HEAD}{}", parts.concat()));
                gl.compile_shader(&shader);
                gl.attach_shader(program, &shader);
                let compiled = gl.get_shader_parameter(&shader, Gl::COMPILE_STATUS);
                let log = gl.get_shader_info_log(&shader);
                gl.delete_shader(Some(&shader));
                if compiled.is_falsy() && !gl.is_context_lost() {
                    return Err(log.unwrap_or_default());
                }
            }
            gl.link_program(program);
            let linked = gl.get_program_parameter(program, Gl::LINK_STATUS);
            if linked.is_falsy() && !gl.is_context_lost() {
                return Err(gl.get_program_info_log(program).unwrap_or_default());
            }
        }
        Ok(Self {
            gl: gl.clone(),
            program,
        })
    }

    /// Draws with it from now on.
    pub fn bind(&self) {
        self.gl.use_program(self.program.as_ref());
    }

    /// Where a uniform is set.
    pub fn uniform(&self, name: &str) -> Option<WebGlUniformLocation> {
        let program = self.program.as_ref()?;
        self.gl.get_uniform_location(program, name)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.gl.is_program(self.program.as_ref()) {
            self.gl.delete_program(self.program.as_ref());
        }
    }
}

/// A vertex buffer.
pub struct Buffer {
    gl: Gl,
    buffer: Option<WebGlBuffer>,
}

impl Buffer {
    /// An empty one.
    pub fn new(gl: &Gl) -> Self {
        Self {
            gl: gl.clone(),
            buffer: gl.create_buffer(),
        }
    }

    /// Works with it from now on.
    pub fn bind(&self) {
        self.gl.bind_buffer(Gl::ARRAY_BUFFER, self.buffer.as_ref());
    }

    /// Makes room for so many bytes that are written once.
    pub fn reserve(&self, bytes: usize) {
        self.bind();
        self.gl
            .buffer_data_with_f64(Gl::ARRAY_BUFFER, bytes as f64, Gl::STATIC_DRAW);
    }

    /// Writes into the room made.
    pub fn write(&self, at: i32, bytes: &[u8]) {
        self.bind();
        self.gl
            .buffer_sub_data_with_i32_and_u8_array(Gl::ARRAY_BUFFER, at, bytes);
    }

    /// Replaces all of it, as happens every frame.
    pub fn replace(&self, bytes: &[u8]) {
        self.bind();
        self.gl
            .buffer_data_with_u8_array(Gl::ARRAY_BUFFER, bytes, Gl::DYNAMIC_DRAW);
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if self.gl.is_buffer(self.buffer.as_ref()) {
            self.gl.delete_buffer(self.buffer.as_ref());
        }
    }
}

/// One value per quad, as a shader's input takes it from a buffer.
#[derive(Clone, Copy)]
pub struct Input {
    /// The shader's `location`.
    pub location: u32,
    /// How many numbers.
    pub size: i32,
    /// Of which type, as WebGL names it.
    pub kind: u32,
    /// How the shader sees them.
    pub seen: Seen,
    /// Bytes before it in a quad.
    pub at: i32,
}

/// How a shader sees numbers of a buffer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// As floats of the same value.
    Floats,
    /// As floats from 0 to 1.
    Parts,
    /// As integers.
    Integers,
}

/// Where the inputs of a shader come from.
pub struct Inputs {
    gl: Gl,
    object: Option<WebGlVertexArrayObject>,
}

impl Inputs {
    /// Inputs that come from `buffer`, beginning at byte `start`, quads being `stride` bytes apart.
    pub fn new(gl: &Gl, buffer: &Buffer, start: i32, stride: i32, inputs: &[Input]) -> Self {
        let made = Self::none(gl);
        made.bind();
        buffer.bind();
        for input in inputs {
            let Input {
                location,
                size,
                kind,
                seen,
                at,
            } = *input;
            gl.enable_vertex_attrib_array(location);
            let at = start + at;
            if seen == Seen::Integers {
                gl.vertex_attrib_i_pointer_with_i32(location, size, kind, stride, at);
            } else {
                let normalized = seen == Seen::Parts;
                gl.vertex_attrib_pointer_with_i32(location, size, kind, normalized, stride, at);
            }
            gl.vertex_attrib_divisor(location, 1);
        }
        made
    }

    /// No input comes from a buffer: all are constants.
    pub fn none(gl: &Gl) -> Self {
        Self {
            gl: gl.clone(),
            object: gl.create_vertex_array(),
        }
    }

    /// Draws from them from now on.
    pub fn bind(&self) {
        self.gl.bind_vertex_array(self.object.as_ref());
    }

    /// Draws so many quads.
    pub fn draw(&self, count: u32) {
        self.bind();
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        self.gl
            .draw_arrays_instanced(Gl::TRIANGLE_STRIP, 0, 4, count);
    }
}

impl Drop for Inputs {
    fn drop(&mut self) {
        if self.gl.is_vertex_array(self.object.as_ref()) {
            self.gl.delete_vertex_array(self.object.as_ref());
        }
    }
}

/// A picture on the graphics card, to be read pixel by pixel.
pub struct Texture {
    gl: Gl,
    texture: Option<WebGlTexture>,
}

impl Texture {
    /// One without content, bound for whoever fills it.
    pub fn new(gl: &Gl) -> Self {
        let texture = gl.create_texture();
        gl.bind_texture(Gl::TEXTURE_2D, texture.as_ref());
        for (name, value) in [
            (Gl::TEXTURE_MIN_FILTER, Gl::NEAREST),
            (Gl::TEXTURE_MAG_FILTER, Gl::NEAREST),
            (Gl::TEXTURE_WRAP_S, Gl::CLAMP_TO_EDGE),
            (Gl::TEXTURE_WRAP_T, Gl::CLAMP_TO_EDGE),
        ] {
            gl.tex_parameteri(Gl::TEXTURE_2D, name, value as i32);
        }
        Self {
            gl: gl.clone(),
            texture,
        }
    }

    /// Draws with it from now on.
    pub fn bind(&self) {
        self.gl.bind_texture(Gl::TEXTURE_2D, self.texture.as_ref());
    }

    /// What to draw into.
    pub fn target(&self) -> Option<&WebGlTexture> {
        self.texture.as_ref()
    }
}

impl Drop for Texture {
    fn drop(&mut self) {
        if self.gl.is_texture(self.texture.as_ref()) {
            self.gl.delete_texture(self.texture.as_ref());
        }
    }
}
