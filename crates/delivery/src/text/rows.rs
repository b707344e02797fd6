//! Rows of texts.

use cleat_store::{Error, Result, Tx};

use super::own::{OwnTemplate, OwnTexts, PoolTexts};
use super::template::SmsTemplate;

impl PoolTexts {
    /// Those of a pool.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(tx: &mut Tx, pool_id: &str) -> Result<Self> {
        let rows: Vec<(String, String)> = tx
            .sql("SELECT app_id, document FROM sms_text WHERE pool_id = $1")
            .bind(pool_id)
            .all()
            .await?;
        let read = rows.into_iter().map(|(app_id, document)| {
            let own = serde_json::from_str(&document).map_err(|_| Error::Aborted("sms text"))?;
            Ok((app_id, own))
        });
        read.collect::<Result<_>>().map(Self)
    }

    /// Writes those of the pool, under the empty name, or of one of its applications.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn save(
        tx: &mut Tx,
        pool_id: &str,
        app_id: &str,
        own: &OwnTexts,
        now: i64,
    ) -> Result<()> {
        let document = serde_json::to_string(own).map_err(|_| Error::Aborted("sms text"))?;
        tx.sql(
            "INSERT INTO sms_text (pool_id, app_id, document, updated_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (pool_id, app_id) DO UPDATE SET document = $3, updated_at = $4",
        )
        .bind(pool_id)
        .bind(app_id)
        .bind(document)
        .bind(now)
        .run()
        .await
    }

    /// Forgets those of an application that is no more.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget(tx: &mut Tx, pool_id: &str, app_id: &str) -> Result<()> {
        tx.sql("DELETE FROM sms_text WHERE pool_id = $1 AND app_id = $2")
            .bind(pool_id)
            .bind(app_id)
            .run()
            .await
    }

    /// Pool and application of the texts that cannot be read.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unreadable(tx: &mut Tx) -> Result<Vec<String>> {
        let rows: Vec<(String, String, String)> = tx
            .sql("SELECT pool_id, app_id, document FROM sms_text")
            .all()
            .await?;
        let faults = rows.into_iter().filter(|(_, _, document)| {
            let own = serde_json::from_str::<OwnTexts>(document);
            let read = |own: &OwnTemplate| SmsTemplate::read(&own.content).is_ok();
            !own.is_ok_and(|own| own.templates.iter().all(read))
        });
        Ok(faults
            .map(|(pool, app, _)| format!("{pool} {app}"))
            .collect())
    }
}
