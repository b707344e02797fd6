//! NOUN: what it is to the server.

mod get;
mod store;

use cleat_engine::kernel::Module;

/// What the server knows of this noun.
pub const MODULE: Module = Module {
    mount: |routes| routes.mount(get::get_NOUN),
    migrations: store::MIGRATIONS,
    ..Module::EMPTY
};
