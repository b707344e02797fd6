//! What the signed-in user allowed applications to learn, as the user sees it and takes it back.

use cleat_api::oidc::{Consent, Consents, ListConsents, RevokeConsent};
use cleat_engine::audit;
use cleat_engine::kernel::{Cx, Outcome, Result, iso};
use cleat_engine::session::{SignedInUser, acting, store};
use cleat_engine::tenancy;
use cleat_store::Tx;

use super::authorize::{consents, revoke};

/// `listConsents`
pub async fn list_consents(cx: Cx, me: SignedInUser, _: ListConsents) -> Result<Consents> {
    let mut tx = cx.read().await?;
    let mut list = Vec::new();
    for (app_id, scope, at) in consents(&mut tx, (&me.pool_id, &me.user_id)).await? {
        if let Some(app) = tenancy::document(&mut tx, &cx, &me.pool_id, &app_id).await? {
            list.push(Consent {
                app_id,
                app_name: app.app_name,
                scope,
                granted_at: iso(at),
            });
        }
    }
    Ok(Consents { list })
}

/// `revokeConsent`
pub async fn revoke_consent(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    req: &RevokeConsent,
) -> Outcome<()> {
    acting(tx, cx, me).await?;
    audit::note(tx).target(&req.app_id);
    revoke(tx, (&me.pool_id, &me.user_id, &req.app_id)).await?;
    store::end_in_app(tx, &me.pool_id, &me.user_id, &req.app_id, cx.now()).await?;
    Ok(())
}
