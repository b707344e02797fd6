//! `/dev/inbox`: the phone lab as a page. It fetches nothing from elsewhere.

use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use cleat_api::Endpoint as _;
use cleat_api::passcode::SendSms;

const PAGE: &str = include_str!("page/page.html");
/// What else the page is made of: address, type, text.
const FILES: [(&str, &str, &str); 4] = [
    (
        "/dev/inbox/page.css",
        "text/css",
        include_str!("page/page.css"),
    ),
    (
        "/dev/inbox/page.js",
        "text/javascript",
        include_str!("page/page.js"),
    ),
    (
        "/dev/inbox/view.js",
        "text/javascript",
        include_str!("page/view.js"),
    ),
    (
        "/dev/inbox/words.js",
        "text/javascript",
        include_str!("page/words.js"),
    ),
];
/// What stands in the page for the address of the first call.
const SEND: &str = "{send}";

/// The page and its files.
pub fn router() -> Router {
    let html = PAGE.replace(SEND, SendSms::operation().path);
    let page = Router::new().route("/dev/inbox", get(async move || Html(html)));
    FILES.into_iter().fold(page, |router, (path, kind, text)| {
        let kind = [(header::CONTENT_TYPE, kind)];
        router.route(path, get(async move || (kind, text).into_response()))
    })
}
