//! Applications.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ext_idp::{ConnectionType, Provider};
use crate::scalar::{Success, Object, Secret, Value, Language};

endpoints! {
    POST "/api/v3/create-application" createApplication Management Free CreateApplication => Application, [Conflict];
    GET "/api/v3/get-application" getApplication Management Free GetApplication => Application, [];
    GET "/api/v3/list-applications" listApplications Management Free ListApplications => ApplicationPage, [];
    POST "/api/v3/update-application" updateApplication Management Free UpdateApplication => Success, [Conflict];
    POST "/api/v3/delete-application" deleteApplication Management Free DeleteApplication => Success, [AppIsLast];
    GET "/api/v3/get-application-secret" getApplicationSecret Management Free GetApplicationSecret => ApplicationSecret, [];
    POST "/api/v3/refresh-application-secret" refreshApplicationSecret Management Free RefreshApplicationSecret => ApplicationSecret, [];
}

/// Get one application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetApplication {
    /// Application id.
    pub app_id: String,
}

/// List the applications of the pool, a page at a time.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
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

/// Get the secret of an application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetApplicationSecret {
    /// Application id.
    pub app_id: String,
}

/// An application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationDto")]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationPaginatedDataDto")]
pub struct ApplicationPage {
    /// The rows.
    pub list: Vec<Application>,
    /// Rows in all pages.
    pub total_count: i64,
}

/// Create an application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateApplicationDto")]
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
}

/// Change an application; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdateApplicationDto")]
pub struct UpdateApplication {
    /// Application id.
    pub app_id: String,
    /// Name of the application for people.
    pub app_name: Option<String>,
    /// Data of the template.
    pub template_data: Option<Value>,
    /// Name of the application inside the pool, unique, usable as a host label.
    pub app_identifier: Option<String>,
    /// Address of the application's logo.
    pub app_logo: Option<String>,
    /// Description for people.
    pub app_description: Option<String>,
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
    pub login_config: Option<UpdateLoginConfigInput>,
    /// Sign-up settings.
    pub register_config: Option<RegisterConfig>,
    /// How the hosted pages look.
    pub branding_config: Option<BrandingConfigInput>,
    /// Whether the launchpad shows the application.
    pub sso_show_launchpad: Option<bool>,
    /// Whether users may ask for access.
    pub enable_permission_apply: Option<bool>,
}

/// Delete an application and its sessions.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DeleteApplicationDto")]
pub struct DeleteApplication {
    /// Application id.
    pub app_id: String,
}

/// Secret of an application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "GetApplicationSecretDataDto")]
pub struct ApplicationSecret {
    /// The secret.
    pub secret: Secret,
}

/// Replace the secret of an application at once.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "RefreshApplicationSecretDto")]
pub struct RefreshApplicationSecret {
    /// Application id.
    pub app_id: String,
}

/// Sign-in settings of an application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationLoginConfigDto")]
pub struct LoginConfig {
    /// Whether sign-in and sign-up are one page.
    pub merge_login_and_register_page: bool,
    /// Sign-in methods that are on.
    pub enabled_basic_login_methods: Vec<BasicLoginMethod>,
    /// Sign-in method shown first.
    pub default_login_method: DefaultLoginMethod,
    /// External connections that are on.
    pub enabled_ext_idp_conns: Vec<EnabledExtIdpConn>,
    /// Whether the user is asked for consent.
    pub show_authorization_page: bool,
}

/// Sign-in settings of a new application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationLoginConfigInputDto")]
pub struct LoginConfigInput {
    /// Whether sign-in and sign-up are one page.
    pub merge_login_and_register_page: Option<bool>,
    /// Sign-in methods that are on.
    pub enabled_basic_login_methods: Option<Vec<BasicLoginMethod>>,
    /// Sign-in method shown first.
    pub default_login_method: Option<DefaultLoginMethodInput>,
    /// External connections that are on.
    pub enabled_ext_idp_conn_ids: Option<Vec<EnabledExtIdpConnInput>>,
    /// Whether all external connections are on.
    pub enabled_all_ext_idp_conns: Option<bool>,
    /// Whether the user is asked for consent.
    pub show_authorization_page: bool,
}

/// New sign-in settings of an application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdateApplicationLoginConfigInputDto")]
pub struct UpdateLoginConfigInput {
    /// Whether sign-in and sign-up are one page.
    pub merge_login_and_register_page: Option<bool>,
    /// Sign-in methods that are on.
    pub enabled_basic_login_methods: Option<Vec<BasicLoginMethod>>,
    /// Sign-in method shown first.
    pub default_login_method: Option<DefaultLoginMethodInput>,
    /// Whether the user is asked for consent.
    pub show_authorization_page: bool,
}

