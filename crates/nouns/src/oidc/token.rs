//! `/oidc/token`: a grant for tokens.

use cleat_api::ErrorCode;
use cleat_api::oidc::{DEVICE_GRANT, ExchangeToken, TokenResponse};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Result};

use super::{code_grant, device, grants, machine, refresh};

/// Exchanges a grant for tokens.
pub async fn exchange_token(
    cx: Cx,
    client: OAuthClient,
    req: ExchangeToken,
) -> Result<TokenResponse> {
    match req.grant_type.as_str() {
        grants::CODE => code_grant::exchange(cx, client, req).await,
        grants::REFRESH => refresh::exchange(cx, client, req).await,
        DEVICE_GRANT => device::exchange(cx, client, req).await,
        grants::MACHINE => machine::exchange(cx, client, req).await,
        _ => Err(ErrorCode::UnsupportedGrant.into()),
    }
}
