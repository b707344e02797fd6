//! What a CAS server answers to `serviceValidate` (CAS Protocol 3.0 section 2.5 and appendix A), in
//! XML. There is no document type in it, so there are no entities of its own.

use roxmltree::{Document, Node, ParsingOptions};

/// Namespace of all that it says.
const NAMESPACE: &str = "http://www.yale.edu/tp/cas";
/// Most parts that are read.
const PARTS: u32 = 4096;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Whose ticket it was.
    Success(User),
    /// Why it is nobody's: a code such as `INVALID_TICKET`.
    Failure(String),
}

/// A user of a CAS server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct User {
    /// Name.
    pub name: String,
    /// What is said of the user besides: names and values, in the order that they stand in.
    pub attributes: Vec<(String, String)>,
}

/// Reads an answer; `None` where it is none.
pub fn answer(text: &str) -> Option<Answer> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: PARTS,
        ..ParsingOptions::default()
    };
    let text = text.trim_start_matches('\u{feff}');
    let document = Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    if !is(root, "serviceResponse") {
        return None;
    }
    let mut inside = root.children().filter(Node::is_element);
    let (Some(told), None) = (inside.next(), inside.next()) else {
        return None;
    };
    if is(told, "authenticationFailure") {
        return told
            .attribute("code")
            .map(str::to_owned)
            .map(Answer::Failure);
    }
    is(told, "authenticationSuccess")
        .then(|| user(told))?
        .map(Answer::Success)
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((NAMESPACE, name))
}

/// The one part of that name; an error where there are several.
fn one<'a, 'i>(within: Node<'a, 'i>, name: &str) -> Result<Option<Node<'a, 'i>>, Several> {
    let mut all = within.children().filter(|node| is(*node, name));
    match (all.next(), all.next()) {
        (found, None) => Ok(found),
        _ => Err(Several),
    }
}

/// There are several where one is meant.
struct Several;

fn user(told: Node<'_, '_>) -> Option<User> {
    // A ticket that passed through others is none that a browser brings.
    if one(told, "proxies").ok()?.is_some() {
        return None;
    }
    let attributes = one(told, "attributes").ok()?;
    let attributes = attributes.into_iter().flat_map(|node| node.children());
    let attributes = attributes.filter(Node::is_element);
    Some(User {
        name: text(one(told, "user").ok()??)?.to_owned(),
        attributes: attributes
            .filter_map(|node| Some((node.tag_name().name().to_owned(), text(node)?.to_owned())))
            .collect(),
    })
}

/// The text of a part that has nothing but text: what stands before and after a comment is not one
/// name.
fn text<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    let mut inside = node.children();
    match (inside.next(), inside.next()) {
        (Some(only), None) if only.is_text() => only.text().map(str::trim),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn success(inside: &str) -> String {
        format!(
            "<cas:serviceResponse xmlns:cas=\"{NAMESPACE}\"><cas:authenticationSuccess>{inside}\
             </cas:authenticationSuccess></cas:serviceResponse>"
        )
    }

    /// The examples of the protocol's appendix.
    #[test]
    fn answers_are_as_the_protocol_has_them() {
        let right = success(
            "\n  <cas:user>username</cas:user>\n  <cas:attributes>\n    \
             <cas:firstname>John</cas:firstname><cas:affiliation>staff</cas:affiliation>\
             <cas:affiliation>faculty</cas:affiliation>\n  </cas:attributes>\n  \
             <cas:proxyGrantingTicket>PGTIOU-84678-8a9d</cas:proxyGrantingTicket>\n",
        );
        let said = [
            ("firstname", "John"),
            ("affiliation", "staff"),
            ("affiliation", "faculty"),
        ];
        let user = User {
            name: "username".into(),
            attributes: said.map(|(name, value)| (name.into(), value.into())).into(),
        };
        assert_eq!(answer(&right), Some(Answer::Success(user)));
        let wrong = format!(
            "<cas:serviceResponse xmlns:cas='{NAMESPACE}'>\n <cas:authenticationFailure \
             code=\"INVALID_TICKET\">\n  Ticket ST-1856339 not recognized\n \
             </cas:authenticationFailure>\n</cas:serviceResponse>"
        );
        let failure = Answer::Failure("INVALID_TICKET".into());
        assert_eq!(answer(&wrong), Some(failure));
    }

    /// What stands beside the name may be deep or wide, but not without end.
    #[test]
    fn what_has_no_end_is_no_answer() {
        for (many, is_one) in [(100, true), (30_000, false)] {
            let deep = "<a>".repeat(many) + &"</a>".repeat(many);
            for beside in [deep, "<a/>".repeat(many)] {
                let said = answer(&success(&format!("<cas:user>eve</cas:user>{beside}")));
                assert_eq!(said.is_some(), is_one, "{many}");
            }
        }
    }
}
