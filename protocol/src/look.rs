//! How an avatar looks: numbers that both sides turn into the same picture.

use serde::{Deserialize, Serialize};

/// The choice of one's avatar. Each field picks an entry of a list that the client's avatar art
/// defines; a number beyond the list's end wraps around, so every combination is a valid avatar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Look {
    /// Skin tone.
    pub skin: u8,
    /// Hair style or head cover.
    pub hair: u8,
    /// Hair colour.
    pub hair_color: u8,
    /// Clothes.
    pub clothes: u8,
    /// Colour of the clothes.
    pub clothes_color: u8,
    /// Glasses and the like; 0 is none.
    pub extra: u8,
}
