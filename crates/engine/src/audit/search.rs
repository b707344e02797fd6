//! Looking events of users up.

use std::sync::LazyLock;

use cleat_api::Object;
use cleat_api::log::EventType;
use cleat_store::{Tx, Value};

use super::Entry;
use crate::kernel::{Result, from_json};

/// The events that tell of users, as a list of SQL; calls of management have rows as well.
static USER_EVENTS: LazyLock<String> = LazyLock::new(|| {
    let names = EventType::ALL.iter();
    let names: Vec<String> = names.map(|kind| format!("'{}'", kind.as_str())).collect();
    names.join(", ")
});

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

/// A page of the trail, newest first, and how many rows there are.
///
/// # Errors
/// When the database fails.
pub async fn search(
    tx: &mut Tx,
    pool_id: &str,
    wanted: &Search,
    (skip, take): (usize, usize),
) -> Result<(i64, Vec<Entry>)> {
    let mut filter = format!("pool_id = $1 AND event IN ({})", *USER_EVENTS);
    let mut params: Vec<Value> = vec![pool_id.into()];
    let conditions: [(&str, Value); 8] = [
        ("user_id =", (&wanted.user_id).into()),
        ("app_id =", (&wanted.app_id).into()),
        ("ip =", (&wanted.client_ip).into()),
        ("request_id =", (&wanted.request_id).into()),
        ("event =", (&wanted.event).into()),
        ("success =", wanted.success.into()),
        ("at >=", wanted.start.into()),
        ("at <=", wanted.end.into()),
    ];
    for (condition, value) in conditions {
        if value != Value::Null {
            params.push(value);
            filter.push_str(&format!(" AND {condition} ${}", params.len()));
        }
    }
    let mut count = tx.sql(format!("SELECT COUNT(*) FROM audit WHERE {filter}"));
    for param in &params {
        count = count.bind(param.clone());
    }
    let (total,): (i64,) = count.one().await?;
    let next = params.len() + 1;
    let mut query = tx.sql(format!(
        "{} WHERE {filter} ORDER BY at DESC, id DESC LIMIT ${next} OFFSET ${}",
        Entry::SELECT,
        next + 1
    ));
    for param in params {
        query = query.bind(param);
    }
    let bound = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let rows = query.bind(bound(take)).bind(bound(skip)).all().await?;
    Ok((total, rows))
}

/// Name of the error in a row's detail.
pub fn detail_error(detail: &str) -> Option<String> {
    let detail: Object = from_json(detail).ok()?;
    detail.get("error")?.as_str().map(str::to_owned)
}
