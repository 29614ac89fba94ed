//! Finding somebody among all who are here. Pure.

/// Of all who are found so many are listed at once: more would not be read, and each costs a browser as much
/// as an avatar on the map.
pub const MOST_ROWS: usize = 100;

/// Whether a name is one that is sought: it holds all of the words, in whatever case. The words are in lower
/// case.
fn is_sought(name: &str, words: &str) -> bool {
    let name = name.to_lowercase();
    words.split_whitespace().all(|word| name.contains(word))
}

/// The first [`MOST_ROWS`] of those whose names are sought, and how many more there are.
pub fn find<T: Clone>(all: &[T], name: impl Fn(&T) -> &str, words: &str) -> (Vec<T>, usize) {
    let words = words.to_lowercase();
    let mut found = all.iter().filter(|one| is_sought(name(one), &words));
    let listed = found.by_ref().take(MOST_ROWS).cloned().collect();
    (listed, found.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_any_part_of_it_in_any_case() {
        let is_found = |name: &str, words: &str| find(&[name], |name| name, words).0 == [name];
        for words in ["", " ", "ada", "LOVE", "lace ada", "Ada Lovelace"] {
            assert!(is_found("Ada Lovelace", words), "{words:?}");
        }
        for words in ["adb", "ada ben", "adalove"] {
            assert!(!is_found("Ada Lovelace", words), "{words:?}");
        }
        assert!(is_found("Ольга", "оль"));
    }

    #[test]
    fn of_thousands_some_are_listed_and_the_rest_is_counted() {
        let all: Vec<String> = (0..5000).map(|number| format!("Guest {number}")).collect();
        let (listed, more) = find(&all, |name| name, "");
        assert_eq!((listed.len(), more), (MOST_ROWS, 5000 - MOST_ROWS));
        let (listed, more) = find(&all, |name| name, "4999");
        assert_eq!((listed.as_slice(), more), (&all[4999..], 0));
    }
}
