//! A message as a provider gets it.

use cleat_protocol::phone::DEFAULT_COUNTRY_CODE;

use crate::message::{Medium, Message};
use crate::template::Wording;
use crate::way::Way;

/// A message as a provider gets it.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Id, the same when the message comes again.
    pub id: String,
    /// Id of this attempt at it; a provider hands it back in its receipt where it can.
    pub attempt_id: String,
    /// Pool.
    pub pool_id: String,
    /// Medium.
    pub medium: Medium,
    /// E.164 number with `+`, or e-mail address.
    pub to: String,
    /// ISO 3166 region of the number, such as `GB`; `XK` for Kosovo; empty for e-mail.
    pub country: String,
    /// Channel of the code, or name of the notice.
    pub channel: String,
    /// Language tag of the wire.
    pub language: String,
    /// Subject, for e-mail.
    pub subject: String,
    /// Text.
    pub body: String,
    /// The same as HTML, for e-mail, where there is one.
    pub html: Option<String>,
    /// Name and address it comes from, for e-mail, where the template says.
    pub sender: Option<String>,
    /// Ways that it may go, in order; none for every way.
    pub ways: Vec<Way>,
    /// Code, where there is one.
    pub code: Option<String>,
    /// Seconds the code was good for when it was sent.
    pub lifetime: i64,
    /// What it was taken to cost, in millionths of the currency of the pool's budget.
    pub price: i64,
    /// When it was written, in milliseconds since 1970-01-01 UTC.
    pub created_at: i64,
    /// When it is of no use any more.
    pub expires_at: i64,
}

/// A letter with a made-up code, by which providers are tried.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// Id that no other message has.
    pub id: &'a str,
    /// Pool.
    pub pool_id: &'a str,
    /// Medium.
    pub medium: Medium,
    /// E.164 number with `+`, or e-mail address.
    pub to: &'a str,
    /// Language tag of the wire.
    pub language: &'a str,
    /// The code, which opens nothing.
    pub code: &'a str,
    /// Its life, in seconds.
    pub lifetime: i64,
    /// Now, in milliseconds.
    pub now: i64,
}

impl Trial<'_> {
    /// The letter.
    pub fn letter(self) -> Letter {
        let message = Message::Code {
            code: self.code,
            lifetime: self.lifetime,
        };
        let wording = Wording(self.language);
        Letter {
            id: self.id.into(),
            attempt_id: format!("{}-1", self.id),
            pool_id: self.pool_id.into(),
            medium: self.medium,
            to: self.to.into(),
            country: self.medium.country(self.to),
            channel: "TEST".into(),
            language: self.language.into(),
            subject: wording.subject(message).into(),
            body: wording.text(message),
            html: None,
            sender: None,
            ways: Vec::new(),
            code: Some(self.code.into()),
            lifetime: self.lifetime,
            price: 0,
            created_at: self.now,
            expires_at: self.now + self.lifetime * 1000,
        }
    }
}

impl Letter {
    /// The digits of the number, with its country code and without `+`.
    pub fn digits(&self) -> &str {
        self.to.trim_start_matches('+')
    }

    /// Whether the number is one of mainland China.
    pub fn is_domestic(&self) -> bool {
        self.to.starts_with(DEFAULT_COUNTRY_CODE)
    }

    /// Minutes the code is good for, as people say it.
    pub fn minutes(&self) -> i64 {
        (self.lifetime / 60).max(1)
    }

    /// Seconds that are left of its life.
    pub fn seconds_left(&self, now: i64) -> i64 {
        ((self.expires_at - now) / 1000).max(0)
    }

    /// A template of the operator with its variables filled in: `{code}`, `{minutes}`, `{ttl}`
    /// (seconds). Chuanglan and Alibaba write them as `{code}` and `${code}`.
    pub fn fill(&self, template: &str) -> String {
        let code = self.code.as_deref().unwrap_or_default();
        let (minutes, ttl) = (self.minutes().to_string(), self.lifetime.to_string());
        let values = [
            ("code", code),
            ("minutes", &minutes),
            ("ttl_minutes", &minutes),
            ("ttl", &ttl),
        ];
        values
            .iter()
            .fold(template.to_owned(), |text, (name, value)| {
                text.replace(&format!("${{{name}}}"), value)
                    .replace(&format!("{{{name}}}"), value)
            })
    }
}
