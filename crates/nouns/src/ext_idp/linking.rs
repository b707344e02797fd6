//! Linking an external identity to the user whose ticket began it.

use cleat_api::Endpoint as _;
use cleat_api::ErrorCode;
use cleat_api::ext_idp::GenerateLinkExtIdpUrl;
use cleat_api::log::EventType;
use cleat_delivery::Notice;
use cleat_engine::account::{Account, store as accounts};
use cleat_engine::audit::{self, Event, Proof};
use cleat_engine::external::{Attempt, External, Opened, enabled, identities};
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::notice;
use cleat_engine::session;
use cleat_store::Tx;

/// Who came back, and whose it shall be.
struct Linking {
    attempt: Attempt,
    conn: Opened,
    external: External,
}

/// Links who came back from a source to the user who went there.
///
/// # Errors
/// `NotSignedIn`, `UserDisabled`, `ExtIdpConnNotFound`, `IdentityTaken`.
pub async fn link(cx: &Cx, attempt: Attempt, conn: Opened, external: External) -> Result<()> {
    let linking = Linking {
        attempt,
        conn,
        external,
    };
    cx.write(linking, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, linking: &Linking) -> Outcome<()> {
    let (attempt, who) = (&linking.attempt, (&linking.conn, &linking.external));
    let account = acting(tx, cx, attempt).await?;
    enabled::require(tx, &who.0.row, &attempt.app_id).await?;
    match identities::owner(tx, who.0, who.1).await? {
        Some(owner) if owner == account.id => {}
        Some(_) => return Err(ErrorCode::IdentityTaken.into()),
        None => identities::require_none(tx, who.0, &account).await?,
    }
    identities::attach(tx, cx, &account, who).await?;
    let event = Event::of(EventType::UpdateUserPrefile, &account.pool_id);
    let event = event.user(&account.id).app(Some(&attempt.app_id));
    let by = Proof::Operation(GenerateLinkExtIdpUrl::operation().id);
    audit::record(tx, cx, event.method(by)).await?;
    notice::tell_owner(tx, cx, &account, [Notice::IdentityLinked]).await
}

/// The user of the ticket, whose session must still stand.
async fn acting(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<Account> {
    let of = attempt
        .user_id
        .as_deref()
        .zip(attempt.session_id.as_deref());
    let (user_id, session_id) = of.ok_or(ErrorCode::NotSignedIn)?;
    if !session::store::lives(tx, &attempt.pool_id, session_id, cx.now()).await? {
        return Err(ErrorCode::NotSignedIn.into());
    }
    let locked = accounts::lock(tx, &attempt.pool_id, user_id).await?;
    let account = locked.ok_or(ErrorCode::NotSignedIn)?;
    match account.is_active() {
        true => Ok(account),
        false => Err(ErrorCode::UserDisabled.into()),
    }
}
