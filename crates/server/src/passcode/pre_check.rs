//! `preCheckCode`.

use cleat_api::passcode::{CodeType, PreCheckCode, PreCheckCodeResult};
use cleat_api::PassCode;
use cleat_protocol::phone::Phone;

use super::{Channel, Claim, claim};
use crate::core::{Cx, Error, Result};
use crate::http::Visitor;
use crate::user::email;

/// Asks whether a code would be accepted; spends a try, uses nothing up, and says nothing of
/// accounts.
pub async fn pre_check_code(cx: Cx, from: Visitor, req: PreCheckCode) -> Result<PreCheckCodeResult> {
    let (channel, target, code): (Channel, String, PassCode) = match req.code_type {
        CodeType::Sms => {
            let sms = req.sms_code_payload.ok_or_else(|| Error::field("smsCodePayload", "is missing"))?;
            let phone = Phone::parse(&sms.phone, sms.phone_country_code.as_deref())
                .map_err(|error| Error::field("smsCodePayload.phone", error))?;
            (Channel::Sms(sms.channel), phone.e164(), sms.pass_code)
        }
        CodeType::Email => {
            let mail =
                req.email_code_payload.ok_or_else(|| Error::field("emailCodePayload", "is missing"))?;
            let address = email::parse("emailCodePayload.email", &mail.email)?;
            (Channel::Email(mail.channel), email::key(&address), mail.pass_code)
        }
    };
    let tried = cx
        .write((cx.clone(), from, channel, target, code), |tx, (cx, from, channel, target, code)| {
            Box::pin(async move {
                let claimed = Claim {
                    pool_id: &from.pool_id,
                    channel: *channel,
                    target,
                    claimant: from.user.as_ref().map(|user| user.user_id.as_str()),
                    account: None,
                    code,
                    consume: false,
                };
                // The answer is not an error of the operation; limits are, and pass through.
                Ok(Ok(claim(tx, cx, &claimed).await?))
            })
        })
        .await?;
    Ok(match tried {
        Ok(()) => PreCheckCodeResult { is_valid: true, message: None },
        Err(error) => PreCheckCodeResult {
            is_valid: false,
            message: Some(error.message(cx.request.language)),
        },
    })
}
