//! Reads what @colyseus/schema 4 sends of the state of `bench/src/colyseus/server.js`: who is there, and
//! who moved. It knows that one schema and refuses what can't be of it.
//!
//! A state and a patch are the same: operations on the fields of a structure, after each switch (a byte of
//! 255 and a number) on those of another one. Structure 0 is the root.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};

/// What stands before the number of the next structure.
const SWITCH: u8 = 255;

/// The two bits of an operation that say what becomes of a field or an entry. Neither replaces a value.
const ADD: u8 = 128;
const DELETE: u8 = 64;

/// All entries of a map are gone.
const CLEAR: u8 = 10;

/// The root, and its one field: the map of players.
const ROOT: u64 = 0;
const PLAYERS: u8 = 0;

/// Fields of a player.
const NAME: u8 = 0;
const X: u8 = 1;
const Y: u8 = 2;
const ANIMATION: u8 = 3;
const READY: u8 = 4;
const VIDEO: u8 = 5;

/// Somebody who is there.
#[derive(Clone, Debug, Default, PartialEq)]
struct Player {
    /// The key in the map: whose session it is.
    session: String,
    x: Option<f64>,
    y: Option<f64>,
}

/// Somebody who was there before, and whose position changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved<'a> {
    /// Whose session it is.
    pub session: &'a str,
    /// Where they are now, in pixels.
    pub x: f64,
    /// See `x`.
    pub y: f64,
}

/// What is known of the room.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The number of the map's structure.
    players: Option<u64>,
    /// By the number of their structure.
    people: HashMap<u64, Player>,
    /// By their place in the map the number of their structure.
    entries: HashMap<u64, u64>,
}

/// The structure that operations are on.
#[derive(Clone, Copy)]
enum Structure {
    Root,
    Players,
    Player(u64),
}

impl State {
    /// How many are there.
    pub fn count(&self) -> usize {
        self.people.len()
    }

    /// Takes in a state or a patch, without the byte that says which of them it is. `moved` hears of
    /// everybody who moved, once each.
    ///
    /// # Errors
    /// When it ends within an operation or is none of this schema. What is known is of no worth then.
    pub fn apply(&mut self, bytes: &[u8], mut moved: impl FnMut(Moved<'_>)) -> Result<()> {
        let mut reader = Reader(bytes);
        let mut at = Structure::Root;
        while !reader.0.is_empty() {
            if reader.0.first() == Some(&SWITCH) {
                reader.byte()?;
                at = self.structure(reader.count()?)?;
                continue;
            }
            match at {
                Structure::Root => self.root(&mut reader)?,
                Structure::Players => self.entry(&mut reader)?,
                Structure::Player(id) => {
                    let player = self.people.get_mut(&id).context("nobody")?;
                    if player.take(&mut reader)?
                        && let (Some(x), Some(y)) = (player.x, player.y)
                    {
                        let session = &player.session;
                        moved(Moved { session, x, y });
                    }
                }
            }
        }
        Ok(())
    }

    fn structure(&self, id: u64) -> Result<Structure> {
        if id == ROOT {
            Ok(Structure::Root)
        } else if self.players == Some(id) {
            Ok(Structure::Players)
        } else if self.people.contains_key(&id) {
            Ok(Structure::Player(id))
        } else {
            bail!("structure {id} was never told of")
        }
    }

    /// An operation on the root.
    fn root(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let (operation, field) = operation(reader.byte()?);
        if field != PLAYERS || operation == DELETE {
            bail!("operation {operation} on field {field} of the root");
        }
        self.players = Some(reader.count()?);
        Ok(())
    }

    /// An operation on the map of players.
    fn entry(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let operation = reader.byte()?;
        if operation == CLEAR {
            self.entries.clear();
            self.people.clear();
            return Ok(());
        }
        if operation & !(ADD | DELETE) != 0 || operation == 0 {
            bail!("operation {operation} on players");
        }
        let place = reader.count()?;
        if operation & DELETE != 0 {
            let gone = self.entries.remove(&place);
            self.people.remove(&gone.context("nobody leaves")?);
        }
        if operation & ADD != 0 {
            let session = reader.string()?.to_owned();
            let id = reader.count()?;
            self.entries.insert(place, id);
            // They stay where they are if they are known: a state tells of all again.
            self.people.entry(id).or_default().session = session;
        }
        Ok(())
    }
}

impl Player {
    /// The operations on a player up to the next switch. Gives whether they moved.
    fn take(&mut self, reader: &mut Reader<'_>) -> Result<bool> {
        let mut moved = false;
        while let Some(first) = reader.0.first().filter(|first| **first != SWITCH) {
            let (operation, field) = operation(*first);
            reader.byte()?;
            if operation == DELETE {
                bail!("field {field} of a player is deleted");
            }
            match field {
                X => moved |= put(&mut self.x, reader.number()?),
                Y => moved |= put(&mut self.y, reader.number()?),
                NAME | ANIMATION => {
                    reader.string()?;
                }
                READY | VIDEO => {
                    reader.byte()?;
                }
                _ => bail!("a player has no field {field}"),
            }
        }
        Ok(moved)
    }
}

/// Whether there was another value before.
fn put(place: &mut Option<f64>, value: f64) -> bool {
    place.replace(value).is_some_and(|before| before != value)
}

/// What becomes of which field.
fn operation(byte: u8) -> (u8, u8) {
    (byte & (ADD | DELETE), byte & !(ADD | DELETE))
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, length: usize) -> Result<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length).context("it ends early")?;
        self.0 = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        Ok(self.bytes(N)?.try_into()?)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    /// A number: as MessagePack has them, but with the least byte first.
    fn number(&mut self) -> Result<f64> {
        Ok(match self.byte()? {
            small @ 0..=0x7f => f64::from(small),
            0xca => f64::from(f32::from_le_bytes(self.array()?)),
            0xcb => f64::from_le_bytes(self.array()?),
            0xcc => f64::from(self.byte()?),
            0xcd => f64::from(u16::from_le_bytes(self.array()?)),
            0xce => f64::from(u32::from_le_bytes(self.array()?)),
            0xcf => u64::from_le_bytes(self.array()?) as f64,
            0xd0 => f64::from(i8::from_le_bytes(self.array()?)),
            0xd1 => f64::from(i16::from_le_bytes(self.array()?)),
            0xd2 => f64::from(i32::from_le_bytes(self.array()?)),
            0xd3 => i64::from_le_bytes(self.array()?) as f64,
            negative @ 0xe0.. => f64::from(negative as i8),
            other => bail!("{other} begins no number"),
        })
    }

    /// A number that counts or names something.
    fn count(&mut self) -> Result<u64> {
        let number = self.number()?;
        if number < 0.0 || number.fract() != 0.0 || number > f64::from(u32::MAX) {
            bail!("{number} counts nothing");
        }
        Ok(number as u64)
    }

    fn string(&mut self) -> Result<&'a str> {
        let length = match self.byte()? {
            short @ 0xa0..=0xbf => usize::from(short & 0x1f),
            0xd9 => usize::from(self.byte()?),
            0xda => usize::from(u16::from_le_bytes(self.array()?)),
            0xdb => u32::from_le_bytes(self.array()?) as usize,
            other => bail!("{other} begins no string"),
        };
        Ok(std::str::from_utf8(self.bytes(length)?)?)
    }
}

#[cfg(test)]
mod tests;
