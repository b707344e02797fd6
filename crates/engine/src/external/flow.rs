//! The way to a source and back, by whichever protocol it speaks.

use url::Url;

use super::calls::Fault;
use super::connection::Opened;
use super::directory::Named;
use super::leg::{Leg, Told};
use super::preset::Protocol;
use super::profile::External;
use super::{alipay, cas, directory, oauth2, oidc, saml, talk};
use crate::kernel::Cx;

/// Where the browser goes.
///
/// # Errors
/// What is wrong with the source.
pub async fn authorization(leg: &Leg<'_>) -> Result<Url, Fault> {
    match &leg.conn.source.protocol {
        Protocol::OAuth2(preset) => oauth2::authorization(leg, preset),
        Protocol::Oidc(preset) => oidc::authorization(leg, preset).await,
        Protocol::Dialect(preset) => talk::authorization(leg, preset),
        Protocol::Alipay(preset) => alipay::authorization(leg, preset),
        Protocol::Cas => cas::authorization(leg),
        Protocol::Saml => saml::authorization(leg),
        Protocol::Directory(_) => Err(Fault::Unbelievable("it has no page")),
    }
}

/// Who it is that came back.
///
/// # Errors
/// Why nobody.
pub async fn external(leg: &Leg<'_>, told: &Told) -> Result<External, Fault> {
    match &leg.conn.source.protocol {
        Protocol::OAuth2(preset) => oauth2::external(leg, preset, told).await,
        Protocol::Oidc(preset) => oidc::external(leg, preset, told).await,
        Protocol::Dialect(preset) => talk::external(leg, preset, told).await,
        Protocol::Alipay(preset) => alipay::external(leg, preset, told).await,
        Protocol::Cas => cas::external(leg, told).await,
        Protocol::Saml => saml::external(leg, told),
        Protocol::Directory(_) => Err(Fault::Unbelievable("it has no page")),
    }
}

/// Whoever has that name in a directory.
///
/// # Errors
/// Why nobody.
pub async fn in_directory(cx: &Cx, conn: &Opened, name: &str) -> Result<Named, Fault> {
    let preset = conn.source.directory();
    let preset = preset.ok_or(Fault::Unbelievable("it is no directory"))?;
    directory::look_up(cx, (&conn.fields, preset), name).await
}
