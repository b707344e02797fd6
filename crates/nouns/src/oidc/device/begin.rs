//! `/oidc/device/auth`

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::oidc::{AuthorizeDevice, DEVICE_GRANT, DEVICE_PATH, DeviceAuthorization};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Outcome, Random, Result};
use cleat_engine::tenancy::Application;
use cleat_protocol::seal;
use cleat_store::Tx;

use super::super::{grants, scope};
use super::{LENGTH, LETTERS, PURPOSE};

/// Life of the codes, in seconds.
const LIFE: i64 = 600;
/// Seconds between two questions.
const PAUSE: i64 = 5;
/// How often another code is looked for where one is taken.
const TRIES: usize = 3;

/// A device before it is written.
struct NewDevice {
    app: Arc<Application>,
    scope: String,
    digest: String,
    user_code: String,
}

/// Gives a device its codes.
pub async fn authorize_device(
    cx: Cx,
    client: OAuthClient,
    req: AuthorizeDevice,
) -> Result<DeviceAuthorization> {
    let app = client
        .app(&cx, |config| config.token_endpoint_auth_method)
        .await?;
    if !grants::names(&app, DEVICE_GRANT) {
        return Err(ErrorCode::ClientNotAllowed.into());
    }
    let scope = scope::known(req.scope.as_deref().unwrap_or("openid"))?;
    if scope.is_empty() {
        return Err(ErrorCode::ScopeNotGranted.into());
    }
    for _ in 0..TRIES {
        let device_code = cx.app.random.secret();
        let user_code = letters(&cx.app.random);
        let device = NewDevice {
            app: app.clone(),
            scope: scope.clone(),
            digest: seal::sha256(&device_code),
            user_code: cx.app.vault.digest(&[PURPOSE, &user_code]),
        };
        if cx.write(device, write).await? {
            return Ok(authorization(&cx, device_code, &shown(&user_code)));
        }
    }
    Err(ErrorCode::Unavailable.into())
}

fn authorization(cx: &Cx, device_code: String, user_code: &str) -> DeviceAuthorization {
    let address = format!("{}{DEVICE_PATH}", cx.app.settings.base_url());
    DeviceAuthorization {
        device_code: device_code.into(),
        user_code: user_code.into(),
        verification_uri_complete: format!("{address}?user_code={user_code}").into(),
        verification_uri: address,
        expires_in: LIFE,
        interval: PAUSE,
    }
}

/// The letters of a code, each equally likely.
fn letters(random: &Random) -> String {
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        // 240 is the largest multiple of twenty in a byte.
        for byte in random.bytes::<16>().into_iter().filter(|byte| *byte < 240) {
            let letter = LETTERS.get(usize::from(byte) % LETTERS.len());
            code.extend(
                letter
                    .filter(|_| code.len() < LENGTH)
                    .map(|byte| char::from(*byte)),
            );
        }
    }
    code
}

/// A code as people read it.
pub(super) fn shown(code: &str) -> String {
    let (first, second) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{second}")
}

/// Adds it; whether its code was free.
async fn write(tx: &mut Tx, cx: &Cx, device: &NewDevice) -> Outcome<bool> {
    let added = tx
        .sql(
            "INSERT INTO device_code (digest, user_code, pool_id, app_id, scope, session_id, pause,
                 next_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        )
        .bind(&device.digest)
        .bind(&device.user_code)
        .bind(&device.app.pool_id)
        .bind(&device.app.id)
        .bind(&device.scope)
        .bind(cx.new_id())
        .bind(PAUSE * 1000)
        .bind(cx.now())
        .bind(cx.now() + LIFE * 1000)
        .execute()
        .await?;
    Ok(added == 1)
}
