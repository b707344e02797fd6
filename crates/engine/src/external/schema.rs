//! The settings of a source as JSON Schema, for forms.

use cleat_api::Value;
use schemars::schema_for;

use super::fields::Fields;
use super::preset::{Protocol, Source};

/// What every connection may set.
const COMMON: [&str; 2] = ["associationMode", "challengeBindingMethods"];

/// What a connection of that source may set besides what it needs.
fn own(source: &Source) -> &'static [&'static str] {
    match &source.protocol {
        Protocol::OAuth2(_) => &[
            "scopes",
            "mapping",
            "authEndPoint",
            "tokenEndPoint",
            "userInfoEndPoint",
            "revocationEndPoint",
            "keepTokens",
        ],
        Protocol::Oidc(oidc) if oidc.issuer.contains("{tenant}") => {
            &["scopes", "mapping", "issuerUrl", "tenant", "keepTokens"]
        }
        Protocol::Oidc(_) => &["scopes", "mapping", "issuerUrl", "keepTokens"],
        Protocol::Dialect(_) => &[
            "scopes",
            "authEndPoint",
            "tokenEndPoint",
            "idEndPoint",
            "userInfoEndPoint",
        ],
        Protocol::Cas => &["tokenEndPoint", "mapping"],
        Protocol::Saml => &["samlSpCert", "samlSpKey", "signSamlRequest", "mapping"],
        Protocol::Alipay(_) => &["scopes", "authEndPoint", "tokenEndPoint", "pid"],
        Protocol::Directory(_) => &[
            "authorities",
            "bindDn",
            "bindPassword",
            "userAttribute",
            "idAttribute",
        ],
    }
}

/// The settings of a source. Secrets are `writeOnly`.
pub fn schema(source: &Source) -> Value {
    let mut schema = schema_for!(Fields).to_value();
    let is_used = |name: &str| {
        let all = source.required.iter().chain(own(source)).chain(&COMMON);
        all.into_iter().any(|used| *used == name)
    };
    if let Some(Value::Object(properties)) = schema.pointer_mut("/properties") {
        properties.retain(|name, _| is_used(name));
        for name in source.required {
            let kind = properties.get_mut(*name);
            if let Some(kind) = kind.and_then(|one| one.get_mut("type")) {
                *kind = "string".into();
            }
        }
    }
    if let Value::Object(whole) = &mut schema {
        whole.insert("title".into(), source.name.into());
        whole.insert("required".into(), source.required.to_vec().into());
    }
    schema
}
