//! SMS by SMPP 3.4, the protocol of carriers: a link that is kept, over which messages go and
//! receipts come.

mod connect;
mod frames;
mod link;
mod links;
mod receipt;
mod session;
mod settings;
mod sink;
mod state;
mod status;
mod submit;

#[cfg(test)]
mod tests;

use crate::service::Vendor;

pub use link::Link;
pub(crate) use links::Links;
pub use settings::{SCHEMES, Settings};
pub(crate) use sink::Arrived;

/// The vendor that every SMSC is of.
pub(crate) const VENDOR: Vendor = Vendor::smpp("SMPP", "SMPP 3.4");
