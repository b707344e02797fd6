//! `cleat ready`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use cleat_server::Settings;

use crate::print::line;

/// Longest wait for the answer.
const WAIT: Duration = Duration::from_secs(3);

/// Asks the server of these settings, on this machine, whether it can serve; status 1 if it cannot.
pub async fn ready(settings: Settings) -> Result<ExitCode, String> {
    let at_fault = |why: &str| format!("setting listen: {}: {why}", settings.listen);
    let mut found = tokio::net::lookup_host(&settings.listen)
        .await
        .map_err(|error| at_fault(&error.to_string()))?;
    let listen = found.next().ok_or_else(|| at_fault("has no address"))?;
    let url = format!("http://{}/readyz", reachable(listen));
    let http = reqwest::Client::builder().timeout(WAIT).no_proxy().build();
    let answer = http.map_err(|error| error.to_string())?.get(&url).send();
    let Ok(answer) = answer.await else {
        return Err(format!("no server answers at {listen}"));
    };
    let is_ready = answer.status().is_success();
    let words = answer.text().await.map_err(|error| error.to_string())?;
    line(words.trim())?;
    Ok(if is_ready {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Where a server is reached that listens on every address.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
