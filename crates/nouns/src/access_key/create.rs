//! `createAccessKey`

use cleat_api::ErrorCode;
use cleat_api::access_key as api;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::tenancy::access_keys;
use cleat_store::Tx;

use super::shown::{KIND, shown};

/// Keys that a pool may have beside its own.
const MOST: i64 = 20;

/// Creates a key; the answer alone tells its secret.
pub async fn create_access_key(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::CreateAccessKey,
) -> Outcome<Vec<api::AccessKey>> {
    valid(req)?;
    if access_keys::held_count(tx, &pool.pool_id).await? >= MOST {
        return Err(ErrorCode::TooManyAccessKeys.into());
    }
    let secret = cx.app.random.secret();
    let sealed = cx.app.vault.seal(access_keys::SECRET, secret.as_bytes());
    let row = access_keys::Row {
        id: cx.new_id(),
        pool_id: pool.pool_id.clone(),
        secret: sealed.map_err(Error::internal)?,
        enabled: true,
        revision: 0,
        created_at: cx.now(),
        used_at: None,
    };
    let created = shown(&row);
    audit::note(tx).target(&row.id).differs(&(), &created);
    row.insert(tx).run().await?;
    Ok(vec![api::AccessKey {
        access_key_secret: secret.into(),
        ..created
    }])
}

/// Refuses what would be a key of somebody else than the pool.
fn valid(req: &api::CreateAccessKey) -> Result<()> {
    if req.r#type != KIND {
        let why = "must be userpool; other keys are not supported here";
        return Err(Error::field("type", why));
    }
    for (name, owner) in [("userId", &req.user_id), ("tenantId", &req.tenant_id)] {
        if owner.as_deref().is_some_and(|owner| !owner.is_empty()) {
            let why = "must be absent, since every key belongs to the user pool";
            return Err(Error::field(name, why));
        }
    }
    Ok(())
}
