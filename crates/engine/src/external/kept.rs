//! Tokens of sources, where a connection keeps them: sealed, given to whoever manages the pool,
//! refreshed when they are asked for, and revoked when the identity is unlinked.

use cleat_api::Secret;
use cleat_api::ext_idp::Identity;
use cleat_store::{Tx, row};

use super::calls::{Fault, PATIENCE};
use super::connection::{Connection, Opened};
use super::leg::Leg;
use super::preset::Protocol;
use super::profile::External;
use super::tokens::Tokens;
use super::{oauth2, oidc};
use crate::account::{Account, identity};
use crate::kernel::{Cx, Outcome, Result, from_json, to_json};
use crate::transaction::Work;

/// Context of what is sealed.
pub(super) const SEALED: &str = "external tokens";
/// How long one request refreshes alone, in milliseconds: longer than its two calls may take.
const ALONE: i64 = 3 * PATIENCE.as_millis() as i64;

row! {
    /// The tokens of a user at a source, sealed.
    #[derive(Clone)]
    struct Row in external_token (user_id, ext_idp_id) {
        pool_id: String,
        user_id: String,
        ext_idp_id: String,
        conn_id: String,
        tokens: String,
        refreshing_until: Option<i64>,
        expires_at: Option<i64>,
    }
}

impl Row {
    async fn find(tx: &mut Tx, of: (&str, &str, &str)) -> cleat_store::Result<Option<Self>> {
        let sql = format!(
            "{} WHERE pool_id = $1 AND user_id = $2 AND ext_idp_id = $3",
            Self::SELECT
        );
        tx.sql(sql)
            .bind(of.0)
            .bind(of.1)
            .bind(of.2)
            .optional()
            .await
    }

    fn opened(&self, cx: &Cx) -> Result<Tokens> {
        from_json(&cx.app.vault.open_text(SEALED, &self.tokens)?)
    }

    /// With other tokens. Without a refresh token they are of no use after their end.
    fn with(self, cx: &Cx, tokens: &Tokens) -> Result<Self> {
        let text = to_json(tokens)?;
        Ok(Self {
            tokens: cx.app.vault.seal(SEALED, text.as_bytes())?,
            refreshing_until: None,
            expires_at: tokens.ends_at.filter(|_| tokens.refresh.is_none()),
            ..self
        })
    }
}

/// Keeps what came with an identity in place of what came before. A connection that keeps nothing
/// leaves what others keep.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    (conn, external): (&Opened, &External),
) -> Outcome<()> {
    let ext_idp_id = conn.row.ext_idp_id.as_str();
    let before = Row::find(tx, (&account.pool_id, &account.id, ext_idp_id)).await?;
    let before = before.filter(|before| before.conn_id == conn.row.id);
    let Some(tokens) = &external.tokens else {
        let is_over = before.is_some() && !conn.fields.keep_tokens;
        return match is_over {
            true => Ok(remove(tx, account, ext_idp_id).await?),
            false => Ok(()),
        };
    };
    let ids = external.ids.iter();
    let mut tokens = Tokens {
        ids: ids.map(|(kind, id)| ((*kind).into(), id.clone())).collect(),
        ..tokens.clone()
    };
    let refreshing_until = carry_over(cx, &mut tokens, before)?;
    remove(tx, account, ext_idp_id).await?;
    let row = Row {
        pool_id: account.pool_id.clone(),
        user_id: account.id.clone(),
        ext_idp_id: conn.row.ext_idp_id.clone(),
        conn_id: conn.row.id.clone(),
        tokens: String::new(),
        refreshing_until: None,
        expires_at: None,
    };
    let row = Row {
        refreshing_until,
        ..row.with(cx, &tokens)?
    };
    row.insert(tx).run().await?;
    Ok(())
}

/// Takes over the refresh token of before where none came: many sources give one the first time
/// alone. Whoever refreshes by it goes on, until the time that is answered.
fn carry_over(cx: &Cx, tokens: &mut Tokens, before: Option<Row>) -> Result<Option<i64>> {
    let Some(before) = before.filter(|_| tokens.refresh.is_none()) else {
        return Ok(None);
    };
    let old = before.opened(cx)?;
    let mut ids = tokens.ids.iter();
    if old.refresh.is_none() || !ids.any(|(kind, id)| old.came_with(kind, id)) {
        return Ok(None);
    }
    tokens.refresh = old.refresh;
    Ok(before.refreshing_until)
}

