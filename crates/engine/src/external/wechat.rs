//! WeChat as data: on a page, in an app, in a mini program. Users have an id of the application, and
//! one of all applications of an owner, where these are joined.

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};

use super::dialect::{Ask, Dialect, Is, Place, TOKEN};
use super::preset::{Protocol, SECRET, Source, any};
use super::profile::{OPENID, UNIONID};

const EXCHANGE: Ask = Ask {
    place: Place::Token,
    usual: "https://api.weixin.qq.com/sns/oauth2/access_token",
    params: &[
        ("appid", Is::ClientId),
        ("secret", Is::ClientSecret),
        ("code", Is::Code),
        ("grant_type", Is::Fixed("authorization_code")),
    ],
    keeps: &[(TOKEN, "/access_token"), (OPENID, "/openid")],
    ..Ask::PLAIN
};

const ON_PAGE: Dialect = Dialect {
    authorization: "https://open.weixin.qq.com/connect/qrconnect",
    asks: &[
        ("appid", Is::ClientId),
        ("redirect_uri", Is::RedirectUri),
        ("response_type", Is::Fixed("code")),
        ("scope", Is::Scope),
        ("state", Is::State),
    ],
    fragment: Some("wechat_redirect"),
    scope: "snsapi_login",
    code: "code",
    calls: &[
        EXCHANGE,
        Ask {
            usual: "https://api.weixin.qq.com/sns/userinfo",
            params: &[
                ("access_token", Is::Kept(TOKEN)),
                ("openid", Is::Kept(OPENID)),
            ],
            same: &[("/openid", Is::Kept(OPENID))],
            may_keep: &[(UNIONID, "/unionid")],
            ..Ask::PLAIN
        },
    ],
    ids: &[UNIONID, OPENID],
    name: "/nickname",
    picture: "/headimgurl",
    phone: None,
};

/// On a page, by a picture that a phone reads.
pub const PC: Source = Source {
    provider: Provider::Wechat,
    connection: ConnectionType::WechatPc,
    name: "WeChat",
    r#type: ExtIdpType::Social,
    has_page: true,
    required: SECRET,
    check: any,
    protocol: Protocol::Dialect(ON_PAGE),
};

/// On a page inside WeChat.
pub const IN_APP: Source = Source {
    connection: ConnectionType::WechatWebpageAuthorization,
    protocol: Protocol::Dialect(Dialect {
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
    protocol: Protocol::Dialect(Dialect {
        calls: &[Ask {
            usual: "https://api.weixin.qq.com/sns/jscode2session",
            params: &[
                ("appid", Is::ClientId),
                ("secret", Is::ClientSecret),
                ("js_code", Is::Code),
                ("grant_type", Is::Fixed("authorization_code")),
            ],
            keeps: &[(OPENID, "/openid")],
            may_keep: &[(UNIONID, "/unionid")],
            ..EXCHANGE
        }],
        ..ON_PAGE
    }),
    ..PC
};
