//! Metadata and public keys.

use cleat_api::application::{ClientAuthMethod, SigningAlgorithm};
use cleat_api::oidc::{
    ExchangeToken, FetchJwks, GetOpenIdConfiguration, GetUserInfo, IntrospectToken, JwkSet,
    RevokeToken,
};
use cleat_api::{Endpoint, Object};
use cleat_engine::http::Public;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::tenancy::applications;
use cleat_protocol::jose::Algorithm;
use serde_json::json;

/// `/oidc/.well-known/openid-configuration`
pub async fn get_open_id_configuration(
    cx: Cx,
    _: Public,
    _: GetOpenIdConfiguration,
) -> Result<Object> {
    let base = cx.app.settings.base_url();
    let at = |path: &str| format!("{base}{path}");
    let methods: Vec<_> = ClientAuthMethod::ALL
        .iter()
        .map(|method| method.as_str())
        .collect();
    let algorithms: Vec<_> = SigningAlgorithm::ALL
        .iter()
        .map(|alg| alg.as_str())
        .collect();
    let document = json!({
        "issuer": cx.app.settings.issuer(),
        "jwks_uri": at(FetchJwks::operation().path),
        "token_endpoint": at(ExchangeToken::operation().path),
        "userinfo_endpoint": at(GetUserInfo::operation().path),
        "introspection_endpoint": at(IntrospectToken::operation().path),
        "revocation_endpoint": at(RevokeToken::operation().path),
        "grant_types_supported": ["refresh_token", "client_credentials"],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "scopes_supported": [
            "openid", "profile", "email", "phone", "address", "username", "external_id",
            "offline_access", "roles",
        ],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
    });
    Ok(document.as_object().cloned().unwrap_or_default())
}

/// `/oidc/.well-known/jwks.json`. Only keys that an application uses are shown: the official
/// Python SDK reads every key of the set as RSA and fails on another kind.
pub async fn fetch_jwks(cx: Cx, _: Public, _: FetchJwks) -> Result<JwkSet> {
    let used = applications::algorithms(&mut *cx.scan().await?).await?;
    let keys = cx.app.keys.ring();
    let shown = keys.signing.iter().filter(|key| {
        key.algorithm == Algorithm::Rs256 || used.iter().any(|name| name == key.algorithm.name())
    });
    Ok(JwkSet {
        keys: shown
            .filter_map(|key| key.jwk.as_object().cloned())
            .collect(),
    })
}
