//! The picture: takes what is known of everybody, frame by frame, to the renderer, the labels
//! and the signs.
//! Draws only when something is to be seen that was not there a frame before.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use hallway_protocol::{PersonId, Pos};
use hallway_world::scene::Scene;
use leptos::prelude::{document, window};
use web_sys::{HtmlCanvasElement, ImageBitmap, MediaQueryList};

use crate::crowd::{Crowd, put};
use crate::dom::{LESS_MOTION, Resizing, report, resizing};
use crate::doors::{Ground, layers_shown};
use crate::labels::{Labels, Named};
use crate::manners::{all_locked_in, sign};
use crate::me::Me;
use crate::model::Model;
use crate::render::{Camera, Frame, RenderError, Renderer, Ring, Sprite};
use crate::rings::{around, ring};
use crate::signs::Signs;
use crate::split::{NARROW, Split};
use crate::view::View;

/// Least milliseconds between two pictures when only the map itself moves.
const STILL_MS: f64 = 50.0;

/// CSS pixels at the lower edge under the bar of buttons.
const BAR: f32 = 92.0;

/// CSS pixels at the right edge under a panel.
const PANEL: f32 = 384.0;

/// Narrowest canvas, in CSS pixels, on which the map begins at double size.
const WIDE: f32 = 600.0;

/// The picture of the venue.
pub struct Stage {
    /// What is drawn and walked on.
    pub scene: Rc<Scene>,
    /// Where one can walk, by the doors that are open.
    pub ground: Ground,
    /// Which part of it is seen.
    pub view: View,
    size: Rc<Cell<(f32, f32)>>,
    _resizing: Option<Resizing>,
    /// Whether the visitor asked the system for less motion.
    still: Option<MediaQueryList>,
    renderer: Renderer,
    labels: Labels,
    signs: Signs,
    camera: Option<Camera>,
    /// Whether a panel lies over the right edge.
    pub beside_panel: bool,
    /// What is open beside or below the map.
    pub session: Option<Split>,
    sprites: Vec<Sprite>,
    rings: Vec<Ring>,
    /// Who is in a locked bubble, sorted.
    locked: Vec<PersonId>,
    drawn: Drawn,
}

/// What was drawn last.
#[derive(Default)]
struct Drawn {
    at: f64,
    camera: Option<Camera>,
    sprites: Vec<Sprite>,
    rings: Vec<Ring>,
    outdated: bool,
}

impl Stage {
    /// Makes ready to draw a scene.
    ///
    /// # Errors
    /// When the browser gives no WebGL2.
    pub fn new(
        canvas: HtmlCanvasElement,
        scene: Rc<Scene>,
        zoom: Option<f32>,
    ) -> Result<Self, RenderError> {
        let mut renderer = Renderer::new(&canvas)?;
        renderer.set_scene(scene.clone());
        let (width, height) = (canvas.client_width() as f32, canvas.client_height() as f32);
        let zoom = zoom.unwrap_or(if width < WIDE { 1.5 } else { 2.0 });
        let size = Rc::new(Cell::new((width, height)));
        let told = size.clone();
        let parent = |id: &str| {
            let element = document().get_element_by_id(id);
            element.unwrap_or_else(|| canvas.clone().into())
        };
        Ok(Self {
            view: View::new(scene.width_px(), scene.height_px(), zoom),
            labels: Labels::new(parent("labels")),
            signs: Signs::new(parent("signs"), scene.clone()),
            camera: None,
            beside_panel: false,
            session: None,
            sprites: Vec::new(),
            rings: Vec::new(),
            locked: Vec::new(),
            drawn: Drawn::default(),
            _resizing: resizing(&canvas, move |width, height| told.set((width, height))),
            size,
            still: report(window().match_media(LESS_MOTION)).flatten(),
            ground: Ground::of(&scene, &BTreeSet::new()),
            scene,
            renderer,
        })
    }

    /// Draws another scene from now on, with the same camera; doors are closed until told
    /// otherwise.
    pub fn change_scene(&mut self, scene: Rc<Scene>, images: &[Option<ImageBitmap>]) {
        self.renderer.set_scene(scene.clone());
        self.view.set_map(scene.width_px(), scene.height_px());
        self.scene = scene;
        for (index, image) in images.iter().enumerate() {
            self.set_image(index, image.as_ref());
        }
        self.set_doors(&BTreeSet::new());
    }

    /// The pictures of the scene that have arrived, by their URL.
    pub fn images(&self) -> HashMap<String, ImageBitmap> {
        let images = self.scene.images.iter().enumerate();
        let here = images.filter_map(|(index, image)| {
            Some((image.url.clone(), self.renderer.image(index)?.clone()))
        });
        here.collect()
    }

    /// These doors are open, all others closed.
    pub fn set_doors(&mut self, open: &BTreeSet<u32>) {
        self.ground = Ground::of(&self.scene, open);
        self.renderer.show_layers(layers_shown(&self.scene, open));
        self.drawn.outdated = true;
    }

    /// A picture of the scene has arrived, or is missing.
    pub fn set_image(&mut self, index: usize, image: Option<&ImageBitmap>) {
        self.renderer.set_image(index, image);
        self.drawn.outdated = true;
    }

