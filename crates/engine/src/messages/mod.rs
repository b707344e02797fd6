//! Messages: what the crate that delivers them keeps in the database.

mod learn;
mod postage;
mod receive;

use cleat_delivery::tables;

use crate::kernel::{Migration, Module};

pub use learn::learn;
pub use postage::{Postage, Stamp};
pub use receive::{Refused, receive};

/// Messages that wait for a provider, what became of the others, and the providers of pools.
pub const MODULE: Module = Module {
    name: "messages",
    tables: &[
        "outbox",
        "message_attempt",
        "message_receipt",
        "message_policy",
        "message_spend",
        "message_statistic",
        "message_learnt",
        "sms_provider",
    ],
    migrations: &[
        Migration {
            number: 2,
            sql: tables::OUTBOX,
        },
        Migration {
            number: 13,
            sql: tables::PROVIDERS,
        },
        Migration {
            number: 14,
            sql: tables::STATISTICS,
        },
    ],
    expired: &[
        "DELETE FROM outbox WHERE created_at < $1 AND state <> 'queued'",
        "DELETE FROM message_attempt WHERE begun_at < $1",
        "DELETE FROM message_receipt WHERE received_at < $1",
        // A month is open until the next one has begun.
        "DELETE FROM message_spend WHERE started_at + 2764800000 < $1",
        // The figures of thirteen months, so that a month can be compared with the year before.
        "DELETE FROM message_statistic WHERE hour + 34214400000 < $1",
    ],
    single_use: &["UPDATE outbox SET state = 'failed', sealed = '' WHERE state = 'queued'"],
    ..Module::EMPTY
};
