//! Where a message stands.

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A provider will take it.
    Queued,
    /// A provider took it.
    Sent,
    /// It was given up.
    Failed,
    /// Its time was over before anybody took it.
    Expired,
    /// Nobody knows whether it was taken, and it is not sent again.
    Unknown,
    /// It is shown in the inbox of dev mode.
    Held,
    /// It was answered as if sent, so that nobody learns whether the target is known.
    Muted,
    /// It is a notice that nobody is configured to carry.
    Unreachable,
    /// It is a notice that a budget had no room for.
    Unpaid,
    /// Its code is fixed, and nothing is sent.
    Test,
    /// The guard refused it.
    Refused,
}

impl State {
    /// Its name in rows.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::Held => "held",
            Self::Muted => "muted",
            Self::Unreachable => "unreachable",
            Self::Unpaid => "unpaid",
            Self::Test => "test",
            Self::Refused => "refused",
        }
    }
}
