//! Exclusive XML Canonicalization 1.0 of one element. What is wrong here refuses what is right, and
//! lets nothing in: whatever was signed is read from the canonical text alone.

use std::collections::BTreeMap;

use roxmltree::{Attribute, Node, NodeId};

/// Deepest element that is written.
const DEEPEST: usize = 64;
/// What the prefix `xml` stands for; it is never declared.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// How an element is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Canonical {
    /// Whether comments are.
    pub comments: bool,
    /// Prefixes of `InclusiveNamespaces`; the default one is empty.
    pub prefixes: Vec<String>,
}

/// The canonical text of an element, without one of its children; `None` where it has no end.
pub fn canonical(
    element: Node<'_, '_>,
    how: &Canonical,
    without: Option<NodeId>,
) -> Option<String> {
    let mut writer = Writer {
        how,
        without,
        out: String::new(),
    };
    writer.element(element, &BTreeMap::new(), 0)?;
    Some(writer.out)
}

/// Prefixes and what each stands for in what is written already.
type Declared<'a> = BTreeMap<&'a str, &'a str>;

struct Writer<'h> {
    how: &'h Canonical,
    without: Option<NodeId>,
    out: String,
}

impl Writer<'_> {
    fn element<'a>(
        &mut self,
        element: Node<'a, '_>,
        above: &Declared<'a>,
        depth: usize,
    ) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let name = name_of(element)?;
        let mut declared = above.clone();
        let fresh = self.declarations(element, name, &mut declared)?;
        self.out.push('<');
        self.out.push_str(name);
        for (prefix, uri) in fresh {
            let colon = if prefix.is_empty() { "" } else { ":" };
            self.out.push_str(&format!(" xmlns{colon}{prefix}=\""));
            self.value(uri);
        }
        self.attributes(element)?;
        self.out.push('>');
        for child in element.children() {
            if Some(child.id()) != self.without {
                self.node(child, &declared, depth + 1)?;
            }
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        Some(())
    }

    fn node<'a>(&mut self, node: Node<'a, '_>, above: &Declared<'a>, depth: usize) -> Option<()> {
        if node.is_element() {
            return self.element(node, above, depth);
        }
        if node.is_text() {
            self.text(node.text().unwrap_or_default());
        } else if let Some(pi) = node.pi() {
            let value = pi.value.map(|value| format!(" {value}"));
            let value = value.unwrap_or_default();
            self.out.push_str(&format!("<?{}{value}?>", pi.target));
        } else if node.is_comment() && self.how.comments {
            let text = node.text().unwrap_or_default();
            self.out.push_str(&format!("<!--{text}-->"));
        }
        Some(())
    }

    /// The declarations that an element needs and what stands above it lacks.
    fn declarations<'a>(
        &self,
        element: Node<'a, '_>,
        name: &'a str,
        declared: &mut Declared<'a>,
    ) -> Option<BTreeMap<&'a str, &'a str>> {
        let mut used = vec![prefix_of(name)];
        for attribute in element.attributes() {
            let prefix = prefix_of(name_of_attribute(element, &attribute)?);
            used.extend((!prefix.is_empty()).then_some(prefix));
        }
        let own = element.namespaces().map(|own| own.name().unwrap_or(""));
        used.extend(own.filter(|own| self.how.prefixes.iter().any(|one| one == own)));
        let mut fresh = BTreeMap::new();
        for prefix in used {
            if prefix == "xml" {
                continue;
            }
            let named = Some(prefix).filter(|prefix| !prefix.is_empty());
            let uri = element.lookup_namespace_uri(named).unwrap_or("");
            if declared.get(prefix).copied().unwrap_or("") != uri {
                declared.insert(prefix, uri);
                fresh.insert(prefix, uri);
            }
        }
        Some(fresh)
    }

    /// Attributes, in the order of their namespaces and names.
    fn attributes(&mut self, element: Node<'_, '_>) -> Option<()> {
        let mut all = Vec::new();
        for attribute in element.attributes() {
            let name = name_of_attribute(element, &attribute)?;
            let namespace = attribute.namespace().unwrap_or("");
            all.push((namespace, attribute.name(), name, attribute.value()));
        }
        all.sort_unstable();
        for (_, _, name, value) in all {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.value(value);
        }
        Some(())
    }

    /// The value of an attribute, and the quote after it.
    fn value(&mut self, value: &str) {
        for one in value.chars() {
            match one {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' => self.out.push_str("&#x9;"),
                '\n' => self.out.push_str("&#xA;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }

    fn text(&mut self, text: &str) {
        for one in text.chars() {
            match one {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
    }
}

/// The name of an element as it stands in the text, with its prefix.
fn name_of<'a>(element: Node<'a, '_>) -> Option<&'a str> {
    let text = element.document().input_text().get(element.range())?;
    let text = text.strip_prefix('<')?;
    let end = text.find(|one: char| one.is_ascii_whitespace() || one == '/' || one == '>')?;
    text.get(..end)
}

/// The same of an attribute.
fn name_of_attribute<'a>(element: Node<'a, '_>, attribute: &Attribute<'_, '_>) -> Option<&'a str> {
    let name = element
        .document()
        .input_text()
        .get(attribute.range_qname())?;
    let is_xml = attribute.namespace() == Some(XML);
    (is_xml == (prefix_of(name) == "xml")).then_some(name)
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    fn of(text: &str, name: &str, how: &Canonical) -> String {
        let document = Document::parse(text).unwrap();
        let mut all = document.descendants();
        let element = all.find(|node| node.tag_name().name() == name).unwrap();
        canonical(element, how, None).unwrap()
    }

    /// Section 2.2 of Exclusive XML Canonicalization 1.0.
    #[test]
    fn an_element_takes_along_what_it_uses() {
        let first = "<n0:pdu xmlns:n0='http://a.example' xmlns:n1='http://b.example'>\
             <n1:elem2 xmlns:n1='http://b.example'>content</n1:elem2></n0:pdu>";
        let second = "<n2:pdu xmlns:n1='http://example.com' xmlns:n2='http://foo.example' \
             xml:lang='fr' xml:space='retain'><n1:elem2 xmlns:n1='http://example.net' \
             xml:lang='en'><n3:stuff xmlns:n3='ftp://example.org'/></n1:elem2></n2:pdu>";
        let plain = Canonical::default();
        assert_eq!(
            of(first, "elem2", &plain),
            "<n1:elem2 xmlns:n1=\"http://b.example\">content</n1:elem2>"
        );
        assert_eq!(
            of(second, "elem2", &plain),
            "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\
             <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>"
        );
        let listed = Canonical {
            prefixes: vec!["n2".into()],
            ..Canonical::default()
        };
        assert_eq!(
            of(second, "elem2", &listed),
            "<n1:elem2 xmlns:n1=\"http://example.net\" xmlns:n2=\"http://foo.example\" \
             xml:lang=\"en\"><n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>"
        );
    }

    /// The examples of Canonical XML 1.0 sections 3.1 to 3.4 that have no document type.
    #[test]
    fn texts_are_written_one_way() {
        let plain = Canonical::default();
        let comments = Canonical {
            comments: true,
            ..Canonical::default()
        };
        for (text, without, with) in [
            (
                "<doc>a<!-- b --><?c  d ?></doc>",
                "<doc>a<?c d ?></doc>",
                "<doc>a<!-- b --><?c d ?></doc>",
            ),
            (
                "<doc a='1' \n b = '2' ></doc\n>",
                "<doc a=\"1\" b=\"2\"></doc>",
                "",
            ),
            (
                "<doc b:attr='x' a:attr='y' z='1' xmlns:b='http://b' xmlns:a='http://a' xmlns='http://d'/>",
                "<doc xmlns=\"http://d\" xmlns:a=\"http://a\" xmlns:b=\"http://b\" z=\"1\" \
                 a:attr=\"y\" b:attr=\"x\"></doc>",
                "",
            ),
            (
                "<doc xmlns='http://d'><a xmlns=''><b xmlns='http://d'/></a></doc>",
                "<doc xmlns=\"http://d\"><a xmlns=\"\"><b xmlns=\"http://d\"></b></a></doc>",
                "",
            ),
            (
                "<doc>x &#x0d;\r\n&lt;&gt;&amp;\"'</doc>",
                "<doc>x &#xD;\n&lt;&gt;&amp;\"'</doc>",
                "",
            ),
            (
                "<doc><![CDATA[a>\"0\" && b<\"10\"]]></doc>",
                "<doc>a&gt;\"0\" &amp;&amp; b&lt;\"10\"</doc>",
                "",
            ),
            (
                "<doc a=\"&quot;&lt;>&#x9;&#xA;&#xD;\n'\"/>",
                "<doc a=\"&quot;&lt;>&#x9;&#xA;&#xD; '\"></doc>",
                "",
            ),
        ] {
            assert_eq!(of(text, "doc", &plain), without);
            let with = if with.is_empty() { without } else { with };
            assert_eq!(of(text, "doc", &comments), with);
            // What is canonical stays as it is.
            assert_eq!(of(with, "doc", &comments), with);
        }
    }

    #[test]
    fn what_is_too_deep_is_not_written() {
        let deep = "<a>".repeat(100) + &"</a>".repeat(100);
        let document = Document::parse(&deep).unwrap();
        assert!(canonical(document.root_element(), &Canonical::default(), None).is_none());
    }
}
