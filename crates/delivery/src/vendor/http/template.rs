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

/// Those of them that are numbers.
const NUMBERS: [&str; 6] = [
    "minutes",
    "ttl",
    "secondsLeft",
    "createdAt",
    "expiresAt",
    "seconds",
];

/// Secrets by name, where they are set.
pub(super) type Secrets<'a> = [(&'static str, Option<&'a str>); 2];

/// Values by name.
pub(super) struct Values<'a> {
    /// None where a template is only tried.
    of: Option<(&'a Letter, &'a Moment<'a>)>,
    secrets: Secrets<'a>,
}

impl<'a> Values<'a> {
    pub(super) fn new(letter: &'a Letter, at: &'a Moment<'a>, secrets: Secrets<'a>) -> Self {
        let of = Some((letter, at));
        Self { of, secrets }
    }

    /// Values to try a template with: no text of them is plain.
    pub(super) fn odd(secrets: Secrets<'a>) -> Self {
        Self { of: None, secrets }
    }

    /// The value, and whether it is a number of ours.
    fn get(&self, name: &str) -> Option<(String, bool)> {
        let is_number = NUMBERS.contains(&name);
        let value = match (secret(&self.secrets, name), self.of) {
            (Some(secret), _) => secret.to_owned(),
            (None, Some((letter, at))) => of_letter(letter, at, name)?,
            (None, None) if is_number => "0".to_owned(),
            (None, None) => "\"\\<&>\n".to_owned(),
        };
        Some((value, is_number))
    }
}

fn of_letter(letter: &Letter, at: &Moment<'_>, name: &str) -> Option<String> {
    Some(match name {
        "to" => letter.to.clone(),
        "digits" => letter.digits().to_owned(),
        "country" => letter.country.clone(),
        "code" => letter.code.clone()?,
        "text" => letter.body.clone(),
        "minutes" => letter.minutes().to_string(),
        "ttl" => letter.lifetime.to_string(),
        "secondsLeft" => letter.seconds_left(at.now).to_string(),
        "id" => letter.id.clone(),
        "attemptId" => letter.attempt_id.clone(),
        "channel" => letter.channel.clone(),
        "language" => letter.language.clone(),
        "createdAt" => letter.created_at.to_string(),
        "expiresAt" => letter.expires_at.to_string(),
        "seconds" => at.seconds().to_string(),
        "nonce" => at.nonce.to_owned(),
        _ => return None,
    })
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
