//! Reading applications.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::application as api;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, page};
use cleat_engine::tenancy::{Application, applications};

/// `getApplication`
pub async fn get_application(
    cx: Cx,
    pool: Management,
    req: api::GetApplication,
) -> Result<api::Application> {
    Ok(find(&cx, &pool, &req.app_id).await?.document.clone())
}

/// `getApplicationSecret`
pub async fn get_application_secret(
    cx: Cx,
    pool: Management,
    req: api::GetApplicationSecret,
) -> Result<api::ApplicationSecret> {
    let app = find(&cx, &pool, &req.app_id).await?;
    Ok(api::ApplicationSecret {
        secret: app.secret.clone().into(),
    })
}

async fn find(cx: &Cx, pool: &Management, id: &str) -> Result<Arc<Application>> {
    let row = applications::find_in(&mut *cx.read().await?, &pool.pool_id, id).await?;
    Application::open(cx, row.ok_or(ErrorCode::AppNotFound)?)
}

/// `listApplications`
pub async fn list_applications(
    cx: Cx,
    pool: Management,
    req: api::ListApplications,
) -> Result<api::ApplicationPage> {
    let rows = applications::all(&mut *cx.scan().await?, &pool.pool_id).await?;
    let mut list = Vec::new();
    for row in rows {
        let app = Application::open(&cx, row)?.document.clone();
        // The official Node SDK sends `false` for all three by default, so only `true` filters.
        let only = |wanted: Option<bool>, is: bool| is || !wanted.unwrap_or_default();
        let fits = only(req.is_integrate_app, app.is_integrate_app)
            && only(req.is_self_built_app, !app.is_integrate_app)
            && only(req.sso_enabled, app.sso_enabled)
            && req
                .keywords
                .as_ref()
                .is_none_or(|words| app.app_name.contains(words.as_str()));
        if fits {
            list.push(app);
        }
    }
    let total_count = i64::try_from(list.len()).unwrap_or(i64::MAX);
    if !req.all.unwrap_or_default() {
        let (skip, take) = page(req.page, req.limit)?;
        list = list.into_iter().skip(skip).take(take).collect();
    }
    Ok(api::ApplicationPage { list, total_count })
}
