//! The Rust client where something is wrong, and against a provider of the code flow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cleat_api::application::{
    ClientAuthMethod, CreateApplication, GetApplicationSecret, OidcConfig, SigningAlgorithm,
};
use cleat_api::oidc::{ExchangeToken, IntrospectToken, RevokeToken};
use cleat_api::passcode::SendSms;
use cleat_api::profile::GetCountryList;
use cleat_api::signin::{SignInByCredentials, SignInByPassword, SignInConnection};
use cleat_api::system::GetSystemInfo;
use cleat_api::user::{CreateUser, GetUserBatch, ListUsers};
use cleat_api::{ErrorCode, Value};
use cleat_client::oidc::returned_code;
use cleat_client::{
    AuthMethods, AuthenticationClient, AuthenticationOptions, Error, ManagementClient,
    ManagementOptions, blocking,
};
use cleat_generate::world::World;
use cleat_render::schema::entries;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::common::{self, need};
use crate::programs::{ISSUER, PROVIDER, root, serving};

fn at(host: &str) -> AuthenticationClient {
    AuthenticationClient::new(AuthenticationOptions {
        app_host: host.into(),
        app_id: "app".into(),
        timeout: Duration::from_millis(300),
        ..AuthenticationOptions::default()
    })
    .unwrap()
}

fn pool(world: &World, secret: &str) -> ManagementClient {
    ManagementClient::new(ManagementOptions {
        host: world.credentials.app_host.clone(),
        access_key_id: world.credentials.user_pool_id.clone(),
        access_key_secret: secret.into(),
        ..ManagementOptions::default()
    })
    .unwrap()
}

/// A server that answers each connection with these bytes, or never; how often it was asked.
async fn odd(answer: Option<&'static str>) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicU32::new(0));
    let count = asked.clone();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut socket, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let mut request = [0; 4096];
            drop(socket.read(&mut request).await);
            match answer {
                Some(bytes) => drop(socket.write_all(bytes.as_bytes()).await),
                None => held.push(socket),
            }
        }
    });
    (host, asked)
}

fn says(error: &Error, what: &str) {
    assert!(error.to_string().contains(what), "{error}");
}

