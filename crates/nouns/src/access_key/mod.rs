//! Access keys of the pool.

mod change;
mod create;
mod read;
mod shown;
mod token;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// Access keys; the rows are the engine's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(token::get_management_token)
        .write(create::create_access_key)
        .mount(read::get_access_key)
        .mount(read::get_access_key_list)
        .write(change::update_access_key)
        .write(change::delete_access_key)
}
