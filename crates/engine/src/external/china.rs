//! Sources of China as data, each with the dialect that its documents have.

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};

use super::dialect::{Ask, By, Dialect, Is, Place, TOKEN};
use super::preset::{Protocol, SECRET, Source, any};
use super::profile::{OPEN_ID, OPENID, UNION_ID, UNIONID, USER_ID};

const CODE: Is = Is::Fixed("code");
const EXCHANGE: Is = Is::Fixed("authorization_code");

const STANDARD: Dialect = Dialect {
    authorization: "",
    asks: &[
        ("response_type", CODE),
        ("client_id", Is::ClientId),
        ("redirect_uri", Is::RedirectUri),
        ("scope", Is::Scope),
        ("state", Is::State),
    ],
    fragment: None,
    scope: "",
    code: "code",
    calls: &[],
    ids: &[],
    name: "",
    picture: "",
    phone: None,
};

const EXCHANGED: Ask = Ask {
    place: Place::Token,
    by: By::Form,
    params: &[
        ("grant_type", EXCHANGE),
        ("client_id", Is::ClientId),
        ("client_secret", Is::ClientSecret),
        ("code", Is::Code),
        ("redirect_uri", Is::RedirectUri),
    ],
    keeps: &[(TOKEN, "/access_token")],
    faults: &["error_code"],
    ..Ask::PLAIN
};

/// QQ. It says the id apart, and answers JSON where it is asked to.
pub const QQ: Source = Source {
    provider: Provider::Qq,
    connection: ConnectionType::Qq,
    name: "QQ",
    r#type: ExtIdpType::Social,
    has_page: true,
    required: SECRET,
    check: any,
    protocol: Protocol::Dialect(Dialect {
        authorization: "https://graph.qq.com/oauth2.0/authorize",
        scope: "get_user_info",
        calls: &[
            Ask {
                usual: "https://graph.qq.com/oauth2.0/token",
                by: By::Query,
                params: &[
                    ("grant_type", EXCHANGE),
                    ("client_id", Is::ClientId),
                    ("client_secret", Is::ClientSecret),
                    ("code", Is::Code),
                    ("redirect_uri", Is::RedirectUri),
                    ("fmt", Is::Fixed("json")),
                ],
                ..EXCHANGED
            },
            Ask {
                place: Place::Id,
                usual: "https://graph.qq.com/oauth2.0/me",
                params: &[
                    ("access_token", Is::Kept(TOKEN)),
                    ("unionid", Is::Fixed("1")),
                    ("fmt", Is::Fixed("json")),
                ],
                same: &[("/client_id", Is::ClientId)],
                keeps: &[(OPENID, "/openid")],
                may_keep: &[(UNIONID, "/unionid")],
                ..Ask::PLAIN
            },
            Ask {
                usual: "https://graph.qq.com/user/get_user_info",
                params: &[
                    ("access_token", Is::Kept(TOKEN)),
                    ("oauth_consumer_key", Is::ClientId),
                    ("openid", Is::Kept(OPENID)),
                ],
                faults: &["ret"],
                ..Ask::PLAIN
            },
        ],
        ids: &[UNIONID, OPENID],
        name: "/nickname",
        picture: "/figureurl_qq",
        ..STANDARD
    }),
};

/// Weibo. Its ids are longer than the numbers of JSON: they count as text.
pub const WEIBO: Source = Source {
    provider: Provider::Weibo,
    connection: ConnectionType::Weibo,
    name: "Weibo",
    protocol: Protocol::Dialect(Dialect {
        authorization: "https://api.weibo.com/oauth2/authorize",
        calls: &[
            Ask {
                usual: "https://api.weibo.com/oauth2/access_token",
                keeps: &[(TOKEN, "/access_token"), (OPENID, "/uid")],
                ..EXCHANGED
            },
            Ask {
                usual: "https://api.weibo.com/2/users/show.json",
                params: &[("access_token", Is::Kept(TOKEN)), ("uid", Is::Kept(OPENID))],
                faults: &["error_code"],
                same: &[("/idstr", Is::Kept(OPENID))],
                ..Ask::PLAIN
            },
        ],
        ids: &[OPENID],
        name: "/screen_name",
        picture: "/avatar_hd",
        ..STANDARD
    }),
    ..QQ
};

/// Baidu.
pub const BAIDU: Source = Source {
    provider: Provider::Baidu,
    connection: ConnectionType::Baidu,
    name: "Baidu",
    protocol: Protocol::Dialect(Dialect {
        authorization: "https://openapi.baidu.com/oauth/2.0/authorize",
        scope: "basic",
        calls: &[
            Ask {
                usual: "https://openapi.baidu.com/oauth/2.0/token",
                ..EXCHANGED
            },
            Ask {
                usual: "https://openapi.baidu.com/rest/2.0/passport/users/getInfo",
                params: &[("access_token", Is::Kept(TOKEN))],
                faults: &["error_code"],
                keeps: &[(OPENID, "/openid")],
                may_keep: &[(UNIONID, "/unionid")],
                ..Ask::PLAIN
            },
        ],
        ids: &[UNIONID, OPENID],
        name: "/username",
        ..STANDARD
    }),
    ..QQ
};

