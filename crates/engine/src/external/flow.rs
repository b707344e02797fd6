//! The way to a source and back, by whichever protocol it speaks.

use url::Url;

use super::calls::Fault;
use super::leg::{Leg, Told};
use super::preset::Protocol;
use super::profile::External;
use super::{oauth2, oidc, wechat_flow};

/// Where the browser goes.
///
/// # Errors
/// What is wrong with the source.
pub async fn authorization(leg: &Leg<'_>) -> Result<Url, Fault> {
    match &leg.conn.source.protocol {
        Protocol::OAuth2(preset) => oauth2::authorization(leg, preset),
        Protocol::Oidc(preset) => oidc::authorization(leg, preset).await,
        Protocol::Wechat(preset) => wechat_flow::authorization(leg, preset),
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
        Protocol::Wechat(preset) => wechat_flow::external(leg, preset, told).await,
    }
}
