//! Sessions of a user, as they see and end them on the pages.

use cleat_api::log::EventType;
use cleat_engine::audit::{self, Event, parse_user_agent};
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::session::{SignedInUser, acting, browser, store};
use cleat_engine::tenancy;
use cleat_store::Tx;

/// A session, as its user sees it.
pub struct OwnSession {
    /// Id.
    pub id: String,
    /// Name of the application that it began at.
    pub app_name: String,
    /// Browser and system, where it is one of a browser.
    pub device: Option<String>,
    /// Address that it began from, where that is kept.
    pub ip: Option<String>,
    /// When it was used last, or else began, in milliseconds.
    pub at: i64,
}

/// The sessions of a user: those of browsers, and those that applications began by themselves.
///
/// # Errors
/// When the database fails.
pub async fn own_sessions(cx: &Cx, me: &SignedInUser) -> Result<Vec<OwnSession>> {
    let mut tx = cx.scan().await?;
    let of = (me.pool_id.as_str(), me.user_id.as_str());
    let idle_since = cx.now() - cx.app.settings.browser_session_idle.saturating_mul(1000);
    let mut list = Vec::new();
    for one in browser::of_user(&mut tx, of, (cx.now(), idle_since)).await? {
        let told = parse_user_agent(one.user_agent.as_deref().unwrap_or_default());
        let words = [told.name, told.os].into_iter();
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        list.push(OwnSession {
            app_name: app_name(&mut tx, cx, &me.pool_id, &one.app_id).await?,
            id: one.id,
            device: Some(words.join(" · ")),
            ip: one.ip,
            at: one.used_at,
        });
    }
    for one in store::without_browser(&mut tx, of.0, of.1, cx.now()).await? {
        list.push(OwnSession {
            app_name: app_name(&mut tx, cx, &me.pool_id, &one.app_id).await?,
            id: one.id,
            device: None,
            ip: None,
            at: one.created_at,
        });
    }
    Ok(list)
}

async fn app_name(tx: &mut Tx, cx: &Cx, pool_id: &str, app_id: &str) -> Result<String> {
    let document = tenancy::document(tx, cx, pool_id, app_id).await?;
    Ok(document
        .map(|document| document.app_name)
        .unwrap_or_default())
}

/// Ends a session of the signed-in user. One that is somebody else's, or has ended, is none.
///
/// # Errors
/// `NotSignedIn`, `UserDisabled`.
pub async fn end_own(cx: &Cx, me: SignedInUser, id: String) -> Result<()> {
    cx.write((me, id), end).await
}

async fn end(tx: &mut Tx, cx: &Cx, (me, id): &(SignedInUser, String)) -> Outcome<()> {
    acting(tx, cx, me).await?;
    let of = (me.pool_id.as_str(), me.user_id.as_str());
    if browser::is_of(tx, of, id).await? {
        browser::end(tx, &me.pool_id, id, cx.now()).await?;
    } else if store::is_of(tx, of, id).await? {
        store::end(tx, &me.pool_id, id, cx.now()).await?;
    } else {
        return Ok(());
    }
    let event = Event::of(EventType::Logout, &me.pool_id).user(&me.user_id);
    audit::record(tx, cx, event.app(Some(&me.app_id))).await?;
    Ok(())
}
