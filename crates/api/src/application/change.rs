//! Creating, changing and deleting applications.

use cleat_api_macros::wire;

use super::branding::BrandingConfigInput;
use super::oidc::OidcConfig;
use super::read::{AppType, Protocol};
use super::sign_in::{LoginConfigInput, RegisterConfig, UpdateLoginConfigInput};
use crate::scalar::{Object, Value};

/// Create an application.
#[wire(request, fields, "CreateApplicationDto")]
pub struct CreateApplication {
    /// Name of the application for people.
    pub app_name: String,
    /// Template of the application.
    pub template: Option<String>,
    /// Data of the template.
    pub template_data: Option<Value>,
    /// Name of the application inside the pool, unique, usable as a host label.
    pub app_identifier: Option<String>,
    /// Address of the application's logo.
    pub app_logo: Option<String>,
    /// Description for people.
    pub app_description: Option<String>,
    /// Kind of application.
    pub app_type: Option<AppType>,
    /// Protocol the application uses by default.
    pub default_protocol: Option<Protocol>,
    /// Addresses a sign-in may return to.
    pub redirect_uris: Option<Vec<String>>,
    /// Addresses a sign-out may return to.
    pub logout_redirect_uris: Option<Vec<String>>,
    /// Where a sign-in begins.
    pub init_login_uri: Option<String>,
    /// Whether single sign-on is on.
    pub sso_enabled: Option<bool>,
    /// OpenID Connect settings.
    pub oidc_config: Option<OidcConfig>,
    /// Whether the application answers SAML.
    pub saml_provider_enabled: Option<bool>,
    /// SAML settings.
    pub saml_config: Option<Object>,
    /// Whether the application answers plain OAuth 2.0.
    pub oauth_provider_enabled: Option<bool>,
    /// OAuth 2.0 settings.
    pub oauth_config: Option<Object>,
    /// Whether the application answers CAS.
    pub cas_provider_enabled: Option<bool>,
    /// CAS settings.
    pub cas_config: Option<Object>,
    /// Sign-in settings.
    pub login_config: Option<LoginConfigInput>,
    /// Sign-up settings.
    pub register_config: Option<RegisterConfig>,
    /// How the hosted pages look.
    pub branding_config: Option<BrandingConfigInput>,
    /// Networks of the application's own back ends, such as `10.0.0.0/8`: the address of a user
    /// that they tell is believed.
    pub backend_networks: Option<Vec<String>>,
}

/// Change an application; what is absent stays.
#[wire(request, "UpdateApplicationDto")]
pub struct UpdateApplication {
    /// Application id.
    pub app_id: String,
    /// Name of the application for people.
    pub app_name: Option<String>,
    with: CreateApplication! {
        template_data, app_identifier, app_logo, app_description, default_protocol, redirect_uris,
        logout_redirect_uris, init_login_uri, sso_enabled, oidc_config, saml_provider_enabled,
        saml_config, oauth_provider_enabled, oauth_config, cas_provider_enabled, cas_config,
    },
    /// Sign-in settings.
    pub login_config: Option<UpdateLoginConfigInput>,
    with: CreateApplication![register_config, branding_config, backend_networks],
    /// Whether the launchpad shows the application.
    pub sso_show_launchpad: Option<bool>,
    /// Whether users may ask for access.
    pub enable_permission_apply: Option<bool>,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}

/// Delete an application and its sessions.
#[wire(request, "DeleteApplicationDto")]
pub struct DeleteApplication {
    /// Application id.
    pub app_id: String,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}
