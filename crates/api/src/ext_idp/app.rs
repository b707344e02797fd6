//! What applications and their users see of sources.

use cleat_api_macros::wire;

use super::Provider;
use crate::scalar::Secret;
use crate::user::UserIdType;

/// List the external identities by which a user has signed in.
#[wire(request)]
pub struct GetUserLoggedinIdentities {
    /// User id, of the kind `userIdType`.
    pub user_id: String,
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
}

/// An external identity by which a user has signed in.
#[wire("UserLoggedInIdentitiesDto")]
pub struct LoggedInIdentity {
    /// Id of the link.
    pub identity_id: String,
    /// Name of the source.
    pub idp_name: String,
    /// Name of the source in English.
    pub idp_name_en: String,
    /// Address of the source's logo.
    pub idp_logo: String,
    /// Id of the source.
    pub idp_id: String,
}

/// List the sources that an application shows.
#[wire(request)]
pub struct GetApplicationEnabledExtIdps {}

/// A source that an application shows.
#[wire("ExtIdpInfoDto")]
pub struct EnabledExtIdp {
    /// Name of the connection in addresses.
    pub identifier: String,
    /// Id of the source.
    pub ext_idp_id: String,
    /// Kind of the source.
    pub r#type: Provider,
    /// Whether people know the source from elsewhere, or their organisation runs it.
    pub ext_idp_type: ExtIdpType,
    /// Where a signed-in user links it; add the parameter `id_token`.
    pub bind_url: String,
    /// Name of the connection that people see.
    pub name: String,
    /// Name of the source in English.
    #[serde(rename = "name_en")]
    pub name_en: Option<String>,
    /// What it is.
    pub desc: Option<String>,
    /// What it is, in English.
    #[serde(rename = "desc_en")]
    pub desc_en: Option<String>,
    /// Address of the connection's logo.
    pub logo: Option<String>,
}

/// Whether people know a source from elsewhere, or their organisation runs it.
#[wire]
pub enum ExtIdpType {
    Social = "social",
    Enterprise = "enterprise",
}

/// Make an address where a signed-in user links an external identity. It works once, for a minute.
#[wire(request, snake_case)]
pub struct GenerateLinkExtIdpUrl {
    /// Name of the connection in addresses.
    pub ext_idp_conn_identifier: String,
    /// Application id.
    pub app_id: String,
    /// ID token of the user.
    pub id_token: Secret,
    /// Ignored.
    pub need_url_redirect: Option<String>,
    /// Ignored.
    pub only_redirect_token: Option<String>,
    /// Ignored.
    pub need_form_post: Option<String>,
    /// Where the browser goes afterwards; an address that the application registered.
    pub target_url: Option<String>,
}

/// Where a signed-in user links an external identity.
#[wire("GenerateBindExtIdpLinkDataDto")]
pub struct LinkExtIdpUrl {
    /// The address.
    pub url: String,
}
