//! Sources that anybody may run, and those that speak OpenID Connect as it is written.

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};

use super::preset::{OAuth2, Oidc, Protocol, SECRET, Source, any};
use super::profile::Mapping;

/// Any source, as its connection describes it.
pub const OAUTH2: Source = Source {
    provider: Provider::Oauth2,
    connection: ConnectionType::Oauth,
    name: "OAuth 2.0",
    r#type: ExtIdpType::Enterprise,
    has_page: true,
    required: &[
        "clientId",
        "clientSecret",
        "authEndPoint",
        "tokenEndPoint",
        "userInfoEndPoint",
    ],
    check: any,
    protocol: Protocol::OAuth2(OAuth2 {
        authorization: "",
        token: "",
        user: "",
        scope: "",
        mapping: &Mapping::STANDARD,
        emails: None,
    }),
};

const STANDARD: Oidc = Oidc {
    issuer: "",
    scope: "openid profile email phone",
    proves: true,
    posts: false,
    signs: false,
};

/// Any provider.
pub const OIDC: Source = Source {
    provider: Provider::Oidc,
    connection: ConnectionType::Oidc,
    name: "OpenID Connect",
    r#type: ExtIdpType::Enterprise,
    has_page: true,
    required: &["issuerUrl", "clientId", "clientSecret"],
    check: any,
    protocol: Protocol::Oidc(STANDARD),
};

/// Google.
pub const GOOGLE: Source = Source {
    provider: Provider::Google,
    connection: ConnectionType::Google,
    name: "Google",
    r#type: ExtIdpType::Social,
    required: SECRET,
    protocol: Protocol::Oidc(Oidc {
        issuer: "https://accounts.google.com",
        scope: "openid profile email",
        ..STANDARD
    }),
    ..OIDC
};

/// Google in an app.
pub const GOOGLE_MOBILE: Source = Source {
    connection: ConnectionType::GoogleMobile,
    has_page: false,
    ..GOOGLE
};

/// Microsoft Entra. Whoever runs a tenant writes any address into it: none counts as proven.
pub const MICROSOFT: Source = Source {
    provider: Provider::AzureAd,
    connection: ConnectionType::AzureAd,
    name: "Microsoft",
    required: SECRET,
    protocol: Protocol::Oidc(Oidc {
        issuer: "https://login.microsoftonline.com/{tenant}/v2.0",
        scope: "openid profile email",
        proves: false,
        ..STANDARD
    }),
    ..OIDC
};

/// GitLab, its own site or another one.
pub const GITLAB: Source = Source {
    provider: Provider::Gitlab,
    connection: ConnectionType::Gitlab,
    name: "GitLab",
    r#type: ExtIdpType::Social,
    required: SECRET,
    protocol: Protocol::Oidc(Oidc {
        issuer: "https://gitlab.com",
        scope: "openid profile email",
        ..STANDARD
    }),
    ..OIDC
};

/// GitLab in an app.
pub const GITLAB_MOBILE: Source = Source {
    connection: ConnectionType::GitlabMobile,
    has_page: false,
    ..GITLAB
};
