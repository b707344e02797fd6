//! The documentation: explorer, pages, guides, the OpenAPI document.

use std::hash::{DefaultHasher, Hasher as _};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use cleat_docs::{ASSETS, Found};

/// Nothing of the site is fetched from elsewhere, and its script writes styles.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
    script-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; \
    worker-src 'self' blob:; frame-ancestors 'none'";

/// `cache-control` of files whose address changes with their bytes (RFC 8246).
pub const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Routes of the site.
pub fn router() -> Router {
    let mut router = Router::new();
    for path in [
        "/docs",
        "/docs/",
        "/docs/{*path}",
        "/openapi.json",
        "/llms.txt",
    ] {
        router = router.route(path, get(find));
    }
    router
}

async fn find(uri: Uri, asked: HeaderMap) -> Response {
    let languages = asked.get(header::ACCEPT_LANGUAGE);
    let languages = languages.and_then(|names| names.to_str().ok());
    let keep = match uri.path().starts_with(ASSETS) {
        true => FOR_GOOD,
        // Kept, but asked for each time: the next version brings its own.
        false => "no-cache",
    };
    match cleat_docs::find(uri.path(), languages.unwrap_or_default()) {
        Some(Found::File(file)) if takes_gzip(&asked) => {
            let mut response = document(&asked, file.kind, file.gzip.into(), keep);
            let gzip = HeaderValue::from_static("gzip");
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, gzip);
            response
        }
        Some(Found::File(file)) => match file.bytes() {
            Ok(bytes) => document(&asked, file.kind, bytes.into(), keep),
            Err(error) => {
                tracing::error!(%error, "a file of the documentation is not as it was packed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Some(Found::Page(kind, html)) => document(&asked, kind, html.into(), keep),
        Some(Found::Moved(to)) => Redirect::temporary(&to).into_response(),
        None => (StatusCode::NOT_FOUND, "there is no such page").into_response(),
    }
}

/// Whether the browser takes a compressed answer (RFC 9110 section 12.5.3); none refuses gzip by
/// a weight of zero.
pub fn takes_gzip(asked: &HeaderMap) -> bool {
    let names = asked.get(header::ACCEPT_ENCODING);
    names.is_some_and(|names| names.to_str().is_ok_and(|names| names.contains("gzip")))
}

fn document(asked: &HeaderMap, kind: &'static str, body: Bytes, keep: &'static str) -> Response {
    let tag = tag(&body);
    let known = asked.get(header::IF_NONE_MATCH).zip(tag.as_ref());
    let mut response = if known.is_some_and(|(theirs, ours)| theirs == ours) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body.into_response()
    };
    let fixed = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::VARY, "accept-encoding"),
        (header::CACHE_CONTROL, keep),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// What is the same as long as the bytes are (RFC 9110 section 8.8.3).
fn tag(body: &[u8]) -> Option<HeaderValue> {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    HeaderValue::try_from(format!("\"{:016x}\"", hasher.finish())).ok()
}
