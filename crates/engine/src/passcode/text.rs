//! Texts of SMS with codes, as the pool and the application have them.

use std::sync::Arc;

use cleat_delivery::text::{AppText, Filled};
use cleat_delivery::way::Way;
use cleat_delivery::{Medium, Own};
use cleat_store::Tx;

use super::order::Order;
use crate::kernel::{Cx, Outcome};
use crate::tenancy::{self, Application};

/// The text of a code that goes by SMS and lives so many seconds.
///
/// # Errors
/// When the database fails.
pub async fn write(
    tx: &mut Tx,
    cx: &Cx,
    order: &Order,
    own: &Own,
    (code, lifetime): (&str, i64),
) -> Outcome<Option<String>> {
    if order.channel.medium() != Medium::Sms {
        return Ok(None);
    }
    let read = match &order.app {
        Some(_) => None,
        None => of_actor(tx, cx, order).await?,
    };
    let app = order.app.as_ref().or(read.as_ref());
    let here = cx.app.settings.base_url();
    let app = app.map(|app| AppText {
        id: &app.id,
        name: &app.document.app_name,
        pages: &app.document.redirect_uris,
        typed_on: cx.request.on_page.then_some(here.as_str()),
    });
    let language = cx.request.language().as_str();
    let chosen = own.texts.choose(app, order.channel.name(), language);
    let values = Filled::new(code, lifetime, language);
    Ok(Some(chosen.message(values, language)))
}

/// The ways that a code may go, as its application says, or its pool.
pub fn ways<'o>(cx: &Cx, order: &Order, own: &'o Own) -> &'o [Way] {
    if order.channel.medium() != Medium::Sms {
        return &[];
    }
    let of_actor = cx.actor.as_ref().and_then(|actor| actor.app_id.as_deref());
    let app_id = order.app.as_ref().map(|app| app.id.as_str()).or(of_actor);
    own.texts.ways(app_id.unwrap_or_default())
}

/// The application that a token names.
async fn of_actor(tx: &mut Tx, cx: &Cx, order: &Order) -> Outcome<Option<Arc<Application>>> {
    let named = cx.actor.as_ref().and_then(|actor| actor.app_id.as_deref());
    match named {
        Some(id) => Ok(tenancy::opened(tx, cx, &order.pool_id, id).await?),
        None => Ok(None),
    }
}
