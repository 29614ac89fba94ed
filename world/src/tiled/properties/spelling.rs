//! What authors meant who wrote a name that is none.

use super::Property;

/// Slips found in public maps that are further from what was meant than a letter or two, or that
/// could be led to something else.
const SLIPS: [(&str, &str); 14] = [
    ("collision", "collides"),
    ("collisions", "collides"),
    ("collison", "collides"),
    ("collildes", "collides"),
    ("colidible", "collides"),
    ("collieds", "collides"),
    ("colides", "collides"),
    ("jitsi", "jitsiRoom"),
    ("jitsiinstance", "jitsiUrl"),
    ("openaudio", "playAudio"),
    ("scilent", "silent"),
    ("loop", "audioLoop"),
    ("website", "openWebsite"),
    ("exit", "exitUrl"),
];

/// Names shorter than this are led nowhere: too many words are near to them.
const SHORTEST: usize = 6;

/// Letters of a name that are compared; no property has a longer one.
const LONGEST: usize = 40;

/// What a known slip (in small letters) stands for.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    SLIPS
        .iter()
        .find(|(slip, _)| *slip == name)
        .map(|(_, right)| *right)
}

/// The property whose name differs by a letter or two from this one (in small letters).
pub(super) fn closest(
    name: &str,
    all: impl Iterator<Item = &'static Property>,
) -> Option<&'static Property> {
    let length = name.chars().count();
    // `zone2` and `XjitsiTrigger` are how authors keep a second value, or put one out of use.
    let numbered = name.ends_with(|c: char| c.is_ascii_digit());
    if !(SHORTEST..=LONGEST).contains(&length) || numbered || name.starts_with('x') {
        return None;
    }
    let allowed = if length < 9 { 1 } else { 2 };
    let near = all.filter_map(|property| {
        let distance = distance(name, &property.name.to_lowercase());
        (distance <= allowed).then_some((distance, property))
    });
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, property)| property)
}

/// How many letters have to be changed, added or taken away to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, from) in a.chars().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut new = vec![left];
        for (to, above) in b.iter().zip(row.iter().skip(1)) {
            let changed = diagonal + usize::from(from != *to);
            left = changed.min(above + 1).min(left + 1);
            diagonal = *above;
            new.push(left);
        }
        row = new;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("abc", "abc", 0),
            ("abc", "abd", 1),
            ("kitten", "sitting", 3),
            ("ab", "ba", 2),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }
}
