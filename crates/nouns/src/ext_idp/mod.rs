//! External identities of users.

mod link;
mod mine;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// External identities; the rows are the account's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(mine::get_identities)
        .write(mine::unlink_ext_idp)
        .write(link::link_identity)
        .write(link::unlink_identity)
        .mount(link::get_user_identities)
}
