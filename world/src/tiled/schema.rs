//! Which elements and attributes of a map mean something here, and of what type each is. All
//! else is dropped, so that nothing reaches the parser that it would refuse.

/// The type of an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// A whole number from 0 to 2³² - 1. Negative ones are taken as their 32 bits, as some
    /// exporters write flipped tiles so.
    Bits,
    /// A whole number from 0 to a million, fractions cut off.
    Size,
    /// A whole number of at most a million either way, fractions cut off.
    Int,
    /// A finite number of at most a million either way.
    Float,
    /// `1` or `0`, also written `true` or `false`.
    Flag,
    /// `#RRGGBB` or `#AARRGGBB`, with or without `#`.
    Color,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Pairs of numbers: `x,y x,y`.
    Points,
}

use Kind::{Bits, Color, Flag, Float, Int, Points, Size, Text, Word};

/// An element: its attributes and the elements it may hold.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) attributes: &'static [(&'static str, Kind)],
    pub(super) children: &'static [&'static str],
}

const LAYERS: [&str; 4] = ["layer", "objectgroup", "imagelayer", "group"];

/// Whether an element is a layer of any kind.
pub(super) fn is_layer(name: &str) -> bool {
    LAYERS.contains(&name)
}

/// The rule for an element.
pub(super) fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

#[rustfmt::skip]
const RULES: &[Rule] = &[
    Rule { name: "map",
        attributes: &[("orientation", Text), ("renderorder", Word(&["right-down", "right-up", "left-down", "left-up"])),
            ("width", Bits), ("height", Bits), ("tilewidth", Bits), ("tileheight", Bits), ("infinite", Flag),
            ("backgroundcolor", Color), ("parallaxoriginx", Float), ("parallaxoriginy", Float), ("class", Text)],
        children: &["properties", "tileset", "layer", "objectgroup", "imagelayer", "group"] },
    Rule { name: "tileset",
        attributes: &[("firstgid", Bits), ("source", Text), ("name", Text), ("class", Text), ("tilewidth", Size),
            ("tileheight", Size), ("tilecount", Bits), ("columns", Size), ("spacing", Size), ("margin", Size),
            ("tilerendersize", Word(&["tile", "grid"])), ("fillmode", Word(&["stretch", "preserve-aspect-fit"])),
            ("objectalignment", Word(&["unspecified", "topleft", "top", "topright", "left", "center", "right",
                "bottomleft", "bottom", "bottomright"]))],
        children: &["image", "tileoffset", "properties", "tile"] },
    Rule { name: "tileoffset", attributes: &[("x", Int), ("y", Int)], children: &[] },
    Rule { name: "image",
        attributes: &[("source", Text), ("width", Size), ("height", Size), ("trans", Color)], children: &[] },
    Rule { name: "tile",
        attributes: &[("id", Bits), ("type", Text), ("class", Text), ("x", Size), ("y", Size), ("width", Size), ("height", Size)],
        children: &["image", "properties", "objectgroup", "animation"] },
    Rule { name: "animation", attributes: &[], children: &["frame"] },
    Rule { name: "frame", attributes: &[("tileid", Bits), ("duration", Size)], children: &[] },
    Rule { name: "group",
        attributes: &[("id", Bits), ("name", Text), ("class", Text), ("opacity", Float), ("visible", Flag), ("tintcolor", Color),
            ("offsetx", Float), ("offsety", Float), ("parallaxx", Float), ("parallaxy", Float)],
        children: &["properties", "layer", "objectgroup", "imagelayer", "group"] },
    Rule { name: "layer",
        attributes: &[("id", Bits), ("name", Text), ("class", Text), ("opacity", Float), ("visible", Flag), ("tintcolor", Color),
            ("offsetx", Float), ("offsety", Float), ("parallaxx", Float), ("parallaxy", Float),
            ("x", Int), ("y", Int), ("width", Bits), ("height", Bits)],
        children: &["properties", "data"] },
    Rule { name: "data", attributes: &[("encoding", Text), ("compression", Text)], children: &[] },
    Rule { name: "objectgroup",
        attributes: &[("id", Bits), ("name", Text), ("class", Text), ("opacity", Float), ("visible", Flag), ("tintcolor", Color),
            ("offsetx", Float), ("offsety", Float), ("parallaxx", Float), ("parallaxy", Float),
            ("draworder", Word(&["topdown", "index"]))],
        children: &["properties", "object"] },
    Rule { name: "imagelayer",
        attributes: &[("id", Bits), ("name", Text), ("class", Text), ("opacity", Float), ("visible", Flag), ("tintcolor", Color),
            ("offsetx", Float), ("offsety", Float), ("parallaxx", Float), ("parallaxy", Float),
            ("x", Float), ("y", Float), ("repeatx", Flag), ("repeaty", Flag)],
        children: &["properties", "image"] },
    Rule { name: "object",
        attributes: &[("id", Bits), ("gid", Bits), ("name", Text), ("type", Text), ("class", Text), ("x", Float), ("y", Float),
            ("width", Float), ("height", Float), ("rotation", Float), ("opacity", Float), ("visible", Flag),
            ("template", Text)],
        children: &["properties", "ellipse", "capsule", "point", "polygon", "polyline", "text"] },
    Rule { name: "ellipse", attributes: &[], children: &[] },
    Rule { name: "capsule", attributes: &[], children: &[] },
    Rule { name: "point", attributes: &[], children: &[] },
    Rule { name: "text",
        attributes: &[("fontfamily", Text), ("pixelsize", Size), ("wrap", Flag), ("color", Color), ("bold", Flag),
            ("italic", Flag), ("underline", Flag), ("strikeout", Flag), ("kerning", Flag),
            ("halign", Word(&["left", "center", "right", "justify"])), ("valign", Word(&["top", "center", "bottom"]))],
        children: &[] },
    Rule { name: "polygon", attributes: &[("points", Points)], children: &[] },
    Rule { name: "polyline", attributes: &[("points", Points)], children: &[] },
    Rule { name: "properties", attributes: &[], children: &["property"] },
    Rule { name: "property",
        attributes: &[("name", Text), ("type", Text), ("value", Text), ("propertytype", Text)],
        children: &["properties", "item"] },
    Rule { name: "item",
        attributes: &[("type", Text), ("value", Text), ("propertytype", Text)], children: &["properties", "item"] },
    Rule { name: "template", attributes: &[], children: &["tileset", "object"] },
];