/// Sign-in method shown first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationDefaultLoginMethod")]
pub struct DefaultLoginMethod {
    /// Kind of the default sign-in method.
    pub connection_type: DefaultConnectionType,
    /// Kind of QR code.
    pub qrcode_type: QrcodeType,
    /// Connection id of the QR code used by default.
    pub qrcode_ext_idp_conn_id: String,
    /// Connection id of the Active Directory used by default.
    pub ad_ext_idp_conn_id: String,
    /// Connection id of the LDAP server used by default.
    pub ldap_ext_idp_conn_id: String,
}

/// Sign-in method shown first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationDefaultLoginMethodInput")]
pub struct DefaultLoginMethodInput {
    /// Kind of the default sign-in method.
    pub connection_type: DefaultConnectionType,
    /// Kind of QR code.
    pub qrcode_type: Option<QrcodeType>,
    /// Connection id of the QR code used by default.
    pub qrcode_ext_idp_conn_id: Option<String>,
    /// Connection id of the Active Directory used by default.
    pub ad_ext_idp_conn_id: Option<String>,
    /// Connection id of the LDAP server used by default.
    pub ldap_ext_idp_conn_id: Option<String>,
}

/// An external connection of an application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationEnabledExtIdpConnDto")]
pub struct EnabledExtIdpConn {
    /// Whether the provider is a social one.
    pub is_social: bool,
    /// External identity provider id.
    pub ext_idp_id: String,
    /// Kind of the external identity provider.
    pub ext_idp_type: Provider,
    /// Connection id.
    pub ext_idp_conn_id: String,
    /// Kind of the connection.
    pub ext_idp_conn_type: ConnectionType,
    /// Name of the connection.
    pub ext_idp_conn_identifier: String,
    /// Name of the connection for people.
    pub ext_idp_conn_display_name: String,
    /// Logo of the connection.
    pub ext_idp_conn_logo: String,
    /// Whether it is on.
    pub enabled: Option<bool>,
}

/// An external connection to turn on.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationEnabledExtIdpConnInputDto")]
pub struct EnabledExtIdpConnInput {
    /// Connection id.
    pub ext_idp_conn_id: String,
}

/// Sign-up settings of an application.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationRegisterConfig")]
pub struct RegisterConfig {
    /// Sign-up methods that are on.
    pub enabled_basic_register_methods: Vec<BasicRegisterMethod>,
    /// Sign-up method shown first.
    pub default_register_method: RegisterMethod,
}

/// How the hosted pages look.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationBrandingConfig")]
pub struct BrandingConfig {
    /// Whether the style sheet is used.
    #[serde(rename = "customCSSEnabled")]
    pub custom_css_enabled: bool,
    /// Style sheet text.
    #[serde(rename = "customCSS")]
    pub custom_css: Option<String>,
    /// Version of the sign-in widget.
    pub guard_version: GuardVersion,
    /// Picture shown while loading.
    pub custom_loading_image: Option<String>,
    /// Background of the page.
    pub custom_background: Option<String>,
    /// Whether the language can be changed.
    pub show_change_language_button: bool,
    /// Language of the page.
    pub default_language: Language,
    /// Whether the reset link is shown.
    pub show_forget_password_button: bool,
    /// Whether enterprise connections are shown.
    pub show_enterprise_connections: bool,
    /// Whether social connections are shown.
    pub show_social_connections: bool,
    /// Whether agreements are shown.
    pub show_agreement: bool,
    /// Agreements shown on the pages.
    pub agreements: Vec<Agreement>,
}

/// How the hosted pages should look.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationBrandingConfigInputDto")]
pub struct BrandingConfigInput {
    /// Whether the style sheet is used.
    #[serde(rename = "customCSSEnabled")]
    pub custom_css_enabled: Option<bool>,
    /// Style sheet text.
    #[serde(rename = "customCSS")]
    pub custom_css: Option<String>,
    /// Version of the sign-in widget.
    pub guard_version: Option<GuardVersion>,
    /// Picture shown while loading.
    pub custom_loading_image: Option<String>,
    /// Background of the page.
    pub custom_background: Option<String>,
    /// Whether the language can be changed.
    pub show_change_language_button: Option<bool>,
    /// Language of the page.
    pub default_language: Option<Language>,
    /// Whether the reset link is shown.
    pub show_forget_password_button: Option<bool>,
    /// Whether enterprise connections are shown.
    pub show_enterprise_connections: Option<bool>,
    /// Whether social connections are shown.
    pub show_social_connections: Option<bool>,
}

