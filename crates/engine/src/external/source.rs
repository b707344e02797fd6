//! The sources there are.

use cleat_api::ext_idp::ConnectionType;

use super::preset::Source;
use super::{alipay, apple, cas, china, directory, github, known, saml, wechat};

static SOURCES: &[&Source] = &[
    &known::OIDC,
    &known::OAUTH2,
    &github::WEB,
    &github::MOBILE,
    &known::GOOGLE,
    &known::GOOGLE_MOBILE,
    &known::MICROSOFT,
    &known::GITLAB,
    &known::GITLAB_MOBILE,
    &apple::WEB,
    &apple::MOBILE,
    &wechat::PC,
    &wechat::IN_APP,
    &wechat::MOBILE,
    &wechat::MINI_PROGRAM,
    &alipay::ALIPAY,
    &china::QQ,
    &china::WEIBO,
    &china::BAIDU,
    &china::DINGTALK,
    &china::DINGTALK_MOBILE,
    &china::LARK,
    &china::LARK_PUBLIC,
    &china::WECOM,
    &china::WECOM_MOBILE,
    &directory::LDAP,
    &directory::AD,
    &cas::CAS,
    &saml::SAML,
];

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Source> {
    SOURCES.iter().copied()
}

/// The source of a type of connection, where it is built.
pub fn find(connection: ConnectionType) -> Option<&'static Source> {
    all().find(|source| source.connection == connection)
}
