//! The server itself, as owners and administrators see it.

use cleat_api::Value;
use cleat_engine::kernel::settings::Setting;
use cleat_engine::kernel::{App, Cx, Result, Settings, iso};
use cleat_engine::tenancy::pool;
use serde_json::json;

use super::asked::Asked;
use crate::health::queue;
use crate::summary::database;

/// `GET /console/api/server`
pub async fn shown(asked: &Asked) -> Result<Value> {
    let operator = asked.operator().await?;
    operator.may_see_server()?;
    let cx = asked.cx();
    let app = &cx.app;
    let pools = pool::names(&mut *cx.read().await?).await?;
    let (queued, since) = queue(app).await?;
    let settings = Settings::TABLE.iter();
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "publicUrl": app.settings.base_url(),
        "issuer": app.settings.issuer(),
        "database": database(&app.settings),
        "time": iso(cx.now()),
        "pools": pools.len(),
        "queued": queued,
        "queuedSince": since.map(iso),
        "keys": keys(&cx),
        "settings": settings.map(|one| setting(app, one)).collect::<Vec<_>>(),
    }))
}

/// The keys of tokens, and which of them sign now.
fn keys(cx: &Cx) -> Vec<Value> {
    let ring = cx.app.keys.ring();
    let shown = ring.made().map(|(key, made_at)| {
        let signer = ring.signer(key.algorithm, cx.now());
        json!({
            "kid": key.kid,
            "algorithm": key.algorithm.name(),
            "madeAt": iso(made_at),
            "signs": signer.is_some_and(|signer| signer.kid == key.kid),
        })
    });
    shown.collect()
}

/// A setting: what holds, and where it was said. Nothing of a secret but whether it is there.
fn setting(app: &App, setting: &Setting) -> Value {
    let given = app.settings.given.get(setting.name);
    let usual = (!setting.secret).then(|| setting.default.to_owned());
    let value = match given {
        Some(given) => given.value.clone(),
        None => usual,
    };
    json!({
        "name": setting.name,
        "value": value,
        "isSecret": setting.secret,
        "source": given.map_or("default", |given| given.source),
        "description": setting.doc.trim(),
    })
}
