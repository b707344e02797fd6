//! Signatures of other companies' services, as pure functions.

pub mod acs3;
pub mod alipay;
pub mod chuanglan;
pub mod hub_signature;
pub mod percent;
pub mod sendgrid;
pub mod sigv4;
pub mod standard_webhook;
pub mod tc3;
pub mod twilio;
pub mod vonage;

use aws_lc_rs::hmac;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_aws;
#[cfg(test)]
mod tests_china;
#[cfg(test)]
mod tests_west;

fn mac(algorithm: hmac::Algorithm, key: &[u8], message: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(algorithm, key), message)
}

/// Whether a tag is that of the message, in constant time.
fn is_mac(algorithm: hmac::Algorithm, key: &[u8], message: &[u8], tag: &[u8]) -> bool {
    hmac::verify(&hmac::Key::new(algorithm, key), message, tag).is_ok()
}
