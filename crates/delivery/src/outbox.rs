//! The outbox: messages as rows, sealed, written by the transaction they belong to.

use std::sync::Arc;

use cleat_protocol::seal::Vault;
use cleat_store::{Error, Field, Is, Order, Result, Select, Tx};
use serde::{Deserialize, Serialize};

use crate::letter::Letter;
use crate::message::{Medium, Message};
use crate::provider::{Counts, NotTaken, ProviderError, Providers};
use crate::template::Wording;

/// Tables of the outbox, to be applied with the other migrations; `state` is a [`State`].
pub const SCHEMA: &str = "
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    medium TEXT NOT NULL,
    target TEXT NOT NULL,
    channel TEXT NOT NULL,
    sealed TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_queued ON outbox (next_at) WHERE state = 'queued';
CREATE INDEX outbox_target ON outbox (target, created_at);
CREATE INDEX outbox_created ON outbox (created_at);
";

const CONTEXT: &str = "outbox";

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A provider will take it.
    Queued,
    /// A provider took it.
    Sent,
    /// It was given up.
    Failed,
    /// It is shown in the inbox of dev mode.
    Held,
    /// It was answered as if sent, so that nobody learns whether the target is known.
    Muted,
    /// It is a notice that nobody is configured to carry.
    Unreachable,
}

impl State {
    /// Its name in rows.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Held => "held",
            Self::Muted => "muted",
            Self::Unreachable => "unreachable",
        }
    }
}

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
    /// Whether it is kept from being delivered.
    pub muted: bool,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    subject: String,
    body: String,
    code: Option<String>,
}

/// A message as the inbox of dev mode shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InboxEntry {
    /// Id.
    pub id: String,
    /// `sms` or `email`.
    pub medium: String,
    /// E.164 number or e-mail address.
    pub to: String,
    /// Channel of the code, or name of the notice.
    pub channel: String,
    /// Text.
    pub body: String,
    /// Code, where there is one.
    pub code: Option<String>,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub created_at: i64,
}

/// Writes and reads the outbox.
#[derive(Clone)]
pub struct Outbox {
    vault: Arc<Vault>,
    /// `None` keeps the messages for the inbox of dev mode.
    providers: Option<Arc<Providers>>,
}

impl Outbox {
    /// An outbox; without providers it keeps its messages for the inbox of dev mode.
    pub fn new(vault: Arc<Vault>, providers: Option<Providers>) -> Self {
        Self {
            vault,
            providers: providers.map(Arc::new),
        }
    }

    /// Whether a message to this number or address would go anywhere.
    pub fn reaches(&self, medium: Medium, to: &str) -> bool {
        self.providers
            .as_ref()
            .is_none_or(|providers| providers.reach(medium, to))
    }

    /// Hands a message to its provider.
    ///
    /// # Errors
    /// When it was not taken.
    pub async fn deliver(&self, letter: &Letter) -> std::result::Result<(), NotTaken> {
        match &self.providers {
            Some(providers) => providers.deliver(letter).await,
            None => Err(NotTaken {
                provider: None,
                why: ProviderError("messages are held".into()),
            }),
        }
    }

    /// Counts a message that was given up; `last` was asked last, where somebody was.
    pub fn give_up(&self, letter: &Letter, last: Option<&str>) {
        if let Some(providers) = &self.providers {
            providers.give_up(letter, last);
        }
    }

    /// What became of the messages of this process, provider by provider.
    pub fn counts(&self) -> Vec<Counts> {
        let providers = self.providers.as_ref();
        providers.map_or_else(Vec::new, |providers| providers.counts())
    }

