//! What the widget asks of an application before it shows anything.

use std::collections::BTreeSet;

use axum::body::Body;
use cleat_api::Value;
use cleat_api::application::{
    Application, BasicLoginMethod, BasicRegisterMethod, DefaultConnectionType, RegisterMethod,
};
use cleat_api::security::SecuritySettings;
use cleat_api::system::GetSystemInfo;
use cleat_engine::kernel::Result;
use cleat_engine::tenancy;
use http::{HeaderName, header};
use serde::Deserialize;
use serde_json::json;

use super::answer::Answer;
use super::call::Call;

/// Where the widget finds its pictures.
pub const SPRITE_PATH: &str = "/svg-string/guard";
/// Those of its forms; each is drawn in the colour of the text around it.
const SPRITE: &str = include_str!("sprite.svg");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    app_id: String,
}

/// `GET /svg-string/guard`. Everybody may read it, and it is the same for everybody.
pub async fn sprite() -> ([(HeaderName, &'static str); 4], Body) {
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Body::from(SPRITE))
}

/// `GET /api/v2/.well-known`
pub async fn well_known(call: Call) -> Answer<Value> {
    let system = call.v3(&GetSystemInfo {}).await?;
    Ok(json!({ "publicKey": system.rsa.public_key }))
}

/// `GET /api/v2/applications/{appId}/components-public-config/guard`
pub async fn components(call: Call) -> Answer<Value> {
    let Asked { app_id } = call.params()?;
    let branding = &call.application(&app_id).await?.document.branding_config;
    Ok(json!({ "global": {
        "showChangeLanguage": branding.show_change_language_button,
        "defaultLanguage": branding.default_language,
    } }))
}

/// `GET /api/v2/applications/{appId}/public-config`
pub async fn public_config(call: Call) -> Answer<Value> {
    let Asked { app_id } = call.params()?;
    let app = call.application(&app_id).await?;
    let read: Result<SecuritySettings> = async {
        let mut tx = call.cx.read().await?;
        Ok(tenancy::settings(&mut tx, &app.pool_id).await?)
    }
    .await;
    let settings = read.map_err(|error| call.refuse(error))?;
    let system = call.v3(&GetSystemInfo {}).await?;
    let base = call.cx.app.settings.base_url();
    let mut config = sign_in(&app.document, &settings);
    if let Value::Object(config) = &mut config {
        let of_server = json!({
            "publicKey": system.rsa.public_key,
            "requestHostname": base,
            "cdnBase": base,
        });
        config.extend(of_server.as_object().cloned().unwrap_or_default());
    }
    Ok(config)
}

/// The picture of an application. The widget shows one in any case.
fn logo(app: &Application) -> &str {
    const NONE: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";
    match app.app_logo.as_str() {
        "" => NONE,
        logo => logo,
    }
}

/// The methods of one kind that an application offers, by their names here.
fn offered<M: PartialEq, N: Copy>(own: &[M], names: &[(M, N)]) -> Vec<N> {
    let known = names.iter().filter(|(method, _)| own.contains(method));
    known.map(|(_, name)| *name).collect()
}

fn sign_in(app: &Application, settings: &SecuritySettings) -> Value {
    let config = json!({
        "id": app.app_id,
        "name": app.app_name,
        "logo": logo(app),
        "userPoolId": app.user_pool_id,
        "protocol": app.default_protocol,
        "verifyCodeLength": settings.verify_code_length,
        "internationalSmsConfig": { "enabled": true, "defaultISOType": "CN" },
    });
    let parts = [
        config,
        tabs(app),
        sign_up(app, settings),
        addresses(app, settings),
        fixed(app),
    ];
    let parts = parts.into_iter().filter_map(|part| match part {
        Value::Object(part) => Some(part),
        _ => None,
    });
    Value::Object(parts.flatten().collect())
}

/// The methods to sign in by.
fn tabs(app: &Application) -> Value {
    let own = &app.login_config.enabled_basic_login_methods;
    let codes = offered(
        own,
        &[
            (BasicLoginMethod::PhoneCode, "phone-code"),
            (BasicLoginMethod::EmailCode, "email-code"),
        ],
    );
    let passwords = offered(
        own,
        &[
            (BasicLoginMethod::PhonePassword, "phone-password"),
            (BasicLoginMethod::EmailPassword, "email-password"),
            (BasicLoginMethod::UsernamePassword, "username-password"),
        ],
    );
    let mut tabs = Vec::new();
    tabs.extend((!codes.is_empty()).then_some("phone-code"));
    tabs.extend((!passwords.is_empty()).then_some("password"));
    let first = app.login_config.default_login_method.connection_type;
    if first == DefaultConnectionType::Password {
        tabs.reverse();
    }
    json!({
        "loginTabs": { "list": tabs, "default": tabs.first(), "title": {} },
        "passwordTabConfig": { "enabledLoginMethods": passwords, "validLoginMethods": passwords },
        "verifyCodeTabConfig": { "enabledLoginMethods": codes, "validLoginMethods": codes },
    })
}

fn sign_up(app: &Application, settings: &SecuritySettings) -> Value {
    let tabs = match settings.register_disabled {
        true => Vec::new(),
        false => offered(
            &app.register_config.enabled_basic_register_methods,
            &[
                (BasicRegisterMethod::PhoneCode, "phone"),
                (BasicRegisterMethod::EmailCode, "emailCode"),
                (BasicRegisterMethod::EmailPassword, "email"),
            ],
        ),
    };
    let by_password = app.register_config.default_register_method == RegisterMethod::Password;
    let first = match by_password && tabs.contains(&"email") {
        true => Some(&"email"),
        false => tabs.first(),
    };
    let merged = app.login_config.merge_login_and_register_page;
    json!({
        "registerDisabled": settings.register_disabled,
        "registerTabs": { "list": tabs, "default": first, "title": {} },
        "complateFiledsPlace": [],
        "ssoPageComponentDisplay": {
            "autoRegisterThenLoginHintInfo": merged && !settings.register_disabled,
            "registerBtn": !merged && !tabs.is_empty(),
            "forgetPasswordBtn": app.branding_config.show_forget_password_button,
            "idpBtns": false,
            "socialLoginBtns": false,
            "userPasswordInput": true,
            "loginMethodNav": true,
        },
    })
}

fn addresses(app: &Application, settings: &SecuritySettings) -> Value {
    let config = &app.oidc_config;
    let more = config.redirect_uris.iter().flatten();
    let redirects: Vec<&String> = app.redirect_uris.iter().chain(more).collect();
    let origins = settings.allowed_origins.as_deref().unwrap_or_default();
    let origins: BTreeSet<&str> = origins.lines().map(str::trim).collect();
    // Where any origin may call, the widget need not look.
    let origins: Vec<&str> = match origins.contains("*") {
        true => Vec::new(),
        false => origins.into_iter().filter(|one| !one.is_empty()).collect(),
    };
    json!({
        "allowedOrigins": origins,
        "corsWhitelist": [],
        "logoutRedirectUris": app.logout_redirect_uris,
        "oidcConfig": {
            "redirect_uris": redirects,
            "token_endpoint_auth_method": config.token_endpoint_auth_method.unwrap_or_default(),
            "introspection_endpoint_auth_method":
                config.introspection_endpoint_auth_method.unwrap_or_default(),
        },
    })
}

/// What somebody signs in by is called in each language.
fn called(key: &str, [zh, en, tw, ja]: [&str; 4]) -> Value {
    let names = json!({ "zh-CN": zh, "en-US": en, "zh-TW": tw, "ja-JP": ja });
    json!({ "key": key, "label": zh, "i18n": names })
}

/// What the widget reads and this server has nothing to say of.
fn fixed(app: &Application) -> Value {
    let branding = &app.branding_config;
    let css = branding.custom_css.as_deref();
    json!({
        "css": css.filter(|_| branding.custom_css_enabled).unwrap_or_default(),
        "agreementEnabled": false,
        "agreements": [],
        "socialConnections": [],
        "identityProviders": [],
        "qrcodeTabsSettings": {},
        "tabMethodsFields": [
            called("phone", ["手机号", "phone number", "手機號", "電話番号"]),
            called("email", ["邮箱", "e-mail address", "郵箱", "メールアドレス"]),
            called("username", ["用户名", "user name", "用戶名", "ユーザー名"]),
        ],
        "extendsFields": [],
        "regexRules": [],
        "passwordStrength": 0,
    })
}
