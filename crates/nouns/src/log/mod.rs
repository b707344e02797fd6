//! What users did and what was done for the pool, read off the audit trail.

mod actions;
mod admin;
mod logins;
mod pages;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// Logs; the rows are those of the audit trail.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(actions::get_user_action_logs)
        .mount(admin::get_admin_audit_logs)
        .mount(logins::get_user_login_history)
}
