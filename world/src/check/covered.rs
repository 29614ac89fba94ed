//! Layers of tiles that lie wholly under others. Told only where it is certain without looking at
//! pixels: what covers them is a picture that has no transparency at all, laid cell on cell.

use std::collections::BTreeSet;

use super::{Findings, Subject};
use crate::scene::{Content, DrawSize, Layer, Scene, Sheet, TILE_MASK};
use crate::tiled::MapFiles;
use crate::tiled::properties;
use crate::tiled::source::{Thing, ThingKind};

/// Bytes of a picture that are read; what says whether it has transparency stands in front.
const HEADER: u64 = 64 << 10;

/// Cells that all layers of one picture may be laid over together; those after that cover nothing.
const MAX_PICTURE_WORK: usize = 20_000_000;

/// A colour's opacity when it hides all that is below.
const OPAQUE: u8 = u8::MAX;

pub(super) fn look(subject: &Subject<'_>, files: &dyn MapFiles, found: &mut Findings) {
    let scene = &subject.venue.scene;
    // Tiles that mean something do so under others too.
    if tiles_mean(&subject.source.things) {
        return;
    }
    let named = subject.venue.image_files.iter();
    let opaque: Vec<bool> = (named.zip(&scene.images))
        .map(|(file, image)| {
            let bytes = file.as_ref().and_then(|file| files.read(file, HEADER).ok());
            image.transparent.is_none() && bytes.is_some_and(|bytes| has_no_transparency(&bytes))
        })
        .collect();
    let mut cover = Cover {
        scene,
        opaque: &opaque,
        animated: scene.animations.iter().map(|a| a.tile).collect(),
        work: MAX_PICTURE_WORK,
    };
    let mut covered = vec![false; scene.columns as usize * scene.rows as usize];
    for layer in scene.layers.iter().rev() {
        if cover.hides(layer, &covered)
            && let Some(thing) = only_thing(&subject.source.things, layer)
        {
            let message = "all its tiles lie under those of the layers above it";
            found.add("unseen-layer", &thing.place, message);
        }
        cover.add(layer, &mut covered);
    }
}

/// Whether tiles of this map mean something besides their picture.
fn tiles_mean(things: &[Thing]) -> bool {
    let tiles = things.iter().filter(|thing| thing.kind == ThingKind::Tile);
    let mut properties = tiles.flat_map(|tile| &tile.properties);
    properties.any(|property| properties::known(&property.name).is_some())
}

/// What an author wrote of a layer, when it is sure which one it is, and that it does nothing else.
fn only_thing<'t>(things: &'t [Thing], layer: &Layer) -> Option<&'t Thing> {
    let mut same = things
        .iter()
        .filter(|thing| thing.kind == ThingKind::TileLayer && thing.name.trim() == layer.name);
    let thing = same.next().filter(|_| same.next().is_none())?;
    let means =
        |property: &crate::tiled::source::Property| properties::known(&property.name).is_some();
    let start = layer.name.eq_ignore_ascii_case("start");
    (!start && !thing.properties.iter().any(means)).then_some(thing)
}

struct Cover<'c> {
    scene: &'c Scene,
    /// For each picture whether it has no transparency.
    opaque: &'c [bool],
    /// Tiles that show others in turn.
    animated: BTreeSet<u32>,
    /// Cells that pictures may still be laid over.
    work: usize,
}

