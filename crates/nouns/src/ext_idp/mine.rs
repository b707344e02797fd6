//! What signed-in users see and unlink themselves.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{GetIdentities, Identity, UnlinkExtIdp};
use cleat_delivery::Notice;
use cleat_engine::account::identity;
use cleat_engine::audit::{self, Proof};
use cleat_engine::external::kept::{self, Given};
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::session::{self, SignedInUser};
use cleat_engine::{login_methods, notice};
use cleat_store::Tx;

/// `getIdentities`
pub async fn get_identities(cx: Cx, me: SignedInUser, _: GetIdentities) -> Result<Vec<Identity>> {
    identity::of_user(&mut *cx.read().await?, &me.pool_id, &me.user_id).await
}

/// `unlinkExtIdp`
pub async fn unlink_ext_idp(cx: Cx, me: SignedInUser, req: UnlinkExtIdp) -> Result<()> {
    kept::revoking(cx, (me, req), unlink).await
}

async fn unlink(
    tx: &mut Tx,
    cx: &Cx,
    (me, req): &(SignedInUser, UnlinkExtIdp),
) -> Outcome<Option<Given>> {
    let account = session::acting(tx, cx, me).await?;
    audit::note(tx).method(Proof::Operation("unlinkExtIdp"));
    if identity::remove(tx, &account, &req.ext_idp_id, None).await? == 0 {
        return Err(ErrorCode::IdentityNotFound.into());
    }
    login_methods::keep_one_after_unlinking(tx, cx, &account, (&req.ext_idp_id, None)).await?;
    notice::tell_owner(tx, cx, &account, [Notice::IdentityUnlinked]).await?;
    kept::let_go(tx, cx, &account, &req.ext_idp_id).await
}
