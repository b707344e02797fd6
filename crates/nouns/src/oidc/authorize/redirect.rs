//! Where a browser may be sent. An address counts only as it was registered, to the letter (RFC
//! 9700 section 2.1).

use cleat_api::application::Application;
use url::Url;

/// Schemes that run something instead of leading somewhere.
const RUN: &[&str] = &[
    "javascript",
    "data",
    "vbscript",
    "file",
    "blob",
    "about",
    "filesystem",
];

/// Whether an answer may go there.
pub fn is_registered(app: &Application, address: &str) -> bool {
    let more = app.oidc_config.redirect_uris.as_deref();
    leads_somewhere(address) && is_among(&app.redirect_uris, more, address)
}

/// Whether a browser that was signed out may go there.
pub fn may_sign_out_to(app: &Application, address: &str) -> bool {
    let more = app.oidc_config.post_logout_redirect_uris.as_deref();
    leads_somewhere(address) && is_among(&app.logout_redirect_uris, more, address)
}

fn is_among(own: &[String], more: Option<&[String]>, address: &str) -> bool {
    let mut all = own.iter().chain(more.unwrap_or_default());
    all.any(|registered| registered == address)
}

/// Whether an address is one that a header can carry and a page can lead to.
fn leads_somewhere(address: &str) -> bool {
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic());
    let parsed = Url::parse(address).ok();
    let leads = parsed.is_some_and(|url| !RUN.contains(&url.scheme()) && url.fragment().is_none());
    is_plain && leads && !address.contains('#')
}

/// The origin of a page, as `postMessage` and `Content-Security-Policy` name it; of an address of
/// an installed application, its scheme.
pub fn origin_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    match url.scheme() {
        "http" | "https" => Some(url.origin().ascii_serialization()),
        scheme => Some(format!("{scheme}:")),
    }
}
