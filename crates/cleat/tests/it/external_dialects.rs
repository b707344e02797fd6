//! Sources that speak OAuth 2.0 or a dialect of it, as their documents have it: what each is asked,
//! what it answers, and what of that may not be believed.

use cleat_api::ext_idp::{
    ConnectionType, ExtIdpConn, GetIdentities, GetUserIdentities, MobileConnection, Provider,
    SignInByCode, SignInByMobile,
};
use cleat_api::profile::GetProfile;
use cleat_api::{ErrorCode, Value};
use serde_json::json;

use crate::external_lies::{nonsense_at, wrong};
use crate::external_sources::{Away, Lab, Says, connect, join, merge, shows};
use crate::harness::{figure, number, refused};

/// One question to a source: where, with what, and what it answers.
struct Talk {
    path: &'static str,
    /// The query or the body; `{redirect}` stands for the address of the callback.
    asks: Value,
    header: Option<(&'static str, &'static str)>,
    answer: Value,
    /// What the answer must have.
    needs: &'static [&'static str],
    /// What it may have, of the right type.
    may: &'static [&'static str],
    /// What must be about the same user or application.
    same: &'static [&'static str],
    /// What tells of a fault.
    faults: &'static [&'static str],
}

/// A source.
struct Vendor {
    name: &'static str,
    at: (Provider, ConnectionType),
    fields: Value,
    asks: Value,
    code: &'static str,
    talks: Vec<Talk>,
    ids: &'static [(&'static str, &'static str)],
}

