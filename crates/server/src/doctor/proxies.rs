//! Whose word on the client's address is believed.

use cleat_engine::kernel::Settings;

use super::finding::Finding;
use super::settings::public_url;

const ABOUT: &str = "proxies";

/// The proxies of the settings. Cleat speaks no TLS itself, so one stands before every public server.
pub(super) fn examine(settings: &Settings) -> Option<Finding> {
    let is_behind_one = public_url(settings).is_some_and(|url| url.scheme() == "https");
    let trusted = &settings.trusted_proxies;
    if trusted.has_everybody() {
        Some(Finding::fault(
            ABOUT,
            "trusted_proxies is everybody: each client says itself which address it has, and no \
             limit per address holds.",
            "Name the addresses of your proxies alone.",
        ))
    } else if is_behind_one && trusted.is_empty() {
        Some(Finding::warning(
            ABOUT,
            "A proxy is in front and none is trusted: all clients seem to have its address, so \
             that they share its limits.",
            "Name its address in trusted_proxies.",
        ))
    } else {
        (!trusted.is_empty()).then(|| Finding::ok(ABOUT, "Clients are told apart by address."))
    }
}
