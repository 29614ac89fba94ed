//! Texts of object layers, with everything around them worked in.

use tiled::{HorizontalAlignment, LayerType, Object, ObjectShape, VerticalAlignment};

use super::flat::Flat;
use super::words::Words;
use super::{Plan, objects, sheets};
use crate::scene::{Across, Down, Text};
use crate::tiled::error::Notes;
use crate::tiled::limits::MAX_TEXTS;

/// Largest font in map pixels, as in Tiled itself.
const MAX_PIXEL_SIZE: usize = 999;

/// What Tiled writes with when a map names no size, and here also when it names none of sense.
const DEFAULT_PIXEL_SIZE: u16 = 16;

/// Characters of a font's name; no font has more.
const MAX_FONT_CHARS: usize = 64;

/// All texts that can be seen, in the order of painting.
pub(super) fn texts(plan: &Plan<'_>, notes: &mut Notes) -> Vec<Text> {
    let mut out = Vec::new();
    for flat in plan
        .layers
        .iter()
        .filter(|flat| flat.visible && flat.opacity > 0.0)
    {
        let LayerType::Objects(layer) = flat.layer.layer_type() else {
            continue;
        };
        for object in objects::in_order(&layer) {
            if let ObjectShape::Text { .. } = object.shape {
                out.extend(text(&object, flat, notes));
            }
        }
    }
    if out.len() > MAX_TEXTS {
        let message = format!(
            "it has {} texts; those after the first {MAX_TEXTS} are left out",
            out.len()
        );
        notes.warn("too-many-texts", plan.file, message);
        out.truncate(MAX_TEXTS);
    }
    out
}

/// A text object as it is shown. `None` when nothing of it can be seen.
fn text(object: &Object<'_>, flat: &Flat<'_>, notes: &mut Notes) -> Option<Text> {
    let ObjectShape::Text {
        font_family,
        pixel_size,
        wrap,
        color,
        bold,
        italic,
        underline,
        strikeout,
        kerning,
        halign,
        valign,
        text,
        width,
        height,
    } = &object.shape
    else {
        return None;
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let opacity = flat.opacity * objects::opacity(object);
    if text.trim().is_empty() || color.alpha == 0 || opacity <= 0.0 {
        return None;
    }
    if !(*width > 0.0 && *height > 0.0) {
        let message = format!(
            "the text of object {} has no size and is not shown",
            object.id()
        );
        notes.warn("bad-text", &flat.place, message);
        return None;
    }
    // WorkAdventure's way to name a font that the author's own computer does not have.
    let wished = Words::of(&object.properties).text("font-family");
    Some(Text {
        text,
        x: object.x + flat.offset.0,
        y: object.y + flat.offset.1,
        width: *width,
        height: *height,
        rotation: object.rotation.rem_euclid(360.0),
        font: font(wished.as_deref().unwrap_or(font_family)),
        pixel_size: match *pixel_size {
            0 => DEFAULT_PIXEL_SIZE,
            size => size.min(MAX_PIXEL_SIZE) as u16,
        },
        // The tint of a layer is for pictures, in Tiled too: a text has a colour of its own.
        color: sheets::rgba(*color),
        opacity,
        parallax: flat.parallax,
        wrap: *wrap,
        bold: *bold,
        italic: *italic,
        underline: *underline,
        strikeout: *strikeout,
        kerning: *kerning,
        across: match halign {
            HorizontalAlignment::Left => Across::Left,
            HorizontalAlignment::Center => Across::Center,
            HorizontalAlignment::Right => Across::Right,
            HorizontalAlignment::Justify => Across::Justify,
        },
        down: match valign {
            VerticalAlignment::Top => Down::Top,
            VerticalAlignment::Center => Down::Center,
            VerticalAlignment::Bottom => Down::Bottom,
        },
    })
}

/// The first font of a list as it may stand in a style sheet: only what names of fonts are made of
/// stays, so that nothing a map says is ever read as anything else.
fn font(names: &str) -> String {
    let first = names.split(',').next().unwrap_or_default();
    let clean: String = first
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
        .collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    words.join(" ").chars().take(MAX_FONT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fonts_are_letters_digits_blanks_and_hyphens() {
        for (names, expected) in [
            ("sans-serif", "sans-serif"),
            ("\"Press Start 2P\"", "Press Start 2P"),
            ("'Noto  Sans', Arial, serif", "Noto Sans"),
            ("思源黑体", "思源黑体"),
            (
                "a\"; background: url(//example.org/x)",
                "a background urlexampleorgx",
            ),
            ("\\22 \n}\0", "22"),
            ("", ""),
        ] {
            assert_eq!(font(names), expected, "{names}");
        }
        assert_eq!(font(&"x".repeat(5000)).len(), MAX_FONT_CHARS);
    }
}
