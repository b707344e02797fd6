//! Who may call: the console's own pages, over a way that keeps its cookie.

use std::net::IpAddr;

use cleat_api::ErrorCode;
use cleat_engine::kernel::{Result, Settings};
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, Method, header};
use url::Url;

/// The header that only a script of this origin can send.
const OWN: HeaderName = HeaderName::from_static("x-cleat-console");

/// Refuses a call that the console's own pages did not make. Whether it changes something is told
/// by its method: a GET never does.
///
/// # Errors
/// `HttpsRequired`, `ForeignPage`.
pub fn check(settings: &Settings, parts: &Parts) -> Result<()> {
    let own = own(settings, &parts.headers)?;
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    let site = text(&parts.headers, &HeaderName::from_static("sec-fetch-site"));
    let origin = text(&parts.headers, &header::ORIGIN);
    let is_own = match (site, origin) {
        (Some("same-origin"), _) => true,
        (Some("none"), None) => reads,
        (Some(_), _) => false,
        // Over plain http, browsers tell the site to loopback names alone.
        (None, Some(origin)) => origin == own,
        (None, None) => reads,
    };
    match is_own && (reads || text(&parts.headers, &OWN) == Some("1")) {
        true => Ok(()),
        false => Err(ErrorCode::ForeignPage.into()),
    }
}

/// The origin of the console's pages. Browsers keep its cookie over https, and over http for names
/// of the machine itself.
///
/// # Errors
/// `HttpsRequired`.
pub fn own(settings: &Settings, headers: &HeaderMap) -> Result<String> {
    let public = Url::parse(&settings.base_url()).ok();
    if let Some(url) = public.filter(|url| url.scheme() == "https") {
        return Ok(url.origin().ascii_serialization());
    }
    let host = text(headers, &header::HOST).and_then(|host| host.parse().ok());
    match host.filter(is_loopback) {
        Some(host) => Ok(format!("http://{host}")),
        None => Err(ErrorCode::HttpsRequired.into()),
    }
}

fn is_loopback(authority: &Authority) -> bool {
    let name = authority.host();
    let address: Option<IpAddr> = name.trim_matches(['[', ']']).parse().ok();
    let is_local = name == "localhost" || name.ends_with(".localhost");
    let is_plain = !authority.as_str().contains('@');
    is_plain && (is_local || address.is_some_and(|address| address.is_loopback()))
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
