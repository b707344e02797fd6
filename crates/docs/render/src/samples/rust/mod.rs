//! A sample in Rust, as `rustfmt` writes it.

mod layout;
mod program;
mod source;
mod value;

pub use program::program;
pub use source::sample;
