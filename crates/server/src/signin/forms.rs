//! Forms of the pages: that they come from a page of this server, opened by the same browser.

use cleat_engine::kernel::Cx;
use cleat_protocol::seal;
use http::{HeaderMap, header};

/// Name of the field that holds the token of a form.
pub const TOKEN: &str = "form";
/// Name of the field that says whom a question was put to.
pub const SHOWN_TO: &str = "shown_to";

/// Name of the field that brings a proof of work.
pub const PROOF: &str = "proof";

/// The token of the forms of a page that this browser opened.
pub fn token(cx: &Cx, page: &str, browser: &str) -> String {
    cx.app.vault.digest(&["form", page, browser])
}

/// Whether a form may be believed: it has the token of its page, and the browser says that no other
/// site sent it.
pub fn is_own(headers: &HeaderMap, expected: &str, given: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let same_site =
        text("sec-fetch-site").is_none_or(|from| matches!(from, "same-origin" | "none"));
    let host = text(header::HOST.as_str());
    let same_origin = text(header::ORIGIN.as_str()).is_none_or(|origin| {
        let (_, authority) = origin.split_once("://").unwrap_or_default();
        Some(authority) == host
    });
    let token = given.is_some_and(|given| seal::equal(given, expected));
    same_site && same_origin && token
}
