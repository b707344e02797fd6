//! `signInByMobile` and `authByCodeIdentity`: by a code that a source gave to an app.

use std::sync::Arc;

use cleat_api::ext_idp::{
    AuthByCodeIdentity, ConnectionType, MobileConnection, Provider, SignInByCode, SignInByMobile,
};
use cleat_api::signin::LoginTokens;
use cleat_api::{ErrorCode, Secret};
use cleat_engine::external::{Found, Leg, Opened, Told, enabled, external};
use cleat_engine::http::Client;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::session::{NewSession, Start};
use cleat_engine::tenancy::Application;

use super::sign_in::{gives_bearer_tokens, tokens, valid_scope};
use super::{binding, by_identity};

/// What a request brings, and of which source and field.
fn brought(req: &mut SignInByMobile) -> Result<(Provider, SignInByCode)> {
    let (provider, payload, field) = match req.connection {
        MobileConnection::Apple => (Provider::Apple, &mut req.apple_payload, "applePayload"),
        MobileConnection::Wechat => (Provider::Wechat, &mut req.wechat_payload, "wechatPayload"),
        MobileConnection::Alipay => (Provider::Alipay, &mut req.alipay_payload, "alipayPayload"),
        MobileConnection::Wechatwork => (
            Provider::Wechatwork,
            &mut req.wechatwork_payload,
            "wechatworkPayload",
        ),
        MobileConnection::Dingtalk => (
            Provider::Dingtalk,
            &mut req.ding_talk_payload,
            "dingTalkPayload",
        ),
        MobileConnection::LarkInternal => (
            Provider::Lark,
            &mut req.lark_internal_payload,
            "larkInternalPayload",
        ),
        MobileConnection::LarkPublic => (
            Provider::Lark,
            &mut req.lark_public_payload,
            "larkPublicPayload",
        ),
        MobileConnection::WechatMiniProgramCode => (
            Provider::Wechat,
            &mut req.wechat_mini_program_code_payload,
            "wechatMiniProgramCodePayload",
        ),
        MobileConnection::Google => (Provider::Google, &mut req.google_payload, "googlePayload"),
        MobileConnection::Github => (Provider::Github, &mut req.github_payload, "githubPayload"),
        MobileConnection::Gitlab => (Provider::Gitlab, &mut req.gitlab_payload, "gitlabPayload"),
        _ => return Err(Error::field("connection", "is not supported here")),
    };
    let payload = payload.take();
    let payload = payload.ok_or_else(|| Error::field(field, "is missing"))?;
    match payload.code.expose().trim().is_empty() {
        true => Err(Error::field(&format!("{field}.code"), "is missing")),
        false => Ok((provider, payload)),
    }
}

/// Signs a user in.
pub async fn sign_in_by_mobile(
    cx: Cx,
    client: Client,
    mut req: SignInByMobile,
) -> Result<LoginTokens> {
    cx.count().await?;
    let app = client.app;
    gives_bearer_tokens(&app)?;
    let options = req.options.take().unwrap_or_default();
    let scope = valid_scope(options.scope.as_deref())?;
    let (provider, payload) = brought(&mut req)?;
    let at = (app.pool_id.as_str(), app.id.as_str());
    let conn = enabled::named(&cx, at, &req.ext_idp_connidentifier).await?;
    if conn.source.provider != provider {
        return Err(ErrorCode::ExtIdpConnNotFound.into());
    }
    by_code(&cx, &app, (conn, &payload.code), scope).await
}

/// Signs in by a code that the source of a connection gave to an app.
async fn by_code(
    cx: &Cx,
    app: &Arc<Application>,
    (conn, code): (Opened, &Secret),
    scope: &str,
) -> Result<LoginTokens> {
    let told = Told {
        code: code.expose().to_owned(),
        issuer: None,
    };
    let leg = Leg {
        cx,
        conn: &conn,
        state: None,
    };
    let external = external(&leg, &told).await?;
    let found = Arc::new(Found { conn, external });
    let session = NewSession::new(cx, app, scope);
    let account = binding::by_identity(cx, app, &found, session.clone()).await?;
    tokens(cx, app, &account, session).await
}

/// `authByCodeIdentity`
pub async fn auth_by_code_identity(
    cx: Cx,
    client: Client,
    req: AuthByCodeIdentity,
) -> Result<LoginTokens> {
    cx.count().await?;
    let app = client.app;
    gives_bearer_tokens(&app)?;
    let options = req.options.unwrap_or_default();
    let scope = valid_scope(options.scope.as_deref())?;
    let named = req.app_id.filter(|id| !id.is_empty());
    if named.is_some_and(|id| id != app.id) {
        return Err(Error::field("appId", "is not the application that asks"));
    }
    if req.code.expose().trim().is_empty() {
        return Err(Error::field("code", "is missing"));
    }
    let conn = of_wechat(&cx, &app, req.conn_id.as_deref()).await?;
    by_code(&cx, &app, (conn, &req.code), scope).await
}

/// The connection to WeChat of that id that an application shows to its apps; the only one where
/// none is named.
async fn of_wechat(cx: &Cx, app: &Application, id: Option<&str>) -> Result<Opened> {
    let mut rows = enabled::of_app(&mut *cx.read().await?, &app.pool_id, &app.id).await?;
    let id = id.filter(|id| !id.is_empty());
    rows.retain(|row| {
        row.kind == ConnectionType::WechatMobile.as_str() && id.is_none_or(|id| row.id == id)
    });
    let row = rows.pop().filter(|_| rows.is_empty());
    row.ok_or(ErrorCode::ExtIdpConnNotFound)?.open(cx)
}

/// The tokens of whoever came back from a source to a page, at an application.
///
/// # Errors
/// As [`by_identity`](super::by_identity).
pub async fn by_source(
    cx: &Cx,
    app: &Arc<Application>,
    found: &Arc<Found>,
    scope: &str,
) -> Result<LoginTokens> {
    let session = NewSession::new(cx, app, scope);
    let start = Start::Application(session.clone());
    let account = by_identity::on_page(cx, app, found, start).await?;
    tokens(cx, app, &account, session).await
}
