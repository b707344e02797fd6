//! A name and a password that a directory is asked about.

use std::sync::Arc;

use cleat_api::ext_idp::ConnectionType;
use cleat_api::password::PasswordEncryptType;
use cleat_api::{ErrorCode, Secret};
use cleat_engine::account::{Account, spelling};
use cleat_engine::audit::{self, Proof};
use cleat_engine::external::{self, External, Fault, Found, Opened, enabled};
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::password;
use cleat_engine::session::NewSession;
use cleat_engine::tenancy::Application;
use cleat_store::Tx;

use super::binding::by_identity;

/// Longest name and longest password that a directory is asked about, in characters.
const LONGEST: usize = 256;

/// A name and a password as they were typed.
pub struct Typed<'a> {
    /// Name.
    pub name: &'a str,
    /// Password, as it was sent.
    pub sent: &'a Secret,
    /// How it is encrypted.
    pub how: Option<PasswordEncryptType>,
}

/// Who has that name and that password in the directory of a connection. The try is counted before
/// the directory is asked about the password: wrong ones add up here, whatever it counts itself.
///
/// # Errors
/// `InvalidCredentials`, `AccountLocked`, `ExtIdpUnreachable`, `ExtIdpFailed`, `TooManyRequests`.
pub async fn in_directory(cx: &Cx, conn: &Opened, typed: &Typed<'_>) -> Result<External> {
    cx.count().await?;
    if is_long(typed.name) {
        return Err(ErrorCode::InvalidCredentials.into());
    }
    match tried(cx, conn, typed).await {
        Err(error) if error.code.status_code() < 500 => {
            let refused = Refused {
                name: typed.name.trim().to_owned(),
                code: error.code,
            };
            cx.write(refused, refuse).await?;
            Err(error)
        }
        answer => answer,
    }
}

fn is_long(text: &str) -> bool {
    text.chars().nth(LONGEST).is_some()
}

/// It is counted by the name as it was typed, and by whom it leads to: some directories know people
/// by several names.
async fn tried(cx: &Cx, conn: &Opened, typed: &Typed<'_>) -> Result<External> {
    let named = external::in_directory(cx, conn, typed.name).await;
    let named = named.map_err(refusal)?;
    let key = |name: &str| format!("{} {name}", conn.row.id);
    let name = key(&spelling(typed.name).to_lowercase());
    let id = named.id().map(key);
    let tried = (name.as_str(), id.as_deref());
    let counted = password::count_elsewhere(cx, &conn.row.pool_id, tried).await?;
    // What cannot be decrypted is as wrong as any other.
    let plain = password::decrypt(cx, typed.sent, typed.how).ok();
    let plain = plain.filter(|plain| !is_long(plain));
    let plain = plain.ok_or(ErrorCode::InvalidCredentials)?;
    let Some(counted) = counted else {
        return named.as_nobody().proves(&plain).await.map_err(refusal);
    };
    match named.proves(&plain).await {
        Ok(external) => {
            counted.was_right(cx).await?;
            Ok(external)
        }
        Err(Fault::Denied) => Err(ErrorCode::InvalidCredentials.into()),
        Err(fault) => {
            counted.was_not_judged(cx).await?;
            Err(Error::from(fault))
        }
    }
}

fn refusal(fault: Fault) -> Error {
    match fault {
        Fault::Denied => ErrorCode::InvalidCredentials.into(),
        other => other.into(),
    }
}

/// A try that failed.
struct Refused {
    name: String,
    code: ErrorCode,
}

/// It leaves its row in the trail.
async fn refuse(tx: &mut Tx, _: &Cx, refused: &Refused) -> Outcome<()> {
    audit::note(tx)
        .target(&refused.name)
        .method(Proof::Identity);
    Err(refused.code.into())
}

/// The directory of that type which an application shows; of several, the one that it names as its
/// default. A password goes to no other: nobody says which one it is for.
async fn shown(cx: &Cx, app: &Application, kind: ConnectionType) -> Result<Opened> {
    let mut rows = enabled::of_app(&mut *cx.read().await?, &app.pool_id, &app.id).await?;
    rows.retain(|row| row.kind == kind.as_str());
    if rows.len() > 1 {
        let usual = &app.document.login_config.default_login_method;
        let id = match kind {
            ConnectionType::Ad => &usual.ad_ext_idp_conn_id,
            _ => &usual.ldap_ext_idp_conn_id,
        };
        rows.retain(|row| row.id == *id);
        let why = "leads to several directories, of which none is the default of the application";
        let row = rows.pop().ok_or_else(|| Error::field("connection", why))?;
        return row.open(cx);
    }
    let row = rows.pop().ok_or(ErrorCode::MethodUnsupported)?;
    row.open(cx)
}

/// Signs in by a directory of that type.
///
/// # Errors
/// `MethodUnsupported` where the application shows none; as [`in_directory`] and [`by_identity`].
pub async fn sign_in(
    cx: &Cx,
    app: &Arc<Application>,
    kind: ConnectionType,
    typed: &Typed<'_>,
    session: NewSession,
) -> Result<Account> {
    cx.count().await?;
    let conn = shown(cx, app, kind).await?;
    let external = in_directory(cx, &conn, typed).await?;
    let found = Arc::new(Found { conn, external });
    match by_identity(cx, app, &found, session).await {
        // It was taken away a moment ago.
        Err(error) if error.code == ErrorCode::ExtIdpConnNotFound => {
            Err(ErrorCode::MethodUnsupported.into())
        }
        answer => answer,
    }
}
