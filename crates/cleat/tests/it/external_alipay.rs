//! Alipay: a gateway that verifies what it is asked and signs what it answers, driven by Alipay's own
//! client before it is by us.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::signature::{self, KeyPair as _, RsaKeyPair};
use axum::extract::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_api::ext_idp::{
    ConnectionType, ExtIdpConn, GetAlipayAuthInfo, GetUserIdentities, MobileConnection, Provider,
    SignInByCode, SignInByMobile, UpdateExtIdpConn,
};
use cleat_api::{ErrorCode, Value};
use cleat_protocol::jose::{Algorithm, SigningKey};
use cleat_protocol::vendors::alipay;
use serde_json::json;

use crate::common::{need, node};
use crate::external_apps::github;
use crate::external_lies::wrong;
use crate::external_sources::{Away, Lab, connect, shows};
use crate::harness::{figure, refused};

/// A key, as private and as public text.
struct Key {
    der: Vec<u8>,
    public: Vec<u8>,
}

impl Key {
    fn new() -> Self {
        let der = SigningKey::generate(Algorithm::Rs256).unwrap();
        let pair = RsaKeyPair::from_pkcs8(&der).unwrap();
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let public = public.as_ref().to_vec();
        Self { der, public }
    }

    fn sign(&self, text: &str) -> String {
        let pair = RsaKeyPair::from_pkcs8(&self.der).unwrap();
        let mut tag = vec![0; pair.public_modulus_len()];
        let random = aws_lc_rs::rand::SystemRandom::new();
        pair.sign(
            &signature::RSA_PKCS1_SHA256,
            &random,
            text.as_bytes(),
            &mut tag,
        )
        .unwrap();
        STANDARD.encode(tag)
    }
}

/// What becomes of an answer on its way, after it was signed.
type Twist = Arc<dyn Fn(&str, &str, &str) -> String + Send + Sync>;

/// A gateway.
#[derive(Clone)]
struct Gateway {
    base: String,
    app: Arc<Key>,
    own: Arc<Key>,
    answers: Arc<Mutex<BTreeMap<String, Value>>>,
    twist: Arc<Mutex<Option<(String, Twist)>>>,
    codes: Arc<Mutex<Vec<String>>>,
}

const TOKEN: &str = "alipay.system.oauth.token";
const USER: &str = "alipay.user.info.share";

fn whole(member: &str, content: &str, sign: &str) -> String {
    format!("{{\"{member}\":{content},\"sign\":\"{sign}\"}}")
}

