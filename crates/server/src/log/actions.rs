//! `getUserActionLogs`.

use cleat_api::Value;
use cleat_api::log::{EventType, GetUserActionLogs, UserActionLog, UserActionLogPage};

use super::{Search, parse_user_agent, search};
use crate::application::{self, Application};
use crate::core::{Cx, Error, Result, iso, page};
use crate::http::Management;
use crate::user::store;

/// Lists what users did, newest first.
pub async fn get_user_action_logs(
    cx: Cx,
    pool: Management,
    req: GetUserActionLogs,
) -> Result<UserActionLogPage> {
    let pagination = req.pagination.unwrap_or_default();
    let number = |field: &str, value: Option<Value>| match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_i64()),
        Some(_) => Err(Error::field(field, "must be a number")),
    };
    let page = page(
        number("pagination.page", pagination.page)?,
        number("pagination.limit", pagination.limit)?,
    )?;
    let wanted = Search {
        user_id: req.user_id,
        app_id: req.app_id,
        client_ip: req.client_ip,
        request_id: req.request_id,
        event: req.event_type,
        success: req.success,
        start: req.start,
        end: req.end,
    };
    let mut tx = cx.scan().await?;
    let (total_count, rows) = search(&mut tx, &pool.pool_id, &wanted, page).await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let user = match &row.user_id {
            Some(id) => store::by_id(&mut tx, &pool.pool_id, id).await?,
            None => None,
        };
        let user = user
            .map(|account| account.to_user(false))
            .transpose()?
            .unwrap_or_default();
        let app = match &row.app_id {
            Some(id) => application::store::find_in(&mut tx, &pool.pool_id, id).await?,
            None => None,
        };
        let app = app.map(|row| Application::open(&cx, row)).transpose()?;
        let document = app.map(|app| app.document.clone()).unwrap_or_default();
        list.push(UserActionLog {
            user_id: row.user_id.unwrap_or_default(),
            user_avatar: user.photo.unwrap_or_default(),
            user_display_name: user
                .nickname
                .or(user.name)
                .or(user.username)
                .unwrap_or_default(),
            user_logins_count: user.logins_count.unwrap_or_default(),
            app_id: row.app_id.unwrap_or_default(),
            app_name: document.app_name,
            client_ip: Some(row.ip),
            event_type: EventType::parse(&row.event).unwrap_or_default(),
            event_detail: Some(row.detail),
            success: row.success,
            app_login_url: document.init_login_uri,
            app_logo: document.app_logo,
            parsed_user_agent: parse_user_agent(&row.user_agent),
            user_agent: row.user_agent,
            timestamp: iso(row.at),
            request_id: row.request_id,
            ..UserActionLog::default()
        });
    }
    Ok(UserActionLogPage { total_count, list })
}