/// An attribute's value in the one way of writing that the parser knows; `None` when it is not of
/// that type.
pub(super) fn canonical(kind: Kind, value: &str) -> Option<String> {
    const FAR: f64 = 1_000_000.0;
    let value = if kind == Text { value } else { value.trim() };
    let number = || value.parse::<f64>().ok().filter(|n| n.is_finite());
    let near = || number().filter(|n| n.abs() <= FAR);
    match kind {
        Text => Some(value.to_owned()),
        Bits => bits(value).map(|n| n.to_string()),
        Size => near().filter(|n| *n >= 0.0).map(|n| (n as u32).to_string()),
        Int => near().map(|n| (n as i32).to_string()),
        Float => near().map(|n| n.to_string()),
        Flag => match value {
            "1" | "true" => Some("1".to_owned()),
            "0" | "false" => Some("0".to_owned()),
            _ => None,
        },
        Color => {
            let digits = value.strip_prefix('#').unwrap_or(value);
            let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
            (hex && matches!(digits.len(), 6 | 8)).then(|| digits.to_owned())
        }
        Word(words) => words.contains(&value).then(|| value.to_owned()),
        Points => {
            let mut out = Vec::new();
            for pair in value.split_whitespace() {
                let (x, y) = pair.split_once(',')?;
                out.push(format!("{},{}", canonical(Float, x)?, canonical(Float, y)?));
            }
            (!out.is_empty()).then(|| out.join(" "))
        }
    }
}

/// A tile number with flip bits, or any other unsigned number.
pub(super) fn bits(value: &str) -> Option<u32> {
    let value = value.trim();
    if let Ok(number) = value.parse::<i64>() {
        return u32::try_from(number)
            .ok()
            .or_else(|| i32::try_from(number).ok().map(i32::cast_unsigned));
    }
    // Some tools write whole numbers with a fraction.
    let number = value.parse::<f64>().ok()?;
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number))
        .then_some(number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_in_one_way() {
        let cases = [
            (Flag, "true", Some("1")),
            (Flag, "yes", None),
            (Bits, "3221225473", Some("3221225473")),
            (Bits, "-1073741823", Some("3221225473")),
            (Bits, "32.0", Some("32")),
            (Bits, "4294967296", None),
            (Size, "1.9", Some("1")),
            (Size, "-1", None),
            (Float, "nan", None),
            (Float, "1e30", None),
            (Float, " 1.50 ", Some("1.5")),
            (Color, "#ff00Ff", Some("ff00Ff")),
            (Color, "#ééé", None),
            (Points, "0,0  1.5,-2", Some("0,0 1.5,-2")),
            (Points, "0,0 1", None),
            (Word(&["a"]), "b", None),
        ];
        for (kind, value, expected) in cases {
            assert_eq!(
                canonical(kind, value).as_deref(),
                expected,
                "{kind:?} {value}"
            );
        }
    }

    #[test]
    fn every_child_has_a_rule() {
        for rule_ in RULES {
            for child in rule_.children {
                assert!(rule(child).is_some(), "{child}");
            }
        }
    }
}
