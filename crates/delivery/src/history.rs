//! What became of the messages of a pool.

use cleat_store::{Field, Is, Order, Result, Select, Tx, row};

use crate::message::Medium;

row! {
    /// A message that was asked for.
    pub struct Sent {
        /// Id.
        pub id: String,
        /// E.164 number, or e-mail address.
        pub target: String,
        /// ISO 3166 region of the number; empty for e-mail.
        pub country: String,
        /// Channel of the code, or name of the notice.
        pub channel: String,
        /// Where it stands.
        pub state: String,
        /// When it was asked for, in milliseconds.
        pub created_at: i64,
        /// When it is of no use any more.
        pub expires_at: i64,
    }
}

/// The messages of a pool by that medium, newest first: how many there are, and a page of them.
///
/// # Errors
/// When the database refuses.
pub async fn messages(
    tx: &mut Tx,
    (pool_id, medium): (&str, Medium),
    target: Option<&str>,
    page: (usize, usize),
) -> Result<(i64, Vec<Sent>)> {
    let mut select = Select::new("outbox", Sent::COLUMNS);
    select
        .filter(Field::text("pool_id"), Is::Equal(pool_id.into()))?
        .filter(Field::text("medium"), Is::Equal(medium.as_str().into()))?
        .filter_by(Field::text("target"), Is::Equal, target)?
        .sort(Field::number("created_at"), Order::Descending)
        .sort(Field::key("id"), Order::Descending);
    select.page(tx, page).await
}
