//! The management token: fetched when it is first needed and again before it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cleat_api::Secret;
use cleat_api::access_key::ManagementToken as Fetched;
use tokio::sync::Mutex;

use crate::Error;

/// Fetch the next token this long before the present one ends.
const EARLY: Duration = Duration::from_secs(60);

#[derive(Clone, Default)]
pub(crate) struct ManagementToken {
    kept: Arc<Mutex<Option<(Secret, Instant)>>>,
}

impl ManagementToken {
    #[expect(
        clippy::disallowed_methods,
        reason = "a client has the machine's clock"
    )]
    pub(crate) async fn get(
        &self,
        fetch: impl Future<Output = Result<Fetched, Error>>,
    ) -> Result<Secret, Error> {
        let mut kept = self.kept.lock().await;
        if let Some((token, until)) = kept.as_ref().filter(|(_, until)| *until > Instant::now()) {
            tracing::trace!(?until, "management token kept");
            return Ok(token.clone());
        }
        let fresh = fetch.await?;
        let life = Duration::from_secs(u64::try_from(fresh.expires_in).unwrap_or_default());
        *kept = Some((
            fresh.access_token.clone(),
            Instant::now() + life.saturating_sub(EARLY),
        ));
        Ok(fresh.access_token)
    }
}
