//! Signing out at the browser (OpenID Connect RP-Initiated Logout 1.0).

use cleat_api::log::EventType;
use cleat_engine::audit::{self, Event};
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::session::{browser, store};
use cleat_store::Tx;

use super::authorize::{Hint, Signed};

/// A session of a browser that is to end.
struct Ending {
    pool_id: String,
    user_id: String,
    app_id: String,
    /// The browser's session, where its cookie came along.
    browser: Option<String>,
    /// A session of an application, which leads to the browser's.
    session: Option<String>,
}

/// Ends the session of a browser, and with it those of its applications.
///
/// # Errors
/// When the database fails.
pub async fn end_signed(cx: &Cx, signed: &Signed) -> Result<()> {
    let ending = Ending {
        pool_id: signed.session.pool_id.clone(),
        user_id: signed.account.id.clone(),
        app_id: signed.session.app_id.clone(),
        browser: Some(signed.session.id.clone()),
        session: None,
    };
    cx.write(ending, end).await
}

/// Ends the session that an ID token is of, and the browser's that it began by.
///
/// # Errors
/// When the database fails.
pub async fn end_hinted(cx: &Cx, hint: &Hint) -> Result<()> {
    let ending = Ending {
        pool_id: hint.app.pool_id.clone(),
        user_id: hint.user_id.clone(),
        app_id: hint.app.id.clone(),
        browser: None,
        session: Some(hint.session_id.clone()),
    };
    cx.write(ending, end).await
}

async fn end(tx: &mut Tx, cx: &Cx, ending: &Ending) -> Outcome<()> {
    let pool_id = ending.pool_id.as_str();
    let mut browser = ending.browser.clone();
    if let Some(session) = &ending.session {
        browser = browser::of_session(tx, pool_id, session).await?;
        store::end(tx, pool_id, session, cx.now()).await?;
    }
    if let Some(id) = &browser {
        browser::end(tx, pool_id, id, cx.now()).await?;
    }
    let event = Event::of(EventType::Logout, pool_id).user(&ending.user_id);
    audit::record(tx, cx, event.app(Some(&ending.app_id))).await?;
    Ok(())
}