fn talk(path: &'static str, asks: Value, answer: Value, needs: &'static [&'static str]) -> Talk {
    Talk {
        path,
        asks,
        header: None,
        answer,
        needs,
        may: &[],
        same: &[],
        faults: &[],
    }
}

/// What is asked for a code where the documents say no more than OAuth 2.0.
fn exchange() -> Value {
    json!({
        "grant_type": "authorization_code", "client_id": "client", "client_secret": "secret",
        "code": "c1", "redirect_uri": "{redirect}",
    })
}

fn qq() -> Vendor {
    let mut token = exchange();
    merge(&mut token, json!({ "fmt": "json" }));
    let me = json!({ "access_token": "at", "unionid": "1", "fmt": "json" });
    let user = json!({ "access_token": "at", "oauth_consumer_key": "client", "openid": "o" });
    Vendor {
        name: "qq",
        at: (Provider::Qq, ConnectionType::Qq),
        fields: json!({}),
        asks: json!({ "response_type": "code", "client_id": "client", "scope": "get_user_info" }),
        code: "code",
        talks: vec![
            talk(
                "/token",
                token,
                json!({ "access_token": "at", "expires_in": 7_776_000 }),
                &["/access_token"],
            ),
            Talk {
                same: &["/client_id"],
                may: &["/unionid"],
                ..talk(
                    "/id",
                    me,
                    json!({ "client_id": "client", "openid": "o", "unionid": "u" }),
                    &["/openid"],
                )
            },
            Talk {
                faults: &["ret"],
                ..talk(
                    "/user",
                    user,
                    json!({ "ret": 0, "msg": "", "nickname": "Ada" }),
                    &[],
                )
            },
        ],
        ids: &[("openid", "o"), ("unionid", "u")],
    }
}

fn weibo() -> Vendor {
    Vendor {
        name: "weibo",
        at: (Provider::Weibo, ConnectionType::Weibo),
        fields: json!({}),
        asks: json!({ "response_type": "code", "client_id": "client" }),
        code: "code",
        talks: vec![
            talk(
                "/token",
                exchange(),
                json!({ "access_token": "at", "expires_in": 157_679_999, "uid": "9007199254740993" }),
                &["/access_token", "/uid"],
            ),
            Talk {
                same: &["/idstr"],
                faults: &["error_code"],
                ..talk(
                    "/user",
                    json!({ "access_token": "at", "uid": "9007199254740993" }),
                    json!({
                        "id": 9_007_199_254_740_992_i64, "idstr": "9007199254740993",
                        "screen_name": "Ada",
                    }),
                    &[],
                )
            },
        ],
        ids: &[("openid", "9007199254740993")],
    }
}

fn baidu() -> Vendor {
    Vendor {
        name: "baidu",
        at: (Provider::Baidu, ConnectionType::Baidu),
        fields: json!({}),
        asks: json!({ "response_type": "code", "client_id": "client", "scope": "basic" }),
        code: "code",
        talks: vec![
            talk(
                "/token",
                exchange(),
                json!({ "access_token": "at" }),
                &["/access_token"],
            ),
            Talk {
                may: &["/unionid"],
                faults: &["error_code"],
                ..talk(
                    "/user",
                    json!({ "access_token": "at" }),
                    json!({ "openid": "o", "unionid": "u", "username": "Ada", "portrait": "e2c1" }),
                    &["/openid"],
                )
            },
        ],
        ids: &[("openid", "o"), ("unionid", "u")],
    }
}

fn dingtalk() -> Vendor {
    Vendor {
        name: "dingtalk",
        at: (Provider::Dingtalk, ConnectionType::Dingtalk),
        fields: json!({ "associationMode": "field" }),
        asks: json!({
            "response_type": "code", "client_id": "client", "scope": "openid", "prompt": "consent",
        }),
        code: "authCode",
        talks: vec![
            Talk {
                faults: &["code"],
                ..talk(
                    "/token",
                    json!({
                        "clientId": "client", "clientSecret": "secret", "code": "c1",
                        "grantType": "authorization_code",
                    }),
                    json!({ "accessToken": "at", "refreshToken": "rt", "expireIn": 7200 }),
                    &["/accessToken"],
                )
            },
            Talk {
                header: Some(("x-acs-dingtalk-access-token", "at")),
                may: &["/unionId"],
                faults: &["code"],
                ..talk(
                    "/user",
                    json!({}),
                    json!({
                        "nick": "Ada", "openId": "o", "unionId": "u", "stateCode": "86",
                        "mobile": number(1), "email": "ada@example.com",
                    }),
                    &["/openId"],
                )
            },
        ],
        ids: &[("openid", "o"), ("unionid", "u")],
    }
}

fn lark() -> Vendor {
    let mut token = exchange();
    merge(&mut token, json!({ "code_verifier": "{verifier}" }));
    Vendor {
        name: "lark",
        at: (Provider::Lark, ConnectionType::LarkInternal),
        fields: json!({ "associationMode": "field" }),
        asks: json!({
            "response_type": "code", "client_id": "client", "code_challenge_method": "S256",
        }),
        code: "code",
        talks: vec![
            Talk {
                faults: &["code"],
                ..talk(
                    "/token",
                    token,
                    json!({ "code": 0, "access_token": "at", "token_type": "Bearer" }),
                    &["/access_token"],
                )
            },
            Talk {
                header: Some(("authorization", "Bearer at")),
                may: &["/data/union_id"],
                faults: &["code"],
                ..talk(
                    "/user",
                    json!({}),
                    json!({ "code": 0, "msg": "success", "data": {
                        "name": "Ada", "open_id": "ou_1", "union_id": "on_1", "user_id": "ada",
                        "mobile": format!("+86{}", number(1)), "email": "ada@example.com",
                    } }),
                    &["/data", "/data/open_id"],
                )
            },
        ],
        ids: &[("open_id", "ou_1"), ("union_id", "on_1")],
    }
}

fn wecom() -> Vendor {
    Vendor {
        name: "wecom",
        at: (
            Provider::Wechatwork,
            ConnectionType::WechatworkCorpQrconnect,
        ),
        fields: json!({ "agentId": "1000002" }),
        asks: json!({ "login_type": "CorpApp", "appid": "client", "agentid": "1000002" }),
        code: "code",
        talks: vec![
            talk(
                "/token",
                json!({ "corpid": "client", "corpsecret": "secret" }),
                json!({ "errcode": 0, "errmsg": "ok", "access_token": "at", "expires_in": 7200 }),
                &["/access_token"],
            ),
            Talk {
                faults: &["errcode"],
                ..talk(
                    "/id",
                    json!({ "access_token": "at", "code": "c1" }),
                    json!({ "errcode": 0, "errmsg": "ok", "userid": "ada" }),
                    &["/userid"],
                )
            },
            Talk {
                same: &["/userid"],
                faults: &["errcode"],
                ..talk(
                    "/user",
                    json!({ "access_token": "at", "userid": "ada" }),
                    json!({ "errcode": 0, "userid": "ada", "name": "Ada", "mobile": number(1) }),
                    &[],
                )
            },
        ],
        ids: &[("user_id", "ada")],
    }
}

/// Any server of OAuth 2.0, as its connection describes it.
fn oauth2() -> Vendor {
    let mut token = exchange();
    merge(&mut token, json!({ "code_verifier": "{verifier}" }));
    Vendor {
        name: "oauth",
        at: (Provider::Oauth2, ConnectionType::Oauth),
        fields: json!({ "scopes": "me", "mapping": { "id": "/user/id", "name": "/user/name" } }),
        asks: json!({
            "response_type": "code", "client_id": "client", "scope": "me",
            "code_challenge_method": "S256",
        }),
        code: "code",
        talks: vec![
            Talk {
                faults: &["error"],
                ..talk(
                    "/token",
                    token,
                    json!({ "access_token": "at" }),
                    &["/access_token"],
                )
            },
            Talk {
                header: Some(("authorization", "Bearer at")),
                faults: &["error"],
                ..talk(
                    "/user",
                    json!({}),
                    json!({ "user": { "id": "1", "name": "Ada" } }),
                    &["/user", "/user/id"],
                )
            },
        ],
        ids: &[("openid", "1")],
    }
}

fn vendors() -> [Vendor; 7] {
    [
        oauth2(),
        qq(),
        weibo(),
        baidu(),
        dingtalk(),
        lark(),
        wecom(),
    ]
}

impl Vendor {
    fn settings(&self, lab: &Lab) -> Value {
        let at = |path: &str| format!("{}{path}", lab.fake.base);
        let mut fields = json!({
            "clientId": "client", "clientSecret": "secret", "authEndPoint": at("/authorize"),
            "tokenEndPoint": at("/token"), "idEndPoint": at("/id"),
            "userInfoEndPoint": at("/user"),
        });
        merge(&mut fields, self.fields.clone());
        fields
    }

    async fn connect(&self, lab: &Lab) -> ExtIdpConn {
        self.tell(lab);
        let pool = &lab.server.client;
        connect(pool, &lab.rp, self.name, self.at, self.settings(lab)).await
    }

    /// The source says the truth from now on.
    fn tell(&self, lab: &Lab) {
        for talk in &self.talks {
            lab.fake.tell(talk.path, &talk.answer);
        }
    }

    fn back(&self, away: &Away) -> String {
        away.back(&format!("{}=c1", self.code))
    }

    /// It was asked what its documents say, and nothing else.
    fn was_asked(&self, lab: &Lab, away: &Away) {
        let asked = std::mem::take(&mut *lab.fake.asked.lock().unwrap());
        assert_eq!(asked.len(), self.talks.len(), "{}", self.name);
        for (one, talk) in asked.iter().zip(&self.talks) {
            let (path, query) = one.path.split_once('?').unwrap_or((&one.path, ""));
            assert_eq!(path, talk.path, "{}", self.name);
            let mut wanted = talk.asks.clone();
            for value in wanted.as_object_mut().unwrap().values_mut() {
                if *value == "{redirect}" {
                    *value = away.param("redirect_uri").into();
                }
            }
            let mut asks = match one.body.strip_prefix('{') {
                Some(_) => serde_json::from_str(&one.body).unwrap(),
                None => pairs(&format!("{query}{}", one.body)),
            };
            if let Some(verifier) = asks.get_mut("code_verifier") {
                let challenge = cleat_protocol::pkce::challenge(verifier.as_str().unwrap());
                assert_eq!(challenge, away.param("code_challenge"));
                *verifier = "{verifier}".into();
            }
            assert_eq!(asks, wanted, "{} {path}", self.name);
            if let Some((name, value)) = talk.header {
                assert_eq!(one.headers.get(name).unwrap(), value, "{}", self.name);
            }
        }
    }

    /// Answers that must sign nobody in, each with the path that gives it.
    fn lies(&self) -> Vec<(&'static str, Says)> {
        let mut all = Vec::new();
        for talk in &self.talks {
            let mut lie = |pointer: &str, value: Option<Value>| {
                let answer = changed(&talk.answer, pointer, value);
                all.push((talk.path, Says::json(&answer)));
            };
            for pointer in talk.needs.iter().chain(talk.same) {
                lie(pointer, None);
                lie(pointer, Some(Value::Null));
            }
            for pointer in talk.needs.iter().chain(talk.same).chain(talk.may) {
                for value in wrong() {
                    lie(pointer, Some(value));
                }
            }
            for pointer in talk.same {
                lie(pointer, Some(json!("other")));
            }
            for name in talk.faults {
                for value in [json!(1), json!(-1), json!("40029"), json!(true), json!({})] {
                    lie(&format!("/{name}"), Some(value));
                }
            }
            all.extend(nonsense_at(talk.path));
        }
        all
    }
}

/// An answer with another value in one place, or none.
fn changed(answer: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut answer = answer.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = answer.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => drop(parent.insert(name.into(), value)),
        None => drop(parent.remove(name)),
    }
    answer
}

