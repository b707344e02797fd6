//! What applications and their users see of sources.

use cleat_api::Endpoint as _;
use cleat_api::ErrorCode;
use cleat_api::ext_idp::{
    AlipayAuthInfo, EnabledExtIdp, GenerateLinkExtIdpUrl, GetAlipayAuthInfo,
    GetApplicationEnabledExtIdps, GetUserLoggedinIdentities, LinkExtIdpUrl, LoggedInIdentity,
};
use cleat_engine::account::{self, identity};
use cleat_engine::external::{self, Connection, ExtIdpRow, LINK_PATH, enabled};
use cleat_engine::http::{Management, Public, Visitor};
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::session;
use cleat_engine::tenancy::{Application, applications};
use url::Url;

/// `getUserLoggedinIdentities`
pub async fn get_user_loggedin_identities(
    cx: Cx,
    pool: Management,
    req: GetUserLoggedinIdentities,
) -> Result<Vec<LoggedInIdentity>> {
    pool.looks_up(&cx, ("userId", req.user_id_type), 1).await?;
    let pool_id = pool.pool_id.as_str();
    let mut tx = cx.read().await?;
    let user_id = account::resolve(&mut tx, pool_id, &req.user_id, req.user_id_type).await?;
    let sources = ExtIdpRow::of_pool(&mut tx, pool_id).await?;
    let used = identity::used_by(&mut tx, pool_id, &user_id).await?;
    let shown = used.into_iter().filter_map(|(identity_id, idp_id)| {
        let source = sources.iter().find(|source| source.id == idp_id)?;
        Some(LoggedInIdentity {
            identity_id,
            idp_name: source.name.clone(),
            idp_name_en: source.name.clone(),
            idp_logo: String::new(),
            idp_id,
        })
    });
    Ok(shown.collect())
}

/// `getApplicationEnabledExtIdps`
pub async fn get_application_enabled_ext_idps(
    cx: Cx,
    from: Visitor,
    _: GetApplicationEnabledExtIdps,
) -> Result<Vec<EnabledExtIdp>> {
    let app_id = from.app_id.ok_or(ErrorCode::AppNotFound)?;
    let rows = enabled::of_app(&mut *cx.read().await?, &from.pool_id, &app_id).await?;
    let shown = rows.into_iter().map(|row: Connection| {
        let opened = row.open(&cx)?;
        let path = GenerateLinkExtIdpUrl::operation().path;
        let at = format!("{}{path}", cx.app.settings.base_url());
        let params = [
            ("ext_idp_conn_identifier", opened.row.identifier.as_str()),
            ("app_id", app_id.as_str()),
        ];
        let url = Url::parse_with_params(&at, params).map_err(Error::internal)?;
        Ok(opened.enabled(url.into()))
    });
    shown.collect()
}

/// `getAlipayAuthInfo`
pub async fn get_alipay_auth_info(
    cx: Cx,
    from: Visitor,
    req: GetAlipayAuthInfo,
) -> Result<AlipayAuthInfo> {
    cx.count().await?;
    let app_id = from.app_id.ok_or(ErrorCode::AppNotFound)?;
    let at = (from.pool_id.as_str(), app_id.as_str());
    let conn = enabled::named(&cx, at, &req.ext_idp_connidentifier).await?;
    let auth_info = external::alipay_auth_info(&cx, &conn)?;
    let auth_info = auth_info.ok_or(ErrorCode::MethodUnsupported)?;
    Ok(AlipayAuthInfo { auth_info })
}

/// `generateLinkExtIdpUrl`
pub async fn generate_link_ext_idp_url(
    cx: Cx,
    _: Public,
    req: GenerateLinkExtIdpUrl,
) -> Result<LinkExtIdpUrl> {
    cx.count().await?;
    let me = session::signed_in(&cx, req.id_token.expose()).await?;
    if me.app_id != req.app_id {
        return Err(ErrorCode::TokenInvalid.into());
    }
    let at = (me.pool_id.as_str(), me.app_id.as_str());
    let conn = enabled::named(&cx, at, &req.ext_idp_conn_identifier).await?;
    if !conn.source.sends_away() {
        return Err(ErrorCode::ExtIdpConnNotFound.into());
    }
    let target = req.target_url.filter(|target| !target.is_empty());
    if let Some(target) = &target {
        let row = applications::find_in(&mut *cx.read().await?, &me.pool_id, &me.app_id).await?;
        let app = Application::open(&cx, row.ok_or(ErrorCode::AppNotFound)?)?;
        if !app.document.redirect_uris.contains(target) {
            let why = "is not registered at the application";
            return Err(Error::field("target_url", why));
        }
    }
    let ticket = external::issue(&cx, &me, &conn, target).await?;
    let base = cx.app.settings.base_url();
    Ok(LinkExtIdpUrl {
        url: format!("{base}{LINK_PATH}/{ticket}"),
    })
}