async fn remove(tx: &mut Tx, account: &Account, ext_idp_id: &str) -> cleat_store::Result<()> {
    let sql = "DELETE FROM external_token WHERE pool_id = $1 AND user_id = $2 AND ext_idp_id = $3";
    let query = tx.sql(sql).bind(&account.pool_id).bind(&account.id);
    query.bind(ext_idp_id).execute().await.map(drop)
}

/// Keeps the tokens of a connection no longer whose settings keep none now, or whose source is
/// elsewhere than it was: they are secrets, and for another address.
///
/// # Errors
/// When the database refuses.
pub async fn review(tx: &mut Tx, cx: &Cx, conn: &Connection, before: &Connection) -> Outcome<()> {
    if conn.clone().open(cx)?.fields.keep_tokens && !conn.moves(cx, before)? {
        return Ok(());
    }
    let sql = "DELETE FROM external_token WHERE pool_id = $1 AND conn_id = $2";
    let query = tx.sql(sql).bind(&conn.pool_id).bind(&conn.id);
    Ok(query.execute().await.map(drop)?)
}

/// Tokens that nobody keeps any more, and the connection that they came by.
pub struct Given {
    conn: Opened,
    tokens: Tokens,
}

/// Unlinks by a use case that answers what the source is told then, whether or not the client waits.
///
/// # Errors
/// As [`Cx::write`].
pub async fn revoking<I, F>(cx: Cx, input: I, unlink: F) -> Result<()>
where
    I: Send + Sync + 'static,
    F: for<'t> Work<'t, I, Option<Given>> + Send + Sync + 'static,
{
    let ends = cx.clone();
    let work = async move {
        if let Some(given) = ends.write(input, unlink).await? {
            given.revoke(&ends).await;
        }
        Ok(())
    };
    cx.to_the_end(work).await?
}

/// Keeps the tokens of a user at a source no longer, where nothing is left of the identity that they
/// came with.
///
/// # Errors
/// When the database refuses.
pub async fn let_go(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    ext_idp_id: &str,
) -> Outcome<Option<Given>> {
    let of = (account.pool_id.as_str(), account.id.as_str(), ext_idp_id);
    let Some(row) = Row::find(tx, of).await? else {
        return Ok(None);
    };
    let tokens = row.opened(cx)?;
    for (kind, id) in &tokens.ids {
        let owner = identity::owner(tx, (&account.pool_id, ext_idp_id), (kind, id)).await?;
        if owner.as_ref() == Some(&account.id) {
            return Ok(None);
        }
    }
    remove(tx, account, ext_idp_id).await?;
    let conn = Connection::find(tx, &row.pool_id, &row.conn_id).await?;
    let Some(conn) = conn else { return Ok(None) };
    let conn = conn.open(cx)?;
    Ok(Some(Given { conn, tokens }))
}

impl Given {
    /// Tells the source that they are over (RFC 7009). It may not be there: the identity is unlinked
    /// all the same.
    pub async fn revoke(self, cx: &Cx) {
        let leg = leg(cx, &self.conn);
        let (token, hint) = match &self.tokens.refresh {
            Some(refresh) => (refresh, "refresh_token"),
            None => (&self.tokens.access, "access_token"),
        };
        let form = [("token", token.expose()), ("token_type_hint", hint)];
        let told = async {
            let call = match &self.conn.source.protocol {
                Protocol::OAuth2(_) => oauth2::revocation(&leg, &form),
                Protocol::Oidc(preset) => oidc::revocation(&leg, preset, &form).await?,
                _ => None,
            };
            match call {
                Some(call) => leg.caller().bytes(call).await.map(|(status, _)| status),
                None => Ok(200),
            }
        };
        match told.await {
            Ok(200..300) => {}
            Ok(status) => {
                tracing::warn!(request_id = cx.request.id, status, "a source keeps a token")
            }
            Err(fault) => {
                tracing::warn!(request_id = cx.request.id, ?fault, "a source keeps a token")
            }
        }
    }
}

fn leg<'a>(cx: &'a Cx, conn: &'a Opened) -> Leg<'a> {
    Leg {
        cx,
        conn,
        state: None,
    }
}

