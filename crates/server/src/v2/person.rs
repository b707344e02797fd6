//! Users as the V2 API writes them.

use cleat_api::profile::GetProfile;
use cleat_api::signin::LoginTokens;
use cleat_api::user::{User, UserStatus};
use cleat_api::{Secret, Value};
use cleat_engine::kernel::{Error, Result, iso};
use serde_json::json;

use super::answer::Answer;
use super::call::Call;

/// Names that differ from those of the V3 API.
const RENAMED: [(&str, &str); 2] = [("userId", "id"), ("lastIp", "lastIP")];

/// The user that somebody is signed in as.
pub async fn me(call: &Call) -> Answer<Value> {
    let user = call.v3(&GetProfile::default()).await?;
    written(call, &user)
}

/// The user who has just signed in, with the token of the sign-in.
pub async fn signed_in(call: &Call, tokens: LoginTokens) -> Answer<Value> {
    let access = tokens.access_token.clone().unwrap_or_default();
    let user = call.v3_for(&access, &GetProfile::default()).await?;
    with_tokens(&user, &tokens, call.cx.now()).map_err(|error| call.refuse(error))
}

/// A user who signed in at that time, with the token of the sign-in.
///
/// # Errors
/// When the user cannot be written.
pub fn with_tokens(user: &User, tokens: &LoginTokens, now: i64) -> Result<Value> {
    let token = tokens.id_token.as_ref().map(Secret::expose);
    let mut user = with_token(user, token)?;
    if let Value::Object(user) = &mut user {
        let ends = now + tokens.expires_in * 1000;
        user.insert("tokenExpiredAt".into(), iso(ends).into());
    }
    Ok(user)
}

/// A user.
pub fn written(call: &Call, user: &User) -> Answer<Value> {
    with_token(user, call.token()).map_err(|error| call.refuse(error))
}

fn with_token(user: &User, token: Option<&str>) -> Result<Value> {
    let mut written = serde_json::to_value(user).map_err(Error::internal)?;
    if let Value::Object(fields) = &mut written {
        for (own, other) in RENAMED {
            let value = fields.shift_remove(own).unwrap_or_default();
            fields.insert(other.into(), value);
        }
        let blocked = user.status != UserStatus::Activated;
        fields.insert("blocked".into(), blocked.into());
        fields.insert("isDeleted".into(), false.into());
        // The SDK keeps the token of whichever user it is told of.
        fields.insert("token".into(), json!(token));
    }
    Ok(written)
}
