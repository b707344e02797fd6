//! External identities of users, and the sources that they come from.

mod connections;
mod link;
mod linking;
mod mine;
mod shown;
mod sources;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

pub use linking::{join, link};

/// External identities; the rows are the engine's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .write(sources::create_ext_idp)
        .mount(sources::get_ext_idp)
        .mount(sources::list_ext_idp)
        .mount(connections::get_ext_idp_conn_types)
        .write(sources::update_ext_idp)
        .write(sources::delete_ext_idp)
        .write(connections::create_ext_idp_conn)
        .write(connections::update_ext_idp_conn)
        .write(connections::delete_ext_idp_conn)
        .write(connections::change_ext_idp_conn_state)
        .write(connections::change_ext_idp_conn_association_state)
        .mount(shown::get_user_loggedin_identities)
        .mount(shown::get_application_enabled_ext_idps)
        .mount(shown::get_alipay_auth_info)
        .mount(shown::generate_link_ext_idp_url)
        .mount(mine::get_identities)
        .mount(mine::unlink_ext_idp)
        .write(link::link_identity)
        .mount(link::unlink_identity)
        .mount(link::get_user_identities)
}
