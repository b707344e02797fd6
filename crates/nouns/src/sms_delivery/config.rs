//! `configSmsProvider` and `deleteSmsProvider`.

use cleat_api::sms_delivery::{ConfigSmsProvider, DeleteSmsProvider, SmsProvider};
use cleat_api::{ErrorCode, Object, Value};
use cleat_delivery::provider::{Row, Sealed};
use cleat_delivery::service::Vendor;
use cleat_delivery::vendor;
use cleat_delivery::{Medium, Outbox};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::settings::CODE_LIVES;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::login_methods::{Policy, keep_users};
use cleat_engine::tenancy::pool as pools;
use cleat_store::Tx;

use super::fields::{check_addresses, completed};
use super::providers::shown;

/// Most providers of a pool.
const MOST: usize = 50;

/// `configSmsProvider`
pub async fn config_sms_provider(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &ConfigSmsProvider,
) -> Outcome<SmsProvider> {
    let vendor = checked(req)?;
    pools::lock(tx, &pool.pool_id).await?;
    let before = Policy::of(tx, &cx.app, &pool.pool_id).await?;
    let (old, row) = match &req.id {
        Some(id) => {
            audit::note(tx).target(id);
            let found = Row::find(tx, &pool.pool_id, id).await?;
            let old = found.ok_or(ErrorCode::SmsProviderNotFound)?;
            let row = changed(cx, vendor, req, &old)?;
            row.update(tx).run().await?;
            (Some(shown(cx, old)?), row)
        }
        None => {
            if Row::of_pool(tx, &pool.pool_id).await?.len() >= MOST {
                let why = format_args!("has more than {MOST} entries");
                return Err(Error::field("providers", why).into());
            }
            let row = added(cx, vendor, req, &pool.pool_id)?;
            audit::note(tx).target(&row.id);
            row.insert(tx).run().await?;
            (None, row)
        }
    };
    let after = shown(cx, row)?;
    audit::note(tx).differs(&old.map(told), &told(after.clone()));
    Outbox::changed(tx, &pool.pool_id).await?;
    keep_users(tx, cx, &pool.pool_id, &before, req.force).await?;
    Ok(after)
}

/// `deleteSmsProvider`
pub async fn delete_sms_provider(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &DeleteSmsProvider,
) -> Outcome<()> {
    audit::note(tx).target(&req.id);
    pools::lock(tx, &pool.pool_id).await?;
    let before = Policy::of(tx, &cx.app, &pool.pool_id).await?;
    let deleted = tx
        .sql("DELETE FROM sms_provider WHERE pool_id = $1 AND id = $2")
        .bind(&pool.pool_id)
        .bind(&req.id)
        .changes(1)
        .await?;
    if !deleted {
        return Err(ErrorCode::SmsProviderNotFound.into());
    }
    Outbox::changed(tx, &pool.pool_id).await?;
    keep_users(tx, cx, &pool.pool_id, &before, req.force).await
}

/// A provider as the trail tells of it: the address for receipts has a secret in it.
fn told(provider: SmsProvider) -> SmsProvider {
    SmsProvider {
        callback_url: None,
        ..provider
    }
}

/// The vendor that is meant, where everything besides its settings is right.
fn checked(req: &ConfigSmsProvider) -> Result<&'static Vendor> {
    let vendor = vendor::vendor(&req.provider).filter(|vendor| vendor.medium == Medium::Sms);
    let vendor =
        vendor.ok_or_else(|| Error::field("provider", "is not one of the allowed values"))?;
    for (field, value, low, high) in [
        ("priority", req.priority, 0, 1000),
        (
            "validity",
            req.validity,
            *CODE_LIVES.start(),
            *CODE_LIVES.end(),
        ),
    ] {
        if value.is_some_and(|value| !(low..=high).contains(&value)) {
            return Err(Error::field(field, format_args!("must be {low} to {high}")));
        }
    }
    Ok(vendor)
}

fn added(cx: &Cx, vendor: &Vendor, req: &ConfigSmsProvider, pool_id: &str) -> Result<Row> {
    let fields = usable(cx, vendor, completed(vendor, req.fields.clone(), None)?)?;
    let sealed = Sealed {
        fields,
        token: cx.app.random.secret(),
    };
    Ok(Row {
        id: cx.new_id(),
        pool_id: pool_id.into(),
        scope: req.scope.as_str().into(),
        vendor: vendor.name.into(),
        enabled: req.enabled.unwrap_or(true),
        priority: req.priority.unwrap_or_default(),
        validity: req.validity,
        sealed: sealed.seal(&cx.app.vault)?,
        created_at: cx.now(),
        updated_at: cx.now(),
    })
}

fn changed(cx: &Cx, vendor: &Vendor, req: &ConfigSmsProvider, old: &Row) -> Result<Row> {
    let mut sealed = Sealed::open(&cx.app.vault, &old.sealed)?;
    let before = sealed
        .fields
        .as_object()
        .filter(|_| old.vendor == vendor.name);
    sealed.fields = usable(cx, vendor, completed(vendor, req.fields.clone(), before)?)?;
    Ok(Row {
        scope: req.scope.as_str().into(),
        vendor: vendor.name.into(),
        enabled: req.enabled.unwrap_or(true),
        priority: req.priority.unwrap_or_default(),
        validity: req.validity,
        sealed: sealed.seal(&cx.app.vault)?,
        updated_at: cx.now(),
        ..old.clone()
    })
}

/// The settings, where the vendor can be spoken to with them.
fn usable(cx: &Cx, vendor: &Vendor, fields: Object) -> Result<Value> {
    check_addresses(vendor, &fields, cx.app.settings.private_providers)?;
    let fields = Value::Object(fields);
    (vendor.open)(fields.clone())
        .map(drop)
        .map_err(|error| Error::field(&format!("fields.{}", error.field), error.why))?;
    Ok(fields)
}
