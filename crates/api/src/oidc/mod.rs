//! OpenID Connect and OAuth 2.0 endpoints. They answer as their own standards say, without
//! an envelope.

use cleat_api_macros::{operations, wire};

use crate::error::ErrorCode;
use crate::scalar::{Object, Secret};

operations! {
    getOpenIdConfiguration = GET "/oidc/.well-known/openid-configuration"
        also "/.well-known/oauth-authorization-server/oidc"
        also "/.well-known/openid-configuration"
        by Public, wire OAuth,
        GetOpenIdConfiguration -> Object;
    fetchJWKS = GET "/oidc/.well-known/jwks.json"
        by Public, wire OAuth,
        FetchJwks -> JwkSet;
    exchangeToken = POST "/oidc/token" also "/oauth/token"
        by Public, counts Guess, audits RefreshUserTokenBySelf, wire OAuth, proof Body,
        ExchangeToken -> TokenResponse,
        errors DEVICE + [UnsupportedGrant, InvalidGrant, ScopeNotGranted, ClientNotAllowed];
    pushAuthorizationRequest = POST "/oidc/par"
        by Public, counts Guess, wire OAuth, answers Created, proof Body, origin Cleat,
        PushAuthorizationRequest -> PushedAuthorizationRequest,
        errors [ClientNotAllowed, ResponseTypeUnsupported, ScopeNotGranted, AcrUnavailable];
    authorizeDevice = POST "/oidc/device/auth"
        by Public, counts Guess, wire OAuth, proof Body, origin Cleat,
        AuthorizeDevice -> DeviceAuthorization,
        errors [ClientNotAllowed, ScopeNotGranted];
    introspectToken = POST "/oidc/token/introspection" also "/oauth/token/introspection"
        by Public, counts Guess, wire OAuth, proof Body,
        IntrospectToken -> Introspection;
    revokeToken = POST "/oidc/token/revocation" also "/oauth/token/revocation"
        by Public, counts Guess, audits Logout, wire OAuth, proof Body,
        RevokeToken -> ();
    getUserInfo = GET "/oidc/me" also "/oauth/me"
        by User, wire OAuth,
        GetUserInfo -> Object,
        errors [InsufficientScope];
    postUserInfo = POST "/oidc/me" also "/oauth/me"
        by User, wire OAuth,
        PostUserInfo -> Object,
        errors [InsufficientScope];
    validateToken = GET "/api/v2/oidc/validate_token"
        by Public, wire Bare,
        ValidateToken -> Object;
    listConsents = GET "/api/v3/list-consents"
        by User, origin Cleat,
        ListConsents -> Consents;
    revokeConsent = POST "/api/v3/revoke-consent"
        by User, audits Logout, origin Cleat,
        RevokeConsent -> ();
}

/// What becomes of a device that waits (RFC 8628 section 3.5).
const DEVICE: &[ErrorCode] = &[
    ErrorCode::AuthorizationPending,
    ErrorCode::SlowDown,
    ErrorCode::AccessDenied,
    ErrorCode::DeviceCodeExpired,
];

/// The grant of devices (RFC 8628 section 3.4).
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Where users type in what a device shows (RFC 8628 section 3.3).
pub const DEVICE_PATH: &str = "/device";
/// Where users are sent to sign in (OpenID Connect Core 1.0 section 3.1.2).
pub const AUTHORIZATION_PATH: &str = "/oidc/auth";
/// Where users are sent to sign out (OpenID Connect RP-Initiated Logout 1.0).
pub const END_SESSION_PATH: &str = "/oidc/session/end";

/// Get the metadata of the provider (OpenID Connect Discovery 1.0 section 3).
#[wire(request)]
pub struct GetOpenIdConfiguration {}

/// Get the public keys that verify tokens (RFC 7517 section 5).
#[wire(request)]
pub struct FetchJwks {}

/// A set of public keys.
#[wire]
pub struct JwkSet {
    /// The keys (RFC 7517 section 4).
    pub keys: Vec<Object>,
}

