//! The V2 API: what holds for every call of it. The widgets that call it are in `widgets`.

use cleat_api::Value;
use cleat_api::application::{ClientAuthMethod, UpdateApplication, UpdateLoginConfigInput};
use cleat_api::passcode::SmsChannel;
use cleat_api::user::CreateUser;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::browser::{Browser, Rp, Wanted};
use crate::harness::{Server, number};

/// What a widget sends in the head of each call.
fn call(rp: &Rp, method: Method, path: &str) -> RequestBuilder {
    let call = reqwest::Client::new().request(method, format!("{}{path}", rp.host));
    call.header("x-authing-app-id", &rp.id)
        .header("x-authing-lang", "en-US")
}

/// What a call answers, which is HTTP 200 whatever happened.
async fn told(call: RequestBuilder) -> Value {
    let answer = call.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.json().await.unwrap()
}

/// An application that proves itself by that method.
async fn app(server: &Server, method: ClientAuthMethod, merges: bool) -> Rp {
    let wanted = Wanted {
        method,
        ..Wanted::default()
    };
    let rp = Rp::with(server, wanted).await;
    let login = UpdateLoginConfigInput {
        merge_login_and_register_page: Some(merges),
        ..UpdateLoginConfigInput::default()
    };
    let update = UpdateApplication::builder().app_id(rp.id.as_str());
    let update = update.login_config(login).build();
    server.client.call(&update).await.unwrap();
    rp
}

/// The methods that a path answers to.
async fn methods(rp: &Rp, path: &str) -> Vec<Method> {
    let mut known = Vec::new();
    for method in [Method::GET, Method::POST] {
        let answer = call(rp, method.clone(), path).send().await.unwrap();
        match answer.status().as_u16() {
            200 => known.push(method),
            405 => assert!(answer.headers().contains_key("allow"), "{path}"),
            other => panic!("{path}: {other}"),
        }
    }
    known
}