impl Cover<'_> {
    /// Whether all that a layer shows lies under covered cells.
    fn hides(&self, layer: &Layer, covered: &[bool]) -> bool {
        if !moves_with_the_map(layer) {
            return false;
        }
        let mut any = false;
        let all = self.cells(layer).all(|(cell, tile)| {
            any = true;
            let inside = (self.scene.sheet_of(tile)).is_some_and(|sheet| self.fits(sheet));
            inside && covered.get(cell) == Some(&true) && !self.blocks(cell)
        });
        any && all
    }

    /// Marks the cells in which nothing can be seen below a layer.
    fn add(&mut self, layer: &Layer, covered: &mut [bool]) {
        let tinted = layer.tint.is_some_and(|[.., alpha]| alpha != OPAQUE);
        if layer.opacity < 1.0 || tinted {
            return;
        }
        if let Content::Image {
            image,
            repeat_x,
            repeat_y,
        } = &layer.content
        {
            return self.add_picture(layer, *image, (*repeat_x, *repeat_y), covered);
        }
        if !moves_with_the_map(layer) {
            return;
        }
        let mut last = (0, false);
        for (cell, tile) in self.cells(layer) {
            if last.0 != tile + 1 {
                let sheet = self.scene.sheet_of(tile);
                let fills =
                    sheet.is_some_and(|sheet| self.fills(sheet)) && !self.animated.contains(&tile);
                last = (tile + 1, fills);
            }
            if let Some(slot) = covered.get_mut(cell).filter(|_| last.1) {
                *slot = true;
            }
        }
    }

    /// Marks the cells that a picture lies over as a whole.
    fn add_picture(
        &mut self,
        layer: &Layer,
        image: u32,
        repeat: (bool, bool),
        covered: &mut [bool],
    ) {
        let opaque = self.opaque.get(image as usize) == Some(&true);
        let still = layer.parallax == (1.0, 1.0) && layer.door.is_none();
        let image = self.scene.images.get(image as usize);
        let Some(image) = image.filter(|_| opaque && still) else {
            return;
        };
        let Some(left) = self.work.checked_sub(covered.len()) else {
            return;
        };
        self.work = left;
        let within = |cell: usize, size: u32, repeated: bool, offset: f32, picture: u32| {
            let (cell, size) = (cell as f64, f64::from(size));
            let (from, to) = (f64::from(offset), f64::from(offset) + f64::from(picture));
            repeated || (cell * size >= from && (cell + 1.0) * size <= to)
        };
        let width = (self.scene.columns as usize).max(1);
        for (index, slot) in covered.iter_mut().enumerate() {
            let (column, row) = (index % width, index / width);
            let (across, down) = repeat;
            let (x, y) = layer.offset;
            *slot |= within(column, self.scene.tile_width, across, x, image.width)
                && within(row, self.scene.tile_height, down, y, image.height);
        }
    }

    /// The cells of the map in which a layer of tiles shows one, and which.
    fn cells<'l>(&self, layer: &'l Layer) -> impl Iterator<Item = (usize, u32)> + use<'l> {
        let width = self.scene.columns as usize;
        let (x, y, columns, cells) = match &layer.content {
            Content::Tiles {
                x,
                y,
                columns,
                cells,
                ..
            } => (
                *x as usize,
                *y as usize,
                *columns as usize,
                cells.as_slice(),
            ),
            Content::Image { .. } | Content::Objects(_) => (0, 0, 1, &[][..]),
        };
        cells.iter().enumerate().filter_map(move |(index, cell)| {
            let tile = (cell & TILE_MASK).checked_sub(1)?;
            let (column, row) = (index % columns.max(1), index / columns.max(1));
            Some(((y + row) * width + x + column, tile))
        })
    }

    /// Whether a tile is drawn nowhere but in its own cell.
    fn fits(&self, sheet: &Sheet) -> bool {
        let own = sheet.tile_width <= self.scene.tile_width
            && sheet.tile_height <= self.scene.tile_height
            && sheet.size == DrawSize::Own;
        own && sheet.offset == (0, 0)
    }

    /// Whether a tile fills its cell with a picture that nothing shines through.
    fn fills(&self, sheet: &Sheet) -> bool {
        let image = self.scene.images.get(sheet.image as usize);
        // What reaches over the edge of its picture is transparent there.
        let whole = image.is_some_and(|image| {
            let rows = sheet.count.div_ceil(sheet.columns.max(1));
            let side = |from: u32, count: u32, size: u32| {
                u64::from(from)
                    + u64::from(count) * u64::from(size)
                    + u64::from(count.saturating_sub(1)) * u64::from(sheet.spacing)
            };
            side(sheet.x, sheet.columns, sheet.tile_width) <= u64::from(image.width)
                && side(sheet.y, rows, sheet.tile_height) <= u64::from(image.height)
        });
        whole
            && self.opaque.get(sheet.image as usize) == Some(&true)
            && sheet.tile_width == self.scene.tile_width
            && sheet.tile_height == self.scene.tile_height
            && self.fits(sheet)
    }

    /// Whether one can't walk somewhere in a cell.
    fn blocks(&self, cell: usize) -> bool {
        let width = (self.scene.columns as usize).max(1);
        let side = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        let (column, row) = (side(cell % width), side(cell / width));
        self.scene.walls.mask(column, row) != 0
    }
}

/// Whether a layer always stands where its cells are.
fn moves_with_the_map(layer: &Layer) -> bool {
    layer.parallax == (1.0, 1.0) && layer.offset == (0.0, 0.0) && layer.door.is_none()
}

/// Whether a picture is of a kind that has no transparency: JPEG, and PNG without an alpha channel and
/// without a transparent colour.
fn has_no_transparency(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return true;
    }
    // Signature, length and name of the first chunk, width, height, depth, kind of colour.
    let Some(kind) = bytes
        .get(25)
        .filter(|_| bytes.starts_with(b"\x89PNG\r\n\x1a\n"))
    else {
        return false;
    };
    const ALPHA: u8 = 4;
    kind & ALPHA == 0 && !has_transparent_colour(bytes)
}

/// Whether a PNG says that a colour is transparent, which stands before its pixels; also when that
/// can't be told.
fn has_transparent_colour(bytes: &[u8]) -> bool {
    let mut at = 8;
    loop {
        let Some((length, name)) = bytes
            .get(at..at + 8)
            .and_then(|head| head.split_at_checked(4))
        else {
            return true;
        };
        match name {
            b"IDAT" => return false,
            b"tRNS" => return true,
            _ => {}
        }
        let length = length
            .iter()
            .fold(0usize, |sum, b| sum << 8 | usize::from(*b));
        // Length, name and checksum stand around it.
        at = at.saturating_add(length).saturating_add(12);
        if at > bytes.len() {
            return true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of this kind of colour with these chunks after its first one.
    fn png(kind: u8, chunks: &[&[u8; 4]]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08".to_vec();
        bytes.extend([kind, 0, 0, 0, 1, 2, 3, 4]);
        for name in chunks {
            bytes.extend([0, 0, 0, 2]);
            bytes.extend(**name);
            bytes.extend([0; 6]);
        }
        bytes
    }

    #[test]
    fn only_what_is_certain_counts_as_opaque() {
        for (bytes, expected) in [
            (vec![0xff, 0xd8, 0xff, 0xe0], true),
            (png(2, &[b"IDAT"]), true),
            (png(3, &[b"PLTE", b"IDAT"]), true),
            (png(3, &[b"PLTE", b"tRNS", b"IDAT"]), false),
            (png(6, &[b"IDAT"]), false),
            (png(4, &[b"IDAT"]), false),
            (png(2, &[b"PLTE"]), false),
            (png(2, &[]), false),
            (b"GIF89a".to_vec(), false),
            (b"<svg/>".to_vec(), false),
            (Vec::new(), false),
        ] {
            assert_eq!(has_no_transparency(&bytes), expected, "{bytes:?}");
        }
    }
}
