//! Inputs that are several things one after the other, as bytes: of each step what it is, one number,
//! and how many bytes belong to it. Every input means something, so that none is tried in vain.

/// Length that stands for all bytes that are left.
const REST: u8 = 0xFF;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// What it is.
    pub kind: u8,
    /// How, or by whom.
    pub how: u8,
    /// What is sent.
    pub bytes: &'a [u8],
}

/// The steps of an input.
pub fn all(mut input: &[u8]) -> impl Iterator<Item = Step<'_>> {
    std::iter::from_fn(move || {
        let (&[kind, how, length], rest) = input.split_first_chunk()?;
        let length = match length {
            REST => rest.len(),
            length => rest.len().min(length.into()),
        };
        let (bytes, rest) = rest.split_at_checked(length)?;
        input = rest;
        Some(Step { kind, how, bytes })
    })
}

/// The bytes of a step. What is too long for one that others follow is cut.
pub fn step(kind: u8, how: u8, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len().min(usize::from(REST) - 1);
    let bytes = bytes.get(..length).unwrap_or_default();
    let mut step = vec![kind, how, length as u8];
    step.extend_from_slice(bytes);
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_as_written() {
        let input = [step(1, 2, b"abc"), step(3, 4, b""), vec![5, 6, REST, 7, 8]].concat();
        let read: Vec<(u8, u8, &[u8])> =
            all(&input).map(|it| (it.kind, it.how, it.bytes)).collect();
        assert_eq!(read, [(1, 2, &b"abc"[..]), (3, 4, b""), (5, 6, &[7, 8])]);
        assert_eq!(all(&[1, 2]).count(), 0);
        assert_eq!(all(&[1, 2, 9, 7]).next().map(|it| it.bytes), Some(&[7][..]));
    }
}
