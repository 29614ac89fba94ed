//! The WebGL2 context of a canvas, and word of its coming and going: browsers take it away when
//! the graphics card is reset or busy elsewhere, and give another one later.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlCanvasElement, WebGl2RenderingContext as Gl, WebGlContextAttributes};

use crate::dom::{Listener, listen};

/// Why nothing can be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// The browser gives no WebGL2 context.
    NoWebGl2,
    /// The graphics driver refuses a shader; what it said.
    Shader(String),
}

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoWebGl2 => write!(f, "no WebGL2"),
            Self::Shader(log) => write!(f, "shader: {log}"),
        }
    }
}

/// The context.
pub struct Context {
    /// To draw with.
    pub gl: Gl,
    /// What is drawn on.
    pub canvas: HtmlCanvasElement,
    restored: Rc<Cell<bool>>,
    _listeners: [Listener; 2],
}

impl Context {
    /// Takes the context of a canvas.
    ///
    /// # Errors
    /// When the browser has none to give.
    pub fn new(canvas: &HtmlCanvasElement) -> Result<Self, RenderError> {
        let wanted = WebGlContextAttributes::new();
        wanted.set_alpha(false);
        wanted.set_antialias(false);
        wanted.set_depth(false);
        wanted.set_stencil(false);
        let gl = canvas
            .get_context_with_context_options("webgl2", &wanted)
            .ok()
            .flatten()
            .and_then(|context| context.dyn_into::<Gl>().ok())
            .ok_or(RenderError::NoWebGl2)?;
        let restored = Rc::new(Cell::new(false));
        let lost = listen(canvas, "webglcontextlost", |event: Event| {
            // Or else it is never given back.
            event.prevent_default();
        });
        let told = restored.clone();
        let back = listen(canvas, "webglcontextrestored", move |_: Event| {
            told.set(true);
        });
        Ok(Self {
            gl,
            canvas: canvas.clone(),
            restored,
            _listeners: [lost, back],
        })
    }

    /// Whether it has come back since this was asked last: then everything in it is gone.
    pub fn take_restored(&self) -> bool {
        self.restored.replace(false)
    }

    /// Whether it has come back and nobody has asked yet.
    pub fn is_restored(&self) -> bool {
        self.restored.get()
    }
}
