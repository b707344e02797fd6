//! OpenID Connect and OAuth 2.0 endpoints.

pub mod authorize;
mod code_grant;
mod consents;
pub mod device;
mod discovery;
pub mod end_session;
mod grants;
mod introspect;
mod issued;
mod machine;
mod refresh;
mod revoke;
mod scope;
mod token;
mod userinfo;
mod validate;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::{Migration, Module};

/// OpenID Connect. Sessions are the engine's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module {
        name: "oidc",
        tables: &[
            "interaction",
            "authorization_code",
            "consent",
            "pushed_request",
            "device_code",
        ],
        migrations: &[
            Migration {
                number: 14,
                sql: authorize::TABLES,
            },
            Migration {
                number: 17,
                sql: authorize::PUSHED,
            },
            Migration {
                number: 17,
                sql: device::TABLES,
            },
            Migration {
                number: 19,
                sql: authorize::AGREED,
            },
        ],
        expired: &[
            "DELETE FROM interaction WHERE expires_at < $1",
            "DELETE FROM authorization_code WHERE expires_at < $1",
            "DELETE FROM pushed_request WHERE expires_at < $1",
            "DELETE FROM device_code WHERE expires_at < $1",
            // Of applications that are gone.
            "DELETE FROM consent WHERE granted_at < $1 AND NOT EXISTS (SELECT 1 FROM application a
                 WHERE a.pool_id = consent.pool_id AND a.id = consent.app_id)",
        ],
        single_use: &[
            "DELETE FROM interaction",
            "DELETE FROM authorization_code",
            "DELETE FROM pushed_request",
            "DELETE FROM device_code",
        ],
        owned_by_user: &[
            "DELETE FROM authorization_code WHERE pool_id = $1 AND user_id = $2",
            "DELETE FROM consent WHERE pool_id = $1 AND user_id = $2",
            "DELETE FROM device_code WHERE pool_id = $1 AND user_id = $2",
        ],
        access_of_user: &[
            "DELETE FROM authorization_code WHERE pool_id = $1 AND user_id = $2",
            "DELETE FROM consent WHERE pool_id = $1 AND user_id = $2",
            "DELETE FROM device_code WHERE pool_id = $1 AND user_id = $2",
        ],
        ..Module::EMPTY
    },
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(discovery::get_open_id_configuration)
        .mount(discovery::fetch_jwks)
        .mount(token::exchange_token)
        .mount(authorize::push_authorization_request)
        .mount(device::authorize_device)
        .mount(introspect::introspect_token)
        .mount(revoke::revoke_token)
        .mount(userinfo::get_user_info)
        .mount(userinfo::post_user_info)
        .mount(validate::validate_token)
        .mount(consents::list_consents)
        .write(consents::revoke_consent)
}
