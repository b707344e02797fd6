//! External identities: the sources that they come from, and the users that they are linked to.

mod app;
mod binding;
mod connection;
mod mobile;
mod provider;
mod source;

use cleat_api_macros::{operations, wire};

use crate::error::{CODE, ErrorCode};
use crate::scalar::{Secret, Success, Value};
use crate::signin::LoginTokens;
use crate::user::UserIdType;

pub use app::*;
pub use binding::*;
pub use connection::*;
pub use mobile::*;
pub use provider::*;
pub use source::*;

operations! {
    createExtIdp = POST "/api/v3/create-ext-idp"
        by Management, audits Call,
        CreateExtIdp -> ExtIdp;
    getExtIdp = GET "/api/v3/get-ext-idp"
        by Management,
        GetExtIdp -> ExtIdpDetail,
        errors [ExtIdpNotFound];
    listExtIdp = GET "/api/v3/list-ext-idp"
        by Management,
        ListExtIdp -> ExtIdpPage;
    getExtIdpConnTypes = GET "/api/v3/get-ext-idp-conn-types"
        by Management, origin Cleat,
        GetExtIdpConnTypes -> ExtIdpConnTypes;
    updateExtIdp = POST "/api/v3/update-ext-idp"
        by Management, audits Call,
        UpdateExtIdp -> ExtIdp,
        errors [ExtIdpNotFound];
    deleteExtIdp = POST "/api/v3/delete-ext-idp"
        by Management, audits Call,
        DeleteExtIdp -> Success,
        errors [ExtIdpNotFound, UsersStranded];
    createExtIdpConn = POST "/api/v3/create-ext-idp-conn"
        by Management, audits Call,
        CreateExtIdpConn -> ExtIdpConn,
        errors [ExtIdpNotFound, Conflict];
    updateExtIdpConn = POST "/api/v3/update-ext-idp-conn"
        by Management, audits Call,
        UpdateExtIdpConn -> ExtIdpConn,
        errors [ExtIdpConnNotFound];
    deleteExtIdpConn = POST "/api/v3/delete-ext-idp-conn"
        by Management, audits Call,
        DeleteExtIdpConn -> Success,
        errors [ExtIdpConnNotFound, UsersStranded];
    changeExtIdpConnState = POST "/api/v3/change-ext-idp-conn-state"
        by Management, audits Call,
        ChangeExtIdpConnState -> Success,
        errors [ExtIdpConnNotFound, AppNotFound, UsersStranded];
    changeExtIdpConnAssociationState = POST "/api/v3/change-ext-idp-conn-association-state"
        by Management, audits Call,
        ChangeExtIdpConnAssociationState -> Success,
        errors [ExtIdpConnNotFound, UsersStranded];
    getUserLoggedinIdentities = GET "/api/v3/get-user-logged-in-identities"
        by Management,
        GetUserLoggedinIdentities -> Vec<LoggedInIdentity>,
        errors [UserNotFound];
    getApplicationEnabledExtIdps = GET "/api/v3/get-application-enabled-extidps"
        by Visitor,
        GetApplicationEnabledExtIdps -> Vec<EnabledExtIdp>;
    generateLinkExtIdpUrl = GET "/api/v3/generate-link-extidp-url"
        by Public, counts Guess,
        GenerateLinkExtIdpUrl -> LinkExtIdpUrl,
        errors [ExtIdpConnNotFound, NotSignedIn, TokenInvalid, TokenExpired, UserDisabled];
    getAlipayAuthInfo = GET "/api/v3/get-alipay-authinfo"
        by Visitor, counts Guess,
        GetAlipayAuthInfo -> AlipayAuthInfo,
        errors [ExtIdpConnNotFound, MethodUnsupported];
    signInByMobile = POST "/api/v3/signin-by-mobile"
        by Client, counts Guess, audits Login, proof Body,
        SignInByMobile -> LoginTokens,
        errors FIRST_SIGN_IN + [AccountChoiceRequired]
            + [ExtIdpConnNotFound, InvalidScope, MethodUnsupported];
    authByCodeIdentity = POST "/api/v2/ecConn/wechatMobile/authByCodeIdentity"
        by Client, counts Guess, audits Login, wire Bare, proof Body,
        AuthByCodeIdentity -> LoginTokens,
        errors FIRST_SIGN_IN + [ExtIdpConnNotFound, InvalidScope, MethodUnsupported];
    bindByPhoneCode = POST "/api/v2/ecConn/wechatMobile/byPhoneCode"
        by Client, counts Guess, audits Login, wire Bare, proof Body,
        BindByPhoneCode -> BoundTokens,
        errors CODE + BINDING + [UserNotFound, LoginMethodDisabled];
    bindByEmailCode = POST "/api/v2/ecConn/wechatMobile/byEmailCode"
        by Client, counts Guess, audits Login, wire Bare, proof Body,
        BindByEmailCode -> BoundTokens,
        errors CODE + BINDING + [UserNotFound, LoginMethodDisabled];
    bindByAccount = POST "/api/v2/ecConn/wechatMobile/byAccount"
        by Client, counts Guess, audits Login, wire Bare, proof Body,
        BindByAccount -> BoundTokens,
        errors BINDING
            + [InvalidCredentials, AccountLocked, EmailNotVerified, LoginMethodDisabled];
    selectAccount = POST "/api/v2/ecConn/wechatMobile/select"
        by Client, counts Guess, audits Login, wire Bare, proof Body,
        SelectAccount -> BoundTokens,
        errors BINDING + [UserNotFound];
    bindByAccountId = POST "/api/v2/ecConn/wechatMobile/byAccountId"
        by Client, counts Guess, audits Login, wire Bare, proof Body,
        BindByAccountId -> BoundTokens,
        errors BINDING + [UserNotFound];
    registerNewUser = POST "/api/v2/ecConn/wechatMobile/register"
        by Client, counts Guess, audits Login, wire Bare, proof Body,
        RegisterNewUser -> BoundTokens,
        errors BINDING + [AccountChoiceRequired, RegisterDisabled, RegisterTooOften];
    getIdentities = GET "/api/v3/get-identities"
        by User,
        GetIdentities -> Vec<Identity>;
    unlinkExtIdp = POST "/api/v3/unlink-extidp"
        by User, audits UpdateUserPrefile,
        UnlinkExtIdp -> (),
        errors [IdentityNotFound, LastLoginMethod];
    linkIdentity = POST "/api/v3/link-identity"
        by Management, audits UpdateUserPrefile,
        LinkIdentity -> Success,
        errors [UserNotFound, IdentityTaken];
    unlinkIdentity = POST "/api/v3/unlink-identity"
        by Management, audits UpdateUserPrefile,
        UnlinkIdentity -> Success,
        errors [UserNotFound, IdentityNotFound, LastLoginMethod];
    getUserIdentities = GET "/api/v3/get-user-identities"
        by Management,
        GetUserIdentities -> Vec<Identity>,
        errors [UserNotFound];
}