/// A server that cannot now, by its envelope or by HTTP: reading is tried again, twice, and what
/// changes something is asked once, for it may have been done.
#[tokio::test(flavor = "multi_thread")]
async fn rust_asks_once_for_what_changes_something() {
    const BUSY: &str = r#"{"statusCode":503,"message":"x","requestId":"x"}"#;
    for status in ["200 OK", "503 Service Unavailable"] {
        let answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\n\r\n{BUSY}");
        let (host, asked) = odd(Some(answer.leak())).await;
        let sent = at(&host).send_sms(&SendSms::default()).await;
        assert!(sent.is_err(), "{status}");
        assert_eq!(asked.load(Ordering::Relaxed), 1, "{status}");
        let read = at(&host).get_country_list(&GetCountryList::default()).await;
        let error = read.unwrap_err();
        assert!(error.is(ErrorCode::Unavailable), "{status}: {error:?}");
        assert_eq!(asked.load(Ordering::Relaxed), 4, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rust_errors_say_what_to_do() {
    let info = GetSystemInfo::default();
    let error = AuthenticationClient::new(AuthenticationOptions::default())
        .err()
        .unwrap();
    says(&error, "is no address of a server");

    let error = at("http://127.0.0.1:9")
        .get_system_info(&info)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    says(&error, "check its address and the network");

    // Reading is tried again, twice; what changes something is not.
    let (host, asked) = odd(None).await;
    let error = at(&host).get_system_info(&info).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    says(&error, "raise `timeout`");
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    let error = at(&host).send_sms(&SendSms::default()).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    assert_eq!(asked.load(Ordering::Relaxed), 4);

    // The same when it is cut off: it may have been done.
    let (host, asked) = odd(Some("")).await;
    at(&host).get_system_info(&info).await.unwrap_err();
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    let error = at(&host).send_sms(&SendSms::default()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert_eq!(asked.load(Ordering::Relaxed), 4);

    let html = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>";
    let (host, _) = odd(Some(html)).await;
    let error = at(&host).get_system_info(&info).await.unwrap_err();
    assert!(matches!(error, Error::Answer(_)), "{error:?}");
    says(&error, "check that the address is the server's own");

    let world = World::live().await.unwrap();
    let error = pool(&world, "wrong")
        .list_users(&ListUsers::default())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert!(error.is(ErrorCode::SignatureInvalid));
    says(&error, "check the id and the secret");
    let error = at(&world.credentials.app_host)
        .send_sms(&SendSms::default())
        .await
        .unwrap_err();
    assert!(error.is(ErrorCode::AppNotFound), "{error:?}");

    // Lists and objects in signed calls; then a server that finds the clock off.
    let pool = pool(&world, &world.credentials.user_pool_secret);
    let nobody = GetUserBatch::builder()
        .user_ids(vec!["nobody".to_owned()])
        .build();
    assert!(pool.get_user_batch(&nobody).await.unwrap().is_empty());
    let skewed = r#"{"statusCode":401,"apiCode":1305,"message":"x","requestId":"x"}"#;
    let skewed = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{skewed}");
    let (host, _) = odd(Some(skewed.leak())).await;
    let away = ManagementClient::new(ManagementOptions {
        host,
        access_key_id: "pool".into(),
        access_key_secret: "secret".into(),
        ..ManagementOptions::default()
    });
    let error = away.unwrap().list_users(&ListUsers::default()).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::ClockSkew(_)), "{error:?}");
    says(&error, "set the clock of this machine");
}

/// Whatever an application signs ID tokens by; with the blocking clients.
#[tokio::test(flavor = "multi_thread")]
async fn rust_verifies_every_algorithm() {
    let world = World::live().await.unwrap();
    let given = world.credentials.clone();
    let verified = tokio::task::spawn_blocking(move || {
        let pool = blocking::ManagementClient::new(ManagementOptions {
            host: given.app_host.clone(),
            access_key_id: given.user_pool_id,
            access_key_secret: given.user_pool_secret.as_str().into(),
            ..ManagementOptions::default()
        })
        .unwrap();
        let (email, password) = ("ada@example.com", "a password of hers 1");
        let ada = CreateUser::builder().email(email).email_verified(true);
        pool.create_user(&ada.password(password).build()).unwrap();
        let mut verified = 0;
        for algorithm in SigningAlgorithm::ALL {
            let config = OidcConfig::builder().id_token_signed_response_alg(*algorithm);
            let app = CreateApplication::builder()
                .app_name(algorithm.as_str())
                .oidc_config(config.build())
                .build();
            let app_id = pool.create_application(&app).unwrap().app_id;
            let of = GetApplicationSecret::builder().app_id(app_id.as_str());
            let secret = pool.get_application_secret(&of.build()).unwrap().secret;
            let client = blocking::AuthenticationClient::new(AuthenticationOptions {
                app_host: given.app_host.clone(),
                app_id,
                app_secret: secret,
                ..AuthenticationOptions::default()
            })
            .unwrap();
            let by_password = SignInByPassword::builder().email(email).password(password);
            let sign_in = SignInByCredentials::builder()
                .connection(SignInConnection::Password)
                .password_payload(by_password.build())
                .build();
            let tokens = client.sign_in_by_credentials(&sign_in).unwrap();
            let id_token = tokens.id_token.unwrap();
            let id_token = id_token.expose();
            let head = id_token.split('.').next().unwrap();
            let head = URL_SAFE_NO_PAD.decode(head).unwrap();
            let head: Value = serde_json::from_slice(&head).unwrap();
            assert_eq!(head["alg"], algorithm.as_str());
            client.verify_id_token(id_token, None).unwrap();
            let access_token = tokens.access_token.unwrap();
            client.verify_access_token(access_token.expose()).unwrap();
            // Neither passes as the other, nor does the application's own token as an ID token.
            let own = ExchangeToken::builder().grant_type("client_credentials");
            let own = client.exchange_token(&own.build()).unwrap().access_token;
            client.verify_access_token(own.expose()).unwrap();
            let refresh = "b3BhcXVl";
            for other in [access_token.expose(), own.expose(), refresh] {
                let claims = client.verify_id_token(other, None);
                assert!(matches!(claims, Err(Error::Token(_))), "{claims:?}");
            }
            for other in [id_token, refresh] {
                let claims = client.verify_access_token(other);
                assert!(matches!(claims, Err(Error::Token(_))), "{claims:?}");
            }
            verified += 1;
        }
        verified
    });
    assert_eq!(verified.await.unwrap(), 4);
}

/// A client needs tokens and signatures, no password hashes and no table of phone numbers. Seen to
/// fail with the feature `accounts` of `cleat-protocol`: 192 crates.
#[test]
fn rust_client_brings_few_crates() {
    let arguments = [
        "tree",
        "--package",
        "cleat-client",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ];
    let tree = std::process::Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(tree.stdout).unwrap();
    let crates = text.lines().filter_map(|line| line.split(' ').next());
    let crates: BTreeSet<&str> = crates.collect();
    assert!(crates.contains("reqwest"), "{text}");
    for of_servers in ["argon2", "bcrypt", "rlibphonenumber", "scrypt", "sm2"] {
        assert!(!crates.contains(of_servers), "{of_servers}");
    }
    assert!(crates.len() <= 130, "{} crates", crates.len());
}

/// However an application is authenticated at each endpoint. Seen to fail with every proof in the
/// body, and with the methods of two endpoints mixed up.
#[tokio::test(flavor = "multi_thread")]
async fn rust_proves_an_application_by_every_method() {
    let world = World::live().await.unwrap();
    let pool = pool(&world, &world.credentials.user_pool_secret);
    let all = ClientAuthMethod::ALL;
    for place in 0..3 {
        let methods = AuthMethods {
            token: all[place],
            introspection: all[(place + 1) % 3],
            revocation: all[(place + 2) % 3],
        };
        let config = OidcConfig::builder()
            .token_endpoint_auth_method(methods.token)
            .introspection_endpoint_auth_method(methods.introspection)
            .revocation_endpoint_auth_method(methods.revocation);
        let app = CreateApplication::builder()
            .app_name(methods.token.as_str())
            .oidc_config(config.build());
        let app_id = pool.create_application(&app.build()).await.unwrap().app_id;
        let of = GetApplicationSecret::builder().app_id(app_id.as_str());
        let secret = pool.get_application_secret(&of.build()).await.unwrap();
        let app_secret = secret.secret;
        let client = |auth_methods| {
            AuthenticationClient::new(AuthenticationOptions {
                app_host: world.credentials.app_host.clone(),
                app_id: app_id.clone(),
                app_secret: app_secret.clone(),
                auth_methods,
                ..AuthenticationOptions::default()
            })
            .unwrap()
        };
        let own = client(methods);
        let wanted = ExchangeToken::builder().grant_type("client_credentials");
        if methods.token != ClientAuthMethod::None {
            own.exchange_token(&wanted.build()).await.unwrap();
        }
        let ask = IntrospectToken::builder().token("no token").build();
        assert!(!own.introspect_token(&ask).await.unwrap().active);
        let end = RevokeToken::builder().token("no token").build();
        own.revoke_token(&end).await.unwrap();
        let by_password = SignInByPassword::builder().email("a@example.com");
        let sign_in = SignInByCredentials::builder()
            .connection(SignInConnection::Password)
            .password_payload(by_password.password("no password 1").build())
            .build();
        let signed_in = own.with_access_token("a token of nobody");
        for own in [&own, &signed_in] {
            let refused = own.sign_in_by_credentials(&sign_in).await.unwrap_err();
            assert!(refused.is(ErrorCode::InvalidCredentials), "{refused}");
        }
        if methods.token != ClientAuthMethod::None {
            let other = client(AuthMethods::all(ClientAuthMethod::None));
            let refused = other.sign_in_by_credentials(&sign_in).await.unwrap_err();
            assert!(matches!(refused, Error::Credentials(_)), "{refused}");
        }
    }
}

/// Seen to fail without the check of the kind, without that of `typ`, and with HS256 for both kinds.
#[tokio::test(flavor = "multi_thread")]
async fn rust_believes_good_tokens_alone() {
    let (_issuer, host) = serving(ISSUER).await;
    let client = AuthenticationClient::new(AuthenticationOptions {
        app_host: host.clone(),
        app_id: "app".into(),
        app_secret: "a secret of the app".into(),
        ..AuthenticationOptions::default()
    })
    .unwrap();
    let told = async |path: &str| {
        let answer = reqwest::get(format!("{host}{path}")).await.unwrap();
        answer.json::<Value>().await.unwrap()
    };
    let tokens = told("/tokens").await;
    let (mut believed, mut refused) = (0, 0);
    for (what, token) in entries(&tokens["right"]) {
        let claims = client.verify_id_token(token.as_str().unwrap(), None).await;
        assert_eq!(claims.unwrap()["sub"], "ada", "{what}");
        believed += 1;
    }
    for (what, token) in entries(&tokens["wrong"]) {
        let claims = client.verify_id_token(token.as_str().unwrap(), None).await;
        assert!(matches!(claims, Err(Error::Token(_))), "{what}: {claims:?}");
        refused += 1;
    }
    assert_eq!((believed, refused), (6, 35));
    // Every kind of token and every parser: none is believed but as what it is.
    let mut pairs = 0;
    for made in told("/kinds").await.as_array().unwrap() {
        let token = made["token"].as_str().unwrap();
        let parsed = [
            ("access", client.verify_access_token(token).await),
            ("id", client.verify_id_token(token, None).await),
        ];
        for (kind, claims) in parsed {
            let right = match made["believedAs"] == kind {
                true => claims.is_ok(),
                false => matches!(claims, Err(Error::Token(_))),
            };
            assert!(right, "{} as {kind}: {claims:?}", made["what"]);
            pairs += 1;
        }
    }
    assert_eq!(pairs, 120);
    // Unknown keys do not make the client ask again and again.
    assert_eq!(told("/asked").await, 1);
}

/// Follows redirects as a browser does, with its cookies, until the application's address.
async fn walk(browser: &reqwest::Client, from: &str, to: &str) -> String {
    let mut cookies: BTreeMap<String, String> = BTreeMap::new();
    let mut at = reqwest::Url::parse(from).unwrap();
    for _ in 0..10 {
        let pairs: Vec<String> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let page = browser.get(at.clone()).header("cookie", pairs.join("; "));
        let page = page.send().await.unwrap();
        for cookie in page.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            cookies.insert(name.into(), value.into());
        }
        let location = page.headers()["location"].to_str().unwrap().to_owned();
        if location.starts_with(to) {
            return location;
        }
        at = at.join(&location).unwrap();
    }
    panic!("the browser did not come back");
}

/// Against `oidc-provider`, for this server has no page to sign in on yet.
#[tokio::test(flavor = "multi_thread")]
async fn rust_walks_the_code_flow_with_a_certified_provider() {
    need!(common::node("tests/sdk/node"));
    let (_provider, host) = serving(PROVIDER).await;
    let client = AuthenticationClient::new(AuthenticationOptions {
        app_host: host,
        app_id: "app".into(),
        app_secret: "secret of the app, long enough".into(),
        redirect_uri: "https://shop.example.com/callback".into(),
        ..AuthenticationOptions::default()
    })
    .unwrap();

    let start = client.authorize_url("openid offline_access").unwrap();
    let browser = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let back = walk(&browser, &start.url, "https://shop.example.com/").await;
    let (address, query) = back.split_once('?').unwrap();
    assert_eq!(address, "https://shop.example.com/callback", "{back}");
    let code = returned_code(query, &start).unwrap();
    let tokens = client.exchange_code(&code, &start).await.unwrap();

    let id_token = tokens.id_token.as_ref().unwrap().expose();
    let claims = client
        .verify_id_token(id_token, Some(&start.nonce))
        .await
        .unwrap();
    assert_eq!(claims["sub"], "ada");
    let error = client
        .verify_id_token(id_token, Some("other"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Token("its nonce is another")),
        "{error}"
    );
    let (signed, tag) = id_token.rsplit_once('.').unwrap();
    let first = if tag.starts_with('A') { "B" } else { "A" };
    let forged = format!("{signed}.{first}{}", &tag[1..]);
    client.verify_id_token(&forged, None).await.unwrap_err();

    let fresh = client
        .refresh(tokens.refresh_token.as_ref().unwrap())
        .await
        .unwrap();
    assert!(fresh.id_token.is_some());
    // The code was used up, and with another state nothing is believed.
    let again = client.exchange_code(&code, &start).await.unwrap_err();
    assert!(again.is(ErrorCode::InvalidGrant), "{again}");
    returned_code("code=x&state=other", &start).unwrap_err();
    let denied = format!("error=access_denied&state={}", start.state);
    let denied = returned_code(&denied, &start).unwrap_err();
    assert!(matches!(denied, Error::OAuth { .. }), "{denied}");

    let out = client
        .logout_url(id_token, "https://shop.example.com/bye", "s")
        .unwrap();
    let page = browser.get(&out).send().await.unwrap();
    assert_eq!(page.status(), 200, "{}", page.text().await.unwrap());
}
