//! What a `user-agent` header tells.

use cleat_api::log::ParsedUserAgent;

/// Device, browser and system, as far as the header names well-known ones.
pub fn parse_user_agent(header: &str) -> ParsedUserAgent {
    let first = |names: &[(&str, &str)]| {
        let found = names.iter().find(|(mark, _)| header.contains(mark));
        found
            .map(|(_, name)| (*name).to_owned())
            .unwrap_or_default()
    };
    ParsedUserAgent {
        device: first(&[
            ("iPad", "Tablet"),
            ("Mobile", "Mobile"),
            ("Mozilla", "Desktop"),
        ]),
        name: first(&[
            ("Edg/", "Edge"),
            ("Chrome/", "Chrome"),
            ("Firefox/", "Firefox"),
            ("Safari/", "Safari"),
            ("python-requests", "python-requests"),
            ("axios", "axios"),
            ("curl", "curl"),
        ]),
        os: first(&[
            ("iPhone", "iOS"),
            ("iPad", "iOS"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ]),
    }
}
