//! The inbox of development mode.

use cleat_store::{Field, Is, Order, Result, Select, Tx};
use serde::{Deserialize, Serialize};

use crate::outbox::Outbox;
use crate::state::State;

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

impl Outbox {
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
