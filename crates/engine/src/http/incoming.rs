//! What a caller is identified by.

use cleat_api::Object;
use http::HeaderMap;

use crate::kernel::Actor;

/// What a caller is identified by.
pub struct Incoming<'r> {
    /// Method.
    pub method: &'r str,
    /// Path.
    pub path: &'r str,
    /// Raw query.
    pub query: &'r str,
    /// Headers.
    pub headers: &'r HeaderMap,
    /// Whether the parameters came in the body.
    pub has_body: bool,
    /// Query or body.
    pub params: &'r Object,
    /// The operator who calls on the console.
    pub operator: Option<&'r Actor>,
}

impl Incoming<'_> {
    /// A header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        text(self.headers, name)
    }

    /// A header of either brand.
    pub(super) fn brand(&self, name: &str) -> Option<&str> {
        brand(self.headers, name)
    }

    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params
            .get(name)
            .and_then(|value| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

/// What the names of the V3 API's headers begin with.
pub(super) const BRANDS: [&str; 2] = ["x-authing-", "x-genauth-"];

/// A header of either brand.
pub fn brand<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut both = BRANDS.into_iter();
    both.find_map(|prefix| text(headers, &format!("{prefix}{name}")))
        .filter(|value| !value.is_empty())
}

pub(super) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
