//! `sendSms` and `sendEmail`.

use cleat_api::ErrorCode;
use cleat_api::email::SendEmail;
use cleat_api::passcode::SendSms;
use cleat_delivery::Medium;
use cleat_engine::account::{Contact, read_phone};
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::passcode::{Channel, Order, send};
use cleat_store::Tx;

/// Sends a code by SMS.
pub async fn send_sms(tx: &mut Tx, cx: &Cx, from: &Visitor, req: &SendSms) -> Outcome<()> {
    let country_code = req.phone_country_code.as_deref();
    let phone = read_phone("phoneNumber", &req.phone_number, country_code)?;
    let phone = Contact::Phone(phone);
    reachable(cx, &phone)?;
    send(tx, cx, &order(from, Channel::Sms(req.channel), phone)).await
}

/// Sends a code by e-mail.
pub async fn send_email(tx: &mut Tx, cx: &Cx, from: &Visitor, req: &SendEmail) -> Outcome<()> {
    let address = Contact::email("email", &req.email)?;
    reachable(cx, &address)?;
    send(tx, cx, &order(from, Channel::Email(req.channel), address)).await
}

/// Refuses what nobody is configured to carry.
pub fn reachable(cx: &Cx, to: &Contact) -> Result<()> {
    let (medium, missing) = match to {
        Contact::Phone(phone) if phone.is_international() => {
            (Medium::Sms, ErrorCode::InternationalSmsUnavailable)
        }
        Contact::Phone(_) => (Medium::Sms, ErrorCode::SmsUnavailable),
        Contact::Email(_) => (Medium::Email, ErrorCode::EmailUnavailable),
    };
    let reaches = cx.app.outbox.reaches(medium, &to.key());
    reaches.then_some(()).ok_or_else(|| missing.into())
}

fn order(from: &Visitor, channel: Channel, to: Contact) -> Order {
    Order {
        pool_id: from.pool_id.clone(),
        user_id: from.user.as_ref().map(|user| user.user_id.clone()),
        channel,
        to,
    }
}
