//! OpenID Connect and OAuth 2.0 endpoints.

mod discovery;
mod introspect;
mod machine;
mod refresh;
mod revoke;
mod scope;
mod token;
mod userinfo;
mod validate;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// OpenID Connect; the rows are those of sessions.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(discovery::get_open_id_configuration)
        .mount(discovery::fetch_jwks)
        .mount(token::exchange_token)
        .mount(introspect::introspect_token)
        .mount(revoke::revoke_token)
        .mount(userinfo::get_user_info)
        .mount(userinfo::post_user_info)
        .mount(validate::validate_token)
}
