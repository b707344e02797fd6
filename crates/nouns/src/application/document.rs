//! What an application is: its settings over the defaults.

use cleat_api::ErrorCode;
use cleat_api::application as api;
use cleat_engine::kernel::{Error, Networks, Result};

/// Another application of the pool has the identifier.
pub(super) fn identifier_taken() -> Error {
    Error::from(ErrorCode::Conflict).about("appIdentifier")
}

/// A new application's document: what was asked for over the defaults.
pub fn document(pool_id: &str, id: &str, req: api::CreateApplication) -> api::Application {
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
        login_config: login_config(req.login_config.unwrap_or_default()),
        register_config: req.register_config.unwrap_or_else(|| api::RegisterConfig {
            enabled_basic_register_methods: api::BasicRegisterMethod::ALL.to_vec(),
            default_register_method: api::RegisterMethod::default(),
        }),
        branding_config: brand(api::BrandingConfig::default(), branding),
        backend_networks: req.backend_networks,
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

/// Refuses back ends that are no networks, or everybody; the error names the entry.
pub(super) fn valid_networks(networks: Option<&[String]>) -> Result<()> {
    for (place, text) in networks.unwrap_or_default().iter().enumerate() {
        let field = format!("backendNetworks[{place}]");
        let read: Networks = text.parse().map_err(|why| Error::field(&field, why))?;
        if read.is_empty() || read.has_everybody() {
            let why = "must be a network, and not everybody's";
            return Err(Error::field(&field, why));
        }
    }
    Ok(())
}

fn login_config(login: api::LoginConfigInput) -> api::LoginConfig {
    api::LoginConfig {
        merge_login_and_register_page: login.merge_login_and_register_page.unwrap_or_default(),
        enabled_basic_login_methods: login
            .enabled_basic_login_methods
            .unwrap_or_else(|| api::BasicLoginMethod::ALL.to_vec()),
        default_login_method: login_method(login.default_login_method.unwrap_or_default()),
        enabled_ext_idp_conns: Vec::new(),
        show_authorization_page: login.show_authorization_page,
    }
}

pub(super) fn login_method(input: api::DefaultLoginMethodInput) -> api::DefaultLoginMethod {
    api::DefaultLoginMethod {
        connection_type: input.connection_type,
        qrcode_type: input.qrcode_type.unwrap_or_default(),
        qrcode_ext_idp_conn_id: input.qrcode_ext_idp_conn_id.unwrap_or_default(),
        ad_ext_idp_conn_id: input.ad_ext_idp_conn_id.unwrap_or_default(),
        ldap_ext_idp_conn_id: input.ldap_ext_idp_conn_id.unwrap_or_default(),
    }
}

pub(super) fn brand(
    old: api::BrandingConfig,
    new: api::BrandingConfigInput,
) -> api::BrandingConfig {
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