impl Gateway {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            app: Arc::new(Key::new()),
            own: Arc::new(Key::new()),
            answers: Arc::default(),
            twist: Arc::default(),
            codes: Arc::default(),
        };
        gateway.tell();
        let own = gateway.clone();
        let router = axum::Router::new().fallback(move |request: Request| {
            let own = own.clone();
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 100_000).await.unwrap();
                let body = String::from_utf8(body.to_vec()).unwrap();
                own.answer(&format!("{}&{body}", parts.uri.query().unwrap_or_default()))
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        gateway
    }

    /// It says the truth from now on.
    fn tell(&self) {
        let token = json!({ "access_token": "auth-at", "user_id": "2088", "open_id": "o-1" });
        let user = json!({
            "code": "10000", "msg": "Success", "user_id": "2088", "open_id": "o-1",
            "nick_name": "Ada", "avatar": "https://a.example/a.png",
        });
        self.say(TOKEN, token);
        self.say(USER, user);
        *self.twist.lock().unwrap() = None;
    }

    fn say(&self, method: &str, answer: Value) {
        self.answers.lock().unwrap().insert(method.into(), answer);
    }

    fn twists(&self, method: &str, twist: Twist) {
        *self.twist.lock().unwrap() = Some((method.into(), twist));
    }

    fn answer(&self, query: &str) -> String {
        let url = reqwest::Url::parse(&format!("https://a.example/?{query}")).unwrap();
        let params: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        let get = |name: &str| params.get(name).map_or("", String::as_str);
        let method = get("method").to_owned();
        let member = format!("{}_response", method.replace('.', "_"));
        let (member, content) = match self.fault(&params) {
            Some(sub_code) => {
                let error = json!({
                    "code": "40002", "msg": "Invalid Arguments", "sub_code": sub_code,
                });
                ("error_response".to_owned(), error.to_string())
            }
            None => (member, self.answers.lock().unwrap()[&method].to_string()),
        };
        let sign = self.own.sign(&content);
        match &*self.twist.lock().unwrap() {
            Some((of, twist)) if *of == method => twist(&member, &content, &sign),
            _ => whole(&member, &content, &sign),
        }
    }

    /// What is wrong with a request.
    fn fault(&self, params: &BTreeMap<String, String>) -> Option<&'static str> {
        let get = |name: &str| params.get(name).map_or("", String::as_str);
        let pairs: Vec<_> = params
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let time = get("timestamp").as_bytes();
        if get("app_id") != "2021" {
            return Some("isv.invalid-app-id");
        }
        let common = [
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("version", "1.0"),
        ];
        if common.iter().any(|(name, value)| get(name) != *value) || time.len() != 19 {
            return Some("isv.invalid-parameter");
        }
        if !alipay::is_signed(&self.app.public, &pairs, get("sign")) {
            return Some("isv.invalid-signature");
        }
        let mut codes = self.codes.lock().unwrap();
        let code = get("code").to_owned();
        let is_wrong = match get("method") {
            TOKEN => get("grant_type") != "authorization_code" || codes.contains(&code),
            _ => get("auth_token") != "auth-at",
        };
        codes.push(code);
        is_wrong.then_some("isv.code-invalid")
    }

    async fn connect(&self, lab: &Lab) -> ExtIdpConn {
        let fields = json!({
            "clientId": "2021", "privateKey": STANDARD.encode(&self.app.der),
            "publicKey": STANDARD.encode(&self.own.public),
            "authEndPoint": format!("{}/authorize", self.base),
            "tokenEndPoint": format!("{}/gateway.do", self.base),
        });
        let at = (Provider::Alipay, ConnectionType::Alipay);
        connect(&lab.server.client, &lab.rp, "alipay", at, fields).await
    }
}

/// Comes back from Alipay with a code that was not used yet.
async fn come(lab: &Lab, n: usize) -> crate::browser::Shown {
    let browser = lab.browser();
    let away: Away = lab.leave(&browser, "alipay").await;
    assert_eq!(away.param("app_id"), "2021");
    assert_eq!(away.param("scope"), "auth_user");
    browser
        .get(&away.back(&format!("app_id=2021&auth_code=c{n}")))
        .await
}

/// The gateway understands Alipay's own client, and is understood by it: what it verifies and signs
/// is what Alipay does.
#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_is_as_alipays_own_client_has_it() {
    let (node, modules) = need!(node("tests/fakes/node"));
    let gateway = Gateway::start().await;
    let run = async |public: &[u8], private: &[u8], code: &str| {
        let mut command = std::process::Command::new(node.get_program());
        command.envs(node.get_envs().filter_map(|(n, v)| Some((n, v?))));
        command
            .arg(modules.join("../alipay.js"))
            .args([&gateway.base, code])
            .args([STANDARD.encode(private), STANDARD.encode(public)])
            .stderr(Stdio::piped());
        tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap()
    };
    let (own, app) = (&gateway.own, &gateway.app);
    let right = run(&own.public, &app.der, "c1").await;
    let said = String::from_utf8_lossy(&right.stdout).into_owned();
    assert!(right.status.success() && said.contains("2088"), "{right:?}");
    assert!(said.contains("Ada"), "{said}");
    for (public, private, code) in [
        (&own.public, &own.der, "c2"),
        (&app.public, &app.der, "c3"),
        (&own.public, &app.der, "c1"),
    ] {
        let wrong = run(public, private, code).await;
        assert!(!wrong.status.success(), "{wrong:?}");
    }
}

