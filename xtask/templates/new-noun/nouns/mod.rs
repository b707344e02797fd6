//! Gadgets: say in one sentence what they are.

mod create;
mod list;
mod store;

use cleat_engine::http::{Noun, Routes};

/// Its operations and its rows.
pub const NOUN: Noun = Noun {
    mount,
    rows: store::MODULE,
};

fn mount(routes: Routes) -> Routes {
    routes
        .write(create::create_gadget)
        .mount(list::list_gadgets)
}
