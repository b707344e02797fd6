//! What signed-in users see and change of themselves.

mod countries;
mod delete_account;
mod history;
mod me;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// The signed-in user; the rows are the account's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(me::get_profile)
        .write(me::update_profile)
        .mount(me::get_security_level)
        .mount(delete_account::verify_delete_account_request)
        .write(delete_account::delete_account)
        .mount(history::get_login_history)
        .mount(history::get_logged_in_apps)
        .mount(countries::get_country_list)
}
