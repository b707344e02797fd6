//! `signInByMobile`: by a code that a source gave to an app.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{MobileConnection, Provider, SignInByCode, SignInByMobile};
use cleat_api::signin::LoginTokens;
use cleat_engine::external::{Found, Leg, Told, enabled, external};
use cleat_engine::http::Client;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::session::{Issued, NewSession, SignInFacts, Start};

use super::by_identity::by_identity;
use super::sign_in::{gives_bearer_tokens, valid_scope};

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
    let told = Told {
        code: payload.code.expose().to_owned(),
        issuer: None,
    };
    let leg = Leg {
        cx: &cx,
        conn: &conn,
        state: None,
    };
    let external = external(&leg, &told).await?;
    let found = Arc::new(Found { conn, external });
    let session = NewSession::new(&cx, &app, scope);
    let start = Start::Application(session.clone());
    let account = by_identity(&cx, &app, &found, start).await?;
    let facts = SignInFacts {
        authentication: session.authentication.clone(),
        ..SignInFacts::default()
    };
    let issued = Issued::sign(&cx, &app, &account, (&session.id, scope), facts).await?;
    Ok(issued.into_login(session))
}
