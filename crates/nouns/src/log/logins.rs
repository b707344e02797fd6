//! `getUserLoginHistory`.

use cleat_api::log::{GetUserLoginHistory, UserLoginHistoryEntry, UserLoginHistoryPage};
use cleat_engine::audit::{Search, search};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, iso, page};
use cleat_engine::{account, tenancy};

/// Lists the sign-ins of a user, newest first.
pub async fn get_user_login_history(
    cx: Cx,
    pool: Management,
    req: GetUserLoginHistory,
) -> Result<UserLoginHistoryPage> {
    let page = page(req.page, req.limit)?;
    pool.looks_up(&cx, ("userId", req.user_id_type), 1).await?;
    let mut tx = cx.scan().await?;
    let id = account::resolve(&mut tx, &pool.pool_id, &req.user_id, req.user_id_type).await?;
    let wanted = Search {
        user_id: Some(id),
        app_id: req.app_id,
        client_ip: req.client_ip,
        event: Some("login".into()),
        success: Some(true),
        start: req.start,
        end: req.end,
        ..Search::default()
    };
    let (total_count, rows) = search(&mut tx, &pool.pool_id, &wanted, page).await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let app_id = row.app_id.unwrap_or_default();
        let document = tenancy::document(&mut tx, &cx, &pool.pool_id, &app_id).await?;
        let document = document.unwrap_or_default();
        list.push(UserLoginHistoryEntry {
            app_id,
            app_name: document.app_name,
            app_logo: document.app_logo,
            app_login_url: document.init_login_uri,
            client_ip: row.ip,
            user_agent: Some(row.user_agent),
            time: iso(row.at),
        });
    }
    Ok(UserLoginHistoryPage { total_count, list })
}
