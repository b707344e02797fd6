//! Users out, in the order of their ids, a page at a time.

use std::collections::HashMap;

use super::record::line;
use cleat_engine::account::{identity, store};
use cleat_engine::kernel::{App, Error, Result};

/// Users read at once.
const PAGE: i64 = 1000;

/// Hands every user of a pool whose id comes after `after` to `take`, as a line without its
/// end. What changes meanwhile may be seen or not; no user comes twice.
///
/// # Errors
/// When the database fails, or what `take` said.
pub async fn export(
    app: &App,
    pool_id: &str,
    after: &str,
    mut take: impl FnMut(&str) -> std::io::Result<()>,
) -> Result<u64> {
    let mut after = after.to_owned();
    let mut count = 0;
    loop {
        let page =
            store::after(&mut *app.db.scan_patiently().await?, pool_id, &after, PAGE).await?;
        let Some(last) = page.last().map(|account| account.id.clone()) else {
            return Ok(count);
        };
        let mut tx = app.db.scan_patiently().await?;
        let mut identities: HashMap<_, Vec<_>> = HashMap::new();
        for (user_id, identity) in identity::between(&mut tx, pool_id, &after, &last).await? {
            identities.entry(user_id).or_default().push(identity);
        }
        drop(tx);
        for account in page {
            let identities = identities.remove(&account.id).unwrap_or_default();
            take(&line(&account, identities)?).map_err(Error::internal)?;
            count += 1;
        }
        after = last;
    }
}
