//! From people and rings to vertex bytes, each frame anew into the same memory. Does not draw.

use hallway_protocol::Dir;

use super::frame::{Ring, Sprite};

/// Side of an avatar's picture in pixels, on the sheet and on the map.
const FRAME: u16 = 32;
/// Poses in a row of a block.
const POSES: u16 = 3;
/// Directions, the rows of a block.
const DIRS: u16 = 4;
/// Blocks in a row of the avatar sheet.
const BLOCKS: u16 = 8;
/// How far the feet are above the lower edge of the picture.
const FEET: f32 = 4.0;

/// Bytes of a part of an avatar in the vertex buffer: place, place on the sheet, tint.
pub const SPRITE_BYTES: usize = 8 + 4 + 4;
/// Bytes of a disc in the vertex buffer: middle, radii, colour, outline.
pub const DISC_BYTES: usize = 16 + 4 + 4;

/// Half width and half height of the shadow under an avatar.
const SHADOW: (f32, f32) = (10.0, 4.5);
const SHADOW_COLOR: [u8; 4] = [0, 0, 0, 96];
/// Width of a ring's outline in CSS pixels, at any zoom.
const OUTLINE: f32 = 2.0;

/// The vertex bytes of the moving things of a frame, and memory to make them.
#[derive(Debug, Default)]
pub struct Actors {
    /// Discs: rings first, then shadows.
    pub discs: Vec<u8>,
    /// Parts of avatars, in the order of painting.
    pub sprites: Vec<u8>,
    order: Vec<u32>,
}

impl Actors {
    /// Replaces everything by these. `pixel_ratio` is device pixels per CSS pixel.
    pub fn fill(&mut self, sprites: &[Sprite], rings: &[Ring], pixel_ratio: f32) {
        self.discs.clear();
        for ring in rings {
            self.disc(
                (ring.x, ring.y),
                (ring.radius, ring.radius),
                ring.color,
                OUTLINE * pixel_ratio.max(0.5),
            );
        }
        for sprite in sprites {
            self.disc((sprite.x, sprite.y), SHADOW, SHADOW_COLOR, 0.0);
        }
        self.sprites.clear();
        self.order.clear();
        self.order.extend(0..sprites.len() as u32);
        let key = |index: &u32| {
            sprites
                .get(*index as usize)
                .map_or((0.0, 0.0), |s| (s.y, s.x))
        };
        self.order.sort_unstable_by(|a, b| {
            let ((ay, ax), (by, bx)) = (key(a), key(b));
            ay.total_cmp(&by).then(ax.total_cmp(&bx)).then(a.cmp(b))
        });
        for index in &self.order {
            if let Some(sprite) = sprites.get(*index as usize) {
                write_parts(sprite, &mut self.sprites);
            }
        }
    }

    fn disc(&mut self, middle: (f32, f32), radii: (f32, f32), color: [u8; 4], outline: f32) {
        for value in [middle.0, middle.1, radii.0, radii.1] {
            self.discs.extend_from_slice(&value.to_le_bytes());
        }
        self.discs.extend_from_slice(&color);
        self.discs.extend_from_slice(&outline.to_le_bytes());
    }
}

fn write_parts(sprite: &Sprite, out: &mut Vec<u8>) {
    let (x, y) = (
        sprite.x - f32::from(FRAME) / 2.0,
        sprite.y - f32::from(FRAME) + FEET,
    );
    for part in sprite.parts.iter().take(sprite.part_count) {
        out.extend_from_slice(&x.to_le_bytes());
        out.extend_from_slice(&y.to_le_bytes());
        for value in on_sheet(part.block, sprite.dir, sprite.frame) {
            out.extend_from_slice(&value.to_le_bytes());
        }
        let [red, green, blue] = part.tint;
        out.extend_from_slice(&[red, green, blue, 255]);
    }
}

/// Left and top of a pose on the avatar sheet, in pixels.
fn on_sheet(block: u16, dir: Dir, frame: u8) -> [u16; 2] {
    let row = match dir {
        Dir::Down => 0,
        Dir::Left => 1,
        Dir::Right => 2,
        Dir::Up => 3,
    };
    let pose = u16::from(frame).min(POSES - 1);
    [
        (block % BLOCKS * POSES + pose) * FRAME,
        (block / BLOCKS)
            .saturating_mul(DIRS)
            .saturating_add(row)
            .saturating_mul(FRAME),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::frame::SpritePart;
    use super::*;

    fn sprite(x: f32, y: f32, block: u16) -> Sprite {
        let mut parts = [SpritePart::default(); 6];
        parts[0] = SpritePart {
            block,
            tint: [255, 128, 0],
        };
        Sprite {
            x,
            y,
            dir: Dir::Right,
            frame: 1,
            parts,
            part_count: 1,
        }
    }

    #[test]
    fn poses_are_found_on_the_sheet() {
        for (block, dir, frame, expected) in [
            (0, Dir::Down, 0, [0, 0]),
            (0, Dir::Up, 2, [64, 96]),
            (7, Dir::Left, 1, [7 * 96 + 32, 32]),
            (9, Dir::Right, 0, [96, 128 + 64]),
            (0, Dir::Down, 200, [64, 0]),
        ] {
            assert_eq!(on_sheet(block, dir, frame), expected, "block {block}");
        }
        // A block that no sheet has is somewhere else, not a crash.
        on_sheet(u16::MAX, Dir::Up, u8::MAX);
    }

    #[test]
    fn who_is_further_down_is_painted_later() {
        let mut actors = Actors::default();
        actors.fill(
            &[
                sprite(0.0, 50.0, 1),
                sprite(0.0, 40.0, 2),
                sprite(0.0, 45.0, 3),
            ],
            &[],
            1.0,
        );
        let blocks: Vec<u16> = actors
            .sprites
            .chunks(SPRITE_BYTES)
            .map(|s| u16::from_le_bytes([s[8], s[9]]) / 96)
            .collect();
        assert_eq!(blocks, [2, 3, 1]);
        assert_eq!(actors.discs.len(), 3 * DISC_BYTES);
    }

    #[test]
    fn the_feet_are_where_the_sprite_is() {
        let mut actors = Actors::default();
        actors.fill(&[sprite(100.0, 200.0, 0)], &[], 1.0);
        let float = |at: usize| {
            f32::from_le_bytes([
                actors.sprites[at],
                actors.sprites[at + 1],
                actors.sprites[at + 2],
                actors.sprites[at + 3],
            ])
        };
        assert_eq!((float(0), float(4)), (84.0, 172.0));
        assert_eq!(actors.sprites[12..], [255, 128, 0, 255]);
    }

    #[test]
    fn a_frame_reuses_the_memory_of_the_last() {
        let mut actors = Actors::default();
        let people: Vec<_> = (0..300).map(|i| sprite(i as f32, 0.0, 0)).collect();
        actors.fill(&people, &[], 1.0);
        let before = (actors.sprites.as_ptr(), actors.discs.as_ptr());
        actors.fill(&people, &[], 1.0);
        assert_eq!(before, (actors.sprites.as_ptr(), actors.discs.as_ptr()));
    }

    #[test]
    fn too_many_parts_are_as_many_as_there_can_be() {
        let mut actors = Actors::default();
        let mut person = sprite(0.0, 0.0, 0);
        person.part_count = 99;
        actors.fill(&[person], &[], 1.0);
        assert_eq!(actors.sprites.len(), 6 * SPRITE_BYTES);
    }
}
