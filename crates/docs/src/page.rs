//! A page of Markdown as HTML.

use cleat_render::markdown::{Anchors, OPTIONS, words};
use cleat_render::samples::Language;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html::push_html};

use crate::words::{Words, of_language, word};

const FRAME: &str = include_str!(concat!(env!("OUT_DIR"), "/frame.html"));

/// A page before it is rendered.
pub struct Page<'p> {
    /// Its path below the guides, such as `en/errors`.
    pub path: &'p str,
    /// Its text.
    pub markdown: &'p str,
    /// The contents of its language.
    pub contents: &'p str,
    /// The address of the same page in the other language.
    pub other: &'p str,
}

/// A heading that leads to a part of the page.
struct Heading {
    level: HeadingLevel,
    anchor: String,
    text: String,
}

impl Page<'_> {
    /// The page in its frame: contents at the side, the same page in the other language at the top.
    pub fn html(&self) -> String {
        let (language, file) = self.path.split_once('/').unwrap_or((self.path, ""));
        let words = of_language(language);
        // The contents link to their neighbours; from a page they are seen from the language's root.
        let root = format!("/docs/guide/{language}/");
        let side = without_anchors(&rendered(self.contents, &root).0);
        let (page, headings) = rendered(self.markdown, "");
        let title = headings.first().map_or("", |first| first.text.trim());
        let [previous, next] = neighbours(self.contents, file, &root, words);
        let mut html = FRAME.to_owned();
        for (name, value) in [
            ("title", escaped(title)),
            ("root", root),
            ("index", format!("/docs/search/{language}.json")),
            ("other", self.other.to_owned()),
            ("markdown", markdown_address(self.path)),
            ("previous", previous),
            ("next", next),
            ("here", here(&headings, words)),
        ] {
            html = html.replace(&format!("{{{{{name}}}}}"), &value);
        }
        for (name, word) in words {
            html = html.replace(&format!("{{{{{name}}}}}"), word);
        }
        // What people wrote comes last, so that nothing in it is taken for a place of the frame.
        html.replace("{{contents}}", &side)
            .replace("{{page}}", &page)
    }
}

fn markdown_address(path: &str) -> String {
    let name = path
        .strip_suffix('/')
        .map(|folder| format!("{folder}/index"));
    format!("/docs/guide/{}.md", name.as_deref().unwrap_or(path))
}

/// Links to the pages before and after that file, in the order of the contents.
fn neighbours(contents: &str, file: &str, root: &str, words: Words) -> [String; 2] {
    let links = links(contents);
    let at = links
        .iter()
        .position(|(target, _)| target.strip_suffix(".md") == Some(file));
    let link = |place: Option<usize>, name: &str| {
        let found = place.and_then(|place| links.get(place));
        found.map_or_else(String::new, |(target, text)| {
            let (address, text) = (address(target, root), escaped(text));
            let word = word(words, name);
            format!("<a href=\"{address}\"><small>{word}</small> {text}</a>")
        })
    };
    let first = file.is_empty().then_some(0);
    [
        link(at.and_then(|at| at.checked_sub(1)), "before"),
        link(at.map(|at| at + 1).or(first), "after"),
    ]
}

/// The links of the contents to pages of their own language, with their words.
fn links(contents: &str) -> Vec<(String, String)> {
    let mut links: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for event in Parser::new_ext(contents, OPTIONS) {
        match &event {
            Event::Start(Tag::Link { dest_url, .. }) if !dest_url.starts_with(['/', '.']) => {
                inside = true;
                links.push((dest_url.to_string(), String::new()));
            }
            Event::End(TagEnd::Link) => inside = false,
            event if inside => {
                if let (Some((_, text)), Some(more)) = (links.last_mut(), words(event)) {
                    text.push_str(more);
                }
            }
            _ => {}
        }
    }
    links
}

/// Links to the parts of a page that has some.
fn here(headings: &[Heading], words: Words) -> String {
    let is_part = |heading: &&Heading| {
        let is_sample = || Language::ALL.iter().any(|one| one.name() == heading.text);
        matches!(heading.level, HeadingLevel::H2 | HeadingLevel::H3) && !is_sample()
    };
    let parts: Vec<&Heading> = headings.iter().filter(is_part).collect();
    if parts.len() < 3 {
        return String::new();
    }
    let links = parts.iter().map(|part| {
        let (level, anchor, text) = (part.level, &part.anchor, escaped(part.text.trim()));
        format!("<li class=\"{level}\"><a href=\"#{anchor}\">{text}</a></li>")
    });
    let name = word(words, "on-this-page");
    format!(
        "<nav id=\"here\" aria-label=\"{name}\"><p>{name}</p><ul>{}</ul></nav>",
        links.collect::<String>()
    )
}

/// HTML of Markdown, and its headings; a link to `x.md` leads to the page `x`, seen from `root`.
fn rendered(markdown: &str, root: &str) -> (String, Vec<Heading>) {
    let mut anchors = Anchors::default();
    let mut headings: Vec<Heading> = Vec::new();
    let mut in_heading: Option<(HeadingLevel, Vec<Event<'_>>)> = None;
    let mut events = Vec::new();
    for event in Parser::new_ext(markdown, OPTIONS) {
        let event = led(event, root);
        match (event, &mut in_heading) {
            (Event::Start(Tag::Heading { level, .. }), _) => in_heading = Some((level, Vec::new())),
            (Event::End(TagEnd::Heading(_)), _) => {
                let Some((level, inner)) = in_heading.take() else {
                    continue;
                };
                let text: String = inner.iter().filter_map(words).collect();
                let anchor = anchors.of(&text);
                events.push(html(format!("<{level} id=\"{anchor}\">")));
                events.extend(inner);
                events.push(html(format!("</{level}>\n")));
                headings.push(Heading {
                    level,
                    anchor,
                    text,
                });
            }
            (event, Some((_, inner))) => inner.push(event),
            (event, None) => events.push(event),
        }
    }
    let mut text = String::new();
    push_html(&mut text, events.into_iter());
    (movable(&text), headings)
}

/// The headings of the contents: a page has each anchor once.
fn without_anchors(html: &str) -> String {
    let mut parts = html.split(" id=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('"').map_or(part, |(_, rest)| rest)
    })
}

/// Programs and tables that the keyboard can move.
fn movable(html: &str) -> String {
    html.replace("<pre>", "<pre tabindex=\"0\">")
        .replace("<table>", "<div class=\"table\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>")
}

fn html<'e>(text: String) -> Event<'e> {
    Event::Html(text.into())
}

/// The event with its link leading to a page.
fn led<'e>(event: Event<'e>, root: &str) -> Event<'e> {
    match event {
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: address(&dest_url, root),
            title,
            id,
        }),
        other => other,
    }
}

fn address<'e>(url: &str, root: &str) -> CowStr<'e> {
    if url.contains("://") || url.starts_with(['/', '#']) {
        return url.to_owned().into();
    }
    let (page, anchor) = url.split_once('#').unwrap_or((url, ""));
    let page = page.strip_suffix(".md").unwrap_or(page);
    let hash = if anchor.is_empty() { "" } else { "#" };
    format!("{root}{page}{hash}{anchor}").into()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
