//! The SMS providers of a pool, and what became of its messages.

mod config;
mod fields;
pub mod guard;
mod messages;
mod providers;
mod routes;
pub mod simulate;
mod statistics;
mod test;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

pub use messages::shown;

/// SMS providers; their rows are those of the crate that delivers.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(providers::get_sms_providers)
        .write(config::config_sms_provider)
        .write(config::delete_sms_provider)
        .write(routes::config_sms_routes)
        .write(routes::config_sms_budget)
        .mount(test::test_sms_provider)
        .mount(guard::get_sms_guard)
        .write(guard::config_sms_guard)
        .mount(simulate::simulate_sms_guard)
        .mount(messages::list_sms_messages)
        .mount(statistics::get_sms_statistics)
}
