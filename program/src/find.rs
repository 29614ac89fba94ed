//! Finding talks by words, and what does not go together in one's own list.

use crate::model::{Program, Talk};

/// Words that are looked for at most.
const WORDS: usize = 10;

impl Program {
    /// The talks in which all words are found, in title, track, persons, room or texts, in whatever case and with or
    /// without accents.
    pub fn find(&self, words: &str) -> impl Iterator<Item = &Talk> {
        let words: Vec<String> = words.split_whitespace().take(WORDS).map(bare).collect();
        let talks = self.talks.iter();
        talks.filter(move |talk| {
            let all = everything(talk);
            words.iter().all(|word| all.contains(word.as_str()))
        })
    }
}

/// The pairs of talks that take place at the same time.
pub fn conflicts<'a>(talks: &[&'a Talk]) -> Vec<(&'a Talk, &'a Talk)> {
    let mut sorted = talks.to_vec();
    sorted.sort_by_key(|talk| (talk.begins, talk.ends));
    let mut pairs = Vec::new();
    for (at, first) in sorted.iter().enumerate() {
        let later = sorted.iter().skip(at + 1);
        let during = later.take_while(|second| second.begins < first.ends);
        pairs.extend(during.map(|second| (*first, *second)));
    }
    pairs
}

fn everything(talk: &Talk) -> String {
    let persons = talk.persons.iter().map(|person| person.name.as_str());
    let texts = [
        &talk.title,
        &talk.subtitle,
        &talk.track,
        &talk.room,
        &talk.kind,
        &talk.abstract_,
        &talk.description,
    ];
    let texts = texts.into_iter().map(String::as_str);
    let all: Vec<&str> = texts.chain(persons).collect();
    bare(&all.join("\n"))
}

/// Small letters without the accents of European languages.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'ď' | 'đ' => out.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => out.push('e'),
            'ğ' => out.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => out.push('i'),
            'ł' | 'ľ' => out.push('l'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => out.push('o'),
            'ř' => out.push('r'),
            'ś' | 'š' | 'ş' => out.push('s'),
            'ß' => out.push_str("ss"),
            'ť' => out.push('t'),
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            // Accents that stand by themselves.
            '\u{300}'..='\u{36f}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Person, TalkId};

    fn talk(id: &str, title: &str, person: &str, begins: i64, ends: i64) -> Talk {
        Talk {
            id: TalkId(id.to_owned()),
            title: title.to_owned(),
            persons: vec![Person {
                name: person.to_owned(),
            }],
            begins,
            ends,
            ..Talk::default()
        }
    }

    #[test]
    fn all_words_are_found_wherever_they_stand() {
        let program = Program {
            talks: vec![
                talk("a", "Über Bäume", "Zoë Łukasz", 0, 1),
                talk("b", "About trees", "Ada", 0, 1),
            ],
            ..Program::default()
        };
        for (words, expected) in [
            ("baume ZOE", &["a"][..]),
            ("lukasz", &["a"]),
            ("u\u{308}ber", &["a"]),
            ("trees ada", &["b"]),
            ("trees zoe", &[]),
            ("", &["a", "b"]),
        ] {
            let found: Vec<&str> = program.find(words).map(|it| it.id.0.as_str()).collect();
            assert_eq!(found, expected, "{words}");
        }
    }

    #[test]
    fn what_overlaps_does_not_go_together() {
        let (a, b) = (talk("a", "", "", 0, 10), talk("b", "", "", 10, 20));
        let (c, d) = (talk("c", "", "", 5, 30), talk("d", "", "", 30, 40));
        let pairs = conflicts(&[&d, &c, &b, &a]);
        let ids: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(x, y)| (x.id.0.as_str(), y.id.0.as_str()))
            .collect();
        assert_eq!(ids, [("a", "c"), ("c", "b")]);
    }
}
