//! HTML: values in it, and what it says without its marks.

/// A value as text of HTML, or between the quotes of an attribute.
pub(super) fn escape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            other => text.push(other),
        }
    }
    text
}

/// Elements that nobody reads.
const SILENT: &[&str] = &["head", "style", "script", "title", "template"];
/// Elements that begin and end a line.
const LINES: &[&str] = &[
    "p",
    "div",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "header",
    "footer",
    "blockquote",
    "pre",
    "hr",
    "br",
];
/// Those among them with an empty line around.
const PARAGRAPHS: &[&str] = &["p", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"];

/// What HTML says to somebody who reads plain text: lines, lists, and where links lead.
pub(super) fn to_text(html: &str) -> String {
    let (mut text, mut rest) = (Text::default(), html);
    while let Some((before, after)) = rest.split_once('<') {
        text.push(before);
        let Some((tag, after)) = tag_of(after) else {
            text.push("<");
            rest = after;
            continue;
        };
        let (name, closes) = name_of(tag);
        rest = match SILENT.contains(&name.as_str()) && !closes {
            true => after_end(after, &name),
            false => after,
        };
        text.mark(&name, closes, tag);
    }
    text.push(rest);
    text.lines.trim().to_owned()
}

/// A tag or a comment without its brackets, and what follows; `None` where `<` opens neither.
fn tag_of(text: &str) -> Option<(&str, &str)> {
    if let Some(comment) = text.strip_prefix("!--") {
        return comment.split_once("-->").map(|(_, after)| ("!", after));
    }
    let first = text.chars().next()?;
    let opens = first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?');
    let mut quote = None;
    let end = text.char_indices().find(|(_, letter)| {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(*letter),
            (Some(open), letter) if open == *letter => quote = None,
            _ => {}
        }
        quote.is_none() && *letter == '>'
    });
    let (end, _) = end.filter(|_| opens)?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

fn name_of(tag: &str) -> (String, bool) {
    let (name, closes) = match tag.strip_prefix('/') {
        Some(name) => (name, true),
        None => (tag, false),
    };
    let ends = |letter: char| !letter.is_ascii_alphanumeric();
    let name = name.split(ends).next().unwrap_or_default();
    (name.to_ascii_lowercase(), closes)
}

/// What follows the end of an element that nobody reads.
fn after_end<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let lower = text.to_ascii_lowercase();
    let found = lower.find(&end).and_then(|at| text.get(at..));
    let after = found.and_then(|rest| rest.split_once('>'));
    after.map_or("", |(_, after)| after)
}

/// An attribute of a tag, its entities read.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let start = lower.find(&format!(" {name}="))? + name.len() + 2;
    let value = tag.get(start..)?;
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        let inner = value.strip_prefix(quote)?;
        inner.split_once(quote).map(|(value, _)| value)
    });
    let bare = || value.split_whitespace().next();
    quoted.or_else(bare).map(unescape)
}

#[derive(Default)]
struct Text {
    lines: String,
    /// Where the innermost link leads, and where its label begins.
    link: Option<(String, usize)>,
}

impl Text {
    /// Text between tags: its spaces and line ends are one space.
    fn push(&mut self, raw: &str) {
        let raw = unescape(raw);
        let spaced = raw.starts_with(|letter: char| letter.is_ascii_whitespace());
        let mut words = raw.split_ascii_whitespace();
        let Some(first) = words.next() else {
            return self.space(spaced);
        };
        self.space(spaced);
        self.lines.push_str(first);
        for word in words {
            self.space(true);
            self.lines.push_str(word);
        }
        self.space(raw.ends_with(|letter: char| letter.is_ascii_whitespace()));
    }

    fn space(&mut self, wanted: bool) {
        if wanted && !self.lines.is_empty() && !self.lines.ends_with([' ', '\n']) {
            self.lines.push(' ');
        }
    }

    fn mark(&mut self, name: &str, closes: bool, tag: &str) {
        match (name, closes) {
            ("a", false) => {
                let target = attribute(tag, "href").unwrap_or_default();
                self.link = Some((target, self.lines.len()));
            }
            ("a", true) => self.end_link(),
            ("img", _) => self.push(&attribute(tag, "alt").unwrap_or_default()),
            ("td" | "th", true) => self.space(true),
            ("br", _) => self.line(1),
            ("li", false) => {
                self.end_of_line();
                self.lines.push_str("- ");
            }
            _ if PARAGRAPHS.contains(&name) => self.line(2),
            _ if LINES.contains(&name) => self.end_of_line(),
            _ => {}
        }
    }

    /// Tells where a link leads, unless its label does.
    fn end_link(&mut self) {
        let Some((target, start)) = self.link.take() else {
            return;
        };
        let label = self.lines.get(start..).unwrap_or_default().trim();
        let leads = target.starts_with("http") || target.starts_with("mailto:");
        if leads && !label.contains(&target) {
            self.lines.push_str(&format!(" ({target})"));
        }
    }

    fn end_of_line(&mut self) {
        if !self.lines.ends_with('\n') {
            self.line(1);
        }
    }

    /// Ends the line; with 2, an empty one follows, and never more than one.
    fn line(&mut self, ends: usize) {
        let kept = self.lines.trim_end_matches(' ').len();
        self.lines.truncate(kept);
        if self.lines.is_empty() {
            return;
        }
        let there = self.lines.len() - self.lines.trim_end_matches('\n').len();
        let wanted = if ends == 1 { there + 1 } else { 2 };
        for _ in there..wanted.min(2) {
            self.lines.push('\n');
        }
    }
}

/// Text with the entities that mails have read.
fn unescape(text: &str) -> String {
    let (mut read, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('&') {
        read.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        match entity.and_then(|(name, after)| Some((letter(name)?, after))) {
            Some((letter, after)) => {
                read.push(letter);
                rest = after;
            }
            None => {
                read.push('&');
                rest = after;
            }
        }
    }
    read.push_str(rest);
    read
}

fn letter(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        "middot" => '·',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        _ => return None,
    })
}