    /// The pictures of which avatars are made.
    pub fn set_avatar_sheet(&mut self, sheet: &ImageBitmap) {
        self.renderer.set_avatar_sheet(sheet);
        self.drawn.outdated = true;
    }

    /// The map's own pixels in a rectangle of map pixels, without people.
    pub fn region(&mut self, x: i32, y: i32, width: u32, height: u32) -> Vec<u8> {
        self.drawn.outdated = true;
        self.renderer.region(x, y, width, height)
    }

    /// What was seen in the last frame.
    pub fn camera(&self) -> Option<Camera> {
        self.camera
    }

    /// The place on the map shown at a spot of the canvas.
    pub fn place_at(&self, x: f32, y: f32) -> Option<Pos> {
        let (x, y) = self.camera?.to_map(x, y);
        Some(Pos::from_px(x.round() as i32, y.round() as i32))
    }

    /// Draws everybody where they are now.
    pub fn frame(
        &mut self,
        now: f64,
        you: Option<PersonId>,
        me: &Me,
        crowd: &Crowd,
        model: &Model,
    ) {
        let still = self.still.as_ref().is_some_and(MediaQueryList::matches);
        let own = me.predictor.drawn(now);
        let (width, height) = self.size.get();
        let ratio = window().device_pixel_ratio() as f32;
        let panel = match self.beside_panel && width > NARROW {
            true => PANEL,
            false => 0.0,
        };
        let (right, below) = match self.session {
            Some(split) if split.below => (0.0, split.size),
            Some(split) => (split.size, 0.0),
            None => (0.0, 0.0),
        };
        let covered = (panel + right, BAR + below);
        self.view.resize(width, height, ratio, covered);
        let camera = self.view.follow(own.0, own.1, now, !still);
        self.camera = Some(camera);
        self.signs.update(&camera);
        self.gather(now, you, own, me, crowd);
        self.gather_rings(you, own, crowd, model);
        self.name(&camera, you, own, crowd, model);
        self.draw(now, camera, !still);
    }

    fn gather(&mut self, now: f64, you: Option<PersonId>, own: (f32, f32), me: &Me, crowd: &Crowd) {
        self.sprites.clear();
        for (id, figure) in &crowd.figures {
            let mut sprite = figure.sprite;
            if Some(*id) == you {
                let predictor = &me.predictor;
                put(
                    &mut sprite,
                    own,
                    predictor.dir(),
                    predictor.is_walking(),
                    now,
                );
            }
            self.sprites.push(sprite);
        }
    }

    fn gather_rings(
        &mut self,
        you: Option<PersonId>,
        own: (f32, f32),
        crowd: &Crowd,
        model: &Model,
    ) {
        self.rings.clear();
        for members in model.bubbles.values() {
            let feet = members.iter().filter_map(|id| match Some(*id) == you {
                true => Some(own),
                false => crowd.figures.get(id).map(|f| (f.sprite.x, f.sprite.y)),
            });
            self.rings.extend(ring(feet, model.is_own(members)));
        }
        let talking = crowd
            .talking
            .iter()
            .filter_map(|id| match Some(*id) == you {
                true => Some(own),
                false => crowd.figures.get(id).map(|f| (f.sprite.x, f.sprite.y)),
            });
        self.rings.extend(talking.flat_map(around));
    }

    fn name(
        &mut self,
        camera: &Camera,
        you: Option<PersonId>,
        own: (f32, f32),
        crowd: &Crowd,
        model: &Model,
    ) {
        self.locked.clear();
        self.locked.extend(all_locked_in(model));
        self.locked.sort_unstable();
        let sign_of = |id: PersonId| {
            let person = model.people.get(&id);
            let presence = person.map(|person| person.presence);
            let locked = self.locked.binary_search(&id).is_ok();
            sign(presence.unwrap_or_default(), locked)
        };
        let people = crowd.figures.iter().map(|(id, figure)| {
            let is_own = Some(*id) == you;
            Named {
                id: *id,
                name: &figure.name,
                place: match is_own {
                    true => own,
                    false => (figure.sprite.x, figure.sprite.y),
                },
                own: is_own,
            }
        });
        self.labels.update(camera, people, sign_of);
    }

    fn draw(&mut self, now: f64, camera: Camera, animate: bool) {
        let last = &mut self.drawn;
        let same = !last.outdated
            && !self.renderer.is_blank()
            && last.camera == Some(camera)
            && last.sprites == self.sprites
            && last.rings == self.rings;
        if same {
            let beat = match self.renderer.beat(&camera) {
                beat if animate && beat > 0 => f64::from(beat).max(STILL_MS),
                _ => return,
            };
            if (now / beat).floor() == (last.at / beat).floor() {
                return;
            }
        }
        last.at = now;
        last.outdated = false;
        last.camera = Some(camera);
        last.sprites.clone_from(&self.sprites);
        last.rings.clone_from(&self.rings);
        self.renderer.draw(&Frame {
            camera,
            time_ms: now,
            sprites: &self.sprites,
            rings: &self.rings,
            animate,
        });
    }
}
