//! Access keys as the wire shows them.

use cleat_api::access_key::AccessKey;
use cleat_engine::kernel::{iso, secret_fields};
use cleat_engine::tenancy::access_keys::Row;

/// The one kind of key.
pub const KIND: &str = "userpool";
/// Of an enabled key.
const ACTIVATED: &str = "activated";
/// Of a disabled one.
const REVOKED: &str = "revoked";
/// The states of the contract; no key is in the second one.
pub const STATES: [&str; 3] = [ACTIVATED, "staging", REVOKED];

/// The state of a key.
pub fn state(key: &Row) -> &'static str {
    match key.enabled {
        true => ACTIVATED,
        false => REVOKED,
    }
}

/// A key; of its secret nothing is shown.
pub fn shown(key: &Row) -> AccessKey {
    AccessKey {
        access_key_id: key.id.clone(),
        access_key_secret: secret_fields::mask("").into(),
        user_id: String::new(),
        created_at: iso(key.created_at),
        status: state(key).to_owned(),
        last_date: key.used_at.map(iso).unwrap_or_default(),
        user_pool_id: key.pool_id.clone(),
        enable: key.enabled,
    }
}
