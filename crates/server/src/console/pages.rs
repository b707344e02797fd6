//! The pages: one document for every address, and files that browsers keep for good.

use axum::body::{Body, Bytes};
use axum::response::IntoResponse;
use cleat_api::{ErrorCode, Language};
use cleat_docs::console::{ASSETS, file};
use cleat_docs::{File, Found};
use cleat_engine::http::of_tag;
use cleat_engine::kernel::App;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};

use super::origin;
use crate::docs::takes_gzip;

/// Nothing is fetched from elsewhere, nothing runs that is not a file of the console,
/// and no page is shown within another.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; \
    trusted-types svelte-trusted-html";

const INDEX: &str = "index.html";
/// What is shown where the pages are not in the program.
const MISSING: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\
    <title>Cleat</title>\n<p>This build has no pages of the console: <code>console/dist</code> was \
    not there when it was built.</p></html>\n";

/// A page or a file of the console.
pub fn page(app: &App, method: &Method, headers: &HeaderMap, name: &str) -> Response<Body> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, "GET, HEAD")];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    let kept = name.starts_with(ASSETS);
    let found = file(name).filter(|_| name != INDEX);
    if found.is_some() || kept {
        let kind = "public, max-age=31536000, immutable";
        let keep = if kept { kind } else { "no-cache" };
        return match found {
            Some(found) => sent(found, takes_gzip(headers), keep),
            None => (StatusCode::NOT_FOUND, "there is no such file\n").into_response(),
        };
    }
    if let Err(refusal) = origin::own(&app.settings, headers) {
        return refused(refusal.code, headers);
    }
    match file(INDEX) {
        Some(index) => sent(index, takes_gzip(headers), "no-store"),
        None => html(StatusCode::OK, MISSING.to_owned()),
    }
}

/// Why there is no page, in the first language of the browser that is known here.
fn refused(code: ErrorCode, headers: &HeaderMap) -> Response<Body> {
    let tags = headers.get(header::ACCEPT_LANGUAGE);
    let tags = tags.and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let language = tags.split([',', ';']).find_map(|tag| of_tag(tag.trim()));
    let language = language.unwrap_or(Language::EnUs);
    let (tag, why) = (language.as_str(), code.message(language));
    let text = format!(
        "<!doctype html>\n<html lang=\"{tag}\"><meta charset=\"utf-8\"><title>Cleat</title>\n\
         <p>{why}</p></html>\n"
    );
    html(StatusCode::FORBIDDEN, text)
}

/// The document of the API, which generic pages are made from.
pub fn document() -> Response<Body> {
    match cleat_docs::find("/openapi.json", "") {
        Some(Found::File(found)) => sent(found, false, "no-cache"),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn html(status: StatusCode, text: String) -> Response<Body> {
    let kind = "text/html; charset=utf-8";
    with_headers((status, text).into_response(), kind, "no-store")
}

fn sent(found: File, packed: bool, keep: &'static str) -> Response<Body> {
    if packed {
        let gzip = [(header::CONTENT_ENCODING, "gzip")];
        let response = (gzip, Bytes::from_static(found.gzip)).into_response();
        return with_headers(response, found.kind, keep);
    }
    match found.bytes() {
        Ok(bytes) => with_headers(bytes.into_response(), found.kind, keep),
        Err(error) => {
            tracing::error!(%error, "a file of the console is not as it was packed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn with_headers(
    mut response: Response<Body>,
    kind: &'static str,
    keep: &'static str,
) -> Response<Body> {
    let fixed = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::VARY, "accept-encoding"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
