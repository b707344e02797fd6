//! The standard templates: every type in the four languages of the wire.

use super::kind::MailType;
use super::layout::{Body, document};
use super::parts::{Source, Template};
use super::syntax::{self, Engine};

/// A mail a line: type, language, subject, what it is about, the name of its code or its link,
/// what else there is to say.
const TABLE: &str = include_str!("standard.tsv");
/// The language of those who speak none of the table.
const ENGLISH: &str = "en-US";

struct Words {
    subject: &'static str,
    lead: &'static str,
    label: &'static str,
    after: &'static str,
}

fn words(kind: MailType, language: &str) -> Option<Words> {
    let mut rows = TABLE.lines().map(|line| line.split('\t'));
    rows.find_map(|mut row| {
        let found = row.next()? == kind.as_str() && row.next()? == language;
        let mut next = || row.next();
        let words = Words {
            subject: next()?,
            lead: next()?,
            label: next()?,
            after: next()?,
        };
        found.then_some(words)
    })
}

/// The standard template of a type as an operator may begin with it, in a language of the wire.
pub fn source(kind: MailType, language: &str) -> Source {
    let known = words(kind, language).map(|words| (words, language));
    let Some((words, language)) = known.or_else(|| Some((words(kind, ENGLISH)?, ENGLISH))) else {
        return Source::default();
    };
    let link = match kind {
        MailType::PasswordUpdateRemind => Some("update_password_link"),
        kind => kind.needs().filter(|_| kind.has_link()),
    };
    let code = kind.needs().filter(|_| !kind.has_link());
    let body = Body {
        subject: words.subject,
        lead: words.lead,
        label: words.label,
        code: code.map(|name| format!("{{{{{name}}}}}")),
        link: link.map(|name| format!("{{{{{name}}}}}")),
        after: words.after,
    };
    Source {
        engine: Engine::Handlebar,
        subject: words.subject.into(),
        sender: "{{app_name}}".into(),
        content: document(language, &body),
        text: Some(body.text()),
    }
}

/// The standard template of a type, in a language of the wire.
pub fn standard(kind: MailType, language: &str) -> Template {
    let source = source(kind, language);
    // A test reads every one of them.
    let read = |text: &str| syntax::read(source.engine, text).unwrap_or_default();
    Template {
        subject: read(&source.subject),
        sender: read(&source.sender),
        content: read(&source.content),
        text: source.text.as_deref().map(read),
    }
}
