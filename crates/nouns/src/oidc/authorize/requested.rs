//! Claims that are asked for by name (OpenID Connect Core 1.0 section 5.5).

use cleat_api::{Object, Value};
use cleat_engine::account::{Account, claims};
use cleat_engine::kernel::{Cx, Result};
use serde::{Deserialize, Serialize};

use super::super::scope::{CLAIMED, SCOPES};
use super::acr::WantedAcr;

/// Most claims that one request names.
const MOST: usize = 64;

/// The claims that a request names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestedClaims {
    /// Those of the ID token.
    pub id_token: Vec<String>,
    /// Those of `/oidc/me`.
    pub userinfo: Vec<String>,
    /// The one user who is asked for.
    pub sub: Option<String>,
    /// How the user is to be authenticated.
    #[serde(default)]
    pub acr: Option<WantedAcr>,
}

impl RequestedClaims {
    /// Reads the parameter `claims`; `None` where it is not as the standard has it.
    pub fn parse(text: &str) -> Option<Self> {
        let given: Object = serde_json::from_str(text).ok()?;
        let part = |name: &str| match given.get(name) {
            None | Some(Value::Null) => Some(Object::new()),
            Some(Value::Object(part)) if part.len() <= MOST => Some(part.clone()),
            Some(_) => None,
        };
        let (id_token, userinfo) = (part("id_token")?, part("userinfo")?);
        let sub = [&id_token, &userinfo].into_iter().find_map(|part| {
            let wanted = part.get("sub")?.get("value")?;
            wanted.as_str().map(str::to_owned)
        });
        Some(Self {
            acr: WantedAcr::of_claims(&id_token),
            id_token: known(id_token),
            userinfo: known(userinfo),
            sub,
        })
    }

    /// The scopes whose claims they are.
    pub fn scopes(&self) -> impl Iterator<Item = &'static str> {
        let names = self.id_token.iter().chain(&self.userinfo);
        names.filter_map(|name| scope_of(name))
    }
}

fn known(part: Object) -> Vec<String> {
    let names = part.into_iter().map(|(name, _)| name);
    names.filter(|name| scope_of(name).is_some()).collect()
}

fn scope_of(name: &str) -> Option<&'static str> {
    let mut all = CLAIMED.iter();
    all.find(|(_, names)| names.contains(&name))
        .map(|(scope, _)| *scope)
}

/// What the claims of those names say of an account.
///
/// # Errors
/// When the database fails.
pub async fn named<'n>(
    cx: &Cx,
    account: &Account,
    names: impl Iterator<Item = &'n str>,
) -> Result<Object> {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return Ok(Object::new());
    }
    let all = claims::of(cx, account, &SCOPES.join(" ")).await?;
    let wanted = all.into_iter();
    Ok(wanted
        .filter(|(name, _)| names.contains(&name.as_str()))
        .collect())
}
