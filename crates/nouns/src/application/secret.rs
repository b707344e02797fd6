//! `refreshApplicationSecret` and `checkAppIdSecret`.

use cleat_api::ErrorCode;
use cleat_api::application as api;
use cleat_engine::audit;
use cleat_engine::http::{Management, Public};
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::tenancy::{APPLICATION_SECRET, Application, applications};
use cleat_protocol::seal;
use cleat_store::Tx;

/// Gives an application a new secret; the old one ends with the commit.
pub async fn refresh_application_secret(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::RefreshApplicationSecret,
) -> Outcome<api::ApplicationSecret> {
    audit::note(tx).target(&req.app_id);
    let secret = cx.app.random.secret();
    let sealed = cx.app.vault.seal(APPLICATION_SECRET, secret.as_bytes());
    let sealed = sealed.map_err(Error::internal)?;
    if !applications::set_secret(tx, &pool.pool_id, &req.app_id, &sealed).await? {
        return Err(ErrorCode::AppNotFound.into());
    }
    Ok(api::ApplicationSecret {
        secret: secret.into(),
    })
}

/// Whether an application has that secret. Whoever does not know it learns nothing of the
/// application.
pub async fn check_app_id_secret(
    cx: Cx,
    _: Public,
    req: api::CheckAppIdSecret,
) -> Result<api::SecretCheck> {
    cx.count().await?;
    let row = applications::find(&mut *cx.read().await?, &req.app_id).await?;
    let app = row.map(|row| Application::open(&cx, row)).transpose()?;
    let valid = app.is_some_and(|app| seal::equal(&app.secret, req.app_secret.expose()));
    let message = ErrorCode::ClientAuthFailed.message(cx.request.language());
    Ok(api::SecretCheck {
        valid,
        message: (!valid).then(|| message.to_owned()),
    })
}
