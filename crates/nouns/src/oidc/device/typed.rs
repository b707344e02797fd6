//! A code that somebody typed in.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_engine::kernel::{Cx, Outcome, Result, usage};
use cleat_engine::tenancy::{Application, applications};
use cleat_store::Tx;

use super::super::authorize::{AuthorizationRequest, Device};
use super::begin::shown;
use super::{LENGTH, LETTERS, PURPOSE};

/// Codes that one address may try in ten minutes.
const TRIED: i64 = 60;
const TEN_MINUTES: i64 = 600_000;

/// What a device asks for that waits with that code. Each try counts against the address.
///
/// # Errors
/// `TooManyRequests`, or when the database fails.
pub async fn typed(
    cx: &Cx,
    given: &str,
) -> Result<Option<(Arc<Application>, AuthorizationRequest)>> {
    let letters = read(given);
    let digest = cx
        .app
        .vault
        .digest(&[PURPOSE, letters.as_deref().unwrap_or_default()]);
    let Some((digest, app_id, scope)) = cx.write(Typed(digest), find).await? else {
        return Ok(None);
    };
    let row = applications::find(&mut *cx.read().await?, &app_id).await?;
    let (Some(row), Some(letters)) = (row, letters) else {
        return Ok(None);
    };
    let app = Application::open(cx, row)?;
    let user_code = shown(&letters);
    let device = Device { digest, user_code };
    let request = AuthorizationRequest::of_device(&app, scope, device);
    Ok(Some((app, request)))
}

/// The letters of a code, however it was typed; `None` where it cannot be one.
fn read(given: &str) -> Option<String> {
    let narrow = |letter: char| match u32::from(letter) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    let letters = given
        .chars()
        .map(narrow)
        .filter(char::is_ascii_alphanumeric);
    let letters: String = letters.map(|letter| letter.to_ascii_uppercase()).collect();
    let known = letters.bytes().all(|letter| LETTERS.contains(&letter));
    (known && letters.len() == LENGTH).then_some(letters)
}

/// The digest of what was typed.
struct Typed(String);

async fn find(tx: &mut Tx, cx: &Cx, typed: &Typed) -> Outcome<Option<(String, String, String)>> {
    let window = usage::AddressWindow {
        pool_id: "",
        kind: "device",
        length: TEN_MINUTES,
        limit: TRIED,
    };
    if !cx.app.settings.no_address_limits && !window.add(tx, cx).await? {
        return Err(ErrorCode::TooManyRequests.into());
    }
    let found = tx
        .sql(
            "SELECT digest, app_id, scope FROM device_code
             WHERE user_code = $1 AND expires_at > $2 AND user_id IS NULL AND denied_at IS NULL",
        )
        .bind(&typed.0)
        .bind(cx.now())
        .optional()
        .await?;
    Ok(found)
}
