//! Who may see development mode: pages of this machine. A page of any other name that was made to
//! lead here (DNS rebinding) is of the same origin as the server, for the browser.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cleat_engine::kernel::{App, Settings};

/// A page of another site neither shows these addresses in a frame nor reads them as a script.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self'; \
         frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Refuses a request to a name that is not of this machine.
pub async fn only_of_this_machine(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = if is_known(&app.settings, request.headers(), request.uri()) {
        next.run(request).await
    } else {
        let why = "development mode answers to localhost and loopback addresses alone\n";
        (StatusCode::MISDIRECTED_REQUEST, why).into_response()
    };
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        // What is shown in a frame of the lab says so itself.
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

/// Whether every name that the request gives the server is its own.
fn is_known(settings: &Settings, headers: &HeaderMap, uri: &Uri) -> bool {
    let hosts: Vec<_> = headers.get_all(header::HOST).iter().collect();
    let [host] = hosts.as_slice() else {
        return false;
    };
    let host: Option<Authority> = host.to_str().ok().and_then(|host| host.parse().ok());
    let host = host.as_ref().is_some_and(|host| is_own(settings, host));
    host && uri.authority().is_none_or(|named| is_own(settings, named))
}

/// Whether a name is of this machine. Where development mode is meant for others as well, so is
/// what nobody can make lead here: an address, a name without a dot, the name of the settings.
fn is_own(settings: &Settings, authority: &Authority) -> bool {
    if authority.as_str().contains('@') {
        return false;
    }
    let name = authority.host().to_ascii_lowercase();
    let address: Option<IpAddr> = name.trim_matches(['[', ']']).parse().ok();
    let is_local = name == "localhost" || name.ends_with(".localhost");
    if is_local || address.is_some_and(|address| address.to_canonical().is_loopback()) {
        return true;
    }
    let base: Option<Uri> = settings.base_url().parse().ok();
    let is_named = base.is_some_and(|base| base.host() == Some(name.as_str()));
    settings.dev_anywhere && (address.is_some() || !name.contains('.') || is_named)
}
