//! E-mail of the pool: its provider and its templates.

mod names;
mod preview;
mod provider;
mod template;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// E-mail of the pool; its rows are the engine's, which sends by them.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(template::get_email_templates)
        .write(template::update_email_template)
        .mount(preview::preview_email_template)
        .mount(provider::get_email_provider)
        .write(provider::config_email_provider)
}
