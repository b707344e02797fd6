//! Applications, as the pool manages them.

mod branding;
mod create;
mod delete;
mod document;
mod openid;
mod read;
mod secret;
mod update;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

pub use branding::picture_of;
pub use document::document;

/// Applications; the rows are the engine's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .write(create::create_application)
        .mount(read::get_application)
        .mount(read::list_applications)
        .write(update::update_application)
        .write(delete::delete_application)
        .mount(read::get_application_secret)
        .write(secret::refresh_application_secret)
        .mount(secret::check_app_id_secret)
}
