//! The addresses that message vendors send receipts to.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use cleat_delivery::receipt::{Hook, NotAReceipt, Thanks};
use cleat_engine::kernel::App;
use cleat_engine::messages::{Refused, receive};

/// What these addresses begin with; the id of a provider and its token follow.
pub const PREFIX: &str = "/hooks/messages";
/// Longest call that is read, in bytes.
const LONGEST: usize = 256 * 1024;

/// Routes for receipts.
pub fn router(app: Arc<App>) -> Router {
    let take =
        move |path, method, uri, headers, body| hook(app.clone(), path, method, uri, headers, body);
    let route = get(take.clone()).post(take);
    Router::new()
        .route(&format!("{PREFIX}/{{provider}}/{{token}}"), route)
        .layer(DefaultBodyLimit::max(LONGEST))
}

async fn hook(
    app: Arc<App>,
    Path((provider, token)): Path<(String, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    let url = format!("{}{path}", app.settings.base_url());
    let headers: Vec<(String, String)> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let hook = Hook {
        method: method.as_str(),
        url: &url,
        query: uri.query().unwrap_or_default(),
        headers: &headers,
        body: &body,
        now: app.clock.now(),
    };
    match receive(&app, &provider, &token, &hook).await {
        Ok(thanks) => answer(thanks),
        Err(why) => refusal(&provider, why).into_response(),
    }
}

fn answer(thanks: Thanks) -> Response {
    match thanks.content_type {
        Some(kind) => ([(header::CONTENT_TYPE, kind)], thanks.body).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

fn refusal(provider: &str, why: Refused) -> StatusCode {
    match why {
        Refused::Unknown => StatusCode::NOT_FOUND,
        Refused::NotAReceipt(why) => {
            tracing::warn!(provider, %why, "a call of a vendor was refused");
            match why {
                NotAReceipt::NotServed => StatusCode::NOT_FOUND,
                NotAReceipt::Forged | NotAReceipt::Stale => StatusCode::UNAUTHORIZED,
                NotAReceipt::Unreadable => StatusCode::BAD_REQUEST,
            }
        }
        Refused::Failed(error) => {
            let cause = error.cause.unwrap_or_default();
            tracing::error!(provider, cause, "a receipt could not be written");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
