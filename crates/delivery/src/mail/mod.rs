//! E-mails: templates with macros, the standard ones in four languages, and what they render to.
//!
//! A [`Source`] is what an operator writes, a [`Template`] is one that was read and found right,
//! and [`render`] makes the mail of it: no clock, no randomness, no fault.

mod check;
mod html;
mod kind;
mod layout;
mod macros;
mod parts;
mod render;
mod standard;
mod syntax;

pub use kind::MailType;
pub use layout::plain;
pub use macros::{MACROS, Variables, duration};
pub use parts::{Mail, Source, Template};
pub use render::render;
pub use standard::{source as standard_source, standard};
pub use syntax::Engine;

pub(crate) use parts::one_line;
pub(crate) use syntax::{Piece, read};

#[cfg(test)]
mod tests;