/// Exchange a code, a refresh token, client credentials or a device's code for tokens (RFC 6749
/// sections 4.1.3, 4.4 and 6, RFC 8628 section 3.4).
#[wire(request, snake_case)]
pub struct ExchangeToken {
    /// `authorization_code`, `refresh_token`, `client_credentials` or
    /// `urn:ietf:params:oauth:grant-type:device_code`.
    pub grant_type: String,
    /// The code that the sign-in page gave the application.
    pub code: Option<Secret>,
    /// The address that the code came to; the same as in the request to `/oidc/auth`.
    pub redirect_uri: Option<String>,
    /// What `code_challenge` is the digest of (RFC 7636 section 4.5).
    pub code_verifier: Option<Secret>,
    /// The refresh token.
    pub refresh_token: Option<Secret>,
    /// The code of a device, which asks until the user has answered.
    pub device_code: Option<Secret>,
    /// Scope, separated by spaces; not wider than granted.
    pub scope: Option<String>,
    /// Application id, or access key id for `client_credentials`.
    pub client_id: Option<String>,
    /// Its secret, for `client_secret_post`.
    pub client_secret: Option<Secret>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside `client_assertion`.
    pub client_assertion_type: Option<String>,
    /// What the application signed, for `client_secret_jwt` and `private_key_jwt` (RFC 7523 section
    /// 2.2).
    pub client_assertion: Option<Secret>,
}

/// Hand in an authorization request before the browser is sent (RFC 9126 section 2.1). What it may
/// hold is what `/oidc/auth` takes.
#[wire(request, snake_case)]
pub struct PushAuthorizationRequest {
    /// Application id.
    pub client_id: Option<String>,
    /// Its secret, for `client_secret_post`.
    pub client_secret: Option<Secret>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside `client_assertion`.
    pub client_assertion_type: Option<String>,
    /// What the application signed, for `client_secret_jwt` and `private_key_jwt` (RFC 7523 section
    /// 2.2).
    pub client_assertion: Option<Secret>,
    /// Where the answer goes; a registered address.
    pub redirect_uri: Option<String>,
    /// `code`.
    pub response_type: Option<String>,
    /// `query`, `fragment`, `form_post` or `web_message`.
    pub response_mode: Option<String>,
    /// Scope, separated by spaces.
    pub scope: Option<String>,
    /// What comes back with the answer.
    pub state: Option<String>,
    /// What the ID token holds.
    pub nonce: Option<String>,
    /// Digest of `code_verifier` (RFC 7636 section 4.2).
    pub code_challenge: Option<String>,
    /// `S256`.
    pub code_challenge_method: Option<String>,
    /// `none`, or any of `login`, `consent`, `select_account` and `create`.
    pub prompt: Option<String>,
    /// How long ago the user may have been authenticated, in seconds.
    pub max_age: Option<String>,
    /// The name that the user may sign in by.
    pub login_hint: Option<String>,
    /// An ID token of the user who is asked for.
    pub id_token_hint: Option<String>,
    /// Languages of the pages, the best one first.
    pub ui_locales: Option<String>,
    /// How the user should have been authenticated, the best way first.
    pub acr_values: Option<String>,
    /// Thumbprint of the key that the code is bound to (RFC 9449 section 10).
    pub dpop_jkt: Option<String>,
    /// Claims that are asked for by name, as JSON (OpenID Connect Core 1.0 section 5.5).
    pub claims: Option<String>,
    /// Request objects are refused.
    pub request: Option<String>,
    /// A request is not pushed by another one: refused.
    pub request_uri: Option<String>,
}

/// An authorization request that was handed in (RFC 9126 section 2.2).
#[wire(snake_case)]
pub struct PushedAuthorizationRequest {
    /// What stands for it at `/oidc/auth`, once.
    pub request_uri: Secret,
    /// How long it does, in seconds.
    pub expires_in: i64,
}

/// Begin a sign-in on a device without a keyboard or a browser (RFC 8628 section 3.1). The
/// application's `grant_types` must name the grant.
#[wire(request, snake_case)]
pub struct AuthorizeDevice {
    /// Scope, separated by spaces; `openid` when absent.
    pub scope: Option<String>,
    /// Application id.
    pub client_id: Option<String>,
    /// Its secret, for `client_secret_post`.
    pub client_secret: Option<Secret>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside `client_assertion`.
    pub client_assertion_type: Option<String>,
    /// What the application signed, for `client_secret_jwt` and `private_key_jwt` (RFC 7523 section
    /// 2.2).
    pub client_assertion: Option<Secret>,
}

/// What a device shows, and what it asks for tokens with (RFC 8628 section 3.2).
#[wire(snake_case)]
pub struct DeviceAuthorization {
    /// What the device asks `/oidc/token` with.
    pub device_code: Secret,
    /// What the user types in.
    pub user_code: Secret,
    /// Where the user does.
    pub verification_uri: String,
    /// The same with the code in it, for a link or a QR code.
    pub verification_uri_complete: Secret,
    /// Life of both codes, in seconds.
    pub expires_in: i64,
    /// Seconds between two questions of the device.
    pub interval: i64,
}

