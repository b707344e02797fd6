//! `sendSms`.

use cleat_api::ErrorCode;
use cleat_api::passcode::SendSms;
use cleat_delivery::Medium;
use cleat_protocol::phone::Phone;

use super::Channel;
use super::send::{Order, send};
use crate::core::{Cx, Error, Result};
use crate::http::Visitor;
use crate::user::Contact;

/// Sends a code by SMS.
pub async fn send_sms(cx: Cx, from: Visitor, req: SendSms) -> Result<()> {
    let phone = Phone::parse(&req.phone_number, req.phone_country_code.as_deref())
        .map_err(|error| Error::field("phoneNumber", error))?;
    if !cx.app.outbox.reaches(Medium::Sms, &phone.e164()) {
        let missing = if phone.is_international() {
            ErrorCode::InternationalSmsUnavailable
        } else {
            ErrorCode::SmsUnavailable
        };
        return Err(missing.into());
    }
    let order = Order {
        channel: Channel::Sms(req.channel),
        to: Contact::Phone(phone),
    };
    send(&cx, from, order).await
}
