//! Receipts, as vendors send them.

use cleat_delivery::provider::{Provider, Row, Sealed};
use cleat_delivery::receipt::{Hook, NotAReceipt, Thanks};
use cleat_delivery::receipts::{Reported, apply_all};
use cleat_protocol::seal;

use crate::kernel::{App, Error, Result};

/// Why a call is not taken for one of a vendor.
#[derive(Debug)]
pub enum Refused {
    /// There is no such address.
    Unknown,
    /// It is none of the vendor's.
    NotAReceipt(NotAReceipt),
    /// The database does not answer.
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<cleat_store::Error> for Refused {
    fn from(error: cleat_store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Takes a call of a vendor: what it says is committed before it is thanked.
///
/// # Errors
/// Why it is none of the vendor's.
pub async fn receive(
    app: &App,
    provider_id: &str,
    token: &str,
    hook: &Hook<'_>,
) -> std::result::Result<Thanks, Refused> {
    let provider = provider(app, provider_id, token)
        .await?
        .ok_or(Refused::Unknown)?;
    let service = provider.service().ok_or(Refused::Unknown)?;
    let receipts = service.receipts(hook).map_err(Refused::NotAReceipt)?;
    let reported = Reported {
        provider_id: provider.id.clone(),
        receipts,
        now: app.clock.now(),
    };
    for (country, fate) in app.db.write(reported, apply_all).await? {
        app.outbox.report(&provider, &country, fate);
    }
    Ok(service.thanks(hook))
}

/// The provider that has the address for receipts.
async fn provider(app: &App, id: &str, token: &str) -> Result<Option<Provider>> {
    let mut tx = app.db.read().await?;
    let Some(pool_id) = Row::pool_of(&mut tx, id).await? else {
        return Ok(None);
    };
    let Some(row) = Row::find(&mut tx, &pool_id, id).await? else {
        return Ok(None);
    };
    let sealed = Sealed::open(&app.vault, &row.sealed)?;
    if !seal::equal(&sealed.token, token) {
        return Ok(None);
    }
    Ok(app.outbox.provider(row)?)
}
