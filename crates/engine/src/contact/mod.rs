//! Binding, unbinding and changing a phone or an e-mail address: the same steps for both.

mod bind;
mod change;
mod kind;
mod unbind;

pub use bind::bind;
pub use change::{ProvenChange, change, prove_change};
pub use kind::Kind;
pub use unbind::unbind;