    /// A queued message, opened.
    ///
    /// # Errors
    /// When the database refuses or the row was sealed by another key.
    pub async fn letter(&self, tx: &mut Tx, id: &str) -> Result<Letter> {
        cleat_store::row! {
            struct Row { medium: String, target: String, channel: String, sealed: String, created_at: i64 }
        }
        let sql = format!("SELECT {} FROM outbox WHERE id = $1", Row::COLUMNS);
        let row: Row = tx.sql(sql).bind(id).one().await?;
        let sealed = self.open(&row.sealed)?;
        Ok(Letter {
            id: id.to_owned(),
            medium: Medium::parse(&row.medium).ok_or(Error::Aborted("medium"))?,
            to: row.target,
            channel: row.channel,
            attempt_id: id.to_owned(),
            pool_id: String::new(),
            country: String::new(),
            language: String::new(),
            html: None,
            sender: None,
            lifetime: 300,
            expires_at: row.created_at + 600_000,
            subject: sealed.subject,
            body: sealed.body,
            code: sealed.code,
            created_at: row.created_at,
        })
    }

    fn open(&self, sealed: &str) -> Result<Sealed> {
        let plain = self.vault.open(CONTEXT, sealed);
        let plain = plain.map_err(|_| Error::Aborted("sealed by another key"))?;
        serde_json::from_slice(&plain).map_err(|_| Error::Aborted("message"))
    }

    /// Adds a message.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn push(&self, tx: &mut Tx, to: Envelope<'_>, message: Message<'_>) -> Result<()> {
        let sealed = self.seal(to.language, message)?;
        tx.sql(
            "INSERT INTO outbox (id, pool_id, medium, target, channel, sealed, state, attempts,
                 next_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8)",
        )
        .bind(to.id)
        .bind(to.pool_id)
        .bind(to.medium.as_str())
        .bind(to.to)
        .bind(to.channel)
        .bind(sealed)
        .bind(self.state_of(&to).as_str())
        .bind(to.now)
        .run()
        .await
    }

    fn seal(&self, language: &str, message: Message<'_>) -> Result<String> {
        let code = match message {
            Message::Code { code, .. } => Some(code.to_owned()),
            Message::Notice(_) | Message::Invitation(_) => None,
        };
        let wording = Wording(language);
        let sealed = Sealed {
            subject: wording.subject(message).into(),
            body: wording.text(message),
            code,
        };
        let plain = serde_json::to_vec(&sealed).map_err(|_| Error::Aborted("message"))?;
        let sealed = self.vault.seal(CONTEXT, &plain);
        sealed.map_err(|_| Error::Aborted("sealing failed"))
    }

    /// The state a message begins in.
    fn state_of(&self, to: &Envelope<'_>) -> State {
        if to.muted {
            State::Muted
        } else if self.providers.is_none() {
            State::Held
        } else if self.reaches(to.medium, to.to) {
            State::Queued
        } else {
            State::Unreachable
        }
    }

    /// Held messages, newest first.
    ///
    /// # Errors
    /// When the database refuses or a row was sealed by another key.
    pub async fn inbox(
        &self,
        tx: &mut Tx,
        to: Option<&str>,
        limit: i64,
    ) -> Result<Vec<InboxEntry>> {
        cleat_store::row! {
            struct Held { id: String, medium: String, target: String, channel: String, sealed: String, created_at: i64 }
        }
        let limit = usize::try_from(limit).unwrap_or_default();
        let mut held = Select::new("outbox", Held::COLUMNS);
        held.filter(Field::text("state"), Is::Equal(State::Held.as_str().into()))?
            .filter_by(Field::text("target"), Is::Equal, to)?
            .sort(Field::number("created_at"), Order::Descending)
            .sort(Field::key("id"), Order::Descending);
        let rows: Vec<Held> = held.first(tx, limit).await?;
        rows.into_iter()
            .map(|row| {
                let sealed = self.open(&row.sealed)?;
                Ok(InboxEntry {
                    id: row.id,
                    medium: row.medium,
                    to: row.target,
                    channel: row.channel,
                    body: sealed.body,
                    code: sealed.code,
                    created_at: row.created_at,
                })
            })
            .collect()
    }
}
