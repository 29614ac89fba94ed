//! XML text to [`Element`]s. Refuses declared entities, which exist in no map and could make a
//! small file grow without end.

use roxmltree::{Document, Node, ParsingOptions};

use super::element::Element;

/// Elements inside one another that a file may have; groups are limited separately.
const MAX_DEPTH: usize = 100;

/// Reads an XML document.
///
/// # Errors
/// Reason, and where known line and column, when the text is not well-formed or nested too deeply.
pub(super) fn parse(text: &str) -> Result<Element, String> {
    let options = ParsingOptions {
        // Maps of old name a document type. Without entities it does nothing.
        allow_dtd: !text.contains("<!ENTITY"),
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).map_err(|e| e.to_string())?;
    element(document.root_element(), MAX_DEPTH)
        .ok_or_else(|| format!("elements are nested more than {MAX_DEPTH} deep"))
}

fn element(node: Node<'_, '_>, depth: usize) -> Option<Element> {
    let deeper = depth.checked_sub(1)?;
    let mut out = Element::new(node.tag_name().name());
    out.attributes = node
        .attributes()
        .map(|a| (a.name().to_owned(), a.value().to_owned()))
        .collect();
    for child in node.children() {
        if child.is_element() {
            out.children.push(element(child, deeper)?);
        } else if let Some(text) = child.text().filter(|_| child.is_text()) {
            out.text.push_str(text);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut inner = Element::new("b");
        inner.text = "x < y & \"z\"\n]]>".to_owned();
        let mut outer = Element::new("a");
        outer.set("k", "line\none\ttab \"quoted\" <&> 'ä😀'");
        let mut only_text = outer.clone();
        only_text.text = inner.text.clone();
        assert_eq!(parse(&only_text.to_xml()), Ok(only_text));
        outer.children.push(inner.clone());
        assert_eq!(
            parse(&outer.to_xml()).map(|read| (read.attributes, read.children)),
            Ok((outer.attributes, vec![inner]))
        );
    }

    #[test]
    fn forbidden_characters_do_not_break_the_document() {
        let mut a = Element::new("a");
        a.set("k", "\0\u{1}\u{FFFF}x");
        let read = parse(&a.to_xml()).unwrap();
        assert_eq!(read.get("k"), Some("\u{FFFD}\u{FFFD}\u{FFFD}x"));
    }

    #[test]
    fn entities_and_deep_nesting_are_refused() {
        assert!(parse("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").is_err());
        assert!(parse("<!DOCTYPE map SYSTEM \"http://example.org/map.dtd\"><a/>").is_ok());
        let deep = format!("{}{}", "<g>".repeat(200_000), "</g>".repeat(200_000));
        assert!(parse(&deep).unwrap_err().contains("deep"));
        assert!(parse(&"<g a='/>'>".repeat(200_000)).is_err());
        assert!(parse("<a b='1' b='2'/>").is_err());
    }
}
