//! What the user of a device answers.

use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::session::browser;
use cleat_store::Tx;

use super::super::authorize::{Device, Signed, answered};

/// A yes on its way.
struct Yes {
    interaction: String,
    digest: String,
    signed: Signed,
}

/// Lets a device sign in as whoever is signed in at the browser; whether it still waits.
///
/// # Errors
/// When the database fails.
pub async fn allow(cx: &Cx, interaction: &str, device: &Device, signed: Signed) -> Result<bool> {
    let yes = Yes {
        interaction: interaction.to_owned(),
        digest: device.digest.clone(),
        signed,
    };
    cx.write(yes, write_yes).await
}

async fn write_yes(tx: &mut Tx, cx: &Cx, yes: &Yes) -> Outcome<bool> {
    let (session, account) = (&yes.signed.session, &yes.signed.account);
    if !answered(tx, &yes.interaction, cx.now()).await?
        || !browser::touch(tx, session, cx.now()).await?
    {
        return Ok(false);
    }
    let written = tx
        .sql(
            "UPDATE device_code SET user_id = $1, browser_session_id = $2, auth_time = $3,
                 amr = $4, credential_revision = $5
             WHERE digest = $6 AND pool_id = $7 AND user_id IS NULL AND denied_at IS NULL
                 AND expires_at > $8",
        )
        .bind(&account.id)
        .bind(&session.id)
        .bind(session.created_at)
        .bind(&session.amr)
        .bind(account.credential_revision)
        .bind(&yes.digest)
        .bind(&account.pool_id)
        .bind(cx.now())
        .changes(1)
        .await?;
    Ok(written)
}

/// A no on its way.
struct No {
    interaction: String,
    digest: String,
}

/// Lets a device know that its user said no; whether this call was the one that did.
///
/// # Errors
/// When the database fails.
pub async fn deny(cx: &Cx, interaction: &str, device: &Device) -> Result<bool> {
    let no = No {
        interaction: interaction.to_owned(),
        digest: device.digest.clone(),
    };
    cx.write(no, write_no).await
}

async fn write_no(tx: &mut Tx, cx: &Cx, no: &No) -> Outcome<bool> {
    if !answered(tx, &no.interaction, cx.now()).await? {
        return Ok(false);
    }
    let written = tx
        .sql(
            "UPDATE device_code SET denied_at = $1
             WHERE digest = $2 AND user_id IS NULL AND denied_at IS NULL",
        )
        .bind(cx.now())
        .bind(&no.digest)
        .changes(1)
        .await?;
    Ok(written)
}
