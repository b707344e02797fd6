//! Identities that nobody is linked with, held for an app that has a key to say whose they become.

use std::sync::Arc;

use cleat_api::{ErrorCode, Secret};
use cleat_protocol::seal;
use cleat_store::Tx;

use super::held::{Found, Held, find, release};
use super::linking;
use crate::account::Account;
use crate::audit::Proof;
use crate::kernel::{Cx, Error, Outcome, Result, Stop};
use crate::tenancy::Application;

/// How long a key is good for, in milliseconds.
const LIFE: i64 = 600_000;
/// Tries that a key is good for.
const TRIES: i64 = 10;

/// A sign-in that waits for somebody to say whose an identity becomes.
#[derive(Clone)]
pub struct Keyed {
    /// What it is held under.
    pub held: String,
    /// Who it is.
    pub found: Arc<Found>,
    /// Application that the key was given to.
    pub app_id: String,
    /// Scope that was asked for.
    pub scope: String,
}

/// Holds who came back for an application; the key that it goes on with.
///
/// # Errors
/// When the database fails.
pub async fn give_key(cx: &Cx, app_id: &str, scope: &str, found: &Found) -> Result<Secret> {
    let key = cx.app.random.secret();
    let row = Held {
        app_id: Some(app_id.to_owned()),
        scope: Some(scope.to_owned()),
        ..Held::of(cx, seal::sha256(&key), found, LIFE)?
    };
    cx.beside(row, insert).await?;
    Ok(key.into())
}

async fn insert(tx: &mut Tx, _: &Cx, row: &Held) -> Outcome<()> {
    Ok(row.insert(tx).run().await?)
}

/// A try with a key.
struct Try {
    held: String,
    pool_id: String,
    app_id: String,
}

/// Counts a try with a key before anything else is done for it; who is held.
///
/// # Errors
/// `GrantInvalid` where the key is wrong, used, expired, spent or of another application;
/// `TooManyRequests`.
pub async fn by_key(cx: &Cx, app: &Application, key: &Secret) -> Result<Keyed> {
    let held = seal::sha256(key.expose());
    let tried = Try {
        held: held.clone(),
        pool_id: app.pool_id.clone(),
        app_id: app.id.clone(),
    };
    cx.beside(tried, count).await?;
    let found = find(cx, &held).await?;
    let (row, found) = found.ok_or_else(|| Error::from(ErrorCode::GrantInvalid))?;
    Ok(Keyed {
        held,
        found,
        app_id: app.id.clone(),
        scope: row.scope.unwrap_or_default(),
    })
}

async fn count(tx: &mut Tx, cx: &Cx, tried: &Try) -> Outcome<()> {
    let counted = tx
        .sql(
            "UPDATE external_held SET tries = tries + 1
             WHERE interaction = $1 AND pool_id = $2 AND app_id = $3 AND expires_at > $4
                 AND tries < $5",
        )
        .bind(&tried.held)
        .bind(&tried.pool_id)
        .bind(&tried.app_id)
        .bind(cx.now())
        .bind(TRIES)
        .changes(1)
        .await?;
    match counted {
        true => Ok(()),
        false => Err(ErrorCode::GrantInvalid.into()),
    }
}

impl Keyed {
    /// Refuses an account that the identity cannot become that of, before anything begins; the
    /// transaction holds it, and from now on the key.
    ///
    /// # Errors
    /// `GrantInvalid`, `ExtIdpConnNotFound`, `IdentityTaken`.
    pub async fn permit(&self, tx: &mut Tx, account: &Account) -> Outcome<()> {
        let sql = "UPDATE external_held SET tries = tries WHERE interaction = $1";
        if tx.sql(sql).bind(&self.held).execute().await? == 0 {
            return Err(ErrorCode::GrantInvalid.into());
        }
        linking::permit(tx, account, (&self.found, &self.app_id)).await
    }

    /// Links it with an account that is permitted and has just signed in by that proof; the key is
    /// used up.
    ///
    /// # Errors
    /// `GrantInvalid`.
    pub async fn link(&self, tx: &mut Tx, cx: &Cx, account: &Account, by: Proof) -> Outcome<()> {
        if !release(tx, &self.held).await? {
            return Err(Stop::from(ErrorCode::GrantInvalid).undone());
        }
        linking::link(tx, cx, account, &self.found).await?;
        linking::tell(tx, cx, account, (&self.app_id, by)).await
    }
}
