//! `sendEmailBatch` and `sendSmsBatch`.

use cleat_api::Success;
use cleat_api::passcode::{SendEmailBatch, SendSmsBatch, TenantEmail, TenantSms};
use cleat_delivery::Invitation;
use cleat_engine::account::Contact;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Batch, Cx, Error, Outcome, Result, within};
use cleat_engine::passcode::{Invited, invite};
use cleat_store::Tx;

/// Most characters of a name in a message.
const NAME: usize = 64;

/// `sendEmailBatch`
pub async fn send_email_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &SendEmailBatch,
) -> Outcome<Success> {
    audit::note(tx).target(&req.import_id.to_string());
    let batch = Batch::of("users", &req.users)?;
    for (place, user) in req.users.iter().enumerate() {
        let told = tell_by_email(tx, cx, pool, req.import_id, user).await;
        batch.at(place, told)?;
    }
    Ok(Success::DONE)
}

async fn tell_by_email(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    import_id: i64,
    user: &TenantEmail,
) -> Outcome<()> {
    let to = Contact::email("email", &user.email)?;
    let invitation = Invitation {
        user: &user.user_name,
        admin: &user.admin_name,
        tenant: &user.tenant_name,
        identifier: &user.identifier,
    };
    tell(tx, cx, pool, (import_id, &user.tenant_id), &to, invitation).await
}

/// `sendSmsBatch`
pub async fn send_sms_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &SendSmsBatch,
) -> Outcome<Success> {
    audit::note(tx).target(&req.import_id.to_string());
    let batch = Batch::of("users", &req.users)?;
    for (place, user) in req.users.iter().enumerate() {
        let told = tell_by_sms(tx, cx, pool, req.import_id, user).await;
        batch.at(place, told)?;
    }
    Ok(Success::DONE)
}

async fn tell_by_sms(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    import_id: i64,
    user: &TenantSms,
) -> Outcome<()> {
    let country_code = Some(user.phone_country_code.as_str());
    let to = Contact::phone("phone", &user.phone, country_code)?;
    to.require_person("phone")?;
    let invitation = Invitation {
        user: &user.user_name,
        admin: &user.admin_name,
        tenant: &user.tenant_name,
        identifier: &user.identifier,
    };
    tell(tx, cx, pool, (import_id, &user.tenant_id), &to, invitation).await
}

async fn tell(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    (import_id, tenant_id): (i64, &str),
    to: &Contact,
    invitation: Invitation<'_>,
) -> Outcome<()> {
    for (field, text) in [
        ("userName", invitation.user),
        ("adminName", invitation.admin),
        ("tenantName", invitation.tenant),
        ("identifier", invitation.identifier),
    ] {
        named(field, text)?;
    }
    let invited = Invited {
        pool_id: &pool.pool_id,
        once: &format!("{import_id} {tenant_id}"),
        to,
        invitation,
    };
    invite(tx, cx, &invited).await
}

/// A name that stands in a message: a line of it.
fn named(field: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::field(field, "must not be empty"));
    }
    if text.contains(char::is_control) {
        return Err(Error::field(field, "has control characters"));
    }
    within(field, text, NAME)
}
