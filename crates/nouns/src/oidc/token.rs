//! `/oidc/token`: a grant for tokens.

use cleat_api::ErrorCode;
use cleat_api::oidc::{ExchangeToken, TokenResponse};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Result};

use super::{code_grant, machine, refresh};

/// Exchanges a grant for tokens.
pub async fn exchange_token(
    cx: Cx,
    client: OAuthClient,
    req: ExchangeToken,
) -> Result<TokenResponse> {
    match req.grant_type.as_str() {
        "authorization_code" => code_grant::exchange(cx, client, req).await,
        "refresh_token" => refresh::exchange(cx, client, req).await,
        "client_credentials" => machine::exchange(cx, client, req).await,
        _ => Err(ErrorCode::UnsupportedGrant.into()),
    }
}
