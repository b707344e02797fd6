//! `getUserActionLogs`.

use cleat_api::application::Application;
use cleat_api::log::{EventType, GetUserActionLogs, UserActionLog, UserActionLogPage};
use cleat_api::user::User;
use cleat_engine::account::store;
use cleat_engine::audit::{Entry, Search, parse_user_agent, search};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, iso};
use cleat_engine::tenancy;

use super::pages::page_of;

/// Lists what users did, newest first.
pub async fn get_user_action_logs(
    cx: Cx,
    pool: Management,
    req: GetUserActionLogs,
) -> Result<UserActionLogPage> {
    let page = page_of(req.pagination)?;
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
        let user = user.map(|account| account.to_user(false)).transpose()?;
        let app_id = row.app_id.as_deref().unwrap_or_default();
        let app = tenancy::document(&mut tx, &cx, &pool.pool_id, app_id).await?;
        list.push(shown(
            row,
            user.unwrap_or_default(),
            app.unwrap_or_default(),
        ));
    }
    Ok(UserActionLogPage { total_count, list })
}

fn shown(row: Entry, user: User, app: Application) -> UserActionLog {
    UserActionLog {
        user_id: row.user_id.unwrap_or_default(),
        user_avatar: user.photo.unwrap_or_default(),
        user_display_name: user
            .nickname
            .or(user.name)
            .or(user.username)
            .unwrap_or_default(),
        user_logins_count: user.logins_count.unwrap_or_default(),
        app_id: row.app_id.unwrap_or_default(),
        app_name: app.app_name,
        client_ip: Some(row.ip),
        event_type: EventType::parse(&row.event).unwrap_or_default(),
        event_detail: Some(row.detail),
        success: row.success,
        app_login_url: app.init_login_uri,
        app_logo: app.app_logo,
        parsed_user_agent: parse_user_agent(&row.user_agent),
        user_agent: row.user_agent,
        timestamp: iso(row.at),
        request_id: row.request_id,
        ..UserActionLog::default()
    }
}
