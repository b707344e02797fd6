//! What users did, read off the audit trail.

mod actions;
mod logins;

use cleat_api::Object;
use cleat_api::log::ParsedUserAgent;
use cleat_store::{Tx, Value};

use crate::audit::Entry;
use crate::core::{Result, from_json};
use crate::http::Routes;

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(actions::get_user_action_logs)
        .mount(logins::get_user_login_history)
}

/// What to look for.
#[derive(Default)]
pub struct Search {
    pub user_id: Option<String>,
    pub app_id: Option<String>,
    pub client_ip: Option<String>,
    pub request_id: Option<String>,
    pub event: Option<String>,
    pub success: Option<bool>,
    pub start: Option<i64>,
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
    let mut filter = String::from("pool_id = $1");
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
        "SELECT {} FROM audit WHERE {filter} ORDER BY at DESC, id DESC LIMIT ${next} OFFSET ${}",
        Entry::COLUMNS,
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

/// Device, browser and system, as far as the header names well-known ones.
pub fn parse_user_agent(header: &str) -> ParsedUserAgent {
    let first = |names: &[(&str, &str)]| {
        let found = names.iter().find(|(mark, _)| header.contains(mark));
        found
            .map(|(_, name)| (*name).to_owned())
            .unwrap_or_default()
    };
    ParsedUserAgent {
        device: first(&[
            ("iPad", "Tablet"),
            ("Mobile", "Mobile"),
            ("Mozilla", "Desktop"),
        ]),
        name: first(&[
            ("Edg/", "Edge"),
            ("Chrome/", "Chrome"),
            ("Firefox/", "Firefox"),
            ("Safari/", "Safari"),
            ("python-requests", "python-requests"),
            ("axios", "axios"),
            ("curl", "curl"),
        ]),
        os: first(&[
            ("iPhone", "iOS"),
            ("iPad", "iOS"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ]),
    }
}
