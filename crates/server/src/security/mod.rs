//! Security settings of a pool.

mod settings;
pub mod store;

use cleat_api::security::SecuritySettings;
use cleat_store::Tx;

use crate::core::{Outcome, from_json};
use crate::http::Routes;

pub use settings::defaults;

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(settings::get_security_settings)
        .mount(settings::update_security_settings)
}

/// The settings of a pool.
pub async fn settings(tx: &mut Tx, pool_id: &str) -> Outcome<SecuritySettings> {
    Ok(match store::settings(tx, pool_id).await? {
        Some(text) => from_json(&text),
        None => Err(cleat_api::ErrorCode::PoolNotFound.into()),
    })
}
