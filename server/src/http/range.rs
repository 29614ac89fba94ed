//! Which part of a file a request asks for: one range of bytes, as RFC 9110 has it. Several in one
//! request are answered with the whole file, as that allows.

/// What to answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The whole file.
    Whole,
    /// From one byte to another, both included.
    Bytes(u64, u64),
    /// What is asked for lies beyond the end.
    Beyond,
}

/// The part of a file of `length` bytes that the value of `Range` asks for.
pub(super) fn part(range: Option<&str>, length: u64) -> Part {
    match range.and_then(|range| read(range, length)) {
        None => Part::Whole,
        Some((from, to)) if from < length && from <= to => {
            Part::Bytes(from, to.min(length.saturating_sub(1)))
        }
        Some(_) => Part::Beyond,
    }
}

/// `None` for what is no single range of bytes; that is to be ignored.
fn read(range: &str, length: u64) -> Option<(u64, u64)> {
    let (from, to) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let (from, to) = (from.trim(), to.trim());
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(from) || !is_number(to) {
        return None;
    }
    match (from.parse::<u64>().ok(), to.parse::<u64>().ok()) {
        (Some(from), Some(to)) => (from <= to).then_some((from, to)),
        (Some(from), None) if to.is_empty() => Some((from, u64::MAX)),
        // The last so many bytes; the last none are none of them.
        (None, Some(0)) if from.is_empty() => Some((length, length)),
        (None, Some(last)) if from.is_empty() => Some((length.saturating_sub(last), u64::MAX)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_browsers_ask_for_them() {
        for (range, expected) in [
            ("bytes=0-", Part::Bytes(0, 99)),
            ("bytes=0-0", Part::Bytes(0, 0)),
            ("bytes=10-19", Part::Bytes(10, 19)),
            ("bytes=90-1000", Part::Bytes(90, 99)),
            ("bytes=-10", Part::Bytes(90, 99)),
            ("bytes=-1000", Part::Bytes(0, 99)),
            ("bytes=100-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=20-10", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=99999999999999999999-", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(part(Some(range), 100), expected, "{range}");
        }
        assert_eq!(part(None, 100), Part::Whole);
        assert_eq!(part(Some("bytes=0-"), 0), Part::Beyond);
    }
}
