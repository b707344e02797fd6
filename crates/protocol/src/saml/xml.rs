//! XML as SAML has it: without document types, and with an end.

use roxmltree::{Document, Node, ParsingOptions};

/// Longest document, in bytes.
pub const LONGEST: usize = 256 * 1024;
/// Most parts of one.
const PARTS: u32 = 16_384;

/// Namespace of messages.
pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// Namespace of assertions.
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// Namespace of signatures.
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Why a document is not believed, for the log.
pub type Why = &'static str;

/// Reads a document.
///
/// # Errors
/// Where it is none.
pub fn parse(text: &str) -> Result<Document<'_>, Why> {
    if text.len() > LONGEST {
        return Err("it is too long");
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: PARTS,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|_| "it is no XML that is taken")
}

/// The elements in one.
pub fn elements<'a, 'i>(within: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    within.children().filter(Node::is_element)
}

/// The one element of that name in another.
///
/// # Errors
/// Where there are several.
pub fn only<'a, 'i>(
    within: Node<'a, 'i>,
    namespace: &str,
    name: &str,
) -> Result<Option<Node<'a, 'i>>, Why> {
    let mut all = elements(within).filter(|node| node.has_tag_name((namespace, name)));
    match (all.next(), all.next()) {
        (found, None) => Ok(found),
        _ => Err("it says something twice"),
    }
}

/// The text of an element that has nothing but text: what stands before and after a comment is not
/// one name.
///
/// # Errors
/// Where it has something else.
pub fn text(node: Node<'_, '_>) -> Result<String, Why> {
    if node.children().any(|child| !child.is_text()) {
        return Err("it hides something in a text");
    }
    let parts = node.children().filter_map(|child| child.text());
    let whole: String = parts.collect();
    Ok(whole.trim().to_owned())
}
