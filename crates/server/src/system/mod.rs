//! What everybody may know of the server.

use cleat_api::system::{GetSystemInfo, RsaKey, Sm2Key, SystemInfo, SystemVersion};

use crate::core::{Cx, Result};
use crate::http::{Public, Routes};

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes.mount(get_system_info)
}

/// `getSystemInfo`
async fn get_system_info(cx: Cx, _: Public, _: GetSystemInfo) -> Result<SystemInfo> {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Ok(SystemInfo {
        rsa: RsaKey {
            public_key: cx.app.keys.ring().rsa.public_key().to_owned(),
        },
        sm2: Sm2Key {
            public_key: cx.app.keys.ring().sm2.public_key().to_owned(),
        },
        version: SystemVersion {
            server: version.clone(),
            console: version.clone(),
            login: version,
        },
        public_ips: Vec::new(),
    })
}
