//! `sendSms` and `sendEmail`.

use cleat_api::email::SendEmail;
use cleat_api::passcode::SendSms;
use cleat_engine::account::{Contact, read_phone};
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Cx, Outcome};
use cleat_engine::passcode::{Channel, Order, send};
use cleat_store::Tx;

/// Sends a code by SMS.
pub async fn send_sms(tx: &mut Tx, cx: &Cx, from: &Visitor, req: &SendSms) -> Outcome<()> {
    let country_code = req.phone_country_code.as_deref();
    let phone = read_phone("phoneNumber", &req.phone_number, country_code)?;
    let channel = Channel::Sms(req.channel);
    send(tx, cx, &order(from, channel, Contact::Phone(phone))).await
}

/// Sends a code by e-mail.
pub async fn send_email(tx: &mut Tx, cx: &Cx, from: &Visitor, req: &SendEmail) -> Outcome<()> {
    let address = Contact::email("email", &req.email)?;
    send(tx, cx, &order(from, Channel::Email(req.channel), address)).await
}

fn order(from: &Visitor, channel: Channel, to: Contact) -> Order {
    Order {
        pool_id: from.pool_id.clone(),
        user_id: from.user.as_ref().map(|user| user.user_id.clone()),
        app: from.app.clone(),
        channel,
        to,
    }
}
