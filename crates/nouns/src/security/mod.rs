//! Security settings of a pool.

mod settings;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// Security settings; they stand in the row of the pool.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(settings::get_security_settings)
        .write(settings::update_security_settings)
}
