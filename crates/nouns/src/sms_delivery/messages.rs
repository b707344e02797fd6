//! `listSmsMessages`.

use cleat_api::ErrorCode;
use cleat_api::sms_delivery::{
    ListSmsMessages, SmsAttempt, SmsMessage, SmsMessagePage, SmsMessageState,
};
use cleat_delivery::guard::Recorded;
use cleat_delivery::history::{Sent, messages};
use cleat_delivery::outcome::Price;
use cleat_delivery::{Attempt, Medium};
use cleat_engine::account::{read_phone, store};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, iso, page};
use cleat_store::Tx;

use super::guard;

/// `listSmsMessages`
pub async fn list_sms_messages(
    cx: Cx,
    pool: Management,
    req: ListSmsMessages,
) -> Result<SmsMessagePage> {
    let page = page(req.page, req.limit)?;
    let of = (pool.pool_id.as_str(), Medium::Sms);
    let mut tx = cx.scan().await?;
    let target = target(&mut tx, &pool.pool_id, &req).await?;
    let (total_count, rows) = messages(&mut tx, of, target.as_deref(), page).await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let attempts = Attempt::of_message(&mut tx, &row.id).await?;
        let decision = Recorded::of_message(&mut tx, &pool.pool_id, &row.id, cx.now()).await?;
        list.push(SmsMessage {
            guard: decision.map(guard::decision),
            ..shown(row, attempts)
        });
    }
    Ok(SmsMessagePage { total_count, list })
}

/// The number that messages are asked for by; that of a user who has none is found nowhere.
async fn target(tx: &mut Tx, pool_id: &str, req: &ListSmsMessages) -> Result<Option<String>> {
    if let Some(id) = req.user_id.as_deref().filter(|id| !id.is_empty()) {
        let account = store::by_id(tx, pool_id, id).await?;
        let account = account.ok_or(ErrorCode::UserNotFound)?;
        return Ok(Some(account.e164().unwrap_or_default()));
    }
    let number = req
        .phone_number
        .as_deref()
        .filter(|number| !number.is_empty());
    let code = req.phone_country_code.as_deref();
    let phone = number.map(|number| read_phone("phoneNumber", number, code));
    Ok(phone.transpose()?.map(|phone| phone.e164()))
}

/// A message and the attempts at it.
pub fn shown(row: Sent, attempts: Vec<Attempt>) -> SmsMessage {
    SmsMessage {
        id: row.id,
        phone_number: row.target,
        country: row.country,
        channel: row.channel,
        state: SmsMessageState::parse(&row.state.to_uppercase()).unwrap_or_default(),
        created_at: iso(row.created_at),
        expires_at: iso(row.expires_at),
        attempts: attempts.into_iter().map(attempt).collect(),
        guard: None,
    }
}

fn attempt(row: Attempt) -> SmsAttempt {
    SmsAttempt {
        provider_id: row.provider_id,
        provider: row.vendor,
        state: row.state,
        kind: row.kind,
        code: row.code,
        request_id: row.request_id,
        message_id: row.vendor_id,
        segments: row.segments,
        price: row.price.map(Price::text),
        currency: row.currency,
        begun_at: iso(row.begun_at),
        ended_at: row.ended_at.map(iso),
        reported_at: row.reported_at.map(iso),
        verified_at: row.verified_at.map(iso),
    }
}
