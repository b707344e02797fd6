//! Calls from pages of other origins (Fetch, "CORS protocol").
//!
//! An origin may call when a pool names it in `allowedOrigins`; in development mode any may. One that
//! is named may call with credentials, which the official widgets insist on: nothing is done for a
//! cookie here, so that they bring nothing.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use cleat_api::security::SecuritySettings;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header, request};

use crate::kernel::{App, Cached, Result};
use crate::tenancy::pool;

/// How long what the pools allow is believed.
const FRESH: Duration = Duration::from_secs(2);
/// How long a request waits to know better, besides what it waits for itself.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long a browser may keep what it was told, in seconds.
const KEPT: &str = "600";
/// Any origin.
const ANY: &str = "*";
const METHODS: &str = "GET, POST, PUT, DELETE";
/// The headers of the SDKs, in both brands.
const HEADERS: &str = "authorization, content-type, dpop, \
    x-authing-app-id, x-authing-userpool-id, x-authing-lang, x-authing-request-from, \
    x-authing-sdk-version, x-authing-device-id, x-authing-app-tenant-id, x-authing-tenant-id, \
    x-authing-proof-of-work, \
    x-genauth-app-id, x-genauth-userpool-id, x-genauth-lang, x-genauth-request-from, \
    x-genauth-sdk-version, x-genauth-device-id, x-genauth-app-tenant-id, x-genauth-tenant-id, \
    x-genauth-proof-of-work";

/// The origins that the pools allow, as they were read last.
struct Origins;

impl Cached for Origins {
    type Key = ();
    type Value = (Instant, Arc<HashSet<String>>);
    const CAPACITY: usize = 1;
}

/// An origin that may call.
pub struct Allowed {
    origin: HeaderValue,
    /// Whether a pool names it, and not just any.
    is_named: bool,
}

/// The origin of the request, if it comes from a page that may call.
pub async fn allowed(app: &App, parts: &request::Parts) -> Option<Allowed> {
    let origin = parts.headers.get(header::ORIGIN)?;
    let known = origins(app).await.unwrap_or_default();
    let name = origin.to_str().ok()?;
    let is_named = known.contains(name) && name != ANY;
    let may = is_named || known.contains(ANY) || app.settings.dev;
    may.then(|| Allowed {
        origin: origin.clone(),
        is_named,
    })
}

/// The origins that some pool allows. While the database does not answer, those it named last: the
/// page then reads that the service is not available, and nothing else.
async fn origins(app: &App) -> Option<Arc<HashSet<String>>> {
    let cache = app.caches.of::<Origins>();
    let generation = app.keys.ring().generation;
    let held = cache.get(&(), generation);
    if let Some((read, list)) = &held
        && app.clock.instant().duration_since(*read) < FRESH
    {
        return Some(list.clone());
    }
    let list = match tokio::time::timeout(PATIENCE, read(app)).await {
        Ok(Ok(list)) => Arc::new(list),
        _ => held?.1,
    };
    cache.insert((), generation, (app.clock.instant(), list.clone()));
    Some(list)
}

async fn read(app: &App) -> Result<HashSet<String>> {
    let all = pool::all_settings(&mut *app.db.scan().await?).await?;
    let mut origins = HashSet::new();
    for (text,) in &all {
        let settings: Option<SecuritySettings> = serde_json::from_str(text).ok();
        let lines = settings.and_then(|settings| settings.allowed_origins);
        let named = lines.iter().flat_map(|lines| lines.lines());
        origins.extend(named.map(|line| line.trim().trim_end_matches('/').to_owned()));
    }
    Ok(origins)
}

/// Whether a browser asks beforehand.
pub fn is_preflight(parts: &request::Parts) -> bool {
    parts.method == Method::OPTIONS
        && parts
            .headers
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// What a browser that asks beforehand is told.
pub fn preflight(allowed: Option<Allowed>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    if allowed.is_some() {
        let told = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
            (header::ACCESS_CONTROL_MAX_AGE, KEPT),
        ];
        headers.extend(told.map(|(name, value)| (name, HeaderValue::from_static(value))));
    }
    allow(headers, allowed);
    response
}

/// Lets the page read the answer.
pub fn allow(headers: &mut HeaderMap, allowed: Option<Allowed>) {
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    let Some(Allowed { origin, is_named }) = allowed else {
        return;
    };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if is_named {
        let yes = HeaderValue::from_static("true");
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
    }
}
