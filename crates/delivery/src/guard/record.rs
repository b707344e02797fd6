//! Decisions as rows, enough to make them again.

use cleat_store::{Result, Tx, row};

row! {
    /// A decision on a request. Numbers, networks and devices are keyed digests.
    #[derive(Debug, Clone)]
    pub struct Recorded in guard_decision (id) {
        /// Id of the message, or one of its own.
        pub id: String,
        /// Pool.
        pub pool_id: String,
        /// When, in milliseconds.
        pub at: i64,
        /// Channel of the code.
        pub channel: String,
        /// Digest of the number.
        pub number: String,
        /// The number, masked.
        pub masked: String,
        /// ISO 3166 region of the number.
        pub country: String,
        /// Type of the number.
        pub number_type: String,
        /// Whether somebody who speaks may have carried it.
        pub by_voice: bool,
        /// What it is counted for: its ten thousand numbers.
        pub prefix: String,
        /// Its network.
        pub network: String,
        /// Its device; empty where it named none.
        pub device: String,
        /// What asked.
        pub standing: String,
        /// What was decided.
        pub outcome: String,
        /// Why it does not pass; empty where it does.
        pub reason: String,
        /// Whether it was done as decided.
        pub enforced: bool,
        /// What the message costs, in millionths.
        pub price: i64,
        /// When its code was entered.
        pub verified_at: Option<i64>,
        /// When the row is of no use any more.
        pub expires_at: i64,
    }
}

impl Recorded {
    /// The decision on a message.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of_message(
        tx: &mut Tx,
        pool_id: &str,
        id: &str,
        now: i64,
    ) -> Result<Option<Self>> {
        let sql = format!(
            "{} WHERE pool_id = $1 AND id = $2 AND expires_at > $3",
            Self::SELECT
        );
        let query = tx.sql(sql).bind(pool_id).bind(id);
        query.bind(now).optional().await
    }

    /// Those of a pool from that time on, in the order they were made in: the next page after the
    /// time and id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn page(
        tx: &mut Tx,
        pool_id: &str,
        (at, id): (i64, &str),
        now: i64,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let sql = format!(
            "{} WHERE pool_id = $1 AND (at > $2 OR (at = $2 AND id > $3)) AND expires_at > $4
             ORDER BY at, id LIMIT $5",
            Self::SELECT
        );
        let query = tx.sql(sql).bind(pool_id).bind(at).bind(id);
        query.bind(now).bind(limit).all().await
    }
}
