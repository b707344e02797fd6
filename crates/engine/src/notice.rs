//! Notices to the owner of an account, as rows of the same commit.

use cleat_delivery::{Envelope, Medium, Message, Notice};
use cleat_store::{Result, Tx};

use crate::audit::Contacts;
use crate::kernel::{Cx, Migration, Module};

/// Messages that wait for a provider, and what became of the others.
pub const MODULE: Module = Module {
    name: "notice",
    tables: &["outbox"],
    migrations: &[Migration {
        number: 2,
        sql: cleat_delivery::SCHEMA,
    }],
    expired: &["DELETE FROM outbox WHERE created_at < $1 AND state <> 'queued'"],
    single_use: &["UPDATE outbox SET state = 'failed', sealed = '' WHERE state = 'queued'"],
    ..Module::EMPTY
};

/// Tells the phone and the e-mail address of an account that something happened.
///
/// # Errors
/// When the database refuses.
pub async fn tell(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    to: &Contacts,
    notice: Notice,
) -> Result<()> {
    let phone = to.phone.iter().map(|number| (Medium::Sms, number));
    let email = to.email.iter().map(|address| (Medium::Email, address));
    for (medium, to) in phone.chain(email) {
        let id = cx.new_id();
        let envelope = Envelope {
            id: &id,
            pool_id,
            medium,
            to,
            channel: notice.as_str(),
            language: cx.request.language().as_str(),
            now: cx.now(),
            muted: false,
        };
        let outbox = &cx.app.outbox;
        outbox.push(tx, envelope, Message::Notice(notice)).await?;
    }
    Ok(())
}
