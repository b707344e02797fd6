//! How users of an application sign in and sign up.

use cleat_api_macros::wire;

use crate::ext_idp::{ConnectionType, Provider};

/// Sign-in settings of an application.
#[wire("ApplicationLoginConfigDto")]
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
#[wire(request, "ApplicationLoginConfigInputDto")]
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
#[wire(request, "UpdateApplicationLoginConfigInputDto")]
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
#[wire("ApplicationDefaultLoginMethod")]
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
#[wire(request, "ApplicationDefaultLoginMethodInput")]
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
#[wire("ApplicationEnabledExtIdpConnDto")]
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
#[wire(request, "ApplicationEnabledExtIdpConnInputDto")]
pub struct EnabledExtIdpConnInput {
    /// Connection id.
    pub ext_idp_conn_id: String,
}

/// Sign-up settings of an application.
#[wire(request, "ApplicationRegisterConfig")]
pub struct RegisterConfig {
    /// Sign-up methods that are on.
    pub enabled_basic_register_methods: Vec<BasicRegisterMethod>,
    /// Sign-up method shown first.
    pub default_register_method: RegisterMethod,
}

/// Sign-in method.
#[wire]
pub enum BasicLoginMethod {
    PhoneCode = "PHONE_CODE",
    EmailCode = "EMAIL_CODE",
    PhonePassword = "PHONE_PASSWORD",
    EmailPassword = "EMAIL_PASSWORD",
    UsernamePassword = "USERNAME_PASSWORD",
    SelfBuiltAppQrcode = "SELF_BUILT_APP_QRCODE",
}

/// Kind of the default sign-in method.
#[wire]
pub enum DefaultConnectionType {
    Passcode = "PASSCODE",
    Password = "PASSWORD",
    Qrcode = "QRCODE",
    Ldap = "LDAP",
    Ad = "AD",
}

/// Kind of QR code.
#[wire]
pub enum QrcodeType {
    SelfBuiltApp = "SELF_BUILT_APP",
    WechatOfficialAccount = "WECHAT_OFFICIAL_ACCOUNT",
    WechatMiniProgram = "WECHAT_MINI_PROGRAM",
}

/// Sign-up method.
#[wire]
pub enum BasicRegisterMethod {
    PhoneCode = "PHONE_CODE",
    EmailCode = "EMAIL_CODE",
    EmailPassword = "EMAIL_PASSWORD",
}

/// Sign-up method shown first.
#[wire]
pub enum RegisterMethod {
    Passcode = "PASSCODE",
    Password = "PASSWORD",
}
