//! Signatures of other companies' services, as pure functions.

pub mod acs3;
pub mod chuanglan;
pub mod percent;
pub mod standard_webhook;
pub mod tc3;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_china;
