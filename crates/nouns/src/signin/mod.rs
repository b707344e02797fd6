//! Signing up and signing in.

mod auto_register;
mod begin;
mod binding;
mod by_code;
mod by_identity;
mod by_password;
mod in_directory;
mod mobile;
mod name;
mod on_page;
mod register;
mod sign_in;
mod sign_up;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

pub use begin::methods;
pub use by_identity::{as_somebody_new, on_page as by_identity};
pub use in_directory::{Typed, in_directory};
pub use mobile::by_source;
pub use on_page::{by_code, by_password};
pub use sign_in::{SCOPE, gives_bearer_tokens};

/// Sign-up and sign-in; the rows are those of accounts and sessions.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(sign_in::sign_in_by_credentials)
        .mount(sign_up::sign_up)
        .mount(mobile::sign_in_by_mobile)
        .mount(mobile::auth_by_code_identity)
        .mount(binding::bind_by_phone_code)
        .mount(binding::bind_by_email_code)
        .mount(binding::bind_by_account)
        .mount(binding::select_account)
        .mount(binding::bind_by_account_id)
        .mount(binding::register_new_user)
}
