//! Which connections sign somebody in: those of the pool that an application shows.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::ConnectionType;
use cleat_store::Tx;

use super::connection::{Connection, Opened, stands};
use super::source;
use crate::kernel::{Cx, Outcome, Result};

/// The join of connections with the applications that show them; what is asked for stands before
/// it, and a condition follows.
const SHOWN: &str = "FROM ext_idp_conn c
    JOIN ext_idp_conn_app e ON e.pool_id = c.pool_id AND e.conn_id = c.id
    JOIN application a ON a.pool_id = e.pool_id AND a.id = e.app_id
    WHERE c.associated AND c.pool_id = $1";

/// Refuses a connection that the application does not show, or that is not as it was read.
///
/// # Errors
/// `ExtIdpConnNotFound`.
pub async fn require(tx: &mut Tx, row: &Connection, app_id: &str) -> Outcome<()> {
    stands(tx, row).await?;
    let found: Option<(i64,)> = tx
        .sql(format!("SELECT 1 {SHOWN} AND c.id = $2 AND a.id = $3"))
        .bind(&row.pool_id)
        .bind(&row.id)
        .bind(app_id)
        .optional()
        .await?;
    let shown = found.map(drop);
    shown.ok_or_else(|| ErrorCode::ExtIdpConnNotFound.into())
}

/// The connection of that name which an application shows.
///
/// # Errors
/// `ExtIdpConnNotFound`.
pub async fn named(cx: &Cx, (pool_id, app_id): (&str, &str), name: &str) -> Result<Opened> {
    let row = {
        let mut tx = cx.read().await?;
        let found = Connection::named(&mut tx, pool_id, name).await?;
        let row = found.ok_or(ErrorCode::ExtIdpConnNotFound)?;
        require(&mut tx, &row, app_id).await?;
        row
    };
    row.open(cx)
}

/// The connections that an application shows, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_app(
    tx: &mut Tx,
    pool_id: &str,
    app_id: &str,
) -> cleat_store::Result<Vec<Connection>> {
    let columns: Vec<_> = Connection::COLUMNS.split(", ").collect();
    let columns = format!("c.{}", columns.join(", c."));
    tx.sql(format!(
        "SELECT {columns} {SHOWN} AND a.id = $2 ORDER BY c.created_at, c.id"
    ))
    .bind(pool_id)
    .bind(app_id)
    .all()
    .await
}

/// The applications that a connection is shown at.
///
/// # Errors
/// When the database fails.
pub async fn apps(tx: &mut Tx, row: &Connection) -> cleat_store::Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .sql(
            "SELECT app_id FROM ext_idp_conn_app WHERE pool_id = $1 AND conn_id = $2
             ORDER BY app_id",
        )
        .bind(&row.pool_id)
        .bind(&row.id)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(app_id,)| app_id).collect())
}

/// An id by which somebody signs in: the source, and the kind of the id.
pub type Usable = (String, &'static str);

/// The ids by which somebody signs in at some application of a pool.
///
/// # Errors
/// When the database fails.
pub async fn usable(tx: &mut Tx, pool_id: &str) -> cleat_store::Result<Vec<Usable>> {
    let rows: Vec<(String, String)> = tx
        .sql(format!("SELECT DISTINCT c.ext_idp_id, c.kind {SHOWN}"))
        .bind(pool_id)
        .all()
        .await?;
    let known = rows.into_iter().filter_map(|(id, kind)| {
        let source = ConnectionType::parse(&kind).and_then(source::find)?;
        Some((id, source.kinds()))
    });
    let all = known.flat_map(|(id, kinds)| kinds.iter().map(move |kind| (id.clone(), *kind)));
    Ok(all.collect())
}

/// Shows a connection at an application, or no longer.
///
/// # Errors
/// When the database fails.
pub async fn set(tx: &mut Tx, row: &Connection, app_id: &str, on: bool) -> cleat_store::Result<()> {
    let sql = match on {
        true => {
            "INSERT INTO ext_idp_conn_app (pool_id, conn_id, app_id) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING"
        }
        false => "DELETE FROM ext_idp_conn_app WHERE pool_id = $1 AND conn_id = $2 AND app_id = $3",
    };
    let query = tx.sql(sql).bind(&row.pool_id).bind(&row.id);
    query.bind(app_id).execute().await.map(drop)
}

/// Deletes a connection.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, row: &Connection) -> cleat_store::Result<()> {
    for sql in [
        "DELETE FROM ext_idp_conn_app WHERE pool_id = $1 AND conn_id = $2",
        "DELETE FROM external_attempt WHERE pool_id = $1 AND conn_id = $2",
        "DELETE FROM external_ticket WHERE pool_id = $1 AND conn_id = $2",
        "DELETE FROM external_held WHERE pool_id = $1 AND conn_id = $2",
        "DELETE FROM external_token WHERE pool_id = $1 AND conn_id = $2",
        "DELETE FROM ext_idp_conn WHERE pool_id = $1 AND id = $2",
    ] {
        let query = tx.sql(sql).bind(&row.pool_id).bind(&row.id);
        query.execute().await?;
    }
    Ok(())
}
