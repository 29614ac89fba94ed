//! Lines of iCalendar: unfolded, and taken apart into name, parameters and value.

/// Parameters of one line at most.
const PARAMETERS: usize = 20;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Its name, in capital letters.
    pub name: String,
    parameters: Vec<(String, &'a str)>,
    /// Its value, as it was written, on one line.
    pub value: String,
}

impl Line<'_> {
    /// Whether it says this.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.name == name && self.value.trim().eq_ignore_ascii_case(value)
    }

    /// A parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.trim_matches('"'))
    }

    /// The value as a text: what was escaped is not any more.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut rest = self.value.chars();
        while let Some(c) = rest.next() {
            match c {
                '\\' => match rest.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(c) => text.push(c),
                    None => {}
                },
                c => text.push(c),
            }
        }
        text
    }
}

/// The lines of a document; what is none is passed over.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut rest = text.lines().peekable();
    std::iter::from_fn(move || {
        loop {
            let first = rest.next()?;
            let mut more = String::new();
            while let Some(next) = rest.next_if(|it| it.starts_with([' ', '\t'])) {
                more.push_str(next.get(1..).unwrap_or_default());
            }
            if let Some(line) = line(first, more) {
                return Some(line);
            }
        }
    })
}

fn line(first: &str, more: String) -> Option<Line<'_>> {
    let colon = outside_quotes(first, ':');
    // A line may be folded before its colon.
    let (head, value) = match colon {
        Some(at) => (first.get(..at)?, first.get(at + 1..)?.to_owned() + &more),
        None => {
            let at = more.find(':')?;
            (first, more.get(at + 1..)?.to_owned())
        }
    };
    let mut parts = split_outside_quotes(head, ';');
    let name = parts.next()?.trim().to_ascii_uppercase();
    let parameters = parts.filter_map(|part| part.split_once('='));
    let parameters = parameters.map(|(name, value)| (name.trim().to_ascii_uppercase(), value));
    Some(Line {
        name,
        parameters: parameters.take(PARAMETERS).collect(),
        value,
    })
}

fn outside_quotes(text: &str, sign: char) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == sign && !quoted).then_some(at)
    })
}

fn split_outside_quotes(text: &str, sign: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        match outside_quotes(text, sign) {
            Some(at) => {
                rest = text.get(at + sign.len_utf8()..);
                text.get(..at)
            }
            None => rest.take(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_unfolded_and_taken_apart() {
        let text = "BEGIN:VEVENT\r\nSUMMARY;LANGUAGE=de;X=\"a;b:c\":Ein lan\r\n ger T\\,itel\\n\r\n\t\\\\zwei\r\nno line\r\nURL:https://a.example/b:c\r\n";
        let all: Vec<Line<'_>> = lines(text).collect();
        assert_eq!(all.len(), 3);
        assert!(all[0].is("BEGIN", "vevent"));
        assert_eq!(all[1].name, "SUMMARY");
        assert_eq!(all[1].parameter("LANGUAGE"), Some("de"));
        assert_eq!(all[1].parameter("X"), Some("a;b:c"));
        assert_eq!(all[1].text(), "Ein langer T,itel\n\\zwei");
        assert_eq!(all[2].value, "https://a.example/b:c");
    }
}