/// The pairs of a query or a form as an object.
fn pairs(text: &str) -> Value {
    let url = reqwest::Url::parse(&format!("https://a.example/?{text}")).unwrap();
    let pairs = url.query_pairs();
    let pairs = pairs.map(|(n, v)| (n.into_owned(), Value::from(v.into_owned())));
    Value::Object(pairs.collect())
}

/// Each is asked what its documents say, in their words, and signs the same user in again.
#[tokio::test(flavor = "multi_thread")]
async fn sources_are_asked_in_their_own_words() {
    for vendor in vendors() {
        let lab = Lab::new().await;
        let conn = vendor.connect(&lab).await;
        let mut users = Vec::new();
        for _ in 0..2 {
            let browser = lab.browser();
            let away = lab.leave(&browser, vendor.name).await;
            let url = away.0.location.clone().unwrap();
            let sent = pairs(url.query().unwrap());
            for (name, value) in vendor.asks.as_object().unwrap() {
                assert_eq!(sent.get(name), Some(value), "{} {name}: {url}", vendor.name);
            }
            let back = browser.get(&vendor.back(&away)).await;
            users.push(lab.user_of(&back).await);
            vendor.was_asked(&lab, &away);
        }
        assert_eq!(users[0], users[1], "{}", vendor.name);
        let of = GetUserIdentities {
            user_id: users[0].clone(),
            user_id_type: None,
        };
        let found = lab.server.client.call(&of).await.unwrap();
        let mut ids: Vec<_> = found
            .iter()
            .map(|one| (one.r#type.as_str(), one.user_id_in_idp.as_str()))
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, vendor.ids, "{}", vendor.name);
        let shown = found[0].user_info_in_idp.to_string();
        assert!(!shown.contains("\"at\""), "{}: {shown}", vendor.name);
        let says_no = browser_with(&lab, vendor.name).await;
        assert!(
            says_no.contains("was cancelled"),
            "{}: {says_no}",
            vendor.name
        );
        // It is all that the user has to sign in by, where the source proves no number.
        let hide = lab
            .server
            .client
            .call(&shows(&conn.id, &lab.rp.id, false))
            .await;
        match vendor.name {
            "dingtalk" => drop(hide.unwrap()),
            _ => refused(hide, ErrorCode::UsersStranded),
        }
    }
}

/// What the page says where somebody comes back without a code.
async fn browser_with(lab: &Lab, name: &str) -> String {
    let browser = lab.browser();
    let away = lab.leave(&browser, name).await;
    browser.get(&away.back("reason=none")).await.body
}

/// DingTalk proves the number that somebody signs in there by; a tenant of Lark writes any number.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_counts_where_the_source_proves_it() {
    for (vendor, counts) in [(dingtalk(), true), (lark(), false)] {
        let lab = Lab::new().await;
        vendor.connect(&lab).await;
        let ada = lab.server.sign_in(&number(1)).await;
        let me = ada.call(&GetProfile::default()).await.unwrap().user_id;
        let browser = lab.browser();
        let away = lab.leave(&browser, vendor.name).await;
        let back = browser.get(&vendor.back(&away)).await;
        assert_eq!(lab.user_of(&back).await == me, counts, "{}", vendor.name);
        let linked = ada.call(&GetIdentities {}).await.unwrap();
        assert_eq!(!linked.is_empty(), counts, "{}", vendor.name);
    }
}

