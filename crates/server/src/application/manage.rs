//! Creating, reading, changing and deleting applications.

use std::sync::Arc;

use cleat_api::application as api;
use cleat_api::{ErrorCode, Success};

use super::{Application, SECRET, store};
use crate::attempt;
use crate::core::{Cx, Error, Result};
use crate::http::Management;
use crate::security::store as pools;

/// `createApplication`
pub async fn create_application(
    cx: Cx,
    pool: Management,
    req: api::CreateApplication,
) -> Result<api::Application> {
    if req.app_name.trim().is_empty() {
        return Err(Error::field("appName", "must not be empty"));
    }
    let id = cx.new_id();
    let document = document(&pool.pool_id, &id, req);
    let row = store::Row {
        secret: cx
            .app
            .vault
            .seal(SECRET, cx.app.random.secret().as_bytes())?,
        document: serde_json::to_string(&document).map_err(Error::internal)?,
        id,
        pool_id: pool.pool_id,
    };
    let now = cx.now();
    cx.write((row, document, now), |tx, (row, document, now)| {
        Box::pin(async move {
            let added = store::insert(tx, row, &document.app_identifier, *now).await?;
            Ok(if added {
                Ok(document.clone())
            } else {
                Err(identifier_taken())
            })
        })
    })
    .await
}

fn identifier_taken() -> Error {
    Error {
        detail: Some("appIdentifier".into()),
        ..ErrorCode::Conflict.into()
    }
}

/// A new application's document: what was asked for over the defaults.
pub fn document(pool_id: &str, id: &str, req: api::CreateApplication) -> api::Application {
    let login = req.login_config.unwrap_or_default();
    let default_login = login.default_login_method.unwrap_or_default();
    let branding = req.branding_config.unwrap_or_default();
    api::Application {
        app_id: id.to_owned(),
        app_identifier: req
            .app_identifier
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| id.to_owned()),
        app_name: req.app_name,
        app_logo: req.app_logo.unwrap_or_default(),
        app_description: req.app_description,
        app_type: req.app_type.unwrap_or_default(),
        user_pool_id: pool_id.to_owned(),
        is_integrate_app: false,
        default_protocol: req.default_protocol.unwrap_or_default(),
        redirect_uris: req.redirect_uris.unwrap_or_default(),
        logout_redirect_uris: req.logout_redirect_uris.unwrap_or_default(),
        init_login_uri: req.init_login_uri.unwrap_or_default(),
        sso_enabled: req.sso_enabled.unwrap_or_default(),
        sso_enabled_at: None,
        login_config: api::LoginConfig {
            merge_login_and_register_page: login.merge_login_and_register_page.unwrap_or_default(),
            enabled_basic_login_methods: login
                .enabled_basic_login_methods
                .unwrap_or_else(|| api::BasicLoginMethod::ALL.to_vec()),
            default_login_method: login_method(default_login),
            enabled_ext_idp_conns: Vec::new(),
            show_authorization_page: login.show_authorization_page,
        },
        register_config: req.register_config.unwrap_or_else(|| api::RegisterConfig {
            enabled_basic_register_methods: api::BasicRegisterMethod::ALL.to_vec(),
            default_register_method: api::RegisterMethod::default(),
        }),
        branding_config: brand(api::BrandingConfig::default(), branding),
        oidc_config: req.oidc_config.unwrap_or_default(),
        saml_provider_enabled: req.saml_provider_enabled.unwrap_or_default(),
        saml_config: req.saml_config,
        oauth_provider_enabled: req.oauth_provider_enabled.unwrap_or_default(),
        oauth_config: req.oauth_config,
        cas_provider_enabled: req.cas_provider_enabled.unwrap_or_default(),
        cas_config: req.cas_config,
        custom_branding_enabled: false,
        custom_security_enabled: false,
        template: req.template,
    }
}

fn login_method(input: api::DefaultLoginMethodInput) -> api::DefaultLoginMethod {
    api::DefaultLoginMethod {
        connection_type: input.connection_type,
        qrcode_type: input.qrcode_type.unwrap_or_default(),
        qrcode_ext_idp_conn_id: input.qrcode_ext_idp_conn_id.unwrap_or_default(),
        ad_ext_idp_conn_id: input.ad_ext_idp_conn_id.unwrap_or_default(),
        ldap_ext_idp_conn_id: input.ldap_ext_idp_conn_id.unwrap_or_default(),
    }
}