/// What may keep an external identity from signing somebody in.
pub const FIRST_SIGN_IN: &[ErrorCode] = &[
    ErrorCode::ExtIdpUnreachable,
    ErrorCode::ExtIdpFailed,
    ErrorCode::IdentityTaken,
    ErrorCode::BindingRequired,
    ErrorCode::ExistingAccountRequired,
    ErrorCode::RegisterDisabled,
    ErrorCode::RegisterTooOften,
    ErrorCode::UserDisabled,
];

/// What may keep an identity from becoming that of somebody who was asked.
pub const BINDING: &[ErrorCode] = &[
    ErrorCode::GrantInvalid,
    ErrorCode::IdentityTaken,
    ErrorCode::ExtIdpConnNotFound,
    ErrorCode::MethodUnsupported,
    ErrorCode::UserDisabled,
];

/// List the external identities of the signed-in user.
#[wire(request)]
pub struct GetIdentities {}

/// List the external identities of a user.
#[wire(request)]
pub struct GetUserIdentities {
    /// User id, of the kind `userIdType`.
    pub user_id: String,
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
}

/// An external identity linked to a user.
#[wire("IdentityDto")]
pub struct Identity {
    /// Id of the link.
    pub identity_id: String,
    /// External identity provider id.
    pub ext_idp_id: String,
    /// Kind of the external identity provider.
    pub provider: Provider,
    /// Kind of the identity inside its provider, such as `openid` or `unionid`.
    pub r#type: String,
    /// Id of the user at the external provider.
    pub user_id_in_idp: String,
    /// What the external provider said of the user.
    pub user_info_in_idp: Value,
    /// Access token of the external identity provider.
    pub access_token: Option<Secret>,
    /// Refresh token of the external identity provider.
    pub refresh_token: Option<Secret>,
    /// Connections the identity came through.
    pub origin_conn_ids: Vec<String>,
}

/// Unlink an external identity of the signed-in user; refused when it is the last login method.
#[wire(request, "UnlinkExtIdpDto")]
pub struct UnlinkExtIdp {
    /// External identity provider id.
    pub ext_idp_id: String,
}

/// Link an external identity to a user.
#[wire(request, "LinkIdentityDto")]
pub struct LinkIdentity {
    /// Id of the user at the external provider.
    pub user_id_in_idp: String,
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// External identity provider id.
    pub ext_idp_id: String,
    /// Kind of the identity inside its provider, such as `openid` or `unionid`.
    pub r#type: Option<String>,
    /// Whether the provider is a social one.
    pub is_social: Option<bool>,
}

/// Unlink an external identity from a user; refused when it is the last login method.
#[wire(request)]
pub struct UnlinkIdentity {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// External identity provider id.
    pub ext_idp_id: String,
    /// Kind of the identity inside its provider, such as `openid` or `unionid`.
    pub r#type: Option<String>,
    /// Whether the provider is a social one.
    pub is_social: Option<bool>,
}
