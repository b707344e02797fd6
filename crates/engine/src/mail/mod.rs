//! What a pool says of its e-mail: the provider that carries it, and its templates.

mod provider;
mod template;

use crate::kernel::{Invariant, Migration, Module, Sealed};

pub use provider::{
    PoolProvider, open_mail, opened, save as save_provider, stored as stored_provider,
};
pub use template::{Chosen, all as all_templates, save as save_template, source, template_of};

/// `document` is what the wire says of a template; `sealed` is what it says of a provider.
const TABLES: &str = "
CREATE TABLE email_template (
    pool_id TEXT NOT NULL,
    type TEXT NOT NULL,
    document TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, type)
);

CREATE TABLE email_provider (
    pool_id TEXT PRIMARY KEY,
    enabled BOOLEAN NOT NULL,
    sealed TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
";

/// Providers and templates of e-mail.
pub const MODULE: Module = Module {
    name: "mail",
    tables: &["email_template", "email_provider"],
    migrations: &[Migration {
        number: 12,
        sql: TABLES,
    }],
    sealed: &[Sealed {
        table: "email_provider",
        key: ["pool_id", "pool_id"],
        column: "sealed",
        context: provider::CONTEXT,
    }],
    invariants: &[
        Invariant::rows("an e-mail template can be read", |_, tx| {
            Box::pin(template::unreadable(tx))
        }),
        Invariant::rows("an e-mail provider can be opened", |besides, tx| {
            Box::pin(provider::unreadable(besides.vault, tx))
        }),
    ],
    ..Module::EMPTY
};
