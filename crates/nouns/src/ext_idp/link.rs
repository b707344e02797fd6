//! Linking and unlinking on behalf of the pool.

use cleat_api::ext_idp::{GetUserIdentities, Identity, LinkIdentity, Provider, UnlinkIdentity};
use cleat_api::user::CreateIdentity;
use cleat_api::{ErrorCode, Object, Success, Value};
use cleat_delivery::Notice;
use cleat_engine::account::{self, Account, identity, store};
use cleat_engine::audit::{self, Proof};
use cleat_engine::external::ExtIdpRow;
use cleat_engine::external::kept::{self, Given};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::{login_methods, notice};
use cleat_store::Tx;

/// Kind of an identity where none is given.
const KIND: &str = "openid";

/// `linkIdentity`
pub async fn link_identity(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &LinkIdentity,
) -> Outcome<Success> {
    let account = lock(tx, pool, &req.user_id, "linkIdentity").await?;
    let source = ExtIdpRow::find(tx, &pool.pool_id, &req.ext_idp_id).await?;
    let identity = CreateIdentity {
        ext_idp_id: req.ext_idp_id.clone(),
        provider: source.map_or_else(Provider::default, |source| source.provider()),
        r#type: req.r#type.clone().unwrap_or_else(|| KIND.into()),
        user_id_in_idp: req.user_id_in_idp.clone(),
        user_info_in_idp: Value::Object(Object::new()),
        ..CreateIdentity::default()
    };
    if !identity::insert(tx, &cx.new_id(), cx.now(), &account, &identity).await? {
        return Err(ErrorCode::IdentityTaken.into());
    }
    notice::tell_owner(tx, cx, &account, [Notice::IdentityLinked]).await?;
    Ok(Success::DONE)
}

/// `unlinkIdentity`
pub async fn unlink_identity(cx: Cx, pool: Management, req: UnlinkIdentity) -> Result<Success> {
    kept::revoking(cx, (pool, req), unlink).await?;
    Ok(Success::DONE)
}

async fn unlink(
    tx: &mut Tx,
    cx: &Cx,
    (pool, req): &(Management, UnlinkIdentity),
) -> Outcome<Option<Given>> {
    let account = lock(tx, pool, &req.user_id, "unlinkIdentity").await?;
    let kind = req.r#type.as_deref();
    if identity::remove(tx, &account, &req.ext_idp_id, kind).await? == 0 {
        return Err(ErrorCode::IdentityNotFound.into());
    }
    login_methods::keep_one_after_unlinking(tx, cx, &account, (&req.ext_idp_id, kind)).await?;
    notice::tell_owner(tx, cx, &account, [Notice::IdentityUnlinked]).await?;
    kept::let_go(tx, cx, &account, &req.ext_idp_id).await
}

async fn lock(
    tx: &mut Tx,
    pool: &Management,
    user_id: &str,
    operation: &'static str,
) -> Outcome<Account> {
    let account = store::lock(tx, &pool.pool_id, user_id).await?;
    let account = account.ok_or(ErrorCode::UserNotFound)?;
    let note = audit::note(tx).user(&account.id);
    note.method(Proof::Operation(operation));
    Ok(account)
}

/// `getUserIdentities`
pub async fn get_user_identities(
    cx: Cx,
    pool: Management,
    req: GetUserIdentities,
) -> Result<Vec<Identity>> {
    pool.looks_up(&cx, ("userId", req.user_id_type), 1).await?;
    let pool_id = pool.pool_id.as_str();
    let (id, mut identities) = {
        let mut tx = cx.read().await?;
        let id = account::resolve(&mut tx, pool_id, &req.user_id, req.user_id_type).await?;
        let identities = identity::of_user(&mut tx, pool_id, &id).await?;
        (id, identities)
    };
    // What is a secret is no operator's: the pool itself asks for it.
    let asked = identities.iter_mut().filter(|_| pool.operator.is_none());
    for identity in asked {
        identity.access_token = kept::access(&cx, (pool_id, &id), identity).await?;
    }
    Ok(identities)
}