/// What an app brings a code of is the same account as on the page.
#[tokio::test(flavor = "multi_thread")]
async fn an_app_brings_codes_of_the_same_account() {
    for (vendor, kind, connection) in [
        (
            dingtalk(),
            ConnectionType::DingtalkMobile,
            MobileConnection::Dingtalk,
        ),
        (
            wecom(),
            ConnectionType::WechatworkMobile,
            MobileConnection::Wechatwork,
        ),
        (
            lark(),
            ConnectionType::LarkPublic,
            MobileConnection::LarkPublic,
        ),
        (
            lark(),
            ConnectionType::LarkInternal,
            MobileConnection::LarkInternal,
        ),
    ] {
        let lab = Lab::new().await;
        let conn = vendor.connect(&lab).await;
        let browser = lab.browser();
        let away = lab.leave(&browser, vendor.name).await;
        lab.user_of(&browser.get(&vendor.back(&away)).await).await;
        lab.fake.asked.lock().unwrap().clear();
        let at = (conn.ext_idp_id.as_str(), kind);
        join(
            &lab.server.client,
            &lab.rp,
            "app",
            at,
            vendor.settings(&lab),
        )
        .await;
        let code = Some(SignInByCode { code: "c1".into() });
        let request = SignInByMobile {
            ext_idp_connidentifier: "app".into(),
            connection,
            ding_talk_payload: code.clone(),
            wechatwork_payload: code.clone(),
            lark_public_payload: code.clone(),
            lark_internal_payload: code,
            ..SignInByMobile::default()
        };
        lab.server.client.call(&request).await.unwrap();
        let users = (lab.users().await, lab.identities().await);
        assert_eq!(users, (1, vendor.ids.len() as i64), "{}", vendor.name);
        let asked = lab.fake.asked.lock().unwrap();
        let all: String = asked
            .iter()
            .map(|one| format!("{}{}", one.path, one.body))
            .collect();
        for for_browsers in ["redirect_uri", "code_verifier"] {
            assert!(!all.contains(for_browsers), "{}: {all}", vendor.name);
        }
    }
}

