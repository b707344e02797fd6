//! OpenID Connect settings of an application.

use cleat_api_macros::wire;

use crate::scalar::Object;

/// OpenID Connect settings of an application. Unknown ones are kept and returned.
#[wire(request, snake_case, "OIDCConfig")]
pub struct OidcConfig {
    /// How the application is authenticated at `/oidc/token` and `signInByCredentials`.
    pub token_endpoint_auth_method: Option<ClientAuthMethod>,
    /// How it is authenticated at `/oidc/token/introspection`.
    pub introspection_endpoint_auth_method: Option<ClientAuthMethod>,
    /// How it is authenticated at `/oidc/token/revocation`.
    pub revocation_endpoint_auth_method: Option<ClientAuthMethod>,
    /// Public keys that verify what the application signs, as a key set (RFC 7517 section 5);
    /// needed for `private_key_jwt`.
    pub jwks: Option<Object>,
    /// Algorithm of ID tokens; access tokens use it too unless it is `HS256`.
    pub id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// Grants that the application may use; any when absent. Refresh tokens need `refresh_token`.
    pub grant_types: Option<Vec<String>>,
    /// Addresses a sign-in may return to, besides `redirectUris`.
    pub redirect_uris: Option<Vec<String>>,
    /// Addresses a sign-out may return to, besides `logoutRedirectUris`.
    pub post_logout_redirect_uris: Option<Vec<String>>,
    /// Whether the application pushes every authorization request to `/oidc/par` (RFC 9126
    /// section 6).
    pub require_pushed_authorization_requests: Option<bool>,
    /// Response types that the application may use; `code` is the only one there is, and is not
    /// used where it is left out here.
    pub response_types: Option<Vec<String>>,
    /// Whether there are tokens only for a key that is shown, which they are bound to (RFC 9449
    /// section 5.2).
    pub dpop_bound_access_tokens: Option<bool>,
    /// How long ago the user may have been authenticated, in seconds, where a request does not say.
    pub default_max_age: Option<i64>,
    /// Whether `auth_time` must stand in ID tokens; it always does.
    pub require_auth_time: Option<bool>,
    /// Where the application is told that one of its sessions was ended (OpenID Connect
    /// Back-Channel Logout 1.0).
    pub backchannel_logout_uri: Option<String>,
    /// Whether `sid` must stand in what it is told; it always does.
    pub backchannel_logout_session_required: Option<bool>,
    /// Whether nobody is asked for consent, whatever `showAuthorizationPage` says.
    pub skip_consent: Option<bool>,
    /// Life of an authorization code, in seconds, up to 600; 60 when absent.
    pub authorization_code_expire: Option<i64>,
    /// Life of an access token, in seconds; 1209600 when absent.
    pub access_token_expire: Option<i64>,
    /// Life of an ID token, in seconds; 1209600 when absent.
    pub id_token_expire: Option<i64>,
    /// Life of a refresh token, in seconds; 2592000 when absent.
    pub refresh_token_expire: Option<i64>,
    /// Settings the server does not know.
    #[builder(default)]
    #[serde(flatten)]
    pub other: Object,
}

/// How an application is authenticated (RFC 6749 section 2.3).
#[wire]
pub enum ClientAuthMethod {
    ClientSecretPost = "client_secret_post",
    ClientSecretBasic = "client_secret_basic",
    None = "none",
    ClientSecretJwt = "client_secret_jwt",
    PrivateKeyJwt = "private_key_jwt",
}

impl ClientAuthMethod {
    /// Whether the application signs what it says of itself, and never tells its secret.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
    }
}

/// Algorithm of a signature (RFC 7518 section 3.1, RFC 8037).
#[wire]
pub enum SigningAlgorithm {
    Rs256 = "RS256",
    Es256 = "ES256",
    EdDsa = "EdDSA",
    Hs256 = "HS256",
}
