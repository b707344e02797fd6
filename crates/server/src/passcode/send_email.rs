//! `sendEmail`.

use cleat_api::ErrorCode;
use cleat_api::email::SendEmail;
use cleat_delivery::Medium;

use super::Channel;
use super::send::{Order, send};
use crate::core::{Cx, Result};
use crate::http::Visitor;
use crate::user::{Contact, email};

/// Sends a code by e-mail.
pub async fn send_email(cx: Cx, from: Visitor, req: SendEmail) -> Result<()> {
    let address = email::parse("email", &req.email)?;
    if !cx.app.outbox.reaches(Medium::Email, &address) {
        return Err(ErrorCode::EmailUnavailable.into());
    }
    let order = Order {
        channel: Channel::Email(req.channel),
        to: Contact::Email(address),
    };
    send(&cx, from, order).await
}
