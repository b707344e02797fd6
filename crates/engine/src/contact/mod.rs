//! Binding, unbinding and changing a phone or an e-mail address: the same steps for both.

mod bind;
mod change;
mod claim;
mod kind;
mod unbind;

pub use bind::bind;
pub use change::{ProvenChange, change, prove_change};
pub use claim::{end_claims, proven};
pub use kind::Kind;
pub use unbind::{remaining, unbind};
