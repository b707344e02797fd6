//! Users, as the pool manages them, and moves them in and out.

mod columns;
mod create;
mod delete;
mod export;
mod find;
mod import;
mod list;
mod lock;
mod record;
mod reveal;
mod update;
mod veiled;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

pub use export::export;
pub use import::{Imported, import};

/// Users; the rows are the account's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(create::create_user)
        .mount(create::create_users_batch)
        .mount(find::get_user)
        .mount(find::get_user_batch)
        .mount(find::is_user_exists)
        .mount(list::list_users)
        .mount(list::export_users)
        .mount(lock::get_user_lock)
        .write(reveal::reveal_user)
        .write(lock::unlock_user)
        .mount(update::update_user)
        .mount(update::update_user_batch)
        .write(delete::delete_users_batch)
}
