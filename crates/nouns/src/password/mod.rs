//! The password of a user: changed, reset, asked about.

mod change;
mod reset;
mod validate;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// Passwords; they stand in the rows of accounts.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(change::update_password)
        .mount(validate::validate_password)
        .write(reset::verify_reset_password_request)
        .mount(reset::reset_password)
}