/// Nothing that is sent makes the server fail, and everything that is wrong is told.
/// Seen to fail with what `params` refuses taken for a fault of the server.
#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_told() {
    let server = Server::start().await;
    let rp = app(&server, ClientAuthMethod::None, true).await;
    let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let long = json!({ "phone": "1".repeat(200_000), "code": "9".repeat(10_000) }).to_string();
    let bodies = [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{\"phone\":1,\"code\":[],\"email\":{},\"query\":3,\"variables\":\"x\"}",
        "{\"phone\":\"\\u0000\",\"code\":\"\\u0000\",\"email\":\"\\u0000\",\"scene\":\"\\u0000\"}",
        "{\"phone\":\"13900000001\",\"scene\":\"fly\",\"email\":\"a@b.example\"}",
        "{\"query\":\"query {user}\"}",
        "{\"query\":\"mutation bindPhone\",\"variables\":{\"phone\":null}}",
        "{\"query\":\"subscription everything { id }\"}",
        deep.as_str(),
        long.as_str(),
    ];
    let mut asked = 0;
    for path in cleat_server::v2_paths() {
        let path = path.replace("{appId}", "%00%ff");
        for method in methods(&rp, &path).await {
            for body in bodies {
                let query = [("key", "\0"), ("type", "fly"), ("app_id", "\0")];
                let call = call(&rp, method.clone(), &path);
                let call = match method == Method::POST {
                    true => call
                        .header("content-type", "application/json")
                        .body(body.to_owned()),
                    false => call.query(&query),
                };
                let answer = told(call).await;
                let error = &answer["errors"][0]["message"];
                let code = answer["statusCode"].as_u64().or(error["code"].as_u64());
                let fine = code.is_none_or(|code| !(500..600).contains(&code) || code == 501);
                assert!(fine, "{method} {path} {body:.80}: {answer}");
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
    // A form of another page is no JSON: it would need no leave of its origin.
    let form = call(&rp, Method::POST, "/api/v2/sms/send")
        .header("content-type", "text/plain")
        .body("{\"phone\":\"13900000009\"}");
    assert_eq!(told(form).await["statusCode"], 400);
    assert!(server.sent("+8613900000009").await.is_empty());
}

/// O5: the cookies of a browser that is signed in do nothing here, and a call ends no session by
/// them.
#[tokio::test(flavor = "multi_thread")]
async fn no_call_honours_a_cookie() {
    let server = Server::start().await;
    let rp = app(&server, ClientAuthMethod::None, true).await;
    let browser = Browser::new(&server);
    rp.tokens(&server, &browser, &number(1)).await;
    let cookies = browser.cookies.lock().unwrap().clone();
    let cookies: Vec<_> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let cookies = cookies.join("; ");
    for token in [
        None,
        Some("undefined"),
        Some("null"),
        Some("Bearer undefined"),
    ] {
        let with = |method, path: &str| {
            let call = call(&rp, method, path).header("cookie", &cookies);
            match token {
                Some(token) => call.header("authorization", token),
                None => call,
            }
        };
        for path in ["/api/v2/users/me", "/api/v2/users/me/security-level"] {
            let answer = told(with(Method::GET, path)).await;
            let codes = (&answer["code"], &answer["apiCode"], &answer["statusCode"]);
            assert_eq!(codes, (&json!(2020), &json!(2020), &json!(401)), "{path}");
        }
        let graphql = |query: &str, variables: Value| {
            let body = json!({ "query": query, "variables": variables });
            with(Method::POST, "/graphql/v2").json(&body)
        };
        let answer = told(graphql("query user { user { id } }", json!({}))).await;
        assert_eq!(answer, json!({ "data": { "user": null } }));
        let bind = json!({ "phone": number(2), "phoneCode": "1" });
        let answer = told(graphql("mutation bindPhone { bindPhone { id } }", bind)).await;
        assert_eq!(answer["errors"][0]["message"]["code"], 2020, "{answer}");
        let answer = told(with(Method::GET, "/cas/session")).await;
        assert_eq!(answer, json!({ "session": null }));
        let path = format!("/api/v2/logout?app_id={}", rp.id);
        assert_eq!(told(with(Method::GET, &path)).await["code"], 200);
    }
    let known = browser.get(&rp.request(&[("prompt", "none")])).await;
    assert!(known.told("code").is_some(), "{known:?}");
}

async fn find(rp: &Rp, kind: &str, key: &str) -> Value {
    let path = "/api/v2/users/find";
    told(call(rp, Method::GET, path).query(&[("type", kind), ("key", key)])).await
}

/// Where signing in signs up, the answer tells nothing. Elsewhere it is the truth, for an
/// application without a secret, and counts.
/// Seen to fail without `cx.count()`.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_an_account_is_told_where_it_must_be() {
    // One of them is the management token of the test.
    let server = Server::with(&[("guesses_per_address", "13")]).await;
    let user = CreateUser {
        username: Some("ada".into()),
        phone: Some(number(1)),
        email: Some("ada@example.com".into()),
        ..CreateUser::default()
    };
    server.client.call(&user).await.unwrap();
    let own = [
        ("phone", number(1)),
        ("email", "ada@example.com".into()),
        ("username", "ada".into()),
    ];
    let nobody = [
        ("phone", number(2)),
        ("email", "bob@example.com".into()),
        ("username", "bob".into()),
    ];
    let together = app(&server, ClientAuthMethod::None, true).await;
    for (kind, key) in own.iter().chain(&nobody) {
        assert_eq!(find(&together, kind, key).await["data"], true, "{key}");
    }
    let apart = app(&server, ClientAuthMethod::None, false).await;
    for (known, keys) in [(true, &own), (false, &nobody)] {
        for (kind, key) in keys {
            assert_eq!(find(&apart, kind, key).await["data"], known, "{key}");
        }
    }
    let secret = app(&server, ClientAuthMethod::ClientSecretPost, false).await;
    assert_eq!(find(&secret, "phone", &number(1)).await["statusCode"], 401);
    for left in (0..6).rev() {
        let answer = find(&apart, "phone", &number(1)).await;
        assert_eq!(answer["statusCode"], 200, "{left} left: {answer}");
    }
    let answer = find(&apart, "phone", &number(1)).await;
    assert_eq!(answer["statusCode"], 429, "{answer}");
    let nowhere = Rp {
        id: "nowhere".into(),
        ..apart
    };
    assert_eq!(find(&nowhere, "phone", &number(1)).await["code"], 2011);
}

/// An application that has a secret is signed in to with it alone.
#[tokio::test(flavor = "multi_thread")]
async fn an_application_with_a_secret_is_not_signed_in_to() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let code = server
        .sms(&server.client, SmsChannel::Login, &number(1))
        .await;
    let body = json!({ "phone": number(1), "code": code, "autoRegister": true });
    let sign_in = || call(&rp, Method::POST, "/api/v2/login/phone-code").json(&body);
    let answer = told(sign_in()).await;
    assert_eq!(
        (&answer["code"], &answer["data"]),
        (&json!(401), &Value::Null)
    );
    assert_eq!(server.count("SELECT COUNT(*) FROM session").await, 0);
    let answer = told(sign_in().basic_auth(&rp.id, Some(&rp.secret))).await;
    assert_eq!(answer["data"]["phone"], number(1), "{answer}");
}
