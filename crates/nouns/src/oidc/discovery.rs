//! Metadata and public keys.

use cleat_api::application::{ClientAuthMethod, SigningAlgorithm};
use cleat_api::oidc::{
    AUTHORIZATION_PATH, AuthorizeDevice, DEVICE_GRANT, END_SESSION_PATH, ExchangeToken, FetchJwks,
    GetOpenIdConfiguration, GetUserInfo, IntrospectToken, JwkSet, PushAuthorizationRequest,
    RevokeToken,
};
use cleat_api::{Endpoint, Language, Object};
use cleat_engine::http::Public;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::Acr;
use cleat_engine::tenancy::applications;
use cleat_protocol::jose::{Algorithm, SigningKey};
use serde_json::json;

use super::authorize::ResponseMode;
use super::grants;
use super::scope::{CLAIMED, SCOPES};

/// `/oidc/.well-known/openid-configuration`
pub async fn get_open_id_configuration(
    cx: Cx,
    _: Public,
    _: GetOpenIdConfiguration,
) -> Result<Object> {
    let mut document = endpoints(&cx);
    document.extend(offered());
    Ok(document)
}

/// Where everything is.
fn endpoints(cx: &Cx) -> Object {
    let base = cx.app.settings.base_url();
    let at = |path: &str| format!("{base}{path}");
    let document = json!({
        "issuer": cx.app.settings.issuer(),
        "authorization_endpoint": at(AUTHORIZATION_PATH),
        "jwks_uri": at(FetchJwks::operation().path),
        "token_endpoint": at(ExchangeToken::operation().path),
        "userinfo_endpoint": at(GetUserInfo::operation().path),
        "device_authorization_endpoint": at(AuthorizeDevice::operation().path),
        "pushed_authorization_request_endpoint": at(PushAuthorizationRequest::operation().path),
        "introspection_endpoint": at(IntrospectToken::operation().path),
        "revocation_endpoint": at(RevokeToken::operation().path),
        "end_session_endpoint": at(END_SESSION_PATH),
    });
    document.as_object().cloned().unwrap_or_default()
}

/// What there is to choose from.
fn offered() -> Object {
    let methods = ClientAuthMethod::ALL.iter();
    let methods: Vec<_> = methods.map(|method| method.as_str()).collect();
    let algorithms = SigningAlgorithm::ALL.iter().map(|alg| alg.as_str());
    let algorithms: Vec<_> = algorithms.collect();
    let languages = Language::ALL.iter().map(|tag| tag.as_str());
    let document = json!({
        "grant_types_supported": [grants::CODE, grants::REFRESH, grants::MACHINE, DEVICE_GRANT],
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::as_str),
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account", "create"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "require_pushed_authorization_requests": false,
        "acr_values_supported": Acr::ALL.map(Acr::as_str),
        "dpop_signing_alg_values_supported": Algorithm::ALL.map(Algorithm::name),
        "subject_types_supported": ["public"],
        "claim_types_supported": ["normal"],
        "claims_supported": claims(),
        "ui_locales_supported": languages.collect::<Vec<_>>(),
        "scopes_supported": SCOPES,
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
    });
    document.as_object().cloned().unwrap_or_default()
}

/// The claims of a session and of the scopes.
fn claims() -> Vec<&'static str> {
    let of_session = [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "sid",
    ];
    let of_scopes = CLAIMED.iter().flat_map(|(_, names)| names.iter().copied());
    of_session.into_iter().chain(of_scopes).collect()
}

/// `/oidc/.well-known/jwks.json`. Only keys that an application uses are shown: the official
/// Python SDK reads every key of the set as RSA and fails on another kind. Those of RSA come first:
/// the one for Java reads the first.
pub async fn fetch_jwks(cx: Cx, _: Public, _: FetchJwks) -> Result<JwkSet> {
    let used = applications::algorithms(&mut *cx.scan().await?).await?;
    let keys = cx.app.keys.ring();
    let is_rsa = |key: &&SigningKey| key.algorithm == Algorithm::Rs256;
    let is_used = |key: &&SigningKey| used.iter().any(|name| name == key.algorithm.name());
    let rsa = keys.signing.iter().filter(is_rsa);
    let others = keys
        .signing
        .iter()
        .filter(|key| !is_rsa(key) && is_used(key));
    Ok(JwkSet {
        keys: rsa
            .chain(others)
            .filter_map(|key| key.jwk.as_object().cloned())
            .collect(),
    })
}
