//! The tilesets of the shipped maps: drawings ([`floors`] to [`trees`]) and the tables that say
//! where each lies on its sheet and what of it blocks ([`ground`], [`indoors`], [`garden`]).

mod floors;
mod flowers;
mod garden;
mod ground;
mod hangings;
mod home;
mod indoors;
mod kitchen;
mod markers;
mod outdoors;
mod park;
mod seats;
mod shapes;
mod shelves;
mod stage;
mod tables;
mod trees;
mod walls;

use super::sheet::Sheet;

/// Draws all tilesets.
pub fn sheets() -> [Sheet; 5] {
    [
        ground::sheet(),
        indoors::wall_set(),
        indoors::furniture(),
        garden::sheet(),
        garden::marker_set(),
    ]
}