/// On a page and in an app: the same user, by both ids.
#[tokio::test(flavor = "multi_thread")]
async fn alipay_signs_in() {
    let lab = Lab::new().await;
    let gateway = Gateway::start().await;
    let conn = gateway.connect(&lab).await;
    let ada = lab.user_of(&come(&lab, 1).await).await;
    assert_eq!(lab.user_of(&come(&lab, 2).await).await, ada);
    let by_app = |code: &str| SignInByMobile {
        ext_idp_connidentifier: "alipay".into(),
        connection: MobileConnection::Alipay,
        alipay_payload: Some(SignInByCode { code: code.into() }),
        ..SignInByMobile::default()
    };
    let pool = &lab.server.client;
    pool.call(&by_app("c3")).await.unwrap();
    refused(pool.call(&by_app("c3")).await, ErrorCode::ExtIdpFailed);
    let of = GetUserIdentities {
        user_id: ada,
        user_id_type: None,
    };
    let found = pool.call(&of).await.unwrap();
    let mut ids: Vec<_> = found
        .iter()
        .map(|one| one.user_id_in_idp.as_str())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["2088", "o-1"]);
    assert_eq!(lab.users().await, 1);
    // An application of the new kind learns one id alone.
    gateway.say(
        TOKEN,
        json!({ "access_token": "auth-at", "open_id": "o-2" }),
    );
    gateway.say(
        USER,
        json!({ "code": "10000", "open_id": "o-2", "nick_name": "Bob" }),
    );
    lab.user_of(&come(&lab, 4).await).await;
    assert_eq!((lab.users().await, lab.identities().await), (2, 3));
    let hide = pool.call(&shows(&conn.id, &lab.rp.id, false)).await;
    refused(hide, ErrorCode::UsersStranded);
}

/// What an app begins a sign-in with is signed by the connection's key, for its account, anew each
/// time; no other connection signs anything.
#[tokio::test(flavor = "multi_thread")]
async fn apps_begin_with_what_is_signed() {
    let lab = Lab::new().await;
    let gateway = Gateway::start().await;
    let conn = gateway.connect(&lab).await;
    let pool = &lab.server.client;
    let ask = |name: &str| GetAlipayAuthInfo {
        ext_idp_connidentifier: name.into(),
    };
    refused(
        pool.call(&ask("alipay")).await,
        ErrorCode::MethodUnsupported,
    );
    let mut fields = conn.fields.clone().unwrap();
    fields.insert("pid".into(), "2088123".into());
    let update = UpdateExtIdpConn {
        id: conn.id,
        display_name: "Alipay".into(),
        fields,
        ..UpdateExtIdpConn::default()
    };
    pool.call(&update).await.unwrap();
    let mut targets = Vec::new();
    for _ in 0..2 {
        let text = pool.call(&ask("alipay")).await.unwrap().auth_info;
        let url = reqwest::Url::parse(&format!("https://a.example/?{text}")).unwrap();
        let params: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        let target = params["target_id"].clone();
        // As Alipay's documents have it: all of it in the order of the names.
        let signed = format!(
            "apiname=com.alipay.account.auth&app_id=2021&app_name=mc&auth_type=AUTHACCOUNT\
             &biz_type=openservice&method=alipay.open.auth.sdk.code.get&pid=2088123\
             &product_id=APP_FAST_LOGIN&scope=kuaijie&sign_type=RSA2&target_id={target}"
        );
        let pairs = params.iter().filter(|(name, _)| *name != "sign");
        let pairs: Vec<_> = pairs.map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(pairs.join("&"), signed);
        let key = &gateway.app.public;
        assert!(alipay::verifies(key, &signed, &params["sign"]), "{text}");
        targets.push(target);
    }
    assert_ne!(targets[0], targets[1]);
    github(&lab, "github", "none").await;
    refused(
        pool.call(&ask("github")).await,
        ErrorCode::MethodUnsupported,
    );
    refused(pool.call(&ask("none")).await, ErrorCode::ExtIdpConnNotFound);
    let mut hide = shows(&update.id, &lab.rp.id, false);
    hide.force = Some(true);
    pool.call(&hide).await.unwrap();
    refused(
        pool.call(&ask("alipay")).await,
        ErrorCode::ExtIdpConnNotFound,
    );
}

fn by(twist: impl Fn(&str, &str, &str) -> String + Send + Sync + 'static) -> Twist {
    Arc::new(twist)
}

