//! Reading one.

use cleat_api::NOUN::{GetNoun, Noun};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result};

use super::store;

/// Answers `getNoun`.
pub async fn get_NOUN(cx: Cx, pool: Management, request: GetNoun) -> Result<Noun> {
    store::by_id(&mut cx.read().await?, &pool.id, &request.id).await
}
