//! `testSmsProvider`.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::sms_delivery::{SmsResult, SmsTest, TestSmsProvider};
use cleat_delivery::call::Moment;
use cleat_delivery::outcome::{Outcome, Refusal};
use cleat_delivery::provider::{Provider, Row, Scope};
use cleat_delivery::{Medium, Trial};
use cleat_engine::account::read_phone;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result};

/// Digits of the made-up code.
const DIGITS: usize = 6;

/// `testSmsProvider`
pub async fn test_sms_provider(cx: Cx, pool: Management, req: TestSmsProvider) -> Result<SmsTest> {
    let number = read_phone(
        "phoneNumber",
        &req.phone_number,
        req.phone_country_code.as_deref(),
    )?;
    cx.count().await?;
    let provider = found(&cx, &pool.pool_id, &req.id).await?;
    let nonce = cx.app.random.nonce();
    let at = Moment {
        now: cx.now(),
        nonce: &nonce,
        callback: provider.callback.as_deref(),
    };
    let trial = Trial {
        id: &cx.new_id(),
        pool_id: &pool.pool_id,
        medium: Medium::Sms,
        to: &number.e164(),
        language: cx.request.language().as_str(),
        code: &cx.app.random.digits(DIGITS),
        lifetime: cx.app.settings.code_lifetime,
        now: cx.now(),
    };
    let letter = trial.letter();
    Ok(told(cx.app.outbox.deliver(&provider, &letter, &at).await))
}

/// The provider of that id, of the pool or of the configuration.
async fn found(cx: &Cx, pool_id: &str, id: &str) -> Result<Arc<Provider>> {
    let row = Row::find(&mut *cx.read().await?, pool_id, id).await?;
    if let Some(row) = row {
        let own = cx.app.outbox.provider(row)?;
        return Ok(Arc::new(own.ok_or(ErrorCode::SmsProviderNotFound)?));
    }
    let mut configured = cx.app.outbox.configured().all().iter();
    let found = configured.find(|one| one.id == id && one.scope != Scope::Email);
    Ok(found.ok_or(ErrorCode::SmsProviderNotFound)?.clone())
}

fn told(outcome: Outcome) -> SmsTest {
    match outcome {
        Outcome::Taken(taken) => SmsTest {
            result: SmsResult::Taken,
            message_id: taken.vendor_id,
            message: "The provider took the message.".into(),
            ..SmsTest::default()
        },
        Outcome::Unknown(why) => SmsTest {
            result: SmsResult::Unknown,
            message: format!("Nobody knows whether it was taken: {}.", why.as_str()),
            ..SmsTest::default()
        },
        Outcome::Refused(refusal) => refused(refusal),
    }
}

fn refused(refusal: Refusal) -> SmsTest {
    let words = refusal.kind.words();
    SmsTest {
        result: SmsResult::Refused,
        kind: Some(refusal.kind.as_str().into()),
        message: match refusal.why {
            Some(why) => format!("{words} In detail: {why}."),
            None => words.into(),
        },
        code: refusal.code,
        request_id: refusal.request_id,
        message_id: None,
    }
}
