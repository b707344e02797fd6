//! Providers that the configuration names, with the settings that the operations take.

use serde::Deserialize;
use serde_json::Value;

use super::{ProviderError, Scope};
use crate::message::Medium;
use crate::service::Opened;
use crate::vendor::vendor;

/// Longest id.
const LONGEST: usize = 32;

/// A provider of the configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    /// Its id, which routes and metrics name it by.
    pub(super) id: String,
    /// Name of a [`Scope`].
    scope: String,
    /// Name of its vendor.
    pub(super) provider: String,
    /// Order among those of a scope.
    #[serde(default)]
    pub(super) priority: i64,
    /// Life of the codes it carries, in seconds.
    pub(super) validity: Option<i64>,
    /// Settings of the vendor.
    fields: Value,
}

/// Reads a list of them. What is wrong is told without the text, which holds secrets.
pub(super) fn read(list: &str) -> Result<Vec<Named>, ProviderError> {
    let form = "must be a list of tables with id, scope, provider and fields";
    let list: Vec<Named> = serde_json::from_str(list).map_err(|_| ProviderError(form.into()))?;
    for one in &list {
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if one.id.is_empty() || one.id.len() > LONGEST || !one.id.bytes().all(sign) {
            let why = format!("an id must have 1 to {LONGEST} letters, digits and -");
            return Err(ProviderError(why));
        }
    }
    Ok(list)
}

impl Named {
    /// Who it is for, and how it is spoken to.
    pub(super) fn open(&self) -> Result<(Scope, Opened), ProviderError> {
        let wrong = |why: &str| ProviderError(format!("{}: {why}", self.id));
        let scope = Scope::parse(&self.scope);
        let scope = scope.ok_or_else(|| wrong("scope must be DOMESTIC, INTERNATIONAL or EMAIL"))?;
        let medium = match scope {
            Scope::Email => Medium::Email,
            Scope::Domestic | Scope::International => Medium::Sms,
        };
        let vendor = vendor(&self.provider).filter(|vendor| vendor.medium == medium);
        let vendor = vendor.ok_or_else(|| wrong("provider is none of that scope"))?;
        if self
            .validity
            .is_some_and(|validity| !(30..=600).contains(&validity))
        {
            return Err(wrong("validity must be 30 to 600"));
        }
        let opened = (vendor.open)(self.fields.clone());
        let opened = opened.map_err(|error| wrong(&format!("fields.{error}")))?;
        Ok((scope, opened))
    }
}
