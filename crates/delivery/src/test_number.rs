//! Numbers of a pool whose codes are fixed, and that nothing is sent to.

use cleat_protocol::seal::Vault;
use cleat_store::{Error, Result, Tx, row};

pub(crate) const CONTEXT: &str = "sms test number";

/// A number whose codes are fixed.
#[derive(Clone, PartialEq, Eq)]
pub struct TestNumber {
    /// E.164 number.
    pub number: String,
    /// Every code of it.
    pub code: String,
    /// When that ends, in milliseconds since 1970-01-01 UTC.
    pub expires_at: i64,
}

row! {
    struct Kept {
        target: String,
        sealed: String,
        expires_at: i64,
    }
}

impl TestNumber {
    /// Those of a pool that end after that time, by number, and how many more there are that are not
    /// opened: they were sealed by another key, or damaged, and the log tells of them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(
        tx: &mut Tx,
        vault: &Vault,
        pool_id: &str,
        after: i64,
    ) -> Result<(Vec<Self>, usize)> {
        let sql = format!(
            "SELECT {} FROM sms_test_number WHERE pool_id = $1 AND expires_at > $2 ORDER BY target",
            Kept::COLUMNS
        );
        let rows: Vec<Kept> = tx.sql(sql).bind(pool_id).bind(after).all().await?;
        let all = rows.len();
        let opened = rows.into_iter().filter_map(|row| {
            let code = vault.open_text(CONTEXT, &row.sealed).ok()?;
            Some(Self {
                number: row.target,
                code,
                expires_at: row.expires_at,
            })
        });
        let opened: Vec<Self> = opened.collect();
        let shut = all - opened.len();
        if shut > 0 {
            tracing::error!(pool_id, shut, "test numbers cannot be opened");
        }
        Ok((opened, shut))
    }

    /// Puts them in the place of those that the pool had.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn replace(tx: &mut Tx, vault: &Vault, pool_id: &str, all: &[Self]) -> Result<()> {
        tx.sql("DELETE FROM sms_test_number WHERE pool_id = $1")
            .bind(pool_id)
            .run()
            .await?;
        for one in all {
            let sealed = vault.seal(CONTEXT, one.code.as_bytes());
            tx.sql(
                "INSERT INTO sms_test_number (pool_id, target, sealed, expires_at)
                 VALUES ($1, $2, $3, $4)",
            )
            .bind(pool_id)
            .bind(&one.number)
            .bind(sealed.map_err(|_| Error::Aborted("sealing failed"))?)
            .bind(one.expires_at)
            .run()
            .await?;
        }
        Ok(())
    }

    /// Pools whose numbers cannot be opened.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unreadable(tx: &mut Tx, vault: &Vault) -> Result<Vec<String>> {
        let rows: Vec<(String, String)> = tx
            .sql("SELECT pool_id, sealed FROM sms_test_number")
            .all()
            .await?;
        let faults = rows
            .into_iter()
            .filter(|(_, sealed)| vault.open_text(CONTEXT, sealed).is_err());
        Ok(faults.map(|(pool_id, _)| pool_id).collect())
    }
}
