//! Reading access keys.

use cleat_api::ErrorCode;
use cleat_api::access_key as api;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::tenancy::access_keys;

use super::shown::{KIND, STATES, shown, state};

/// `getAccessKey`
pub async fn get_access_key(
    cx: Cx,
    pool: Management,
    req: api::GetAccessKey,
) -> Result<Vec<api::AccessKey>> {
    let found =
        access_keys::find_in(&mut *cx.read().await?, &pool.pool_id, &req.access_key_id).await?;
    // No key is a user's.
    let found = found.filter(|_| req.user_id.is_empty());
    Ok(vec![shown(&found.ok_or(ErrorCode::AccessKeyNotFound)?)])
}

/// `getAccessKeyList`
pub async fn get_access_key_list(
    cx: Cx,
    pool: Management,
    req: api::GetAccessKeyList,
) -> Result<Vec<api::AccessKey>> {
    let states = req.status.unwrap_or_default();
    if !states.iter().all(|state| STATES.contains(&state.as_str())) {
        return Err(Error::field("status", "is not one of the allowed values"));
    }
    let is_other = |wanted: &Option<String>, own: &str| {
        let wanted = wanted.as_deref().unwrap_or_default();
        !wanted.is_empty() && wanted != own
    };
    if is_other(&req.user_id, "") || is_other(&req.r#type, KIND) {
        return Ok(Vec::new());
    }
    let keys = access_keys::all(&mut *cx.read().await?, &pool.pool_id).await?;
    let fits = |key: &&access_keys::Row| {
        states.is_empty() || states.iter().any(|wanted| wanted == state(key))
    };
    Ok(keys.iter().filter(fits).map(shown).collect())
}
