//! The shapes of objects as polygons, and where the picture of a tile lies on the map.

use hallway_protocol::Pos;
use hallway_protocol::geom::SUBPX;
use tiled::{ObjectData, ObjectShape};

use crate::scene::{DrawSize, FLIP_DIAGONAL, FLIP_HORIZONTAL, FLIP_VERTICAL, Sheet, TileObject};

/// Corners that stand for an ellipse.
const ROUND: u32 = 32;

/// How far from the map's corner a corner may lie, in subpixels, so that differences never
/// overflow.
const FAR: f64 = (1u32 << 29) as f64;

/// A point in map pixels or, for shapes of tiles, in pixels of the tile.
pub(super) type Point = (f64, f64);

/// The area of an object, turned as it is; `None` for points, lines, texts and what has no area.
/// Of an object that shows a tile this is not where the tile is.
pub(super) fn of(object: &ObjectData) -> Option<Vec<Point>> {
    let corners: Vec<Point> = match &object.shape {
        ObjectShape::Rect { width, height } => {
            let (w, h) = sides(*width, *height)?;
            vec![(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
        }
        ObjectShape::Ellipse { width, height } => {
            let (w, h) = sides(*width, *height)?;
            round((w / 2.0, h / 2.0), (w / 2.0, h / 2.0), (0.0, 0.0))
        }
        ObjectShape::Capsule { width, height } => {
            let (w, h) = sides(*width, *height)?;
            let radius = w.min(h) / 2.0;
            let straight = (w / 2.0 - radius, h / 2.0 - radius);
            round((w / 2.0, h / 2.0), (radius, radius), straight)
        }
        ObjectShape::Polygon { points } if points.len() > 2 => points
            .iter()
            .map(|(x, y)| (f64::from(*x), f64::from(*y)))
            .collect(),
        ObjectShape::Polygon { .. }
        | ObjectShape::Polyline { .. }
        | ObjectShape::Point(..)
        | ObjectShape::Text { .. } => return None,
    };
    let (sin, cos) = f64::from(object.rotation).to_radians().sin_cos();
    let (x, y) = (f64::from(object.x), f64::from(object.y));
    Some(
        corners
            .into_iter()
            .map(|(dx, dy)| (x + dx * cos - dy * sin, y + dx * sin + dy * cos))
            .collect(),
    )
}

fn sides(width: f32, height: f32) -> Option<(f64, f64)> {
    (width > 0.0 && height > 0.0).then(|| (f64::from(width), f64::from(height)))
}

/// An ellipse whose quarters are pulled apart by `straight`.
fn round(middle: Point, radius: Point, straight: Point) -> Vec<Point> {
    let corner = |index: u32| {
        let angle = (f64::from(index) + 0.5) * std::f64::consts::TAU / f64::from(ROUND);
        let (sin, cos) = angle.sin_cos();
        (
            middle.0 + radius.0 * cos + straight.0.copysign(cos),
            middle.1 + radius.1 * sin + straight.1.copysign(sin),
        )
    };
    (0..ROUND).map(corner).collect()
}

/// A polygon moved by a layer's offset.
pub(super) fn moved(corners: Vec<Point>, by: (f32, f32)) -> Vec<Point> {
    let (dx, dy) = (f64::from(by.0), f64::from(by.1));
    corners.into_iter().map(|(x, y)| (x + dx, y + dy)).collect()
}

/// A polygon of map pixels as positions.
pub(super) fn positions(corners: &[Point]) -> Vec<Pos> {
    let subpx = |px: f64| (px * f64::from(SUBPX)).round().clamp(-FAR, FAR) as i32;
    corners
        .iter()
        .map(|(x, y)| Pos {
            x: subpx(*x),
            y: subpx(*y),
        })
        .collect()
}

/// The parts of a horizontal line that lie inside of a polygon, from left to right; even-odd rule.
pub(super) fn spans(corners: &[Point], y: f64, out: &mut Vec<Point>) {
    let mut crossings: Vec<f64> = Vec::new();
    let mut last = match corners.last() {
        Some(last) => *last,
        None => return out.clear(),
    };
    for corner in corners {
        if (corner.1 > y) != (last.1 > y) {
            let part = (y - last.1) / (corner.1 - last.1);
            crossings.push(last.0 + part * (corner.0 - last.0));
        }
        last = *corner;
    }
    crossings.sort_unstable_by(f64::total_cmp);
    let (pairs, _) = crossings.as_chunks::<2>();
    out.clear();
    out.extend(pairs.iter().map(|[left, right]| (*left, *right)));
}

/// Where the picture of a tile lies.
pub(super) struct Frame {
    /// Left edge and bottom edge of the box that it is drawn into, before rotation.
    pub(super) corner: Point,
    /// Size of that box.
    pub(super) size: Point,
    /// Size on the image.
    pub(super) picture: Point,
    /// Tiled's tile offset, in pixels of the image.
    pub(super) offset: Point,
    /// Flip bits.
    pub(super) flips: u32,
    /// Clockwise degrees around the corner.
    pub(super) rotation: f64,
    /// The picture keeps its proportions.
    pub(super) fit: bool,
}

impl Frame {
    /// A tile in a cell whose bottom left corner is `corner`, given the size of cells.
    pub(super) fn in_cell(sheet: &Sheet, flips: u32, corner: Point, cell: Point) -> Self {
        let picture = (f64::from(sheet.tile_width), f64::from(sheet.tile_height));
        Self {
            corner,
            size: if sheet.size == DrawSize::Own {
                picture
            } else {
                cell
            },
            picture,
            offset: (f64::from(sheet.offset.0), f64::from(sheet.offset.1)),
            flips,
            rotation: 0.0,
            fit: sheet.size == DrawSize::GridFit,
        }
    }

    /// A tile that is placed freely.
    pub(super) fn of_object(sheet: &Sheet, object: &TileObject) -> Self {
        let size = (f64::from(object.width), f64::from(object.height));
        let corner = (f64::from(object.x), f64::from(object.y) + size.1);
        Self {
            size,
            rotation: f64::from(object.rotation),
            ..Self::in_cell(sheet, object.cell, corner, size)
        }
    }

    /// The outline of the picture on the map.
    pub(super) fn outline(&self) -> Vec<Point> {
        let (w, h) = self.picture;
        [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
            .map(|point| self.on_map(point))
            .to_vec()
    }

    /// Where a point of the picture lies on the map, in the same steps as it is drawn: scaled,
    /// flipped with the bottom left corner in place, turned around that corner.
    pub(super) fn on_map(&self, point: Point) -> Point {
        let side = |size: f64, picture: f64| if picture > 0.0 { size / picture } else { 1.0 };
        let mut scale = (
            side(self.size.0, self.picture.0),
            side(self.size.1, self.picture.1),
        );
        if self.fit {
            let least = scale.0.min(scale.1);
            scale = (least, least);
        }
        let mut from_middle = (
            (point.0 - self.picture.0 / 2.0) * scale.0,
            (point.1 - self.picture.1 / 2.0) * scale.1,
        );
        let mut shift = 0.0;
        if self.flips & FLIP_DIAGONAL != 0 {
            from_middle = (from_middle.1, from_middle.0);
            shift = (self.size.1 - self.size.0) / 2.0;
        }
        if self.flips & FLIP_HORIZONTAL != 0 {
            from_middle.0 = -from_middle.0;
        }
        if self.flips & FLIP_VERTICAL != 0 {
            from_middle.1 = -from_middle.1;
        }
        let x = self.size.0 / 2.0 + self.offset.0 * scale.0 + shift + from_middle.0;
        let y = -self.size.1 / 2.0 + self.offset.1 * scale.1 + shift + from_middle.1;
        let (sin, cos) = self.rotation.to_radians().sin_cos();
        (
            self.corner.0 + x * cos - y * sin,
            self.corner.1 + x * sin + y * cos,
        )
    }
}