/// DingTalk. The number is the one that somebody signs in there by.
pub const DINGTALK: Source = Source {
    provider: Provider::Dingtalk,
    connection: ConnectionType::Dingtalk,
    name: "DingTalk",
    r#type: ExtIdpType::Enterprise,
    protocol: Protocol::Dialect(Dialect {
        authorization: "https://login.dingtalk.com/oauth2/auth",
        asks: &[
            ("response_type", CODE),
            ("client_id", Is::ClientId),
            ("redirect_uri", Is::RedirectUri),
            ("scope", Is::Scope),
            ("state", Is::State),
            ("prompt", Is::Fixed("consent")),
        ],
        scope: "openid",
        code: "authCode",
        calls: &[
            Ask {
                place: Place::Token,
                usual: "https://api.dingtalk.com/v1.0/oauth2/userAccessToken",
                by: By::Json,
                params: &[
                    ("clientId", Is::ClientId),
                    ("clientSecret", Is::ClientSecret),
                    ("code", Is::Code),
                    ("grantType", EXCHANGE),
                ],
                keeps: &[(TOKEN, "/accessToken")],
                faults: &["code"],
                ..Ask::PLAIN
            },
            Ask {
                usual: "https://api.dingtalk.com/v1.0/contact/users/me",
                header: Some(("x-acs-dingtalk-access-token", "")),
                keeps: &[(OPENID, "/openId")],
                may_keep: &[(UNIONID, "/unionId")],
                faults: &["code"],
                ..Ask::PLAIN
            },
        ],
        ids: &[UNIONID, OPENID],
        name: "/nick",
        picture: "/avatarUrl",
        phone: Some(("/stateCode", "/mobile")),
        ..STANDARD
    }),
    ..QQ
};

/// DingTalk in an app.
pub const DINGTALK_MOBILE: Source = Source {
    connection: ConnectionType::DingtalkMobile,
    has_page: false,
    ..DINGTALK
};

/// Lark, as Feishu in China. Whoever runs a tenant writes any address and number into it: none counts
/// as proven.
pub const LARK: Source = Source {
    provider: Provider::Lark,
    connection: ConnectionType::LarkInternal,
    name: "Lark",
    r#type: ExtIdpType::Enterprise,
    protocol: Protocol::Dialect(Dialect {
        authorization: "https://accounts.feishu.cn/open-apis/authen/v1/authorize",
        asks: &[
            ("response_type", CODE),
            ("client_id", Is::ClientId),
            ("redirect_uri", Is::RedirectUri),
            ("scope", Is::Scope),
            ("state", Is::State),
            ("code_challenge", Is::Challenge),
            ("code_challenge_method", Is::Fixed("S256")),
        ],
        calls: &[
            Ask {
                usual: "https://open.feishu.cn/open-apis/authen/v2/oauth/token",
                by: By::Json,
                params: &[
                    ("grant_type", EXCHANGE),
                    ("client_id", Is::ClientId),
                    ("client_secret", Is::ClientSecret),
                    ("code", Is::Code),
                    ("redirect_uri", Is::RedirectUri),
                    ("code_verifier", Is::Verifier),
                ],
                faults: &["code"],
                ..EXCHANGED
            },
            Ask {
                usual: "https://open.feishu.cn/open-apis/authen/v1/user_info",
                header: Some(("authorization", "Bearer ")),
                faults: &["code"],
                within: "/data",
                keeps: &[(OPEN_ID, "/open_id")],
                may_keep: &[(UNION_ID, "/union_id")],
                ..Ask::PLAIN
            },
        ],
        ids: &[UNION_ID, OPEN_ID],
        name: "/name",
        picture: "/avatar_url",
        ..STANDARD
    }),
    ..QQ
};

/// Lark, for applications of its store.
pub const LARK_PUBLIC: Source = Source {
    connection: ConnectionType::LarkPublic,
    ..LARK
};

/// WeCom, for the members of one organisation.
pub const WECOM: Source = Source {
    provider: Provider::Wechatwork,
    connection: ConnectionType::WechatworkCorpQrconnect,
    name: "WeCom",
    r#type: ExtIdpType::Enterprise,
    required: &["clientId", "clientSecret", "agentId"],
    protocol: Protocol::Dialect(Dialect {
        authorization: "https://login.work.weixin.qq.com/wwlogin/sso/login",
        asks: &[
            ("login_type", Is::Fixed("CorpApp")),
            ("appid", Is::ClientId),
            ("agentid", Is::AgentId),
            ("redirect_uri", Is::RedirectUri),
            ("state", Is::State),
        ],
        calls: &[
            Ask {
                place: Place::Token,
                usual: "https://qyapi.weixin.qq.com/cgi-bin/gettoken",
                params: &[("corpid", Is::ClientId), ("corpsecret", Is::ClientSecret)],
                keeps: &[(TOKEN, "/access_token")],
                ..Ask::PLAIN
            },
            Ask {
                place: Place::Id,
                usual: "https://qyapi.weixin.qq.com/cgi-bin/auth/getuserinfo",
                params: &[("access_token", Is::Kept(TOKEN)), ("code", Is::Code)],
                keeps: &[(USER_ID, "/userid")],
                ..Ask::PLAIN
            },
            Ask {
                usual: "https://qyapi.weixin.qq.com/cgi-bin/user/get",
                params: &[
                    ("access_token", Is::Kept(TOKEN)),
                    ("userid", Is::Kept(USER_ID)),
                ],
                same: &[("/userid", Is::Kept(USER_ID))],
                ..Ask::PLAIN
            },
        ],
        ids: &[USER_ID],
        name: "/name",
        picture: "/avatar",
        ..STANDARD
    }),
    ..QQ
};

/// WeCom in an app.
pub const WECOM_MOBILE: Source = Source {
    connection: ConnectionType::WechatworkMobile,
    has_page: false,
    required: SECRET,
    ..WECOM
};
