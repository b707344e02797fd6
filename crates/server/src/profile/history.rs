//! `getLoginHistory` and `getLoggedInApps`.

use cleat_api::profile::{
    GetLoggedInApps, GetLoginHistory, LoggedInApp, LoginHistory, LoginHistoryEntry,
};

use crate::application::{self, Application};
use crate::core::{Cx, Result, iso, page};
use crate::http::SignedInUser;
use crate::log::{Search, detail_error, parse_user_agent, search};
use crate::session;

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
        let app = match &row.app_id {
            Some(id) => application::store::find_in(&mut tx, &me.pool_id, id).await?,
            None => None,
        };
        let app = app.map(|row| Application::open(&cx, row)).transpose()?;
        let document = app.map(|app| app.document.clone()).unwrap_or_default();
        list.push(LoginHistoryEntry {
            user_id: row.user_id.unwrap_or_default(),
            app_id: row.app_id.unwrap_or_default(),
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
        if let Some(row) = application::store::find_in(&mut tx, &me.pool_id, &app_id).await? {
            let document = Application::open(&cx, row)?.document.clone();
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
