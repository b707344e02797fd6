//! What became of a code, as the inbox of development mode shows it.

use cleat_api::email::EmailChannel;
use cleat_api::passcode::SmsChannel;
use cleat_delivery::Medium;
use cleat_store::{Result, Tx};

use super::Channel;

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is good.
    Ready,
    /// It was used.
    Used,
    /// Its time is over.
    Expired,
    /// A newer one took its place.
    Replaced,
    /// Its tries are spent.
    Spent,
}

impl Fate {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Replaced => "replaced",
            Self::Spent => "spent",
        }
    }
}

/// A code that was sent.
#[derive(Debug, Clone, Copy)]
pub struct SentCode<'a> {
    /// Id of the code and of its message.
    pub id: &'a str,
    /// Pool.
    pub pool_id: &'a str,
    /// How it travelled.
    pub medium: Medium,
    /// Name of its channel.
    pub channel: &'a str,
    /// Number or address.
    pub to: &'a str,
    /// When its time is over.
    pub expires_at: i64,
}

/// What became of a code.
///
/// # Errors
/// When the database refuses.
pub async fn fate(tx: &mut Tx, code: &SentCode<'_>, now: i64) -> Result<Fate> {
    let channel: Option<Channel> = match code.medium {
        Medium::Sms => SmsChannel::parse(code.channel).map(Channel::Sms),
        Medium::Email => EmailChannel::parse(code.channel).map(Channel::Email),
    };
    let key = channel.map(Channel::key).unwrap_or_default();
    let found: Option<(Option<i64>, i64, i64)> = tx
        .sql(
            "SELECT used_at, attempts, max_attempts FROM passcode
             WHERE pool_id = $1 AND channel = $2 AND target = $3 AND id = $4",
        )
        .bind(code.pool_id)
        .bind(key)
        .bind(code.to)
        .bind(code.id)
        .optional()
        .await?;
    let is_over = code.expires_at <= now;
    Ok(match found {
        Some((Some(_), ..)) => Fate::Used,
        Some(_) | None if is_over => Fate::Expired,
        Some((None, attempts, most)) if attempts >= most => Fate::Spent,
        Some(_) => Fate::Ready,
        None => Fate::Replaced,
    })
}
