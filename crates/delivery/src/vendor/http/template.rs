//! Templates of requests: `{{name}}` is replaced by a value in the spelling of the place it stands
//! in, so that no value can end that place.

use std::fmt::Write as _;

use crate::call::Moment;
use crate::letter::Letter;
use crate::outcome::{Kind, Refusal};

/// Names that a template may use, besides those of secrets.
pub(super) const NAMES: [&str; 16] = [
    "to",
    "digits",
    "country",
    "code",
    "text",
    "minutes",
    "ttl",
    "secondsLeft",
    "id",
    "attemptId",
    "channel",
    "language",
    "createdAt",
    "expiresAt",
    "seconds",
    "nonce",
];

/// Where a template stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// An address.
    Url,
    /// The value of a header.
    Header,
    /// A body of JSON.
    Json,
    /// A body of a form.
    Form,
    /// A body of XML.
    Xml,
}

impl Context {
    /// The one of bodies of that type.
    pub(super) fn of(content_type: &str) -> Option<Self> {
        let kind = content_type.split(';').next().unwrap_or_default();
        match kind.trim().to_ascii_lowercase().as_str() {
            "application/json" => Some(Self::Json),
            "application/x-www-form-urlencoded" => Some(Self::Form),
            "application/xml" | "text/xml" => Some(Self::Xml),
            kind if kind.ends_with("+json") => Some(Self::Json),
            kind if kind.ends_with("+xml") => Some(Self::Xml),
            _ => None,
        }
    }
}

/// How a value is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Percent,
    Header,
    /// Within a string of JSON.
    JsonText,
    /// As a value of JSON.
    JsonValue,
    Xml,
}

/// Secrets by name, where they are set.
pub(super) type Secrets<'a> = [(&'static str, Option<&'a str>); 2];

/// Values by name.
pub(super) struct Values<'a> {
    letter: &'a Letter,
    at: &'a Moment<'a>,
    secrets: Secrets<'a>,
}

impl<'a> Values<'a> {
    pub(super) fn new(letter: &'a Letter, at: &'a Moment<'a>, secrets: Secrets<'a>) -> Self {
        Self {
            letter,
            at,
            secrets,
        }
    }

    /// The value, and whether it is a number of ours.
    fn get(&self, name: &str) -> Option<(String, bool)> {
        let letter = self.letter;
        let number = |value: i64| Some((value.to_string(), true));
        let text = |value: &str| Some((value.to_owned(), false));
        match name {
            "to" => text(&letter.to),
            "digits" => text(letter.digits()),
            "country" => text(&letter.country),
            "code" => text(letter.code.as_deref()?),
            "text" => text(&letter.body),
            "minutes" => number(letter.minutes()),
            "ttl" => number(letter.lifetime),
            "secondsLeft" => number(letter.seconds_left(self.at.now)),
            "id" => text(&letter.id),
            "attemptId" => text(&letter.attempt_id),
            "channel" => text(&letter.channel),
            "language" => text(&letter.language),
            "createdAt" => number(letter.created_at),
            "expiresAt" => number(letter.expires_at),
            "seconds" => number(self.at.seconds()),
            "nonce" => text(self.at.nonce),
            _ => text(secret(&self.secrets, name)?),
        }
    }
}

fn secret<'a>(secrets: &Secrets<'a>, name: &str) -> Option<&'a str> {
    let found = secrets.iter().find(|(own, _)| *own == name);
    found.and_then(|(_, value)| *value)
}

/// The template with its values filled in.
pub(super) fn fill(
    context: Context,
    template: &str,
    values: &Values<'_>,
) -> Result<String, Refusal> {
    let mut filled = String::with_capacity(template.len());
    let mut place = Place::default();
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => {
                place.pass(context, text);
                filled.push_str(text);
            }
            Piece::Name(name) => {
                let why = "the message has no code, which the template of the provider needs";
                let missing = || Refusal::new(Kind::Template).because(why);
                let (value, is_number) = values.get(name).ok_or_else(missing)?;
                spell(place.spelling(context), &value, is_number, &mut filled)?;
            }
        }
    }
    Ok(filled)
}

