//! `refreshApplicationSecret`

use cleat_api::ErrorCode;
use cleat_api::application as api;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome};
use cleat_engine::tenancy::{APPLICATION_SECRET, applications};
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
