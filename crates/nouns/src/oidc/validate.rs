//! `/api/v2/oidc/validate_token`.

use cleat_api::oidc::ValidateToken;
use cleat_api::{Object, Value};
use cleat_engine::http::Public;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::session;
use cleat_protocol::jose;

/// The claims of a token, where it stands and is of the kind it is named as.
pub async fn validate_token(cx: Cx, _: Public, req: ValidateToken) -> Result<Object> {
    let (field, kind, token) = match (req.access_token, req.id_token) {
        (Some(token), None) => ("access_token", "access", token),
        (None, Some(token)) => ("id_token", "id", token),
        _ => {
            let why = "exactly one of access_token and id_token is needed";
            return Err(Error::field("access_token", why));
        }
    };
    let stands = session::user_of(&cx, token.expose()).await?.is_some();
    match jose::unverified_claims(token.expose()) {
        Some(Value::Object(claims)) if stands && claims.get("token_use") == Some(&kind.into()) => {
            Ok(claims)
        }
        _ => Err(Error::field(field, "is not valid")),
    }
}
