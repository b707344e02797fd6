//! What settings come to together.

use std::net::SocketAddr;
use std::path::Path;

use cleat_delivery::provider::{Server, Tls};
use cleat_engine::kernel::Settings;
use url::{Host, Url};

use super::finding::{Finding, SETTINGS as ABOUT};

/// Every check of settings by themselves.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let checks = [
        development(settings),
        public(settings),
        metrics(settings),
        mail(settings),
        master_key(settings),
        data(settings),
        test_numbers(settings),
        setup_link(settings),
    ];
    let mut found: Vec<_> = checks.into_iter().flatten().collect();
    if found.is_empty() {
        found.push(Finding::ok(ABOUT, "They are read, and fit together."));
    }
    found
}

/// Whether the server listens on this machine alone.
pub(super) fn listens_here(settings: &Settings) -> bool {
    let ip = settings
        .listen
        .parse::<SocketAddr>()
        .map(|found| found.ip());
    ip.map_or_else(
        |_| settings.listen.starts_with("localhost:"),
        |ip| ip.is_loopback(),
    )
}

/// Whether an address leads to this machine.
pub(super) fn leads_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unspecified(),
        None => false,
    }
}

/// The address that clients use, where it is set.
pub(super) fn public_url(settings: &Settings) -> Option<Url> {
    Url::parse(&settings.public_url.0).ok()
}

fn development(settings: &Settings) -> Option<Finding> {
    if !settings.dev {
        return None;
    }
    let is_public = public_url(settings).is_some_and(|url| !leads_here(&url));
    Some(match listens_here(settings) && !is_public {
        true => Finding::warning(
            ABOUT,
            "This is development mode: whoever is on this machine sees every code.",
            "Leave --dev out for people.",
        ),
        false => Finding::fault(
            ABOUT,
            "This is development mode on a public address: strangers see every code.",
            "Leave --dev out, or listen on 127.0.0.1 without public_url.",
        ),
    })
}

fn public(settings: &Settings) -> Option<Finding> {
    let here = listens_here(settings);
    let Some(url) = public_url(settings) else {
        let finding = format!(
            "public_url is empty: tokens name {} as their issuer, and links lead there.",
            settings.issuer()
        );
        return (!here).then(|| Finding::fault(ABOUT, finding, PUBLIC));
    };
    if leads_here(&url) {
        let finding = "public_url is of this machine alone, and the server listens for others.";
        return (!here).then(|| Finding::fault(ABOUT, finding, PUBLIC));
    }
    let finding = "public_url has no TLS: codes and tokens can be read on the way, and browsers do \
         not keep the cookies of the sign-in pages.";
    let advice = "Put a proxy with a certificate in front (deploy/proxies) and write https://.";
    (url.scheme() == "http").then(|| Finding::fault(ABOUT, finding, advice))
}

const PUBLIC: &str = "Set public_url to the https:// address that clients use.";

fn metrics(settings: &Settings) -> Option<Finding> {
    let open = settings.metrics_token.0.is_empty() && !listens_here(settings);
    open.then(|| {
        Finding::warning(
            ABOUT,
            "/metrics answers whoever asks.",
            "Set metrics_token, or keep the path from the public at the proxy.",
        )
    })
}

fn mail(settings: &Settings) -> Option<Finding> {
    let server: Server = settings.smtp_url.0.parse().ok()?;
    let here = server.host == "localhost" || server.host.starts_with("127.");
    let bare = matches!(server.tls, Tls::Nothing | Tls::Opportunistic) && !here;
    bare.then(|| {
        Finding::warning(
            ABOUT,
            "smtp_url does without TLS: codes can be read on the way.",
            "Write smtps://, or take ?tls= out.",
        )
    })
}

fn master_key(settings: &Settings) -> Option<Finding> {
    let alone = !settings.database_url.0.is_empty() && settings.master_key.0.is_empty();
    alone.then(|| {
        Finding::warning(
            ABOUT,
            "The master key lies in the data folder of this machine, and PostgreSQL elsewhere: \
             another replica cannot start without the key.",
            "Name its file by master_key_file, the same for every replica.",
        )
    })
}

fn data(settings: &Settings) -> Option<Finding> {
    let embedded = settings.database_url.0.is_empty() && !settings.dev;
    (embedded && Path::new(&settings.data).is_relative()).then(|| {
        Finding::warning(
            ABOUT,
            "data is a relative path: a server that is started elsewhere makes another database.",
            "Write the whole path.",
        )
    })
}

fn test_numbers(settings: &Settings) -> Option<Finding> {
    (settings.test_numbers && !settings.dev).then(|| {
        Finding::warning(
            ABOUT,
            "test_numbers is on: whoever knows a fixed code signs in by it.",
            "Leave it out when the tests are over.",
        )
    })
}

fn setup_link(settings: &Settings) -> Option<Finding> {
    settings.print_setup_link.then(|| {
        Finding::warning(
            ABOUT,
            "print_setup_link is on: until there is an owner, whoever reads the output becomes it.",
            "Use cleat console setup-link instead.",
        )
    })
}
