//! `createApplication`

use cleat_api::application as api;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, to_json};
use cleat_engine::tenancy::{APPLICATION_SECRET, applications};
use cleat_store::Tx;

use super::document::{document, identifier_taken, valid_networks};
use super::{branding, openid};

/// Creates an application with a secret of its own.
pub async fn create_application(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::CreateApplication,
) -> Outcome<api::Application> {
    if req.app_name.trim().is_empty() {
        return Err(Error::field("appName", "must not be empty").into());
    }
    openid::valid(req.oidc_config.as_ref())?;
    branding::valid(req.branding_config.as_ref())?;
    valid_networks(req.backend_networks.as_deref())?;
    let id = cx.new_id();
    let document = document(&pool.pool_id, &id, req.clone());
    let secret = cx.app.random.secret();
    let sealed = cx.app.vault.seal(APPLICATION_SECRET, secret.as_bytes());
    let row = applications::Row {
        secret: sealed.map_err(Error::internal)?,
        document: to_json(&document)?,
        id,
        pool_id: pool.pool_id.clone(),
    };
    audit::note(tx).target(&row.id).differs(&(), &document);
    if !applications::insert(tx, &row, &document.app_identifier, cx.now()).await? {
        return Err(identifier_taken().into());
    }
    Ok(document)
}