/// Checks that a template has known names only, each where a value may stand.
pub(super) fn check(context: Context, template: &str, secrets: &Secrets<'_>) -> Result<(), String> {
    let mut place = Place::default();
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) if text.contains("{{") => return Err("has {{ without }}".into()),
            Piece::Text(text) => place.pass(context, text),
            Piece::Name(name) => {
                let known = NAMES.contains(&name) || secret(secrets, name).is_some();
                if !known {
                    return Err(format!("uses {{{{{name}}}}}, which there is not"));
                }
                if context == Context::Xml && place.tag && place.quote.is_none() {
                    return Err(format!("has {{{{{name}}}}} where no value may stand"));
                }
            }
        }
    }
    let closed = template.replacen("<?xml", "", 1);
    if context == Context::Xml && (template.contains("<!") || closed.contains("<?")) {
        return Err("must be XML without comments, CDATA and instructions".into());
    }
    Ok(())
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut parts = template.split("{{").enumerate();
    let mut rest = None;
    std::iter::from_fn(move || {
        if let Some(text) = rest.take() {
            return Some(Piece::Text(text));
        }
        let (at, part) = parts.next()?;
        match part.split_once("}}") {
            _ if at == 0 => Some(Piece::Text(part)),
            Some((name, text)) => {
                rest = Some(text);
                Some(Piece::Name(name.trim()))
            }
            // No name ends here: `check` refuses it.
            None => Some(Piece::Text("{{")),
        }
    })
}

/// Where in JSON or XML the template is.
#[derive(Default)]
struct Place {
    /// In a string of JSON or of an attribute: the sign that ends it.
    quote: Option<char>,
    /// After a backslash.
    escaped: bool,
    /// In a tag.
    tag: bool,
}

impl Place {
    fn pass(&mut self, context: Context, text: &str) {
        for sign in text.chars() {
            match context {
                Context::Json if self.quote.is_some() && !self.escaped && sign == '\\' => {
                    self.escaped = true;
                    continue;
                }
                Context::Json if sign == '"' && !self.escaped => {
                    self.quote = if self.quote.is_some() {
                        None
                    } else {
                        Some(sign)
                    };
                }
                Context::Xml if self.quote == Some(sign) => self.quote = None,
                Context::Xml if self.tag && self.quote.is_none() && matches!(sign, '"' | '\'') => {
                    self.quote = Some(sign);
                }
                Context::Xml if self.quote.is_none() && sign == '<' => self.tag = true,
                Context::Xml if self.quote.is_none() && sign == '>' => self.tag = false,
                _ => {}
            }
            self.escaped = false;
        }
    }

    fn spelling(&self, context: Context) -> Spelling {
        match context {
            Context::Url | Context::Form => Spelling::Percent,
            Context::Header => Spelling::Header,
            Context::Json if self.quote.is_some() => Spelling::JsonText,
            Context::Json => Spelling::JsonValue,
            Context::Xml => Spelling::Xml,
        }
    }
}

fn spell(spelling: Spelling, value: &str, is_number: bool, to: &mut String) -> Result<(), Refusal> {
    match spelling {
        Spelling::Percent => percent(value, to),
        Spelling::Header if value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) => {
            to.push_str(value);
        }
        Spelling::Header => {
            let why = "a header of the provider cannot hold the text";
            return Err(Refusal::new(Kind::Config).because(why));
        }
        Spelling::JsonValue if is_number => to.push_str(value),
        Spelling::JsonValue => to.push_str(&serde_json::Value::from(value).to_string()),
        Spelling::JsonText => {
            let quoted = serde_json::Value::from(value).to_string();
            let within = quoted
                .strip_prefix('"')
                .and_then(|text| text.strip_suffix('"'));
            to.push_str(within.unwrap_or_default());
        }
        Spelling::Xml => xml(value, to),
    }
    Ok(())
}

/// The spelling of RFC 3986, which forms read as well.
fn percent(value: &str, to: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            let _ = write!(to, "%{byte:02X}");
        }
    }
}

fn xml(value: &str, to: &mut String) {
    for sign in value.chars() {
        match sign {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&apos;"),
            '\n' => to.push_str("&#10;"),
            // XML 1.0 has no other signs of control.
            sign if sign.is_control() => to.push(' '),
            sign => to.push(sign),
        }
    }
}