/// An agreement shown on the pages.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApplicationAgreementDto")]
pub struct Agreement {
    /// Pages that show the agreement.
    pub display_at: Vec<AgreementPage>,
    /// Whether the user must agree.
    pub is_required: bool,
    /// Language.
    pub lang: Language,
    /// Text or HTML of the agreement.
    pub content: String,
}

wire_enum! {
    /// Protocol of an application.
    Protocol {
        Oidc = "oidc",
        Oauth = "oauth",
        Saml = "saml",
        Cas = "cas",
        Asa = "asa",
    }
}

wire_enum! {
    /// Kind of application.
    AppType {
        Web = "web",
        Spa = "spa",
        Native = "native",
        Api = "api",
        Mfa = "mfa",
        MiniProgram = "mini-program",
        GatewayApp = "gateway-app",
        GatewayAgent = "gateway-agent",
    }
}

wire_enum! {
    /// Sign-in method.
    BasicLoginMethod {
        PhoneCode = "PHONE_CODE",
        EmailCode = "EMAIL_CODE",
        PhonePassword = "PHONE_PASSWORD",
        EmailPassword = "EMAIL_PASSWORD",
        UsernamePassword = "USERNAME_PASSWORD",
        SelfBuiltAppQrcode = "SELF_BUILT_APP_QRCODE",
    }
}

wire_enum! {
    /// Kind of the default sign-in method.
    DefaultConnectionType {
        Passcode = "PASSCODE",
        Password = "PASSWORD",
        Qrcode = "QRCODE",
        Ldap = "LDAP",
        Ad = "AD",
    }
}

wire_enum! {
    /// Kind of QR code.
    QrcodeType {
        SelfBuiltApp = "SELF_BUILT_APP",
        WechatOfficialAccount = "WECHAT_OFFICIAL_ACCOUNT",
        WechatMiniProgram = "WECHAT_MINI_PROGRAM",
    }
}

wire_enum! {
    /// Sign-up method.
    BasicRegisterMethod {
        PhoneCode = "PHONE_CODE",
        EmailCode = "EMAIL_CODE",
        EmailPassword = "EMAIL_PASSWORD",
    }
}

wire_enum! {
    /// Sign-up method shown first.
    RegisterMethod {
        Passcode = "PASSCODE",
        Password = "PASSWORD",
    }
}

wire_enum! {
    /// Version of the sign-in widget.
    GuardVersion {
        Advanced = "Advanced",
        Classical = "Classical",
    }
}

wire_enum! {
    /// Page that shows an agreement.
    AgreementPage {
        LoginPage = "LoginPage",
        RegisterPage = "RegisterPage",
    }
}


/// OpenID Connect settings of an application. Unknown ones are kept and returned.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[schemars(rename = "OIDCConfig")]
pub struct OidcConfig {
    /// How the application proves itself to `/oidc/token` and `signInByCredentials`.
    pub token_endpoint_auth_method: Option<ClientAuthMethod>,
    /// How it proves itself to `/oidc/token/introspection`.
    pub introspection_endpoint_auth_method: Option<ClientAuthMethod>,
    /// How it proves itself to `/oidc/token/revocation`.
    pub revocation_endpoint_auth_method: Option<ClientAuthMethod>,
    /// Algorithm of ID tokens; access tokens use it too unless it is `HS256`.
    pub id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// Life of an access token, in seconds; 1209600 when absent.
    pub access_token_expire: Option<i64>,
    /// Life of an ID token, in seconds; 1209600 when absent.
    pub id_token_expire: Option<i64>,
    /// Life of a refresh token, in seconds; 2592000 when absent.
    pub refresh_token_expire: Option<i64>,
    /// Settings the server does not know.
    #[builder(default)]
    #[serde(flatten)]
    pub other: Object,
}

wire_enum! {
    /// How an application proves itself (RFC 6749 section 2.3).
    ClientAuthMethod {
        ClientSecretPost = "client_secret_post",
        ClientSecretBasic = "client_secret_basic",
        None = "none",
    }
}

wire_enum! {
    /// Algorithm of a signature (RFC 7518 section 3.1, RFC 8037).
    SigningAlgorithm {
        Rs256 = "RS256",
        Es256 = "ES256",
        EdDsa = "EdDSA",
        Hs256 = "HS256",
    }
}
