//! Messages: what the crate that delivers them keeps in the database.

mod learn;
mod postage;
mod receive;

use cleat_delivery::text::PoolTexts;
use cleat_delivery::{SEALED, TestNumber, tables};

use crate::kernel::{Invariant, Migration, Module, Sealed};

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
        "sms_text",
        "sms_test_number",
        "guard_count",
        "guard_decision",
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
        Migration {
            number: 15,
            sql: tables::TEXTS,
        },
        Migration {
            number: 16,
            sql: tables::GUARD,
        },
        Migration {
            number: 21,
            sql: tables::ALARMS,
        },
    ],
    sealed: &[
        Sealed {
            table: "outbox",
            key: ["id", "id"],
            column: "sealed",
            context: SEALED.message,
        },
        Sealed {
            table: "sms_provider",
            key: ["id", "id"],
            column: "sealed",
            context: SEALED.provider,
        },
        Sealed {
            table: "sms_test_number",
            key: ["pool_id", "target"],
            column: "sealed",
            context: SEALED.test_number,
        },
    ],
    shown: &[
        "DELETE FROM outbox WHERE created_at < $1 AND state <> 'queued'",
        "DELETE FROM message_attempt WHERE begun_at < $1",
        "DELETE FROM message_receipt WHERE received_at < $1",
    ],
    expired: &[
        // A month is open until the next one has begun.
        "DELETE FROM message_spend WHERE started_at + 2764800000 < $1",
        // The figures of thirteen months, so that a month can be compared with the year before.
        "DELETE FROM message_statistic WHERE hour + 34214400000 < $1",
        "DELETE FROM sms_test_number WHERE expires_at < $1",
        "DELETE FROM guard_count WHERE started_at < $1",
        // Purging leaves two days to what it is told of; a pool says how long these are kept.
        "DELETE FROM guard_decision WHERE expires_at < CAST($1 AS BIGINT) + 172800000",
    ],
    single_use: &["UPDATE outbox SET state = 'failed', sealed = '' WHERE state = 'queued'"],
    invariants: &[
        Invariant::rows("the texts of a pool can be read", |_, tx| {
            Box::pin(async { Ok(PoolTexts::unreadable(tx).await?) })
        }),
        Invariant::rows("a test number can be opened", |besides, tx| {
            Box::pin(async { Ok(TestNumber::unreadable(tx, besides.vault).await?) })
        }),
        Invariant::sql(
            "no more codes are entered than sent",
            "SELECT pool_id, subject FROM guard_count WHERE verified < 0 OR verified > sent",
        ),
    ],
    ..Module::EMPTY
};
