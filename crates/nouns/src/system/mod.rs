//! What everybody may know of the server.

use cleat_api::system::{GetSystemInfo, RsaKey, Sm2Key, SystemInfo, SystemVersion};
use cleat_engine::http::{Noun, Public, Routes};
use cleat_engine::kernel::{Cx, Module, Result};

/// The server itself.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes.mount(get_system_info)
}

/// `getSystemInfo`
async fn get_system_info(cx: Cx, _: Public, _: GetSystemInfo) -> Result<SystemInfo> {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let keys = cx.app.keys.ring();
    Ok(SystemInfo {
        rsa: RsaKey {
            public_key: keys.rsa.public_key().to_owned(),
        },
        sm2: Sm2Key {
            public_key: keys.sm2.public_key().to_owned(),
        },
        version: SystemVersion {
            server: version.clone(),
            console: version.clone(),
            login: version,
        },
        public_ips: Vec::new(),
    })
}
