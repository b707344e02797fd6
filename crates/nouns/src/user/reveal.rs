//! `revealUser`.

use cleat_api::ErrorCode;
use cleat_api::user::{RevealUser, RevealedUser};
use cleat_engine::account::find_by;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Outcome};
use cleat_store::Tx;

/// What a user is reached by; who was told is in the trail.
pub async fn reveal_user(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &RevealUser,
) -> Outcome<RevealedUser> {
    let found = find_by(tx, &pool.pool_id, &req.user_id, None).await?;
    let account = found.ok_or(ErrorCode::UserNotFound)?;
    audit::note(tx).user(&account.id);
    let contacts = account.contacts();
    Ok(RevealedUser {
        phone: contacts.phone,
        email: contacts.email,
    })
}