/// What stands in place of a signed answer.
fn twists(other: Arc<Key>) -> Vec<(&'static str, Twist)> {
    let evil = |content: &str| content.replace("2088", "2089");
    vec![
        ("no signature", by(|m, c, _| format!("{{\"{m}\":{c}}}"))),
        ("an empty one", by(|m, c, _| whole(m, c, ""))),
        (
            "no text",
            by(|m, c, _| format!("{{\"{m}\":{c},\"sign\":true}}")),
        ),
        (
            "another key",
            by(move |m, c, _| whole(m, c, &other.sign(c))),
        ),
        ("another content", by(move |m, c, s| whole(m, &evil(c), s))),
        (
            "a space more",
            by(|m, c, s| whole(m, &c.replacen('{', "{ ", 1), s)),
        ),
        (
            "a letter less",
            by(|m, c, s| whole(m, c, s.get(4..).unwrap())),
        ),
        (
            "a member before",
            by(move |m, c, s| format!("{{\"{m}\":{},\"{m}\":{c},\"sign\":\"{s}\"}}", evil(c))),
        ),
        (
            "a member that is escaped",
            by(move |m, c, s| {
                let name = m.replacen('a', "\\u0061", 1);
                format!("{{\"{name}\":{},\"{m}\":{c},\"sign\":\"{s}\"}}", evil(c))
            }),
        ),
        (
            "another member",
            by(|_, c, s| whole("error_response", c, s)),
        ),
        (
            "below another",
            by(|m, c, s| format!("{{\"a\":{}}}", whole(m, c, s))),
        ),
        ("in a list", by(|m, c, s| format!("[{}]", whole(m, c, s)))),
        (
            "an end that is cut",
            by(|m, c, s| {
                let mut text = whole(m, c, s);
                text.pop();
                text
            }),
        ),
        ("nothing", by(|_, _, _| String::new())),
        ("a page", by(|_, _, _| "<html>".into())),
        ("another charset", by(|_, _, _| "\u{7f}\u{0}".into())),
    ]
}

/// Answers that are signed and wrong, each with its method.
fn signed_lies(gateway: &Gateway) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    let right = gateway.answers.lock().unwrap().clone();
    for (method, names) in [
        (TOKEN, ["access_token", "user_id", "open_id"].as_slice()),
        (USER, &["user_id", "open_id"]),
    ] {
        for name in names {
            for value in wrong().into_iter().chain([json!("other")]) {
                // Any text is a token; the gateway says no to it.
                let mut answer = right[method].clone();
                answer[*name] = value;
                all.push((method, answer));
            }
        }
        for (name, value) in [
            ("code", json!("40004")),
            ("code", json!(10000)),
            ("code", json!(null)),
            ("code", json!("")),
            ("sub_code", json!("isv.code-invalid")),
        ] {
            let mut answer = right[method].clone();
            answer[name] = value;
            all.push((method, answer));
        }
    }
    all.push((TOKEN, json!({ "user_id": "2088", "open_id": "o-1" })));
    all.push((TOKEN, json!({ "access_token": "auth-at" })));
    all.push((TOKEN, json!({})));
    all.push((USER, json!({ "code": "10000" })));
    all.push((USER, json!({ "code": "10000", "user_id": "2089" })));
    all
}

/// O6, for Alipay: nobody is signed in by an answer that it did not sign as it stands, or that is
/// another user's.
///
/// Seen to fail with `verifies` that lets all pass, and without the comparison of ids.
#[tokio::test(flavor = "multi_thread")]
async fn o6_a_lying_gateway_signs_nobody_in() {
    let lab = Lab::new().await;
    let gateway = Gateway::start().await;
    gateway.connect(&lab).await;
    let mut told = 0;
    let mut check = async |what: String| {
        told += 1;
        let shown = come(&lab, told).await;
        assert_eq!(shown.status, 400, "{what}: {}", shown.body);
        assert!(
            shown.body.contains("The external service"),
            "{what}: {}",
            shown.body
        );
    };
    let other = Arc::new(Key::new());
    for method in [TOKEN, USER] {
        for (name, twist) in twists(other.clone()) {
            gateway.tell();
            gateway.twists(method, twist);
            check(format!("{method}: {name}")).await;
        }
    }
    for (method, answer) in signed_lies(&gateway) {
        gateway.tell();
        let what = format!("{method}: {answer}");
        gateway.say(method, answer);
        check(what).await;
    }
    figure(
        "O6",
        format!("{told} answers of a lying gateway: nobody signed in"),
    );
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
    gateway.tell();
    lab.user_of(&come(&lab, 0).await).await;
}
