//! What users did, read off the audit trail.

mod actions;
mod logins;

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
        .mount(logins::get_user_login_history)
}
