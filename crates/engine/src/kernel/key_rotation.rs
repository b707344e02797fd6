//! Keys that follow each other, on every replica.

use cleat_protocol::jose::SigningKey;
use cleat_store::Tx;

use super::keys::{ALGORITHMS, CONTEXT, KeyRing, NewKey, insert, state};
use super::{App, Result};

/// Takes the keys anew if another process has changed them.
///
/// # Errors
/// When the database fails or was sealed by another master key.
pub async fn refresh(app: &App) -> Result<()> {
    let found = state(&mut *app.db.read().await?).await?;
    if found != app.keys.ring().state {
        app.keys.replace(KeyRing::read(&app.db, &app.vault).await?);
        tracing::info!("the keys have changed");
    }
    Ok(())
}

/// Makes a new signing key for every algorithm. It is published at once and signs a few seconds
/// later; older keys go on verifying, or with `retire` end at once, and with them all tokens.
///
/// # Errors
/// When the database fails.
pub async fn rotate(app: &App, retire: bool) -> Result<()> {
    let now = app.clock.now();
    let mut made = Vec::new();
    for algorithm in ALGORITHMS {
        let key = SigningKey::generate(algorithm)?;
        made.push(NewKey {
            name: app.random.id(now),
            kind: algorithm.name(),
            sealed: app.vault.seal(CONTEXT, &key)?,
            created_at: now,
        });
    }
    app.db
        .write(Rotation { made, retire }, write_rotation)
        .await?;
    refresh(app).await
}

struct Rotation {
    made: Vec<NewKey>,
    retire: bool,
}

async fn write_rotation(tx: &mut Tx, rotation: &Rotation) -> cleat_store::Result<()> {
    for key in &rotation.made {
        if rotation.retire {
            let sql =
                "UPDATE server_key SET retired_at = $1 WHERE kind = $2 AND retired_at IS NULL";
            let retired = tx.sql(sql).bind(key.created_at).bind(key.kind);
            retired.run().await?;
        }
        let (generation,): (i64,) = tx
            .sql("SELECT COALESCE(MAX(generation), 0) + 1 FROM server_key WHERE kind = $1")
            .bind(key.kind)
            .one()
            .await?;
        insert(tx, key, generation).await?;
    }
    Ok(())
}
