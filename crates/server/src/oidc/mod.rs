//! OpenID Connect and OAuth 2.0 endpoints.

mod discovery;
mod introspect;
mod revoke;
mod token;
mod userinfo;

use crate::http::Routes;

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(discovery::get_open_id_configuration)
        .mount(discovery::fetch_jwks)
        .mount(token::exchange_token)
        .mount(introspect::introspect_token)
        .mount(revoke::revoke_token)
        .mount(userinfo::get_user_info)
        .mount(userinfo::post_user_info)
}