/// Tokens (RFC 6749 section 5.1).
#[wire(snake_case)]
pub struct TokenResponse {
    /// Access token, a JWT.
    pub access_token: Secret,
    /// ID token, a JWT, when a user is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<Secret>,
    /// The next refresh token; the one presented is used up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// `bearer`, or `DPoP` where the tokens are bound to a key (RFC 9449 section 5).
    pub token_type: String,
    /// Life of the access token, in seconds.
    pub expires_in: i64,
    /// The same, by the name the V3 API uses.
    #[serde(default)]
    // Other servers of this wire may leave it out; this one does not.
    #[schemars(!default)]
    pub expire_in: i64,
    /// Scope granted.
    #[serde(default)]
    // Other servers of this wire may leave it out; this one does not.
    #[schemars(!default)]
    pub scope: String,
}

/// Ask whether a token stands (RFC 7662 section 2.1).
#[wire(request, snake_case)]
pub struct IntrospectToken {
    /// The token.
    pub token: Secret,
    /// `access_token` or `refresh_token`; a hint only.
    pub token_type_hint: Option<String>,
    /// Application id.
    pub client_id: Option<String>,
    /// Its secret, for `client_secret_post`.
    pub client_secret: Option<Secret>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside `client_assertion`.
    pub client_assertion_type: Option<String>,
    /// What the application signed, for `client_secret_jwt` and `private_key_jwt` (RFC 7523 section
    /// 2.2).
    pub client_assertion: Option<Secret>,
}

/// What a token is (RFC 7662 section 2.2). A token that does not stand is only `active: false`.
#[wire(snake_case)]
pub struct Introspection {
    /// Whether the token stands now.
    pub active: bool,
    /// User the token is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Application the token was made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Whom the token is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// Who made the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// Scope granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Id of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// When the token ends, in seconds since 1970-01-01 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// When the token was made, in seconds since 1970-01-01 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// `Bearer`, or `DPoP` where the token is bound to a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// The key that the token is bound to, where it is (RFC 9449 section 6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Object>,
}

/// End a token (RFC 7009 section 2.1). A refresh token ends its session with it.
#[wire(request, snake_case)]
pub struct RevokeToken {
    /// The token; an unknown one is no error.
    pub token: Secret,
    /// `access_token` or `refresh_token`; a hint only.
    pub token_type_hint: Option<String>,
    /// Application id.
    pub client_id: Option<String>,
    /// Its secret, for `client_secret_post`.
    pub client_secret: Option<Secret>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside `client_assertion`.
    pub client_assertion_type: Option<String>,
    /// What the application signed, for `client_secret_jwt` and `private_key_jwt` (RFC 7523 section
    /// 2.2).
    pub client_assertion: Option<Secret>,
}

/// Get claims about the user, as the scope allows (OpenID Connect Core 1.0 section 5.3).
#[wire(request, snake_case)]
pub struct GetUserInfo {
    /// Access token, where no header carries it (RFC 6750 section 2).
    pub access_token: Option<Secret>,
}

/// Get claims about the user, as the scope allows (OpenID Connect Core 1.0 section 5.3).
#[wire(request, snake_case)]
pub struct PostUserInfo {
    /// Access token, where no header carries it (RFC 6750 section 2).
    pub access_token: Option<Secret>,
}

/// Get the claims of a user's token that stands now. Exactly one token is needed.
#[wire(request, snake_case)]
pub struct ValidateToken {
    /// Access token.
    pub access_token: Option<Secret>,
    /// ID token.
    pub id_token: Option<Secret>,
}

/// List what the signed-in user allowed applications to learn.
#[wire(request)]
pub struct ListConsents {}

/// What a user allowed applications to learn.
#[wire]
pub struct Consents {
    /// One entry an application.
    pub list: Vec<Consent>,
}

/// What a user allowed an application to learn.
#[wire]
pub struct Consent {
    /// Application id.
    pub app_id: String,
    /// Name of the application for people.
    pub app_name: String,
    /// Scope, separated by spaces.
    pub scope: String,
    /// When the user consented last, ISO 8601 UTC.
    pub granted_at: String,
}

/// Take back what the signed-in user allowed an application to learn. Its sessions end.
#[wire(request)]
pub struct RevokeConsent {
    /// Application id.
    pub app_id: String,
}
