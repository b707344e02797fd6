//! Users, as the pool manages them, and moves them in and out.

mod columns;
mod create;
mod delete;
mod export;
mod find;
mod import;
mod list;
mod record;
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
        .mount(update::update_user)
        .mount(update::update_user_batch)
        .write(delete::delete_users_batch)
}
