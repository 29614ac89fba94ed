//! The tree that every map file becomes before it is checked: XML elements, whether the file was
//! XML or JSON. Writing it gives well-formed XML for any content.

/// An XML element.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    /// Tag name without prefix.
    pub(super) name: String,
    /// Names and values, unescaped.
    pub(super) attributes: Vec<(String, String)>,
    /// Elements inside.
    pub(super) children: Vec<Element>,
    /// Text inside, unescaped, all pieces together.
    pub(super) text: String,
}

impl Element {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// An attribute's value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// An attribute as a number; `None` when missing or not of that type.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    /// Sets an attribute, in place of one it has.
    pub(super) fn set(&mut self, name: &str, value: impl ToString) {
        let value = value.to_string();
        match self.attributes.iter_mut().find(|(n, _)| n == name) {
            Some(slot) => slot.1 = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    /// Removes an attribute and returns it.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let index = self.attributes.iter().position(|(n, _)| n == name)?;
        Some(self.attributes.remove(index).1)
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Removes the first child of that name and returns it.
    pub(super) fn take_child(&mut self, name: &str) -> Option<Self> {
        let index = self.children.iter().position(|child| child.name == name)?;
        Some(self.children.remove(index))
    }

    /// The element as an XML document.
    pub(super) fn to_xml(&self) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut xml);
        xml
    }

    fn write(&self, xml: &mut String) {
        xml.push('<');
        xml.push_str(&self.name);
        for (name, value) in &self.attributes {
            xml.push(' ');
            xml.push_str(name);
            xml.push_str("=\"");
            escape(value, xml);
            xml.push('"');
        }
        if self.children.is_empty() && self.text.is_empty() {
            xml.push_str("/>\n");
            return;
        }
        xml.push('>');
        escape(&self.text, xml);
        for child in &self.children {
            child.write(xml);
        }
        xml.push_str("</");
        xml.push_str(&self.name);
        xml.push_str(">\n");
    }
}

/// Line breaks and tabs as references, as XML readers turn bare ones in attributes into blanks;
/// characters that XML does not allow become the replacement character.
fn escape(text: &str, xml: &mut String) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\n' => xml.push_str("&#10;"),
            '\r' => xml.push_str("&#13;"),
            '\t' => xml.push_str("&#9;"),
            c if c < ' ' || c == '\u{FFFE}' || c == '\u{FFFF}' => xml.push('\u{FFFD}'),
            c => xml.push(c),
        }
    }
}
