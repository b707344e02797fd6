//! `getLoginHistory` and `getLoggedInApps`.

use cleat_api::profile::{
    GetLoggedInApps, GetLoginHistory, LoggedInApp, LoginHistory, LoginHistoryEntry,
};
use cleat_engine::audit::{Search, detail_error, parse_user_agent, search};
use cleat_engine::kernel::{Cx, Result, iso, page};
use cleat_engine::session::{self, SignedInUser};
use cleat_engine::tenancy;

/// `getLoginHistory`
pub async fn get_login_history(
    cx: Cx,
    me: SignedInUser,
    req: GetLoginHistory,
) -> Result<LoginHistory> {
    let page = page(req.page, req.limit)?;
    let mut tx = cx.scan().await?;
    let wanted = Search {
        user_id: Some(me.user_id.clone()),
        app_id: req.app_id,
        client_ip: req.client_ip,
        event: Some("login".into()),
        success: req.success,
        start: req.start,
        end: req.end,
        ..Search::default()
    };
    let (total_count, rows) = search(&mut tx, &me.pool_id, &wanted, page).await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let app_id = row.app_id.unwrap_or_default();
        let document = tenancy::document(&mut tx, &cx, &me.pool_id, &app_id).await?;
        let document = document.unwrap_or_default();
        list.push(LoginHistoryEntry {
            user_id: row.user_id.unwrap_or_default(),
            app_id,
            app_name: document.app_name,
            app_login_url: document.init_login_uri,
            app_logo: document.app_logo,
            login_at: iso(row.at),
            client_ip: row.ip,
            success: row.success,
            error_message: detail_error(&row.detail),
            parsed_user_agent: parse_user_agent(&row.user_agent),
            user_agent: row.user_agent,
            login_method: row.method,
            ..LoginHistoryEntry::default()
        });
    }
    Ok(LoginHistory { total_count, list })
}

/// `getLoggedInApps`
pub async fn get_logged_in_apps(
    cx: Cx,
    me: SignedInUser,
    _: GetLoggedInApps,
) -> Result<Vec<LoggedInApp>> {
    let mut tx = cx.scan().await?;
    let mut list = Vec::new();
    for (app_id, active) in
        session::store::apps(&mut tx, &me.pool_id, &me.user_id, cx.now()).await?
    {
        let document = tenancy::document(&mut tx, &cx, &me.pool_id, &app_id).await?;
        if let Some(document) = document {
            list.push(LoggedInApp {
                app_id,
                app_name: document.app_name,
                app_login_url: document.init_login_uri,
                app_logo: document.app_logo,
                active,
            });
        }
    }
    Ok(list)
}
