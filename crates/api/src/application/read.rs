//! Applications as they are read.

use cleat_api_macros::wire;

use super::branding::BrandingConfig;
use super::oidc::OidcConfig;
use super::sign_in::{LoginConfig, RegisterConfig};
use crate::scalar::Object;

/// Get one application.
#[wire(request)]
pub struct GetApplication {
    /// Application id.
    pub app_id: String,
}

/// List the applications of the pool, a page at a time.
#[wire(request)]
pub struct ListApplications {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
    /// Only those of the application market; `false` is no filter.
    pub is_integrate_app: Option<bool>,
    /// Only self-built ones; `false` is no filter.
    pub is_self_built_app: Option<bool>,
    /// Only those with single sign-on; `false` is no filter.
    pub sso_enabled: Option<bool>,
    /// Part of the name.
    pub keywords: Option<String>,
    /// Whether to return all rows at once.
    pub all: Option<bool>,
}

/// An application.
#[wire("ApplicationDto")]
pub struct Application {
    /// Application id.
    pub app_id: String,
    /// Name of the application inside the pool, unique, usable as a host label.
    pub app_identifier: String,
    /// Name of the application for people.
    pub app_name: String,
    /// Address of the application's logo.
    pub app_logo: String,
    /// Description for people.
    pub app_description: Option<String>,
    /// Kind of application.
    pub app_type: AppType,
    /// User pool id.
    pub user_pool_id: String,
    /// Whether it comes from the application market.
    pub is_integrate_app: bool,
    /// Protocol the application uses by default.
    pub default_protocol: Protocol,
    /// Addresses a sign-in may return to.
    pub redirect_uris: Vec<String>,
    /// Addresses a sign-out may return to.
    pub logout_redirect_uris: Vec<String>,
    /// Where a sign-in begins.
    pub init_login_uri: String,
    /// Whether single sign-on is on.
    pub sso_enabled: bool,
    /// When single sign-on was turned on, ISO 8601 UTC.
    pub sso_enabled_at: Option<String>,
    /// Sign-in settings.
    pub login_config: LoginConfig,
    /// Sign-up settings.
    pub register_config: RegisterConfig,
    /// How the hosted pages look.
    pub branding_config: BrandingConfig,
    /// Networks of the application's own back ends, such as `10.0.0.0/8`: the address of a user
    /// that they tell is believed.
    pub backend_networks: Option<Vec<String>>,
    /// OpenID Connect settings.
    pub oidc_config: OidcConfig,
    /// Whether the application answers SAML.
    pub saml_provider_enabled: bool,
    /// SAML settings.
    pub saml_config: Option<Object>,
    /// Whether the application answers plain OAuth 2.0.
    pub oauth_provider_enabled: bool,
    /// OAuth 2.0 settings.
    pub oauth_config: Option<Object>,
    /// Whether the application answers CAS.
    pub cas_provider_enabled: bool,
    /// CAS settings.
    pub cas_config: Option<Object>,
    /// Whether this application overrides the pool's branding.
    pub custom_branding_enabled: bool,
    /// Whether this application overrides the pool's security settings.
    pub custom_security_enabled: bool,
    /// Template of the application.
    pub template: Option<String>,
}

/// A page of applications.
// Not a `Page`: the contract names the rows first.
#[wire("ApplicationPaginatedDataDto")]
pub struct ApplicationPage {
    /// The rows.
    pub list: Vec<Application>,
    /// Rows in all pages.
    pub total_count: i64,
}

/// Protocol of an application.
#[wire]
pub enum Protocol {
    Oidc = "oidc",
    Oauth = "oauth",
    Saml = "saml",
    Cas = "cas",
    Asa = "asa",
}

/// Kind of application.
#[wire]
pub enum AppType {
    Web = "web",
    Spa = "spa",
    Native = "native",
    Api = "api",
    Mfa = "mfa",
    MiniProgram = "mini-program",
    GatewayApp = "gateway-app",
    GatewayAgent = "gateway-agent",
}
