//! What SMS with codes say, and the numbers whose codes are fixed.

mod config;
mod preview;
mod scope;
mod template;
mod test_numbers;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// Texts and test numbers; their rows are those of the crate that delivers.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .mount(template::get_sms_templates)
        .write(template::update_sms_template)
        .mount(preview::preview_sms_template)
        .write(config::config_sms_text)
        .mount(test_numbers::get_sms_test_numbers)
        .write(test_numbers::config_sms_test_numbers)
}
