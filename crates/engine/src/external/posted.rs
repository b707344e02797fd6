//! Answers that a browser brings by a form of another site, without its cookies. Each is checked and
//! kept beside the sign-in that it answers, until the browser comes back with them; a sign-in has one.

use cleat_protocol::seal;
use cleat_store::Tx;

use super::attempt::Attempt;
use super::connection::Opened;
use super::fault::Fault;
use super::flow;
use super::held::Kept;
use super::leg::{Leg, Told};
use super::profile::External;
use crate::kernel::{Cx, Outcome, Result, from_json, to_json};

/// Context of what is sealed.
pub(super) const SEALED: &str = "external answer";

/// What a form brings.
pub struct Posted {
    /// Pool of the path.
    pub pool_id: String,
    /// Name of the connection in the path.
    pub identifier: String,
    /// State.
    pub state: String,
}

/// The sign-in that is answered, where it waits for an answer. It has one, right or wrong.
///
/// # Errors
/// When the database fails.
pub async fn answered(cx: &Cx, posted: Posted) -> Result<Option<Attempt>> {
    cx.write(posted, take).await
}

async fn take(tx: &mut Tx, cx: &Cx, posted: &Posted) -> Outcome<Option<Attempt>> {
    let sql = format!(
        "UPDATE external_attempt SET answered_at = $1
         WHERE digest = $2 AND pool_id = $3 AND answered_at IS NULL AND used_at IS NULL
             AND expires_at > $1 AND EXISTS (SELECT 1 FROM ext_idp_conn c
                 WHERE c.pool_id = $3 AND c.identifier = $4
                     AND c.id = external_attempt.conn_id
                     AND c.revision = external_attempt.conn_revision)
         RETURNING {}",
        Attempt::COLUMNS
    );
    let taken = tx
        .sql(sql)
        .bind(cx.now())
        .bind(seal::sha256(&posted.state))
        .bind(&posted.pool_id)
        .bind(&posted.identifier)
        .optional()
        .await?;
    Ok(taken)
}

/// Checks an answer and keeps who it says it is.
///
/// # Errors
/// Why it says nobody.
pub async fn keep(cx: &Cx, conn: &Opened, state: &str, code: String) -> Result<()> {
    if !conn.source.is_posted() {
        return Err(Fault::Unbelievable("it answers otherwise").into());
    }
    let leg = Leg {
        cx,
        conn,
        state: Some(state),
    };
    let told = Told { code, issuer: None };
    let external = flow::external(&leg, &told).await?;
    let kept = to_json(&Kept::of(&external))?;
    let sealed = cx.app.vault.seal(SEALED, kept.as_bytes())?;
    cx.write((seal::sha256(state), sealed), write).await
}

async fn write(tx: &mut Tx, _: &Cx, (digest, sealed): &(String, String)) -> Outcome<()> {
    let sql = "UPDATE external_attempt SET answer = $1 WHERE digest = $2 AND used_at IS NULL";
    tx.sql(sql).bind(sealed).bind(digest).execute().await?;
    Ok(())
}

/// Who it is that an answer named before.
///
/// # Errors
/// Where there was none.
pub fn kept(cx: &Cx, attempt: &Attempt, conn: &Opened) -> Result<External> {
    if attempt.answer.is_empty() {
        return Err(Fault::Unbelievable("it came back without an answer").into());
    }
    let kept: Kept = from_json(&cx.app.vault.open_text(SEALED, &attempt.answer)?)?;
    Ok(kept.external(conn))
}
