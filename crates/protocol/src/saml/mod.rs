//! SAML 2.0, as a service provider speaks it.

mod c14n;
mod certificate;
mod request;
mod response;
mod signed;
mod xml;

pub use c14n::{Canonical, canonical};
pub use certificate::{Key, certificates, keys};
pub use request::{AuthnRequest, Signer, metadata, public_key, sign};
pub use response::{Answer, Assertion, Bearer, Envelope, read};
pub use xml::LONGEST;
