//! The sources there are.

use cleat_api::ext_idp::ConnectionType;

use super::preset::Source;
use super::{apple, github, known, wechat};

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
];

/// The source of a type of connection, where it is built.
pub fn find(connection: ConnectionType) -> Option<&'static Source> {
    let mut all = SOURCES.iter().copied();
    all.find(|source| source.connection == connection)
}
