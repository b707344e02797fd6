//! The documentation: explorer, pages, guides, the OpenAPI document.

use axum::Router;
use axum::http::{HeaderValue, StatusCode, Uri, header};
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

async fn find(uri: Uri) -> Response {
    match cleat_docs::find(uri.path()) {
        Some(Found::Document(kind, body)) => {
            let mut response = body.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            headers.insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(POLICY),
            );
            headers.insert(
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            );
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            response
        }
        Some(Found::Moved(to)) => Redirect::permanent(&to).into_response(),
        None => (StatusCode::NOT_FOUND, "there is no such page").into_response(),
    }
}
