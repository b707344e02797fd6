//! Signing up and signing in.

mod by_code;
mod by_password;
mod register;
mod sign_in;
mod sign_up;

use crate::http::Routes;

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(sign_in::sign_in_by_credentials)
        .mount(sign_up::sign_up)
}
