//! Signing in by what a source gave to an app.

use cleat_api_macros::wire;

use crate::scalar::{Object, Secret, Value};

/// Sign in by a code that a source gave to an app.
#[wire(request, "SigninByMobileDto")]
pub struct SignInByMobile {
    /// Name of the connection in addresses.
    pub ext_idp_connidentifier: String,
    /// Kind of the code.
    pub connection: MobileConnection,
    /// Code of `connection` `apple`.
    #[schemars(extend("x-when" = { "connection": "apple" }))]
    pub apple_payload: Option<SignInByCode>,
    /// Code of `connection` `wechat`.
    #[schemars(extend("x-when" = { "connection": "wechat" }))]
    pub wechat_payload: Option<SignInByCode>,
    /// Code of `connection` `alipay`.
    #[schemars(extend("x-when" = { "connection": "alipay" }))]
    pub alipay_payload: Option<SignInByCode>,
    /// Code of `connection` `wechat_mini_program_code`.
    #[schemars(extend("x-when" = { "connection": "wechat_mini_program_code" }))]
    pub wechat_mini_program_code_payload: Option<SignInByCode>,
    /// Code of `connection` `google`.
    #[schemars(extend("x-when" = { "connection": "google" }))]
    pub google_payload: Option<SignInByCode>,
    /// Code of `connection` `github`.
    #[schemars(extend("x-when" = { "connection": "github" }))]
    pub github_payload: Option<SignInByCode>,
    /// Code of `connection` `gitlab`.
    #[schemars(extend("x-when" = { "connection": "gitlab" }))]
    pub gitlab_payload: Option<SignInByCode>,
    /// Code of `connection` `wechatwork`.
    #[schemars(extend("x-when" = { "connection": "wechatwork" }))]
    pub wechatwork_payload: Option<SignInByCode>,
    /// Code of `connection` `dingtalk`.
    #[schemars(extend("x-when" = { "connection": "dingtalk" }))]
    pub ding_talk_payload: Option<SignInByCode>,
    /// Code of `connection` `lark_internal`.
    #[schemars(extend("x-when" = { "connection": "lark_internal" }))]
    pub lark_internal_payload: Option<SignInByCode>,
    /// Code of `connection` `lark_public`.
    #[schemars(extend("x-when" = { "connection": "lark_public" }))]
    pub lark_public_payload: Option<SignInByCode>,
    /// Options.
    pub options: Option<SignInByMobileOptions>,
    /// Application id, for `client_secret_post`.
    #[serde(rename = "client_id")]
    pub client_id: Option<String>,
    /// Application secret, for `client_secret_post`.
    #[serde(rename = "client_secret")]
    pub client_secret: Option<Secret>,
}

/// A code that a source gave to an app.
#[wire(request, "SignInByCodePayloadDto")]
pub struct SignInByCode {
    /// The code.
    pub code: Secret,
}

/// Options of a sign-in by a source.
#[wire(request, "SignInByMobileOptionsDto")]
pub struct SignInByMobileOptions {
    /// OAuth scope, separated by spaces; must contain `openid`.
    pub scope: Option<String>,
    /// Free data handed on to pipelines and logs.
    pub context: Option<Value>,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
}

/// What a source gave to an app.
#[wire]
pub enum MobileConnection {
    Apple = "apple",
    Wechat = "wechat",
    Alipay = "alipay",
    Wechatwork = "wechatwork",
    WechatworkAgency = "wechatwork_agency",
    LarkInternal = "lark_internal",
    LarkPublic = "lark_public",
    LarkBlock = "lark_block",
    Yidun = "yidun",
    WechatMiniProgramCode = "wechat_mini_program_code",
    WechatMiniProgramPhone = "wechat_mini_program_phone",
    WechatMiniProgramCodeAndPhone = "wechat_mini_program_code_and_phone",
    Google = "google",
    Facebook = "facebook",
    Qq = "qq",
    Weibo = "weibo",
    Baidu = "baidu",
    Linkedin = "linkedin",
    Dingtalk = "dingtalk",
    Github = "github",
    Gitee = "gitee",
    Gitlab = "gitlab",
    Douyin = "douyin",
    Kuaishou = "kuaishou",
    Xiaomi = "xiaomi",
    Line = "line",
    Slack = "slack",
    Oppo = "oppo",
    Huawei = "huawei",
    Amazon = "amazon",
    DouyinMiniProgramCode = "douyin_mini_program_code",
    DouyinMiniProgramCodeAndPhone = "douyin_mini_program_code_and_phone",
}

/// Sign what an app of Alipay begins a sign-in with. Its code then goes to `signInByMobile`.
#[wire(request)]
pub struct GetAlipayAuthInfo {
    /// Name of the connection in addresses.
    pub ext_idp_connidentifier: String,
}

/// What an app of Alipay begins a sign-in with.
#[wire("AlipayAuthInfoDataDto")]
pub struct AlipayAuthInfo {
    /// What the app hands to the SDK of Alipay as it stands.
    pub auth_info: String,
}
