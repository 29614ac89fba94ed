//! The editable form of drawn pictures: grids of palette letters in text files.
//!
//! ```text
//! # A line that starts with "# " is a comment.
//! sprite NAME X Y     what follows is NAME, its top left corner at (X, Y) of its frame
//! ..ab..
//! .abcd.
//! ```

use std::collections::HashMap;
use std::io::{Error, Result};
use std::path::Path;

use super::canvas::Canvas;
use super::palette;

/// A picture and where it goes.
#[derive(Clone, Debug)]
pub struct Sprite {
    /// Left edge within its frame.
    pub x: i32,
    /// Top edge within its frame.
    pub y: i32,
    /// The picture, without what lies around.
    pub picture: Canvas,
}

/// The pictures of one file by name.
#[derive(Clone, Debug, Default)]
pub struct Sprites(HashMap<String, Sprite>);

impl Sprites {
    /// Reads a text source.
    ///
    /// # Errors
    /// When the file can't be read; or the line that is not understood, by its number.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)?;
        Self::parse(&text).map_err(|what| Error::other(format!("{}: {what}", path.display())))
    }

    /// A picture; `None` when the file has none of that name.
    pub fn get(&self, name: &str) -> Option<&Sprite> {
        self.0.get(name)
    }

    /// Paints a picture at its place, moved by so much. Names that the file lacks paint nothing.
    pub fn draw(&self, name: &str, on: &mut Canvas, dx: i32, dy: i32) {
        if let Some(sprite) = self.get(name) {
            on.draw(&sprite.picture, sprite.x + dx, sprite.y + dy);
        }
    }

    fn parse(text: &str) -> std::result::Result<Self, String> {
        let mut sprites = HashMap::new();
        let mut open: Option<(String, i32, i32, Vec<&str>)> = None;
        for (number, line) in text.lines().enumerate() {
            let wrong = |what: &str| format!("line {}: {what}", number + 1);
            if line.starts_with("# ") || line.trim().is_empty() {
                continue;
            }
            let Some(head) = line.strip_prefix("sprite ") else {
                if let Some(bad) = line.chars().find(|c| palette::letter(*c).is_none()) {
                    return Err(wrong(&format!("the palette has no letter {bad:?}")));
                }
                let (_, _, _, rows) = open.as_mut().ok_or_else(|| wrong("no sprite begun"))?;
                rows.push(line);
                continue;
            };
            if let Some((name, x, y, rows)) = open.take() {
                sprites.insert(name, sprite(x, y, &rows));
            }
            let words: Vec<&str> = head.split_whitespace().collect();
            let [name, x, y] = words.as_slice() else {
                return Err(wrong("expected: sprite NAME X Y"));
            };
            let (Ok(x), Ok(y)) = (x.parse(), y.parse()) else {
                return Err(wrong("X and Y must be whole numbers"));
            };
            if sprites.contains_key(*name) {
                return Err(wrong(&format!("a second sprite named {name}")));
            }
            open = Some(((*name).to_owned(), x, y, Vec::new()));
        }
        if let Some((name, x, y, rows)) = open {
            sprites.insert(name, sprite(x, y, &rows));
        }
        Ok(Self(sprites))
    }
}

fn sprite(x: i32, y: i32, rows: &[&str]) -> Sprite {
    let width = rows
        .iter()
        .map(|row| row.chars().count())
        .max()
        .unwrap_or(0);
    let mut picture = Canvas::new(width as i32, rows.len() as i32);
    for (row, line) in rows.iter().enumerate() {
        for (column, letter) in line.chars().enumerate() {
            let color = palette::letter(letter).unwrap_or(palette::CLEAR);
            picture.set(column as i32, row as i32, color);
        }
    }
    Sprite { x, y, picture }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_become_pictures() {
        let sprites =
            Sprites::parse("# words\nsprite dot 3 4\n.#\n##\n\nsprite b 0 0\nw\n").unwrap();
        let dot = sprites.get("dot").unwrap();
        assert_eq!((dot.x, dot.y), (3, 4));
        assert_eq!(dot.picture.get(0, 0), palette::CLEAR);
        assert_eq!(dot.picture.get(1, 0), palette::INK);
        assert_eq!(sprites.get("b").unwrap().picture.get(0, 0), palette::WHITE);
    }

    #[test]
    fn mistakes_name_their_line() {
        for (text, expected) in [
            ("##", "line 1: no sprite begun"),
            ("sprite a 0 0\n!", "line 2: the palette has no letter '!'"),
            ("sprite a 0\n", "line 1: expected: sprite NAME X Y"),
            ("sprite a 0 x\n", "line 1: X and Y must be whole numbers"),
            (
                "sprite a 0 0\n#\nsprite a 0 0\n",
                "line 3: a second sprite named a",
            ),
        ] {
            assert_eq!(Sprites::parse(text).unwrap_err(), expected);
        }
    }
}
