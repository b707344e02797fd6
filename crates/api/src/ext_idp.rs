//! External identities.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scalar::{Success, Secret, Value};
use crate::user::{UserIdType};

endpoints! {
    GET "/api/v3/get-identities" getIdentities User Free GetIdentities => Vec<Identity>, [];
    POST "/api/v3/unlink-extidp" unlinkExtIdp User Free UnlinkExtIdp => (), [IdentityNotFound, LastLoginMethod];
    POST "/api/v3/link-identity" linkIdentity Management Free LinkIdentity => Success, [UserNotFound, IdentityTaken];
    POST "/api/v3/unlink-identity" unlinkIdentity Management Free UnlinkIdentity => Success, [UserNotFound, IdentityNotFound, LastLoginMethod];
    GET "/api/v3/get-user-identities" getUserIdentities Management Free GetUserIdentities => Vec<Identity>, [UserNotFound];
}

/// List the external identities of the signed-in user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetIdentities {
}

/// List the external identities of a user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetUserIdentities {
    /// User id, of the kind `userIdType`.
    pub user_id: String,
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
}

/// An external identity linked to a user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "IdentityDto")]
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

/// Unlink an external identity of the signed-in user; refused when no other way in would remain.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UnlinkExtIdpDto")]
pub struct UnlinkExtIdp {
    /// External identity provider id.
    pub ext_idp_id: String,
}

/// Link an external identity to a user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LinkIdentityDto")]
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

/// Unlink an external identity from a user; refused when no other way in would remain.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
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

wire_enum! {
    /// Kind of an external identity provider.
    Provider {
        Oidc = "oidc",
        Oauth2 = "oauth2",
        Saml = "saml",
        Ldap = "ldap",
        Ad = "ad",
        Cas = "cas",
        AzureAd = "azure-ad",
        Wechat = "wechat",
        Google = "google",
        Qq = "qq",
        Wechatwork = "wechatwork",
        Dingtalk = "dingtalk",
        Weibo = "weibo",
        Github = "github",
        Alipay = "alipay",
        Apple = "apple",
        Baidu = "baidu",
        Lark = "lark",
        Gitlab = "gitlab",
        Twitter = "twitter",
        Facebook = "facebook",
        Slack = "slack",
        Linkedin = "linkedin",
        Yidun = "yidun",
        Qingcloud = "qingcloud",
        Gitee = "gitee",
        Instagram = "instagram",
        Welink = "welink",
        Huawei = "huawei",
        Honor = "honor",
        Xiaomi = "xiaomi",
        Oppo = "oppo",
        Aws = "aws",
        Amazon = "amazon",
        Douyin = "douyin",
        Kuaishou = "kuaishou",
        Line = "line",
        Sdbz = "sdbz",
        Zjzwfw = "zjzwfw",
        Zzding = "zzding",
        Seeyona8v5 = "seeyona8v5",
    }
}

wire_enum! {
    /// Kind of a connection to an external identity provider.
    ConnectionType {
        Oidc = "oidc",
        Oauth = "oauth",
        Saml = "saml",
        Ldap = "ldap",
        Ad = "ad",
        Cas = "cas",
        AzureAd = "azure-ad",
        Alipay = "alipay",
        Facebook = "facebook",
        FacebookMobile = "facebook:mobile",
        Twitter = "twitter",
        GoogleMobile = "google:mobile",
        Google = "google",
        WechatPc = "wechat:pc",
        WechatMobile = "wechat:mobile",
        WechatWebpageAuthorization = "wechat:webpage-authorization",
        WechatmpQrcode = "wechatmp-qrcode",
        WechatMiniprogramDefault = "wechat:miniprogram:default",
        WechatMiniprogramQrconnect = "wechat:miniprogram:qrconnect",
        WechatMiniprogramAppLaunch = "wechat:miniprogram:app-launch",
        Github = "github",
        GithubMobile = "github:mobile",
        Qq = "qq",
        QqMobile = "qq:mobile",
        WechatworkCorpQrconnect = "wechatwork:corp:qrconnect",
        WechatworkAgencyQrconnect = "wechatwork:agency:qrconnect",
        WechatworkServiceProviderQrconnect = "wechatwork:service-provider:qrconnect",
        WechatworkMobile = "wechatwork:mobile",
        WechatworkAgencyMobile = "wechatwork:agency:mobile",
        Dingtalk = "dingtalk",
        DingtalkMobile = "dingtalk:mobile",
        DingtalkProvider = "dingtalk:provider",
        Weibo = "weibo",
        WeiboMobile = "weibo:mobile",
        Apple = "apple",
        AppleWeb = "apple:web",
        Baidu = "baidu",
        BaiduMobile = "baidu:mobile",
        LarkInternal = "lark-internal",
        LarkPublic = "lark-public",
        LarkBlock = "lark-block",
        Gitlab = "gitlab",
        GitlabMobile = "gitlab:mobile",
        Linkedin = "linkedin",
        LinkedinMobile = "linkedin:mobile",
        Slack = "slack",
        SlackMobile = "slack:mobile",
        Yidun = "yidun",
        Qingcloud = "qingcloud",
        Gitee = "gitee",
        GiteeMobile = "gitee:mobile",
        Instagram = "instagram",
        Welink = "welink",
        AdKerberos = "ad-kerberos",
        Huawei = "huawei",
        HuaweiMobile = "huawei:mobile",
        Honor = "honor",
        Xiaomi = "xiaomi",
        XiaomiMobile = "xiaomi:mobile",
        Aws = "aws",
        Amazon = "amazon",
        AmazonMobile = "amazon:mobile",
        DouyinMobile = "douyin:mobile",
        DouyinMiniprogramDefault = "douyin:miniprogram:default",
        KuaishouMobile = "kuaishou:mobile",
        LineMobile = "line:mobile",
        OppoMobile = "oppo:mobile",
        WechatworkQrconnectOfGenauthAgency = "wechatwork:qrconnect:of:genauth:agency",
        Sdbz = "sdbz",
        ZjzwfwQrcode = "zjzwfw-qrcode",
        Zzding = "zzding",
        Seeyona8v5 = "seeyona8v5",
    }
}

