//! A letter as MIME (RFC 2045): what is not ASCII is encoded, in the headers as well.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_protocol::email::Email;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::letter::Letter;
use crate::outcome::{Kind, Refusal};

/// The letter as a message from that mailbox, under the name of its template where it has one. It
/// is the same when it comes again: readers know it by its id.
pub(super) fn write(letter: &Letter, from: &Mailbox) -> Result<Message, Refusal> {
    let to = address(&letter.to).ok_or_else(|| Refusal::new(Kind::Number))?;
    let from = match &letter.sender {
        Some(name) => Mailbox::new(Some(name.clone()), from.email.clone()),
        None => from.clone(),
    };
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let written = u64::try_from(letter.created_at).unwrap_or_default();
    // RFC 3834: no robot answers to it.
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .message_id(Some(id))
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(written))
        .raw_header(HeaderValue::new(automatic, "auto-generated".into()))
        .raw_header(encoded("Subject", &letter.subject, ""));
    let plain = SinglePart::plain(letter.body.clone());
    let message = match &letter.html {
        Some(html) => message.multipart(
            MultiPart::builder()
                .kind(lettre::message::MultiPartKind::Alternative)
                .boundary(format!("cleat-{}", letter.id))
                .singlepart(plain)
                .singlepart(SinglePart::html(html.clone())),
        ),
        None => message.singlepart(plain),
    };
    let why = "the message cannot be written";
    let message = message.map_err(|_| Refusal::new(Kind::Config).because(why));
    message.map(|message| named(message, &from))
}

/// The same with the name of the sender in our own spelling.
fn named(mut message: Message, from: &Mailbox) -> Message {
    if let Some(name) = &from.name {
        let address = format!(" <{}>", from.email);
        let header = encoded("From", name, &address);
        message.headers_mut().insert_raw(header);
    }
    message
}

/// Longest text that is left as it is.
const SHORT: usize = 60;
/// Most bytes of an encoded word: 75 signs with its frame.
const WORD: usize = 45;

/// A header of a text and what follows it, by RFC 2047. lettre leaves words alone that are ASCII,
/// and so those that already look encoded: a reader would decode them.
fn encoded(name: &'static str, text: &str, rest: &str) -> HeaderValue {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b" !#$%&*+-/^_`{|}~".contains(&byte);
    // Where it stands alone, it has no quotes and no syntax.
    let fits = |byte: u8| sign(byte) || (rest.is_empty() && b"'.,:;()<>@?\"".contains(&byte));
    let is_plain = text.len() <= SHORT && text.bytes().all(fits) && !text.contains("=?");
    let written = if is_plain && !text.starts_with(' ') {
        format!("{text}{rest}")
    } else {
        format!("{}{rest}", words(text).join("\r\n "))
    };
    let header = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(header, format!("{text}{rest}"), written)
}

/// The text as encoded words, none of which ends within a character.
fn words(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for letter in text.chars() {
        match parts.last_mut() {
            Some(part) if part.len() + letter.len_utf8() <= WORD => part.push(letter),
            _ => parts.push(letter.to_string()),
        }
    }
    let word = |part: &String| format!("=?utf-8?B?{}?=", STANDARD.encode(part));
    parts.iter().map(word).collect()
}

/// Where it goes. lettre takes marks of Indian and other scripts for signs that no address has, so
/// what it does not read is read by our own rules, which are RFC 6531's.
fn address(to: &str) -> Option<Address> {
    if let Ok(address) = to.parse() {
        return Some(address);
    }
    let email = Email::parse(to).ok()?;
    let (local, domain) = email.address.rsplit_once('@').unwrap_or_default();
    Some(Address::new_dangerous(local, domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen to fail with lettre's own reading alone: the first is refused.
    #[test]
    fn every_address_that_is_taken_can_be_written_to() {
        for text in [
            "संपर्क@डाटामेल.भारत",
            "用户@例子.广告",
            "\"a..b\"@example.com",
            "\"a b\\\"@c\"@example.com",
            "o'brien_99@my_corp.example",
        ] {
            let email = Email::parse(text).unwrap();
            for to in [&email.address, &email.key] {
                assert_eq!(address(to).unwrap().to_string(), *to);
            }
        }
        for text in ["a..b@example.com", "a@b\r\nc@example.com", ""] {
            assert!(address(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn headers_are_encoded_where_they_must_be() {
        let header = |text: &str, rest: &str| {
            let mut headers = lettre::message::header::Headers::new();
            headers.insert_raw(encoded("Subject", text, rest));
            headers.to_string()
        };
        for (text, rest, written) in [
            (
                "Your code, Ada (new)",
                "",
                "Subject: Your code, Ada (new)\r\n",
            ),
            (
                "Example Ltd",
                " <a@b.example>",
                "Subject: Example Ltd <a@b.example>\r\n",
            ),
            ("中", "", "Subject: =?utf-8?B?5Lit?=\r\n"),
        ] {
            assert_eq!(header(text, rest), written);
        }
        let other = " <a@b.example>";
        for (text, rest) in [
            ("=?utf-8?q?x?=", ""),
            (" a", ""),
            ("a, b", other),
            ("a\r\nb", ""),
        ] {
            assert!(header(text, rest).contains("=?utf-8?B?"), "{text:?}");
        }
        let long = header(&"统一身份认证平台通知".repeat(20), other);
        assert!(long.lines().all(|line| line.len() <= 95), "{long}");
        let words = long
            .lines()
            .flat_map(str::split_whitespace)
            .filter(|word| word.starts_with("=?"));
        assert!(words.map(str::len).all(|length| length <= 75), "{long}");
    }
}
