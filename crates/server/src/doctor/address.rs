//! The address that clients use: its name, its certificate, and who answers there.

use std::time::Duration;

use cleat_engine::kernel::{Clock, Settings};
use reqwest::tls::TlsInfo;
use reqwest::{Client, Response};
use serde_json::Value;
use url::{Host, Url};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use super::finding::Finding;
use super::settings::public_url;

const ABOUT: &str = "address";
const CERTIFICATE: &str = "certificate";
const PATIENCE: Duration = Duration::from_secs(5);
/// Days before its end in which a certificate should have been renewed.
const RENEWED: i64 = 14;

/// Looks there as a client does.
pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    let Some(url) = public_url(settings) else {
        return Vec::new();
    };
    if let Some(unknown) = name(&url).await {
        return vec![unknown];
    }
    let place = format!("{}/.well-known/openid-configuration", settings.issuer());
    let client = Client::builder()
        .timeout(PATIENCE)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_info(true)
        .build();
    let answer = match client {
        Ok(client) => client.get(&place).send().await,
        Err(error) => Err(error),
    };
    match answer {
        Err(error) => vec![silent(&error)],
        Ok(answer) => {
            let certificate = certificate(&answer);
            let who = who(settings, answer).await;
            certificate.into_iter().chain([who]).collect()
        }
    }
}

/// What is wrong with its name.
async fn name(url: &Url) -> Option<Finding> {
    let Some(Host::Domain(host)) = url.host() else {
        return None;
    };
    let found = tokio::net::lookup_host((host, url.port_or_known_default()?)).await;
    let why = match found {
        Ok(mut addresses) => match addresses.next() {
            Some(_) => return None,
            None => "it has no address".to_owned(),
        },
        Err(error) => error.to_string(),
    };
    let finding = format!("The name {host} of public_url leads nowhere: {why}.");
    let advice = "Make its entry in the DNS, or mend public_url.";
    Some(Finding::fault(ABOUT, finding, advice))
}

fn silent(error: &reqwest::Error) -> Finding {
    let why = causes(error);
    if why.contains("certificate") {
        let advice = "Have the proxy show a certificate of that name, with those between.";
        return Finding::fault(CERTIFICATE, format!("It is not believed: {why}."), advice);
    }
    let advice = "Start the server and the proxy in front of it, or mend public_url.";
    Finding::warning(
        ABOUT,
        format!("Nobody answers at public_url: {why}."),
        advice,
    )
}

/// The innermost cause says what happened.
fn causes(error: &reqwest::Error) -> String {
    let mut why = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        why = cause.to_string();
        next = cause.source();
    }
    why
}

/// Until when its certificate is good.
fn certificate(answer: &Response) -> Option<Finding> {
    let shown = answer.extensions().get::<TlsInfo>()?.peer_certificate()?;
    let certificate = Certificate::from_der(shown).ok()?;
    let end = certificate.tbs_certificate.validity.not_after;
    let end = i64::try_from(end.to_unix_duration().as_secs()).ok()?;
    let days = (end - Clock::system().now() / 1000) / 86_400;
    let text = format!("It is good for {days} more days.");
    let advice = "Renew it: certificates are renewed a month before their end.";
    Some(match days < RENEWED {
        true => Finding::warning(CERTIFICATE, text, advice),
        false => Finding::ok(CERTIFICATE, text),
    })
}

/// Whether it is Cleat with these settings that answers.
async fn who(settings: &Settings, answer: Response) -> Finding {
    let status = answer.status();
    let document: Value = answer.json().await.unwrap_or_default();
    match document.get("issuer").and_then(Value::as_str) {
        Some(issuer) if issuer == settings.issuer() => {
            Finding::ok(ABOUT, format!("Cleat answers there, as {issuer}."))
        }
        Some(issuer) => Finding::fault(
            ABOUT,
            format!("Who answers at public_url calls itself {issuer}."),
            "Give the running server this public_url, or mend it here.",
        ),
        None => Finding::warning(
            ABOUT,
            format!("Something else than Cleat answers at public_url, with status {status}."),
            "Look at the proxy: it must pass every path on as it is.",
        ),
    }
}
