//! Messages as rows, sealed, written by the transaction they belong to.

use cleat_store::{Error, Result, Tx};
use serde::{Deserialize, Serialize};

use crate::lab::Fault;
use crate::mail::{self, Mail};
use crate::message::{Medium, Message};
use crate::outbox::Outbox;
use crate::provider::Reach;
use crate::sealed::shut;
use crate::state::State;
use crate::template::Wording;
use crate::way::Way;

pub(crate) const CONTEXT: &str = "outbox";

/// Where a message goes.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Id of the row, rising with time.
    pub id: &'a str,
    /// Pool.
    pub pool_id: &'a str,
    /// Medium.
    pub medium: Medium,
    /// E.164 number or e-mail address.
    pub to: &'a str,
    /// Channel of the code, or name of the notice.
    pub channel: &'a str,
    /// Language tag.
    pub language: &'a str,
    /// Now, in milliseconds.
    pub now: i64,
    /// Milliseconds after which it is of no use.
    pub lifetime: i64,
    /// Whether it is kept from being delivered.
    pub muted: bool,
    /// Whether a budget has no room for it.
    pub unpaid: bool,
    /// What the providers of the pool carry.
    pub reach: Reach,
    /// ISO 3166 region of the number; empty for e-mail.
    pub country: &'a str,
    /// What it was taken to cost, in millionths.
    pub price: i64,
    /// What it says by e-mail, where a template says it.
    pub mail: Option<&'a Mail>,
    /// What it says by SMS, where a template says it.
    pub text: Option<&'a str>,
    /// Whether its code is fixed, so that nothing is sent.
    pub test: bool,
    /// Ways that it may go, in order; none for every way.
    pub ways: &'a [Way],
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Sealed {
    pub(crate) subject: String,
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) html: Option<String>,
    #[serde(default)]
    pub(crate) sender: Option<String>,
    #[serde(default)]
    pub(crate) ways: Vec<Way>,
    pub(crate) code: Option<String>,
    /// Life of the code in seconds.
    #[serde(default)]
    pub(crate) lifetime: i64,
    /// What its carrier does to it, in the inbox of development mode.
    #[serde(default)]
    pub(crate) fault: Fault,
}

impl Outbox {
    pub(crate) fn open(&self, sealed: &str) -> Result<Sealed> {
        let plain = self.vault.open(CONTEXT, sealed);
        let plain = plain.map_err(|_| shut(sealed))?;
        serde_json::from_slice(&plain).map_err(|_| Error::Aborted("message"))
    }

    /// Adds a message.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn push(&self, tx: &mut Tx, to: Envelope<'_>, message: Message<'_>) -> Result<()> {
        let sealed = self.seal(&to, message)?;
        let state = self.state_of(&to);
        add(tx, &to, sealed, state).await
    }

    /// Notes a message that is refused before it has a text.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn refuse(&self, tx: &mut Tx, to: Envelope<'_>) -> Result<()> {
        add(tx, &to, String::new(), State::Refused).await
    }

    fn seal(&self, to: &Envelope<'_>, message: Message<'_>) -> Result<String> {
        let (code, lifetime) = match message {
            Message::Code { code, lifetime } => (Some(code.to_owned()), lifetime),
            Message::Notice(_) | Message::Invitation(_) => (None, 0),
        };
        let wording = Wording(to.language);
        let (subject, text) = (wording.subject(message), wording.text(message));
        let mail = match (to.medium, to.mail) {
            (Medium::Email, Some(mail)) => mail.clone(),
            (Medium::Email, None) => mail::plain(subject, &text, to.language),
            (Medium::Sms, _) => Mail {
                subject: subject.into(),
                sender: None,
                text: to.text.map_or(text, str::to_owned),
                html: None,
            },
        };
        let sealed = Sealed {
            subject: mail.subject,
            body: mail.text,
            html: mail.html,
            sender: mail.sender,
            ways: to.ways.to_vec(),
            code,
            lifetime,
            fault: match self.is_held() {
                true => self.lab().of(to.to),
                false => Fault::default(),
            },
        };
        let plain = serde_json::to_vec(&sealed).map_err(|_| Error::Aborted("message"))?;
        let sealed = self.vault.seal(CONTEXT, &plain);
        sealed.map_err(|_| Error::Aborted("sealing failed"))
    }

    /// The state a message begins in.
    fn state_of(&self, to: &Envelope<'_>) -> State {
        if to.muted {
            State::Muted
        } else if self.is_held() {
            State::Held
        } else if to.test {
            State::Test
        } else if to.unpaid {
            State::Unpaid
        } else if to.reach.includes(to.medium, to.to) {
            State::Queued
        } else {
            State::Unreachable
        }
    }
}

async fn add(tx: &mut Tx, to: &Envelope<'_>, sealed: String, state: State) -> Result<()> {
    tx.sql(
        "INSERT INTO outbox (id, pool_id, medium, target, channel, sealed, state, attempts,
             next_at, created_at, expires_at, language, country, price)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8, $9, $10, $11, $12)",
    )
    .bind(to.id)
    .bind(to.pool_id)
    .bind(to.medium.as_str())
    .bind(to.to)
    .bind(to.channel)
    .bind(sealed)
    .bind(state.as_str())
    .bind(to.now)
    .bind(to.now + to.lifetime)
    .bind(to.language)
    .bind(to.country)
    .bind(to.price)
    .run()
    .await
}
