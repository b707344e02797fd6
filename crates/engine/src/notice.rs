//! Notices to the owner of an account, as rows of the same commit.

use cleat_delivery::{Envelope, Medium, Message, Notice};
use cleat_store::{Result, Tx};

use crate::account::Account;
use crate::audit::Contacts;
use crate::kernel::{Cx, Outcome};
use crate::messages::Postage;
use crate::tenancy::pool;

/// Milliseconds after which a notice is of no use.
const LIFETIME: i64 = 600_000;
/// The same for what somebody has to know of however late.
const LONG: i64 = 86_400_000;

/// Tells the owner what changed from one state of the account to the other, over everything it
/// could be reached by before.
///
/// # Errors
/// When the database refuses.
pub async fn changed(tx: &mut Tx, cx: &Cx, before: &Account, after: &Account) -> Outcome<()> {
    tell_owner(tx, cx, before, changes(before, after)).await
}

fn changes(before: &Account, after: &Account) -> impl Iterator<Item = Notice> {
    let phone = change(
        before.e164(),
        after.e164(),
        [
            Notice::PhoneBound,
            Notice::PhoneUnbound,
            Notice::PhoneChanged,
        ],
    );
    let email = change(
        before.email_key.as_ref(),
        after.email_key.as_ref(),
        [
            Notice::EmailBound,
            Notice::EmailUnbound,
            Notice::EmailChanged,
        ],
    );
    let password = (before.password_hash != after.password_hash).then_some(Notice::PasswordChanged);
    [phone, email, password].into_iter().flatten()
}

/// Which of three notices a change is: something came, went, or was replaced.
fn change<T: PartialEq>(
    before: Option<T>,
    after: Option<T>,
    [came, went, replaced]: [Notice; 3],
) -> Option<Notice> {
    match (before, after) {
        (None, Some(_)) => Some(came),
        (Some(_), None) => Some(went),
        (before, after) => (before != after).then_some(replaced),
    }
}

/// Tells the owner that these things happened to the account, unless the pool wants no notices.
///
/// # Errors
/// When the database refuses.
pub async fn tell_owner(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    notices: impl IntoIterator<Item = Notice>,
) -> Outcome<()> {
    let to = account.contacts();
    let mut notices = notices.into_iter().peekable();
    if notices.peek().is_none() || to == Contacts::default() {
        return Ok(());
    }
    let pool_id = account.pool_id.as_str();
    let (settings, revision) = pool::sending(tx, pool_id).await?;
    if settings.account_notice_disabled {
        return Ok(());
    }
    let postage = Postage::at(tx, cx, pool_id, revision).await?;
    for notice in notices {
        push(tx, cx, (pool_id, &postage), &to, notice).await?;
    }
    Ok(())
}

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
    let postage = Postage::of(tx, cx, pool_id).await?;
    push(tx, cx, (pool_id, &postage), to, notice).await
}

fn lifetime(notice: Notice) -> i64 {
    match notice {
        Notice::ConsoleRecovered => LONG,
        _ => LIFETIME,
    }
}

async fn push(
    tx: &mut Tx,
    cx: &Cx,
    (pool_id, postage): (&str, &Postage),
    to: &Contacts,
    notice: Notice,
) -> Result<()> {
    let phone = to.phone.iter().map(|number| (Medium::Sms, number));
    let email = to.email.iter().map(|address| (Medium::Email, address));
    for (medium, to) in phone.chain(email) {
        let id = cx.new_id();
        let stamp = postage.charge(tx, cx, pool_id, (medium, to)).await?;
        let envelope = Envelope {
            id: &id,
            pool_id,
            medium,
            to,
            channel: notice.as_str(),
            language: cx.request.language().as_str(),
            now: cx.now(),
            lifetime: lifetime(notice),
            muted: false,
            unpaid: stamp.price.is_none(),
            reach: postage.reach,
            country: &stamp.country,
            price: stamp.price.unwrap_or_default(),
            mail: None,
            text: None,
            test: false,
            ways: &[],
        };
        cx.app
            .outbox
            .push(tx, envelope, Message::Notice(notice))
            .await?;
    }
    Ok(())
}
