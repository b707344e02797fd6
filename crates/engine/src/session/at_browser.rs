//! The user who is signed in at a browser, as operations of theirs know them.

use cleat_api::ErrorCode;
use cleat_store::Tx;

use super::{BrowserSession, NewSession, SignedInUser, browser, store};
use crate::account::Account;
use crate::kernel::{Cx, Outcome, Result};
use crate::tenancy::{Application, applications};

/// Seconds after which a page counts as another use of the browser's session.
const USED: i64 = 60;

/// The user of a browser's session. They act by a session of an application that began by it: it
/// ends with the browser's, and all that holds for sessions holds for it.
///
/// # Errors
/// `NotSignedIn` where the session has ended meanwhile.
pub async fn at_browser(
    cx: &Cx,
    browser: &BrowserSession,
    account: &Account,
) -> Result<SignedInUser> {
    let pool_id = browser.pool_id.as_str();
    let was_used = cx.now() - browser.used_at < USED * 1000;
    let mut found =
        store::by_browser(&mut *cx.read().await?, pool_id, &browser.id, cx.now()).await?;
    if found.is_none() || !was_used {
        let begun = Begun {
            browser: browser.clone(),
            account: account.clone(),
            session: session(cx, browser).await?,
        };
        found = Some(cx.write(begun, begin).await?);
    }
    let id = found.ok_or(ErrorCode::NotSignedIn)?;
    let standing = store::standing(&mut *cx.read().await?, pool_id, &id, "").await?;
    let standing = standing.filter(|standing| standing.ended_at.is_none());
    let standing = standing.ok_or(ErrorCode::NotSignedIn)?;
    Ok(SignedInUser {
        pool_id: browser.pool_id.clone(),
        user_id: standing.account.id.clone(),
        app_id: standing.app_id,
        session_id: id,
        scope: String::new(),
        account: standing.account,
        head: standing.head,
        key: None,
    })
}

/// A session that begins where there is none.
struct Begun {
    browser: BrowserSession,
    account: Account,
    session: NewSession,
}

async fn session(cx: &Cx, browser: &BrowserSession) -> Result<NewSession> {
    let (pool_id, app_id) = (&browser.pool_id, &browser.app_id);
    let row = applications::find_in(&mut *cx.read().await?, pool_id, app_id).await?;
    let app = Application::open(cx, row.ok_or(ErrorCode::NotSignedIn)?)?;
    Ok(NewSession {
        browser_session_id: Some(browser.id.clone()),
        expires_at: browser.expires_at,
        ..NewSession::new(cx, &app, "")
    })
}

async fn begin(tx: &mut Tx, cx: &Cx, begun: &Begun) -> Outcome<String> {
    if !browser::touch(tx, &begun.browser, cx.now()).await? {
        return Err(ErrorCode::NotSignedIn.into());
    }
    let pool_id = begun.browser.pool_id.as_str();
    if let Some(id) = store::by_browser(tx, pool_id, &begun.browser.id, cx.now()).await? {
        return Ok(id);
    }
    store::begin(tx, &begun.session, &begun.account, cx.now()).await?;
    Ok(begun.session.id.clone())
}
