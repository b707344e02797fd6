//! The phone lab of development mode: what the handsets show, and the faults of carriers that are
//! asked for.

mod asking;
mod fault;
mod handset;

pub use fault::{Fault, FaultRule};
pub use handset::{Receipt, Shown, Wanted};

pub(crate) use fault::Faults;
