//! `preCheckCode`.

use cleat_api::PassCode;
use cleat_api::passcode::{CodeType, PreCheckCode, PreCheckCodeResult};
use cleat_protocol::phone::Phone;

use super::{Channel, Claim, claim};
use crate::core::{Cx, Error, Result};
use crate::http::Visitor;
use crate::user::{Contact, email};

/// Asks whether a code would be accepted; spends a try, uses nothing up, and says nothing of
/// accounts.
pub async fn pre_check_code(
    cx: Cx,
    from: Visitor,
    req: PreCheckCode,
) -> Result<PreCheckCodeResult> {
    let (channel, contact, code): (Channel, Contact, PassCode) = match req.code_type {
        CodeType::Sms => {
            let sms = req
                .sms_code_payload
                .ok_or_else(|| Error::field("smsCodePayload", "is missing"))?;
            let phone = Phone::parse(&sms.phone, sms.phone_country_code.as_deref())
                .map_err(|error| Error::field("smsCodePayload.phone", error))?;
            (
                Channel::Sms(sms.channel),
                Contact::Phone(phone),
                sms.pass_code,
            )
        }
        CodeType::Email => {
            let mail = req
                .email_code_payload
                .ok_or_else(|| Error::field("emailCodePayload", "is missing"))?;
            let address = email::parse("emailCodePayload.email", &mail.email)?;
            (
                Channel::Email(mail.channel),
                Contact::Email(address),
                mail.pass_code,
            )
        }
    };
    let tried = cx
        .write(
            (cx.clone(), from, channel, contact, code),
            |tx, (cx, from, channel, contact, code)| {
                Box::pin(async move {
                    let target = contact.key();
                    let owner = contact.owner_id(tx, &from.pool_id).await?;
                    let claimed = Claim {
                        pool_id: &from.pool_id,
                        channel: *channel,
                        target: &target,
                        claimant: from.user.as_ref().map(|user| user.user_id.as_str()),
                        signed_in: from.user.as_ref().map(|user| user.user_id.as_str()),
                        account: owner.as_deref(),
                        code,
                        consume: false,
                    };
                    // The answer is not an error of the operation; limits are, and pass through.
                    Ok(Ok(claim(tx, cx, &claimed).await?))
                })
            },
        )
        .await?;
    Ok(match tried {
        Ok(()) => PreCheckCodeResult {
            is_valid: true,
            message: None,
        },
        Err(error) => PreCheckCodeResult {
            is_valid: false,
            message: Some(error.message(cx.request.language)),
        },
    })
}
