//! What a page of Markdown consists of: its headings, their anchors, its words.

use std::collections::HashMap;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// What the pages use of Markdown.
pub const OPTIONS: Options = Options::ENABLE_TABLES;

/// Anchors of the headings of a page, as GitHub makes them.
#[derive(Debug, Default)]
pub struct Anchors(HashMap<String, usize>);

impl Anchors {
    /// The anchor of the next heading: its words in small letters, with hyphens between them, and a
    /// number where the page has it already.
    pub fn of(&mut self, heading: &str) -> String {
        let words = heading.trim().chars().filter_map(|sign| match sign {
            ' ' => Some('-'),
            '-' | '_' => Some(sign),
            _ => sign.is_alphanumeric().then_some(sign),
        });
        let anchor: String = words.flat_map(char::to_lowercase).collect();
        let before = self.0.entry(anchor.clone()).or_default();
        *before += 1;
        match *before {
            1 => anchor,
            more => format!("{anchor}-{}", more - 1),
        }
    }
}

/// A heading and the text under it, up to the next heading. What stands before the first heading has
/// an empty one.
#[derive(Debug, Default)]
pub struct Section {
    /// Its anchor.
    pub anchor: String,
    /// The heading.
    pub heading: String,
    /// The words under it, without those of programs.
    pub text: String,
}

/// The text of an event that people read.
pub fn words<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    }
}

/// The sections of a page.
pub fn sections(markdown: &str) -> Vec<Section> {
    let mut anchors = Anchors::default();
    let mut all = vec![Section::default()];
    let (mut in_heading, mut in_program) = (false, false);
    for event in Parser::new_ext(markdown, OPTIONS) {
        let Some(last) = all.last_mut() else { break };
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                in_heading = true;
                if level != HeadingLevel::H1 || !last.heading.is_empty() {
                    all.push(Section::default());
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                in_heading = false;
                last.anchor = anchors.of(&last.heading);
            }
            Event::Start(Tag::CodeBlock(_)) => in_program = true,
            Event::End(TagEnd::CodeBlock) => in_program = false,
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                last.text.push(' ');
            }
            event if !in_program => match words(&event) {
                Some(text) if in_heading => last.heading.push_str(text),
                Some(text) => last.text.push_str(text),
                None => {}
            },
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Anchors, sections};

    #[test]
    fn anchors_are_those_of_github() {
        let mut anchors = Anchors::default();
        let made = [
            "Drill: restore",
            "`cleat_sends_refused`",
            "A, b",
            "A b",
            "错误 码",
        ];
        let made = made.map(|heading| anchors.of(&heading.replace('`', "")));
        let wanted = [
            "drill-restore",
            "cleat_sends_refused",
            "a-b",
            "a-b-1",
            "错误-码",
        ];
        assert_eq!(made, wanted);
    }

    #[test]
    fn programs_are_not_among_the_words() {
        let page = "# Title\n\nFirst `code`.\n\n## More\n\n| a | b |\n|---|---|\n| c | d |\n\n```sh\nrm\n```\n";
        let found = sections(page);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.heading.as_str(), one.anchor.as_str(), one.text.trim()))
            .collect();
        assert_eq!(
            told,
            [
                ("Title", "title", "First code."),
                ("More", "more", "a b c d")
            ]
        );
    }
}
