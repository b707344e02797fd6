//! Verification codes, sent and checked beforehand.

mod batch;
mod pre_check;
mod send;

use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::Module;

/// Codes; their rows are the engine's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .optimistic(send::send_sms)
        .optimistic(send::send_email)
        .mount(pre_check::pre_check_code)
        .write(batch::send_email_batch)
        .write(batch::send_sms_batch)
}