/// O6, for OAuth 2.0 and its dialects: one thing wrong with one answer, and nobody is signed in.
///
/// Seen to fail without `same`, without `faults`, and with `text_of` that takes what is empty.
#[tokio::test(flavor = "multi_thread")]
async fn o6_a_lying_dialect_signs_nobody_in() {
    let mut told = 0;
    for vendor in vendors() {
        let lab = Lab::new().await;
        vendor.connect(&lab).await;
        for (path, says) in vendor.lies() {
            vendor.tell(&lab);
            let start = &says.body[..says.body.len().min(300)];
            let what = format!("{} {path}: {}", vendor.name, String::from_utf8_lossy(start));
            lab.fake.say(path, says);
            let browser = lab.browser();
            let away = lab.leave(&browser, vendor.name).await;
            let shown = browser.get(&vendor.back(&away)).await;
            assert_eq!(shown.status, 400, "{what}: {}", shown.body);
            assert!(
                shown.body.contains("The external service"),
                "{what}: {}",
                shown.body
            );
            told += 1;
        }
        assert_eq!(
            (lab.users().await, lab.identities().await),
            (0, 0),
            "{}",
            vendor.name
        );
        vendor.tell(&lab);
        let browser = lab.browser();
        let away = lab.leave(&browser, vendor.name).await;
        lab.user_of(&browser.get(&vendor.back(&away)).await).await;
    }
    figure(
        "O6",
        format!("{told} answers of lying dialects: nobody signed in"),
    );
}
