//! `preCheckCode`.

use cleat_api::PassCode;
use cleat_api::passcode::{CodeType, PreCheckCode, PreCheckCodeResult};
use cleat_engine::account::Contact;
use cleat_engine::audit::{self, Proof};
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::passcode::{Channel, Claim, claim};
use cleat_store::Tx;

/// A code to be looked at.
struct Check {
    from: Visitor,
    channel: Channel,
    contact: Contact,
    code: PassCode,
}

/// Asks whether a code would be accepted; spends a try, uses nothing up, and says nothing of
/// accounts. A wrong code is no error of this operation.
pub async fn pre_check_code(
    cx: Cx,
    from: Visitor,
    req: PreCheckCode,
) -> Result<PreCheckCodeResult> {
    let check = read(from, req)?;
    let refusal = match cx.optimistic(check, would_accept).await {
        Ok(()) => None,
        Err(error) if error.code.is_common() => return Err(error),
        Err(error) => Some(error),
    };
    Ok(PreCheckCodeResult {
        is_valid: refusal.is_none(),
        message: refusal.map(|refusal| refusal.message(cx.request.language())),
    })
}

fn read(from: Visitor, req: PreCheckCode) -> Result<Check> {
    let missing = |payload: &str| Error::field(payload, "is missing");
    let (channel, contact, code) = match req.code_type {
        CodeType::Sms => {
            let given = req
                .sms_code_payload
                .ok_or_else(|| missing("smsCodePayload"))?;
            let code = given.phone_country_code.as_deref();
            let phone = Contact::phone("smsCodePayload.phone", &given.phone, code)?;
            (Channel::Sms(given.channel), phone, given.pass_code)
        }
        CodeType::Email => {
            let given = req.email_code_payload;
            let given = given.ok_or_else(|| missing("emailCodePayload"))?;
            let address = Contact::email("emailCodePayload.email", &given.email)?;
            (Channel::Email(given.channel), address, given.pass_code)
        }
    };
    Ok(Check {
        from,
        channel,
        contact,
        code,
    })
}

async fn would_accept(tx: &mut Tx, cx: &Cx, check: &Check) -> Outcome<()> {
    let pool_id = check.from.pool_id.as_str();
    let target = check.contact.key();
    let owner = check.contact.holder_id(tx, pool_id).await?;
    // Not of the owner: a storm of strangers would hold the end of the owner's chain.
    audit::note(tx).target(&target).method(Proof::Passcode);
    let visitor = check.from.user.as_ref().map(|user| user.user_id.as_str());
    let claimed = Claim {
        pool_id,
        channel: check.channel,
        target: &target,
        claimant: visitor,
        signed_in: visitor,
        owner: owner.as_deref(),
        account: owner.as_deref(),
        code: &check.code,
        consume: false,
    };
    claim(tx, cx, &claimed).await
}