fn brand(old: api::BrandingConfig, new: api::BrandingConfigInput) -> api::BrandingConfig {
    api::BrandingConfig {
        custom_css_enabled: new.custom_css_enabled.unwrap_or(old.custom_css_enabled),
        custom_css: new.custom_css.or(old.custom_css),
        guard_version: new.guard_version.unwrap_or(old.guard_version),
        custom_loading_image: new.custom_loading_image.or(old.custom_loading_image),
        custom_background: new.custom_background.or(old.custom_background),
        show_change_language_button: new
            .show_change_language_button
            .unwrap_or(old.show_change_language_button),
        default_language: new.default_language.unwrap_or(old.default_language),
        show_forget_password_button: new
            .show_forget_password_button
            .unwrap_or(old.show_forget_password_button),
        show_enterprise_connections: new
            .show_enterprise_connections
            .unwrap_or(old.show_enterprise_connections),
        show_social_connections: new
            .show_social_connections
            .unwrap_or(old.show_social_connections),
        show_agreement: old.show_agreement,
        agreements: old.agreements,
    }
}

/// `getApplication`
pub async fn get_application(
    cx: Cx,
    pool: Management,
    req: api::GetApplication,
) -> Result<api::Application> {
    Ok(find(&cx, &pool, &req.app_id).await?.document.clone())
}

async fn find(cx: &Cx, pool: &Management, id: &str) -> Result<Arc<Application>> {
    let row = store::find_in(&mut *cx.read().await?, &pool.pool_id, id).await?;
    Application::open(cx, row.ok_or(ErrorCode::AppNotFound)?)
}

/// `listApplications`
pub async fn list_applications(
    cx: Cx,
    pool: Management,
    req: api::ListApplications,
) -> Result<api::ApplicationPage> {
    let rows = store::all(&mut *cx.scan().await?, &pool.pool_id).await?;
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
        let (skip, take) = crate::core::page(req.page, req.limit)?;
        list = list.into_iter().skip(skip).take(take).collect();
    }
    Ok(api::ApplicationPage { list, total_count })
}

/// `updateApplication`
pub async fn update_application(
    cx: Cx,
    pool: Management,
    req: api::UpdateApplication,
) -> Result<Success> {
    let now = cx.now();
    let input = (cx.clone(), pool, req);
    cx.write(input, move |tx, (cx, pool, req)| {
        Box::pin(async move {
            let row = store::lock(tx, &pool.pool_id, &req.app_id).await?;
            let row = attempt!(row.ok_or(ErrorCode::AppNotFound));
            let app = attempt!(Application::open(cx, row.clone()));
            let document = changed(app.document.clone(), req.clone());
            let identifier = &document.app_identifier;
            if store::identifier_taken(tx, &pool.pool_id, identifier, &req.app_id).await? {
                return Ok(Err(identifier_taken()));
            }
            let text = attempt!(serde_json::to_string(&document).map_err(Error::internal));
            store::update(tx, &row, identifier, &text, now).await?;
            Ok(Ok(Success::DONE))
        })
    })
    .await
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
    app.saml_config = req.saml_config.or(app.saml_config);
    app.oauth_config = req.oauth_config.or(app.oauth_config);
    app.cas_config = req.cas_config.or(app.cas_config);
    if let Some(branding) = req.branding_config {
        app.branding_config = brand(app.branding_config, branding);
    }
    if let Some(login) = req.login_config {
        let config = &mut app.login_config;
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
    app
}

/// `deleteApplication`
pub async fn delete_application(
    cx: Cx,
    pool: Management,
    req: api::DeleteApplication,
) -> Result<Success> {
    let now = cx.now();
    cx.write((pool, req), move |tx, (pool, req)| {
        Box::pin(async move {
            pools::lock(tx, &pool.pool_id).await?;
            let all = store::all(tx, &pool.pool_id).await?;
            if !all.iter().any(|row| row.id == req.app_id) {
                return Ok(Err(ErrorCode::AppNotFound.into()));
            }
            if all.len() == 1 {
                return Ok(Err(ErrorCode::AppIsLast.into()));
            }
            store::delete(tx, &pool.pool_id, &req.app_id, now).await?;
            Ok(Ok(Success::DONE))
        })
    })
    .await
}

/// `getApplicationSecret`
pub async fn get_application_secret(
    cx: Cx,
    pool: Management,
    req: api::GetApplicationSecret,
) -> Result<api::ApplicationSecret> {
    Ok(api::ApplicationSecret {
        secret: find(&cx, &pool, &req.app_id).await?.secret.clone().into(),
    })
}

/// `refreshApplicationSecret`
pub async fn refresh_application_secret(
    cx: Cx,
    pool: Management,
    req: api::RefreshApplicationSecret,
) -> Result<api::ApplicationSecret> {
    let secret = cx.app.random.secret();
    let sealed = cx.app.vault.seal(SECRET, secret.as_bytes())?;
    cx.write(
        (pool, req, secret, sealed),
        |tx, (pool, req, secret, sealed)| {
            Box::pin(async move {
                let found = store::set_secret(tx, &pool.pool_id, &req.app_id, sealed).await?;
                let fresh = api::ApplicationSecret {
                    secret: secret.as_str().into(),
                };
                Ok(if found {
                    Ok(fresh)
                } else {
                    Err(ErrorCode::AppNotFound.into())
                })
            })
        },
    )
    .await
}
