//! `getSmsTestNumbers` and `configSmsTestNumbers`.

use cleat_api::Object;
use cleat_api::sms_text::{
    ConfigSmsTestNumbers, GetSmsTestNumbers, SmsTestNumber, SmsTestNumberInput, SmsTestNumbers,
};
use cleat_delivery::{Outbox, TestNumber};
use cleat_engine::account::read_phone;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, iso, read_iso};
use cleat_engine::tenancy::pool as pools;
use cleat_protocol::phone::mask;
use cleat_store::Tx;

/// Most test numbers of a pool.
const MOST: usize = 100;
/// Those that have ended are shown as well, and their codes stay.
const EVER: i64 = 0;

/// `getSmsTestNumbers`
pub async fn get_sms_test_numbers(
    cx: Cx,
    pool: Management,
    _: GetSmsTestNumbers,
) -> Result<SmsTestNumbers> {
    let mut tx = cx.read().await?;
    let (all, _) = TestNumber::of(&mut tx, &cx.app.vault, &pool.pool_id, EVER).await?;
    Ok(shown(&cx, &all))
}

/// `configSmsTestNumbers`
pub async fn config_sms_test_numbers(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &ConfigSmsTestNumbers,
) -> Outcome<SmsTestNumbers> {
    if req.numbers.len() > MOST {
        let why = format_args!("has more than {MOST} entries");
        return Err(Error::field("numbers", why).into());
    }
    audit::note(tx).target(&pool.pool_id);
    if !req.numbers.is_empty() && !cx.app.settings.has_test_numbers() {
        let why = "needs the server's setting test_numbers";
        return Err(Error::field("numbers", why).into());
    }
    pools::lock(tx, &pool.pool_id).await?;
    let (before, _) = TestNumber::of(tx, &cx.app.vault, &pool.pool_id, EVER).await?;
    let digits = pools::settings(tx, &pool.pool_id).await?.verify_code_length;
    let mut all: Vec<TestNumber> = Vec::with_capacity(req.numbers.len());
    for (place, given) in req.numbers.iter().enumerate() {
        let one = checked(cx, &format!("numbers[{place}]"), given, (digits, &before))?;
        if all.iter().any(|known| known.number == one.number) {
            return Err(Error::field("numbers", "must not name a number twice").into());
        }
        all.push(one);
    }
    audit::note(tx).differs(&masked(&before), &masked(&all));
    TestNumber::replace(tx, &cx.app.vault, &pool.pool_id, &all).await?;
    Outbox::changed(tx, &pool.pool_id).await?;
    Ok(shown(cx, &all))
}

/// The numbers, as the trail tells of them.
fn masked(all: &[TestNumber]) -> Object {
    let numbers = all.iter().map(|one| mask(&one.number));
    let numbers: Vec<String> = numbers.collect();
    [("numbers".to_owned(), numbers.into())]
        .into_iter()
        .collect()
}

fn checked(
    cx: &Cx,
    at: &str,
    given: &SmsTestNumberInput,
    (digits, before): (i64, &[TestNumber]),
) -> Result<TestNumber> {
    let field = format!("{at}.phoneNumber");
    let phone = read_phone(
        &field,
        &given.phone_number,
        given.phone_country_code.as_deref(),
    )?;
    let number = phone.e164();
    let expires_at = read_iso(&format!("{at}.expiresAt"), &given.expires_at)?;
    if expires_at <= cx.now() {
        return Err(Error::field(
            &format!("{at}.expiresAt"),
            "must be in the future",
        ));
    }
    let field = format!("{at}.code");
    let kept = before.iter().find(|one| one.number == number);
    let code = match (&given.code, kept) {
        (Some(code), _) => code.expose().to_owned(),
        (None, Some(kept)) => kept.code.clone(),
        (None, None) => return Err(Error::field(&field, "is missing")),
    };
    let is_digits = code.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits || i64::try_from(code.len()).ok() != Some(digits) {
        return Err(Error::field(
            &field,
            format_args!("must be {digits} digits"),
        ));
    }
    Ok(TestNumber {
        number,
        code,
        expires_at,
    })
}

fn shown(cx: &Cx, all: &[TestNumber]) -> SmsTestNumbers {
    let numbers = all.iter().map(|one| SmsTestNumber {
        phone_number: one.number.clone(),
        expires_at: iso(one.expires_at),
    });
    SmsTestNumbers {
        enabled: cx.app.settings.has_test_numbers(),
        numbers: numbers.collect(),
    }
}
