//! What signed-in users see and change of themselves.

mod countries;
mod delete_account;
mod history;
mod me;

use crate::http::Routes;

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(me::get_profile)
        .mount(me::update_profile)
        .mount(me::get_security_level)
        .mount(delete_account::verify_delete_account_request)
        .mount(delete_account::delete_account)
        .mount(history::get_login_history)
        .mount(history::get_logged_in_apps)
        .mount(countries::get_country_list)
}
