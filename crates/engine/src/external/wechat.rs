//! WeChat as data: on a page, in an app, in a mini program.

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};

use super::preset::{Protocol, Source, Wechat, any};

const ON_PAGE: Wechat = Wechat {
    authorization: "https://open.weixin.qq.com/connect/qrconnect",
    token: "https://api.weixin.qq.com/sns/oauth2/access_token",
    user: Some("https://api.weixin.qq.com/sns/userinfo"),
    scope: "snsapi_login",
    code: "code",
};

/// On a page, by a picture that a phone reads.
pub const PC: Source = Source {
    provider: Provider::Wechat,
    connection: ConnectionType::WechatPc,
    name: "WeChat",
    r#type: ExtIdpType::Social,
    has_page: true,
    required: &["clientId", "clientSecret"],
    check: any,
    protocol: Protocol::Wechat(ON_PAGE),
};

/// On a page inside WeChat.
pub const IN_APP: Source = Source {
    connection: ConnectionType::WechatWebpageAuthorization,
    protocol: Protocol::Wechat(Wechat {
        authorization: "https://open.weixin.qq.com/connect/oauth2/authorize",
        scope: "snsapi_userinfo",
        ..ON_PAGE
    }),
    ..PC
};

/// In an app.
pub const MOBILE: Source = Source {
    connection: ConnectionType::WechatMobile,
    has_page: false,
    ..PC
};

/// In a mini program.
pub const MINI_PROGRAM: Source = Source {
    connection: ConnectionType::WechatMiniprogramDefault,
    has_page: false,
    protocol: Protocol::Wechat(Wechat {
        token: "https://api.weixin.qq.com/sns/jscode2session",
        user: None,
        code: "js_code",
        ..ON_PAGE
    }),
    ..PC
};
