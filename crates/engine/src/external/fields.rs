//! Settings of connections. Secrets are taken, kept and never answered again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_api::ext_idp::{AssociationMode, ChallengeBindingMethod};
use cleat_api::{Object, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use super::profile::Mapping;
use crate::kernel::secret_fields::{self, is_masked, mask};
use crate::kernel::{Cx, Error, Result};

/// Settings of a connection; which of them it needs, its source says.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Fields {
    /// Id of the application at the source.
    pub client_id: String,
    /// Its secret.
    #[schemars(extend("writeOnly" = true))]
    pub client_secret: String,
    /// Issuer, whose configuration is found at `/.well-known/openid-configuration`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer_url: Option<String>,
    /// Where the browser is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_end_point: Option<String>,
    /// Page of a CAS server, usually `/cas/login`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cas_connection_login_url: Option<String>,
    /// Where a code is exchanged, or a ticket of CAS validated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_end_point: Option<String>,
    /// Where the user's profile is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_info_end_point: Option<String>,
    /// What is asked for, separated by spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<String>,
    /// Where the profile has what is looked for, as JSON pointers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
    /// Tenant of Microsoft; `common` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Where the user's id is, at sources that say it apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_end_point: Option<String>,
    /// Id of the agent at WeCom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// Id of the account at Alipay (`2088…`) that apps sign in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pid: Option<String>,
    /// Public key that the source signs with, PEM or what stands in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// Address of a directory: `ldaps`, or `ldap`, where TLS begins before anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Certificates of authorities that vouch for it besides those of the web, PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorities: Option<String>,
    /// Where its users are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_dn: Option<String>,
    /// Name by which this server looks for users; it looks for them as nobody when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bind_dn: Option<String>,
    /// Its password.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("writeOnly" = true))]
    pub bind_password: Option<String>,
    /// Attribute with the name that users type; when absent `uid`, and in Active Directory
    /// `sAMAccountName` or `userPrincipalName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_attribute: Option<String>,
    /// Attribute that stays the same for a user; when absent `entryUUID`, and in Active Directory
    /// `objectGUID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_attribute: Option<String>,
    /// Team id at Apple.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    /// Key id at Apple.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// Private key, PEM or what stands in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("writeOnly" = true))]
    pub private_key: Option<String>,
    /// Where a source of OAuth 2.0 is told that a token is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation_end_point: Option<String>,
    /// Whether the tokens of the source are kept, for whoever manages the pool.
    pub keep_tokens: bool,
    /// What becomes of an identity that nobody is linked with.
    pub association_mode: AssociationMode,
    /// Ways to prove an existing account when it is linked.
    pub challenge_binding_methods: Vec<ChallengeBindingMethod>,
}

/// How somebody proves an account that they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proven {
    /// By a code sent to a phone.
    PhoneCode,
    /// By a code sent by e-mail.
    EmailCode,
    /// By a password.
    Password,
}

impl Fields {
    /// Whether an existing account is proven by it; by all where none is named.
    pub fn takes(&self, by: Proven) -> bool {
        let named = &self.challenge_binding_methods;
        let is_own = |method: &ChallengeBindingMethod| match method {
            ChallengeBindingMethod::PhoneCode => by == Proven::PhoneCode,
            ChallengeBindingMethod::EmailCode => by == Proven::EmailCode,
            ChallengeBindingMethod::Password
            | ChallengeBindingMethod::PhonePassword
            | ChallengeBindingMethod::EmailPassword => by == Proven::Password,
        };
        named.is_empty() || named.iter().any(is_own)
    }

    /// The ways to prove an existing account, as the wire names them.
    pub fn ways_to_prove(&self) -> Vec<String> {
        let ways = self.challenge_binding_methods.iter();
        ways.map(|way| way.as_str().to_owned()).collect()
    }
}

/// The bytes of a key that is given as PEM, or as what stands in it.
pub fn key_of(text: Option<&str>) -> Option<Vec<u8>> {
    let lines = text?.lines().filter(|line| !line.starts_with("-----"));
    let text: String = lines.map(str::trim).collect();
    STANDARD.decode(text).ok().filter(|der| !der.is_empty())
}

/// Settings that are secrets.
pub const SECRETS: [&str; 3] = ["clientSecret", "privateKey", "bindPassword"];
/// Settings that say where a source is: whoever moves it must know its secrets.
const ADDRESSES: [&str; 8] = [
    "revocationEndPoint",
    "issuerUrl",
    "casConnectionLoginUrl",
    "authEndPoint",
    "tokenEndPoint",
    "userInfoEndPoint",
    "idEndPoint",
    "url",
];

/// The settings without their secrets.
pub fn masked(mut fields: Object) -> Object {
    for name in SECRETS {
        if let Some(Value::String(secret)) = fields.get_mut(name)
            && !secret.is_empty()
        {
            *secret = mask(secret);
        }
    }
    fields
}

/// The settings with those secrets of before that are not given again.
///
/// # Errors
/// When the source moves.
pub fn completed(fields: Object, before: &Object) -> Result<Object> {
    secret_fields::completed(SECRETS, &ADDRESSES, fields, before)
}

/// Whether the source is elsewhere than before.
pub fn moves(fields: &Object, before: &Object) -> bool {
    secret_fields::moves(&ADDRESSES, fields, before)
}

/// Reads settings, where the source can be spoken to with them.
///
/// # Errors
/// The field at fault.
pub fn usable(
    cx: &Cx,
    required: &[&str],
    check: fn(&Fields) -> Result<()>,
    given: Object,
) -> Result<Object> {
    let fields: Fields = serde_path_to_error::deserialize(Value::Object(given))
        .map_err(|error| Error::field(&format!("fields.{}", error.path()), "is not valid"))?;
    let written = serde_json::to_value(&fields).map_err(Error::internal)?;
    let Value::Object(written) = written else {
        return Err(Error::internal("settings are an object"));
    };
    for name in required {
        let is_there = written
            .get(*name)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.trim().is_empty() && !is_masked(text));
        if !is_there {
            return Err(Error::field(&format!("fields.{name}"), "is missing"));
        }
    }
    for name in ADDRESSES {
        if let Some(Value::String(address)) = written.get(name) {
            check_address(&format!("fields.{name}"), address, cx)?;
        }
    }
    check(&fields)?;
    Ok(written)
}

/// Refuses an address that everybody on the way could read, or that is one of a private network.
fn check_address(field: &str, address: &str, cx: &Cx) -> Result<()> {
    let private_is_allowed = cx.app.settings.private_sources;
    let url = Url::parse(address).ok();
    let scheme = url.as_ref().map(Url::scheme);
    let is_right = match scheme {
        Some("https") => true,
        // It speaks TLS before anything else.
        Some("ldap" | "ldaps") if field == "fields.url" => true,
        Some("http") => private_is_allowed,
        _ => false,
    };
    if !is_right {
        return Err(Error::field(field, "must be an address with https"));
    }
    if !private_is_allowed && cleat_delivery::http::names_private(address) {
        return Err(Error::field(field, "is one of a private network"));
    }
    Ok(())
}
