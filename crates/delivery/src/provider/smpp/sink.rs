//! Receipts on their way from a link to the database.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::receipt::Receipt;

/// Longest time until a receipt is written down; the SMSC sends it again later.
const PATIENCE: Duration = Duration::from_secs(5);

/// A receipt that came over a link.
pub(crate) struct Arrived {
    /// Id of the provider.
    pub(crate) provider_id: String,
    /// What it says.
    pub(crate) receipt: Receipt,
    /// Told when it is written down.
    pub(crate) kept: oneshot::Sender<bool>,
}

/// Where a link puts its receipts.
pub(super) struct Sink {
    pub(super) provider_id: String,
    pub(super) arrivals: mpsc::Sender<Arrived>,
}

impl Sink {
    /// Hands a receipt on; whether it is written down in the end.
    pub(super) fn put(&self, receipt: Receipt) -> impl Future<Output = bool> + use<> {
        let (kept, told) = oneshot::channel();
        let arrived = Arrived {
            provider_id: self.provider_id.clone(),
            receipt,
            kept,
        };
        let arrivals = self.arrivals.clone();
        async move {
            let written = async {
                arrivals.send(arrived).await.ok()?;
                told.await.ok()
            };
            timeout(PATIENCE, written).await.ok().flatten() == Some(true)
        }
    }
}
