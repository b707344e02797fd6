//! Texts of codes that go by SMS: templates with macros, the standard ones in four languages, and
//! the lines below them that programs read.

mod own;
mod rows;
mod standard;
mod tail;
mod template;

pub use own::{AppText, Chosen, OwnTemplate, OwnTexts, PoolTexts};
pub use standard::{plain, standard};
pub use tail::{Tail, host_of, is_hash, is_host};
pub use template::{Filled, MACROS, SmsTemplate};

#[cfg(test)]
mod tests;
