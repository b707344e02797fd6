//! Linking an external identity to the user whose ticket began it, or who signed in when it was found
//! to be nobody's.

use std::sync::Arc;

use cleat_api::Endpoint as _;
use cleat_api::ErrorCode;
use cleat_api::ext_idp::GenerateLinkExtIdpUrl;
use cleat_api::log::EventType;
use cleat_delivery::Notice;
use cleat_engine::account::{Account, store as accounts};
use cleat_engine::audit::{self, Event, Proof};
use cleat_engine::external::{Attempt, Found, identities, linking as steps, release};
use cleat_engine::kernel::{Cx, Outcome, Result, Stop};
use cleat_engine::notice;
use cleat_engine::session::{self, SignedInUser};
use cleat_store::Tx;

/// Who came back, and whose it shall be.
struct Linking {
    pool_id: String,
    app_id: String,
    user_id: String,
    session_id: String,
    /// The sign-in on its way that held it.
    held: Option<String>,
    found: Arc<Found>,
}

/// Links who came back from a source to the user who went there.
///
/// # Errors
/// `NotSignedIn`, `UserDisabled`, `ExtIdpConnNotFound`, `IdentityTaken`.
pub async fn link(cx: &Cx, attempt: Attempt, found: Found) -> Result<()> {
    let of = attempt.user_id.zip(attempt.session_id);
    let (user_id, session_id) = of.ok_or(ErrorCode::NotSignedIn)?;
    let linking = Linking {
        pool_id: attempt.pool_id,
        app_id: attempt.app_id,
        user_id,
        session_id,
        held: None,
        found: Arc::new(found),
    };
    cx.write(linking, write).await
}

/// Links who was held in a sign-in on its way to the user who signed in there, at its application.
///
/// # Errors
/// As [`link`].
pub async fn join(
    cx: &Cx,
    me: &SignedInUser,
    (held, app_id): (&str, &str),
    found: &Arc<Found>,
) -> Result<()> {
    let linking = Linking {
        pool_id: me.pool_id.clone(),
        app_id: app_id.to_owned(),
        user_id: me.user_id.clone(),
        session_id: me.session_id.clone(),
        held: Some(held.to_owned()),
        found: found.clone(),
    };
    cx.write(linking, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, linking: &Linking) -> Outcome<()> {
    let account = acting(tx, cx, linking).await?;
    steps::permit(tx, &account, (&linking.found, &linking.app_id)).await?;
    identities::attach(tx, cx, &account, linking.found.who()).await?;
    if let Some(held) = &linking.held
        && !release(tx, held).await?
    {
        return Err(Stop::from(ErrorCode::NotSignedIn).undone());
    }
    let event = Event::of(EventType::UpdateUserPrefile, &account.pool_id);
    let event = event.user(&account.id).app(Some(&linking.app_id));
    let by = Proof::Operation(GenerateLinkExtIdpUrl::operation().id);
    audit::record(tx, cx, event.method(by)).await?;
    notice::tell_owner(tx, cx, &account, [Notice::IdentityLinked]).await
}

/// The user, whose session must still stand.
async fn acting(tx: &mut Tx, cx: &Cx, linking: &Linking) -> Outcome<Account> {
    let (pool_id, session_id) = (&linking.pool_id, &linking.session_id);
    if !session::store::lives(tx, pool_id, session_id, cx.now()).await? {
        return Err(ErrorCode::NotSignedIn.into());
    }
    let locked = accounts::lock(tx, pool_id, &linking.user_id).await?;
    let account = locked.ok_or(ErrorCode::NotSignedIn)?;
    match account.is_active() {
        true => Ok(account),
        false => Err(ErrorCode::UserDisabled.into()),
    }
}
