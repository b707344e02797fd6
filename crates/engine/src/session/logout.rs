//! Telling applications that their sessions were ended (OpenID Connect Back-Channel Logout 1.0): a
//! row in the same commit, then a call, again and again until it is answered.

use std::sync::Arc;

use cleat_api::application::OidcConfig;
use cleat_protocol::jose;
use cleat_store::{Tx, row};
use serde_json::json;
use tokio::task::JoinSet;

use crate::kernel::{App, Error, Result};
use crate::tenancy::{Application, applications};

pub(super) const TABLES: &str = "
ALTER TABLE session ADD COLUMN tells_end BIGINT;
CREATE TABLE logout_notice (
    pool_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (pool_id, session_id)
);
CREATE INDEX logout_notice_next ON logout_notice (next_at);
";

/// The statement that writes down whom to tell, before the sessions of that condition are ended.
macro_rules! tell {
    ($condition:literal) => {
        concat!(
            "INSERT INTO logout_notice (pool_id, session_id, app_id, sub)
             SELECT pool_id, id, app_id, user_id FROM session
             WHERE tells_end = 1 AND ended_at IS NULL AND ",
            $condition,
            " ON CONFLICT DO NOTHING"
        )
    };
}
pub(super) use tell;

/// Life of a token, in seconds.
const LIFE: i64 = 120;
/// Milliseconds until the next try. Afterwards it is given up.
const PAUSES: [i64; 8] = [
    10_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 86_400_000, 86_400_000,
];
/// Calls at once.
const AT_ONCE: i64 = 32;
/// The type of a token, its event, and the parameter it comes in.
const TYPE: &str = "logout+jwt";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const PARAMETER: &str = "logout_token";

row! {
    #[derive(Clone)]
    struct Due {
        pool_id: String,
        session_id: String,
        app_id: String,
        sub: String,
        tries: i64,
        next_at: i64,
    }
}

/// Whether an application wants to be told.
pub(super) fn is_wanted(config: &OidcConfig) -> bool {
    let address = config.backchannel_logout_uri.as_deref();
    address.is_some_and(|address| !address.is_empty())
}

/// Tells what is due; how much that was.
///
/// # Errors
/// When the database fails.
pub async fn tell_due(app: &Arc<App>) -> Result<usize> {
    let due: Vec<Due> = app
        .db
        .scan()
        .await?
        .sql(format!(
            "SELECT {} FROM logout_notice WHERE next_at <= $1 ORDER BY next_at LIMIT {AT_ONCE}",
            Due::COLUMNS
        ))
        .bind(app.clock.now())
        .all()
        .await?;
    let many = due.len();
    let mut calls = JoinSet::new();
    for one in due {
        let app = app.clone();
        calls.spawn(async move { told(&app, one).await });
    }
    while let Some(done) = calls.join_next().await {
        done.map_err(Error::internal)??;
    }
    Ok(many)
}

/// Makes one call, where no other replica does.
async fn told(app: &App, due: Due) -> Result<()> {
    let pause = usize::try_from(due.tries)
        .ok()
        .and_then(|tries| PAUSES.get(tries));
    let taking = Taking {
        due: due.clone(),
        until: app.clock.now() + pause.copied().unwrap_or_default(),
    };
    if !app.db.write(taking, take).await? {
        return Ok(());
    }
    let is_last = due.tries + 1 >= i64::try_from(PAUSES.len()).unwrap_or_default();
    let answered = called(app, &due).await?;
    if !answered {
        let (app_id, tries) = (&due.app_id, due.tries + 1);
        tracing::warn!(
            app_id,
            tries,
            is_last,
            "an application was not told of a sign-out"
        );
    }
    if answered || is_last {
        app.db.write(due, forget).await?;
    }
    Ok(())
}

struct Taking {
    due: Due,
    until: i64,
}

async fn take(tx: &mut Tx, taking: &Taking) -> cleat_store::Result<bool> {
    tx.sql(
        "UPDATE logout_notice SET tries = tries + 1, next_at = $1
         WHERE pool_id = $2 AND session_id = $3 AND tries = $4",
    )
    .bind(taking.until)
    .bind(&taking.due.pool_id)
    .bind(&taking.due.session_id)
    .bind(taking.due.tries)
    .changes(1)
    .await
}

async fn forget(tx: &mut Tx, due: &Due) -> cleat_store::Result<()> {
    tx.sql("DELETE FROM logout_notice WHERE pool_id = $1 AND session_id = $2")
        .bind(&due.pool_id)
        .bind(&due.session_id)
        .run()
        .await
}

/// Whether the application took it, or wants it no more.
async fn called(app: &App, due: &Due) -> Result<bool> {
    let row = applications::find_in(&mut *app.db.read().await?, &due.pool_id, &due.app_id).await?;
    let Some(row) = row else { return Ok(true) };
    let client = Application::open_at(app, row)?;
    let address = client
        .document
        .oidc_config
        .backchannel_logout_uri
        .as_deref();
    let Some(address) = address.filter(|address| !address.is_empty()) else {
        return Ok(true);
    };
    let form = format!("{PARAMETER}={}", token(app, &client, due)?);
    Ok(app.outbox.post_form(address, form, app.settings.dev).await)
}

/// The logout token (section 2.4). It never has a `nonce`.
fn token(app: &App, client: &Application, due: &Due) -> Result<String> {
    let now = app.clock.now();
    let claims = json!({
        "iss": app.settings.issuer(), "aud": client.id, "sub": due.sub, "sid": due.session_id,
        "iat": now / 1000, "exp": now / 1000 + LIFE, "jti": app.random.secret(),
        "events": { EVENT: {} },
    });
    if client.signs_with_secret() {
        return Ok(jose::sign_hs256_as(TYPE, &client.secret, &claims)?);
    }
    let keys = app.keys.ring();
    let key = keys.signer(client.algorithm(), now);
    let key = key.ok_or_else(|| Error::internal("no key"))?;
    Ok(key.sign_as(TYPE, &claims)?)
}
