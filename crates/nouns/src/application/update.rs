//! `updateApplication`

use cleat_api::application as api;
use cleat_api::{ErrorCode, Success};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, to_json};
use cleat_engine::login_methods::{Policy, keep_users};
use cleat_engine::tenancy::{Application, applications, pool as pools};
use cleat_store::Tx;

use super::document::{brand, identifier_taken, login_method, valid_networks};
use super::{branding, openid};

/// Changes what the request names; the rest stays.
pub async fn update_application(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::UpdateApplication,
) -> Outcome<Success> {
    audit::note(tx).target(&req.app_id);
    openid::valid(req.oidc_config.as_ref())?;
    branding::valid(req.branding_config.as_ref())?;
    valid_networks(req.backend_networks.as_deref())?;
    check(req)?;
    let pool_id = &pool.pool_id;
    pools::lock(tx, pool_id).await?;
    let before = Policy::of(tx, &cx.app, pool_id).await?;
    let row = applications::lock(tx, &pool.pool_id, &req.app_id).await?;
    let row = row.ok_or(ErrorCode::AppNotFound)?;
    let app = Application::open(cx, row.clone())?;
    let document = changed(app.document.clone(), req.clone());
    audit::note(tx).differs(&app.document, &document);
    let identifier = &document.app_identifier;
    if applications::identifier_taken(tx, &pool.pool_id, identifier, &req.app_id).await? {
        return Err(identifier_taken().into());
    }
    let text = to_json(&document)?;
    applications::update(tx, &row, identifier, &text, cx.now()).await?;
    keep_users(tx, cx, pool_id, &before, req.force).await?;
    Ok(Success::DONE)
}

fn check(req: &api::UpdateApplication) -> Result<()> {
    let login = req.login_config.as_ref();
    let methods = login.and_then(|login| login.enabled_basic_login_methods.as_ref());
    if methods.is_some_and(Vec::is_empty) {
        let field = "loginConfig.enabledBasicLoginMethods";
        return Err(Error::field(field, "must not be empty"));
    }
    Ok(())
}

fn changed(mut app: api::Application, req: api::UpdateApplication) -> api::Application {
    macro_rules! take {
        ($($field:ident),*) => { $(if let Some(value) = req.$field { app.$field = value; })* };
    }
    take!(
        app_name,
        app_logo,
        default_protocol,
        redirect_uris,
        logout_redirect_uris,
        init_login_uri,
        sso_enabled,
        oidc_config,
        saml_provider_enabled,
        oauth_provider_enabled,
        cas_provider_enabled,
        register_config
    );
    if let Some(identifier) = req.app_identifier.filter(|name| !name.is_empty()) {
        app.app_identifier = identifier;
    }
    app.app_description = req.app_description.or(app.app_description);
    app.backend_networks = req.backend_networks.or(app.backend_networks);
    app.saml_config = req.saml_config.or(app.saml_config);
    app.oauth_config = req.oauth_config.or(app.oauth_config);
    app.cas_config = req.cas_config.or(app.cas_config);
    if let Some(branding) = req.branding_config {
        app.branding_config = brand(app.branding_config, branding);
    }
    if let Some(login) = req.login_config {
        change_login(&mut app.login_config, login);
    }
    app
}

fn change_login(config: &mut api::LoginConfig, login: api::UpdateLoginConfigInput) {
    config.show_authorization_page = login.show_authorization_page;
    if let Some(merge) = login.merge_login_and_register_page {
        config.merge_login_and_register_page = merge;
    }
    if let Some(methods) = login.enabled_basic_login_methods {
        config.enabled_basic_login_methods = methods;
    }
    if let Some(method) = login.default_login_method {
        config.default_login_method = login_method(method);
    }
}
