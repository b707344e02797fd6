//! Looking events of users up.

use cleat_api::Object;
use cleat_api::log::EventType;
use cleat_store::{Field, Is, Order, Select, Tx};

use super::Entry;
use crate::kernel::{Result, from_json};

const EVENT: Field = Field::text("event");
const AT: Field = Field::number("at");
/// Whether a user did it, and no operator to one.
const OWN: Field = Field::truth("COALESCE(operator_id = user_id, operator_id IS NULL)");

/// What to look for.
#[derive(Default)]
pub struct Search {
    /// Only of this user.
    pub user_id: Option<String>,
    /// Only through this application.
    pub app_id: Option<String>,
    /// Only from this address.
    pub client_ip: Option<String>,
    /// Only of this request.
    pub request_id: Option<String>,
    /// Only this event.
    pub event: Option<String>,
    /// Only what was done, or only what was refused.
    pub success: Option<bool>,
    /// From when, in milliseconds.
    pub start: Option<i64>,
    /// Until when, in milliseconds.
    pub end: Option<i64>,
}

/// A page of what users did, newest first, and how many rows there are. Calls of management and
/// what operators did to users have rows as well, which are not among them.
///
/// # Errors
/// When the database fails.
pub async fn search(
    tx: &mut Tx,
    pool_id: &str,
    wanted: &Search,
    page: (usize, usize),
) -> Result<(i64, Vec<Entry>)> {
    let events = EventType::ALL.iter().map(|kind| kind.as_str().into());
    let mut trail = Select::new("audit", Entry::COLUMNS);
    trail.filter(Field::text("pool_id"), Is::Equal(pool_id.into()))?;
    trail.filter(EVENT, Is::In(events.collect()))?;
    trail.filter(OWN, Is::Equal(true.into()))?;
    for (field, wanted) in [
        (Field::text("user_id"), &wanted.user_id),
        (Field::text("app_id"), &wanted.app_id),
        (Field::text("ip"), &wanted.client_ip),
        (Field::text("request_id"), &wanted.request_id),
        (EVENT, &wanted.event),
    ] {
        trail.filter_by(field, Is::Equal, wanted.as_deref())?;
    }
    during(&mut trail, (wanted.success, wanted.start, wanted.end))?;
    Ok(trail.page(tx, page).await?)
}

/// What to look for among what was done for a pool.
#[derive(Default)]
pub struct SearchOfPool {
    /// Only by this operator.
    pub operator_id: Option<String>,
    /// Only from this address.
    pub client_ip: Option<String>,
    /// Only of this request.
    pub request_id: Option<String>,
    /// Only these operations.
    pub operations: Option<Vec<String>>,
    /// Only what was done, or only what was refused.
    pub success: Option<bool>,
    /// From when, in milliseconds.
    pub start: Option<i64>,
    /// Until when, in milliseconds.
    pub end: Option<i64>,
}

/// A page of what was done for a pool by its key, on the console and on the machine, newest first,
/// and how many rows there are.
///
/// # Errors
/// When the database fails.
pub async fn search_of_pool(
    tx: &mut Tx,
    pool_id: &str,
    wanted: &SearchOfPool,
    page: (usize, usize),
) -> Result<(i64, Vec<Entry>)> {
    const OPERATION: Field = Field::text("operation");
    let mut trail = Select::new("audit", Entry::COLUMNS);
    trail.filter(Field::text("pool_id"), Is::Equal(pool_id.into()))?;
    trail.filter(OPERATION, Is::NotNull)?;
    if let Some(names) = &wanted.operations {
        let names = names.iter().map(|name| name.as_str().into());
        trail.filter(OPERATION, Is::In(names.collect()))?;
    }
    for (field, wanted) in [
        (Field::text("operator_id"), &wanted.operator_id),
        (Field::text("ip"), &wanted.client_ip),
        (Field::text("request_id"), &wanted.request_id),
    ] {
        trail.filter_by(field, Is::Equal, wanted.as_deref())?;
    }
    during(&mut trail, (wanted.success, wanted.start, wanted.end))?;
    Ok(trail.page(tx, page).await?)
}

/// Whether it was done and when, newest first.
fn during(
    trail: &mut Select,
    (success, start, end): (Option<bool>, Option<i64>, Option<i64>),
) -> Result<()> {
    trail.filter_by(Field::truth("success"), Is::Equal, success)?;
    trail.filter_by(AT, Is::AtLeast, start)?;
    trail.filter_by(AT, Is::AtMost, end)?;
    trail.sort(AT, Order::Descending);
    trail.sort(Field::key("id"), Order::Descending);
    Ok(())
}

/// Name of the error in a row's detail.
pub fn detail_error(detail: &str) -> Option<String> {
    let detail: Object = from_json(detail).ok()?;
    detail.get("error")?.as_str().map(str::to_owned)
}
