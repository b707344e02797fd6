//! GitHub: OAuth 2.0, a profile of its own, and a list of addresses of which the primary one counts
//! where it is verified.

use std::borrow::Cow;

use cleat_api::Value;
use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};

use super::preset::{OAuth2, Protocol, SECRET, Source, any};
use super::profile::{Mapping, proven_email};
use crate::account::Contact;

/// On a page.
pub const WEB: Source = Source {
    provider: Provider::Github,
    connection: ConnectionType::Github,
    name: "GitHub",
    r#type: ExtIdpType::Social,
    has_page: true,
    required: SECRET,
    check: any,
    protocol: Protocol::OAuth2(OAuth2 {
        authorization: "https://github.com/login/oauth/authorize",
        token: "https://github.com/login/oauth/access_token",
        user: "https://api.github.com/user",
        scope: "read:user user:email",
        mapping: &Mapping {
            id: Cow::Borrowed("/id"),
            email: None,
            email_verified: None,
            phone: None,
            phone_verified: None,
            name: Some(Cow::Borrowed("/name")),
            picture: Some(Cow::Borrowed("/avatar_url")),
        },
        emails: Some("/emails"),
    }),
};

/// In an app.
pub const MOBILE: Source = Source {
    connection: ConnectionType::GithubMobile,
    has_page: false,
    ..WEB
};

/// The primary address, where it is verified.
pub fn primary(listed: &Value) -> Option<Contact> {
    let is = |entry: &Value, name: &str| entry.get(name) == Some(&Value::Bool(true));
    let mut entries = listed.as_array()?.iter();
    let entry = entries.find(|entry| is(entry, "primary") && is(entry, "verified"))?;
    proven_email(entry.get("email")?.as_str()?)
}
