//! Users of a pool in and out, a JSON object a line.

mod export;
mod import;
mod record;

pub use export::export;
pub use import::{Imported, import};
