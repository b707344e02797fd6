//! Scopes as clients write them.

use cleat_api::ErrorCode;
use cleat_engine::kernel::Result;

/// The scopes that mean something here.
pub const SCOPES: &[&str] = &[
    "openid",
    "profile",
    "email",
    "phone",
    "address",
    "username",
    "external_id",
    "offline_access",
    "roles",
];

/// The claims of each scope (OpenID Connect Core 1.0 section 5.4), by which one is asked for alone.
pub const CLAIMED: &[(&str, &[&str])] = &[
    (
        "profile",
        &[
            "birthdate",
            "family_name",
            "gender",
            "given_name",
            "locale",
            "middle_name",
            "name",
            "nickname",
            "picture",
            "preferred_username",
            "profile",
            "updated_at",
            "website",
            "zoneinfo",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("address", &["address"]),
    ("username", &["username"]),
    ("external_id", &["external_id"]),
    ("roles", &["roles"]),
];

/// The parts of a scope (RFC 6749 section 3.3).
///
/// # Errors
/// `ScopeNotGranted` where it has a character that no scope has.
pub fn parts(scope: &str) -> Result<Vec<String>> {
    let is_allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    let parts = scope.split(' ').filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(str::to_owned).collect();
    match parts.iter().all(|part| part.bytes().all(is_allowed)) {
        true => Ok(parts),
        false => Err(ErrorCode::ScopeNotGranted.into()),
    }
}

/// What is known of the scope that is asked for; the rest is ignored, as OpenID Connect says.
///
/// # Errors
/// As [`parts`].
pub fn known(asked: &str) -> Result<String> {
    let mut known: Vec<&str> = Vec::new();
    let parts = parts(asked)?;
    for part in &parts {
        if SCOPES.contains(&part.as_str()) && !known.contains(&part.as_str()) {
            known.push(part);
        }
    }
    Ok(known.join(" "))
}

/// The scope that is asked for, where all of it was granted; without one, all that was.
///
/// # Errors
/// `ScopeNotGranted`.
pub fn narrowed(granted: &str, asked: Option<&str>) -> Result<String> {
    let asked = parts(asked.unwrap_or_default())?;
    if asked.is_empty() {
        return Ok(granted.to_owned());
    }
    let was_granted = |part: &String| granted.split(' ').any(|own| own == part);
    match asked.iter().all(was_granted) {
        true => Ok(asked.join(" ")),
        false => Err(ErrorCode::ScopeNotGranted.into()),
    }
}
