//! Back ends: one address that calls for many users, and tells theirs.
//!
//! An application names its back ends by their networks, or a back end proves the application by
//! its secret. Nobody else is believed.

use std::net::IpAddr;
use std::sync::Arc;

use http::HeaderMap;

use super::address;
use super::client_proof::{Presented, basic};
use super::incoming::{Incoming, brand, text};
use crate::kernel::{Actor, Cx, Networks, RequestInfo, Result};
use crate::tenancy::{Application, applications};

/// The request; as one of the user whose address a back end tells, where it is believed.
///
/// # Errors
/// When the database fails.
pub(super) async fn told(
    cx: &Cx,
    actor: Option<&Actor>,
    from: &Incoming<'_>,
) -> Result<Arc<RequestInfo>> {
    let told = match claimed(from) {
        Some(address) => believing_app(cx, actor, from)
            .await?
            .map(|app| (address, app)),
        None => None,
    };
    Ok(match told {
        Some((address, app)) => Arc::new(cx.request.told(address.to_string(), &app.pool_id)),
        None => cx.request.clone(),
    })
}

/// The application that the caller is a back end of.
async fn believing_app(
    cx: &Cx,
    actor: Option<&Actor>,
    from: &Incoming<'_>,
) -> Result<Option<Arc<Application>>> {
    let basic = text(from.headers, "authorization").and_then(basic);
    let app_id = match (actor.map(|actor| actor.app_id.as_deref()), &basic) {
        (Some(app_id), _) => app_id,
        (None, Some((id, _))) => Some(id.as_str()),
        (None, None) => from.param("client_id").or(from.brand("app-id")),
    };
    let Some(app_id) = app_id else {
        return Ok(None);
    };
    let Some(row) = applications::find(&mut *cx.read().await?, app_id).await? else {
        return Ok(None);
    };
    let app = Application::open(cx, row)?;
    let secrets = [
        from.brand("app-secret").map(Presented::of),
        from.param("client_secret").map(Presented::of),
        basic.map(|(_, secret)| secret),
    ];
    let mut secrets = secrets.into_iter().flatten();
    let proven = secrets.any(|secret| secret.is(&app.secret));
    Ok((proven || is_named(&app, &cx.request.ip)).then_some(app))
}

/// Whether the head tells an address: who it counts for is known only when the caller is.
pub(super) fn tells(headers: &HeaderMap) -> bool {
    brand(headers, "client-ip").is_some() || headers.contains_key("x-real-ip")
}

/// The address that the request tells.
fn claimed(from: &Incoming<'_>) -> Option<IpAddr> {
    let options = from.params.get("options");
    let option = options.and_then(|options| options.get("clientIp")?.as_str());
    let told = from.brand("client-ip").or(from.header("x-real-ip"));
    told.or(option).and_then(address::parse)
}

/// Whether it comes from a network that the application names.
fn is_named(app: &Application, address: &str) -> bool {
    let networks = app.document.backend_networks.iter().flatten();
    let mut networks = networks.filter_map(|text| text.parse::<Networks>().ok());
    let address = address.parse().ok();
    address.is_some_and(|address| networks.any(|network| network.contains(address)))
}