/// The access token that came with an identity of a user, refreshed where it ends; none where the
/// connection keeps none, or the source gives no other.
///
/// # Errors
/// When the database fails.
pub async fn access(
    cx: &Cx,
    (pool_id, user_id): (&str, &str),
    identity: &Identity,
) -> Result<Option<Secret>> {
    let (row, conn) = {
        let mut tx = cx.read().await?;
        let of = (pool_id, user_id, identity.ext_idp_id.as_str());
        let Some(row) = Row::find(&mut tx, of).await? else {
            return Ok(None);
        };
        let conn = Connection::find(&mut tx, pool_id, &row.conn_id).await?;
        let Some(conn) = conn else { return Ok(None) };
        (row, conn)
    };
    let (tokens, conn) = (row.opened(cx)?, conn.open(cx)?);
    if !conn.fields.keep_tokens || !tokens.came_with(&identity.r#type, &identity.user_id_in_idp) {
        return Ok(None);
    }
    if tokens.lasts(cx.now()) {
        return Ok(Some(tokens.access));
    }
    // A refresh token may be spent by then.
    let own = cx.clone();
    cx.to_the_end(async move { renewed(&own, row, Given { conn, tokens }).await })
        .await?
}

/// Another access token in place of one that ends.
async fn renewed(cx: &Cx, row: Row, before: Given) -> Result<Option<Secret>> {
    let Given { conn, tokens } = before;
    let Some(refresh) = &tokens.refresh else {
        return Ok(None);
    };
    let Some(row) = cx.beside(row, begin).await? else {
        return Ok(None);
    };
    let fresh = match refreshed(&leg(cx, &conn), refresh).await {
        Ok(fresh) => fresh,
        Err(fault) => {
            let request_id = cx.request.id.as_str();
            tracing::warn!(request_id, ?fault, "a source refreshes no token");
            return Ok(None);
        }
    };
    let tokens = Tokens {
        ids: tokens.ids,
        ..fresh
    };
    let next = row.clone().with(cx, &tokens)?;
    if cx.beside((row, next), replace).await? {
        return Ok(Some(tokens.access));
    }
    // Nobody keeps them.
    Given { conn, tokens }.revoke(cx).await;
    Ok(None)
}

async fn refreshed(leg: &Leg<'_>, refresh: &Secret) -> std::result::Result<Tokens, Fault> {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.expose()),
    ];
    let call = match &leg.conn.source.protocol {
        Protocol::OAuth2(preset) => oauth2::at_token(leg, preset, &form),
        Protocol::Oidc(preset) => oidc::at_token(leg, preset, &form).await?,
        _ => return Err(Fault::Unbelievable("it refreshes nothing")),
    };
    let answer = leg.caller().json(call).await?;
    let fresh = Tokens::of(&answer, leg.cx.now(), Some(refresh));
    fresh.ok_or(Fault::Unbelievable("it gives no access token"))
}

/// The row where this request refreshes: two at once would spend one token twice.
async fn begin(tx: &mut Tx, cx: &Cx, row: &Row) -> Outcome<Option<Row>> {
    let until = cx.now() + ALONE;
    let begun = tx
        .sql(
            "UPDATE external_token SET refreshing_until = $1
             WHERE pool_id = $2 AND user_id = $3 AND ext_idp_id = $4 AND tokens = $5
                 AND (refreshing_until IS NULL OR refreshing_until < $6)",
        )
        .bind(until)
        .bind(&row.pool_id)
        .bind(&row.user_id)
        .bind(&row.ext_idp_id)
        .bind(&row.tokens)
        .bind(cx.now())
        .changes(1)
        .await?;
    Ok(begun.then(|| Row {
        refreshing_until: Some(until),
        ..row.clone()
    }))
}

/// Other tokens in place of those, unless somebody signed in or unlinked meanwhile. The old ones may
/// have been sealed anew.
async fn replace(tx: &mut Tx, _: &Cx, (row, next): &(Row, Row)) -> Outcome<bool> {
    let query = tx.sql(
        "UPDATE external_token SET tokens = $1, expires_at = $2, refreshing_until = NULL
         WHERE pool_id = $3 AND user_id = $4 AND ext_idp_id = $5 AND refreshing_until = $6",
    );
    let query = query.bind(&next.tokens).bind(next.expires_at);
    let query = query.bind(&row.pool_id).bind(&row.user_id);
    let query = query.bind(&row.ext_idp_id).bind(row.refreshing_until);
    Ok(query.changes(1).await?)
}
