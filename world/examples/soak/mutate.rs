//! Damage to bytes: what a broken disk, a hasty editor or a malicious author do.

use crate::pieces::PIECES;
use crate::random::Random;

/// The longest stretch that is cut, copied or moved at once.
const STRETCH: usize = 400;

/// Damages one to eight places. `other` gives stretches of a foreign file.
pub fn damage(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(STRETCH)).min(bytes.len());
        match random.below(8) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.next() as u8;
                }
            }
            2 => {
                bytes.drain(at..end);
            }
            3 => {
                let copy = bytes.get(at..end).unwrap_or_default().to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            4 => {
                let from = random.below(other.len());
                let to = (from + random.below(STRETCH)).min(other.len());
                let piece = other.get(from..to).unwrap_or_default().to_vec();
                bytes.splice(at..at, piece);
            }
            5 => number(bytes, at, random),
            6 => bytes.truncate(at.max(bytes.len() / 2)),
            _ => {
                let piece = random.pick(&PIECES).copied().unwrap_or_default();
                let short = (at + random.below(6)).min(bytes.len());
                bytes.splice(at..short, piece.iter().copied());
            }
        }
    }
}

/// Replaces the next number after a place by another one.
fn number(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let digit = |byte: &u8| byte.is_ascii_digit();
    let Some(from) = bytes.iter().skip(at).position(digit).map(|more| at + more) else {
        return;
    };
    let length = bytes
        .iter()
        .skip(from)
        .take_while(|byte| digit(byte))
        .count();
    let value = match random.below(4) {
        0 => random.next().to_string(),
        1 => (random.next() as u32).to_string(),
        2 => random.below(300).to_string(),
        _ => format!("-{}", random.below(100)),
    };
    bytes.splice(from..from + length, value.bytes());
}
