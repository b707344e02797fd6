//! The documentation: explorer, pages, guides, the OpenAPI document.

use std::hash::{DefaultHasher, Hasher as _};

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use cleat_docs::Found;

/// Nothing of the site is fetched from elsewhere, and its script writes styles.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
    script-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; \
    worker-src 'self' blob:; frame-ancestors 'none'";

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
    match cleat_docs::find(uri.path()) {
        Some(Found::Document(kind, body)) => {
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
                // Kept, but asked for each time: the next version brings its own.
                (header::CACHE_CONTROL, "no-cache"),
            ];
            let headers = response.headers_mut();
            headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
            headers.extend(tag.map(|tag| (header::ETAG, tag)));
            response
        }
        Some(Found::Moved(to)) => Redirect::permanent(&to).into_response(),
        None => (StatusCode::NOT_FOUND, "there is no such page").into_response(),
    }
}

/// What is the same as long as the bytes are (RFC 9110 section 8.8.3).
fn tag(body: &[u8]) -> Option<HeaderValue> {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    HeaderValue::try_from(format!("\"{:016x}\"", hasher.finish())).ok()
}
