//! Login methods: nobody loses the last one, neither by what a user removes nor by what an operator
//! decides.
//!
//! A login method is a phone, an e-mail address or a user name with a password, and counts while it
//! is usable: proven, allowed by an application of the pool, and delivered by a provider where a
//! code is needed. An external identity counts while an application shows a connection to its source.

mod policy;
mod removal;
mod stranded;

use crate::kernel::{Invariant, Module};

pub use policy::Policy;
pub use removal::{keep_one, keep_one_after_unlinking};
pub use stranded::keep_users;

/// What must hold of login methods; their rows are those of accounts and applications.
pub const MODULE: Module = Module {
    name: "login_methods",
    invariants: &[Invariant::rows(
        "no policy keeps a user from signing in",
        |besides, tx| Box::pin(stranded::everywhere(besides.outbox, tx)),
    )],
    ..Module::EMPTY
};
