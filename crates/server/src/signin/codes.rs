//! Codes that pages send for something else than a sign-in.

use cleat_api::email::SendEmail;
use cleat_api::passcode::SendSms;
use cleat_api::{ErrorCode, Language};
use cleat_engine::account::Contact;
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::passcode::Channel;
use cleat_protocol::phone::mask;

use super::asked::Asked;
use super::texts;

/// The field that says where a code went.
pub const TARGET: &str = "target";

/// Sends a code, as `sendSms` and `sendEmail` do.
///
/// # Errors
/// As theirs.
pub async fn send(
    asked: &Asked,
    cx: &Cx,
    by: Visitor,
    channel: Channel,
    to: &Contact,
) -> Result<()> {
    match (channel, to) {
        (Channel::Sms(channel), Contact::Phone(phone)) => {
            let order = SendSms {
                channel,
                phone_number: phone.e164(),
                phone_country_code: None,
            };
            asked.call(cx, by, order).await
        }
        (Channel::Email(channel), Contact::Email(address)) => {
            let email = address.clone();
            asked.call(cx, by, SendEmail { channel, email }).await
        }
        _ => Err(Error::internal(
            "a code goes by another way than its channel's",
        )),
    }
}

/// Whether a code is on its way already, so that the page for it may be shown.
pub fn was_sent(error: &Error) -> bool {
    error.code == ErrorCode::CodeSentRecently
}

/// The sentence that says where a code went.
pub fn sent_to(language: Language, to: &Contact) -> String {
    texts::text(language, "hint.sent").replace("{to}", &mask(&to.key()))
}
