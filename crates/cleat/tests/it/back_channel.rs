//! Applications are told that their sessions were ended (OpenID Connect Back-Channel Logout 1.0).

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use cleat_api::Value;
use cleat_api::application::{ClientAuthMethod, OidcConfig, SigningAlgorithm};
use cleat_api::oidc::RevokeConsent;
use cleat_api::session::KickUsers;
use cleat_api::user::{DeleteUsersBatch, UpdateUser, UserStatus};
use cleat_engine::session::logout::tell_due;
use cleat_protocol::jose;

use crate::browser::{Browser, Rp, Wanted, claims};
use crate::harness::{Server, at_once, number};

/// Where an application is told, and what it answers.
#[derive(Clone)]
struct Told {
    tokens: Arc<Mutex<Vec<String>>>,
    status: Arc<AtomicU16>,
    address: String,
}

impl Told {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let told = Self {
            tokens: Arc::default(),
            status: Arc::new(AtomicU16::new(200)),
            address: format!("http://{}/out", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route("/out", post(tell))
            .with_state(told.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        told
    }

    /// What came since it was asked last.
    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.tokens.lock().unwrap())
    }
}

async fn tell(State(told): State<Told>, headers: HeaderMap, body: String) -> StatusCode {
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    let token = body.strip_prefix("logout_token=").expect("a logout token");
    told.tokens.lock().unwrap().push(token.to_owned());
    StatusCode::from_u16(told.status.load(Ordering::Relaxed)).unwrap()
}

async fn rp(server: &Server, told: &Told, algorithm: SigningAlgorithm) -> Rp {
    let config = OidcConfig {
        backchannel_logout_uri: Some(told.address.clone()),
        id_token_signed_response_alg: Some(algorithm),
        revocation_endpoint_auth_method: Some(ClientAuthMethod::ClientSecretBasic),
        ..OidcConfig::default()
    };
    let wanted = Wanted {
        config,
        ..Wanted::default()
    };
    Rp::with(server, wanted).await
}

/// The claims of a logout token, all that the standard asks for looked at.
fn verified(server: &Server, rp: &Rp, token: &str, id: &Value) -> Value {
    let header = jose::unverified_header(token).unwrap();
    assert_eq!(header["typ"], "logout+jwt");
    let keys = server.app.keys.ring();
    let claims = match header["alg"] == "HS256" {
        true => jose::verify_hs256(token, &rp.secret),
        false => jose::verify(token, |kid| keys.find(kid)),
    };
    let claims = claims.expect("it is signed by this server");
    for name in ["iss", "aud", "sub", "sid"] {
        assert_eq!(claims[name], id[name], "{name}");
    }
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert_eq!(claims["events"], serde_json::json!({ event: {} }));
    assert!(claims.get("nonce").is_none() && claims["jti"].is_string());
    let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(life, 120);
    claims
}

/// Ends the session of those tokens.
async fn end(server: &Server, rp: &Rp, browser: &Browser, tokens: &Value, ending: &str) {
    let id = claims(&tokens["id_token"])["sub"]
        .as_str()
        .unwrap()
        .to_owned();
    let by = &server.client;
    let update = UpdateUser::builder().user_id(id.as_str());
    let hint = tokens["id_token"].as_str().unwrap();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    match ending {
        "sign-out" => {
            let path = format!("/oidc/session/end?id_token_hint={hint}");
            assert_eq!(browser.get(&path).await.status, 200);
        }
        "sign-out of the browser" => {
            let page = browser.get("/oidc/session/end").await;
            browser.submit(&page, &[]).await;
        }
        "kick" => {
            let apps = vec![rp.id.clone()];
            let kick = KickUsers::builder().user_id(id).app_ids(apps).build();
            by.call(&kick).await.map(drop).unwrap();
        }
        "suspension" => {
            let update = update.status(UserStatus::Suspended).build();
            by.call(&update).await.map(drop).unwrap();
        }
        "password" => {
            let update = update.password("a Long 1 password!").build();
            by.call(&update).await.map(drop).unwrap();
        }
        "revocation" => {
            let form = [("token", refresh)];
            let (status, _) = rp.post("/oidc/token/revocation", &form).await;
            assert_eq!(status, 200);
        }
        "reuse" => {
            let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
            assert_eq!(rp.token(&form).await.0, 200);
            assert_eq!(rp.token(&form).await.0, 400);
        }
        "consent" => {
            let token = tokens["access_token"].as_str().unwrap();
            let revoke = RevokeConsent::builder().app_id(rp.id.as_str()).build();
            by.with_access_token(token).call(&revoke).await.unwrap();
        }
        _ => {
            let delete = DeleteUsersBatch::builder().user_ids(vec![id]).build();
            by.call(&delete).await.map(drop).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_ends_a_session_tells_its_application() {
    let server = Server::start().await;
    let told = Told::start().await;
    let es256 = rp(&server, &told, SigningAlgorithm::Es256).await;
    let hs256 = rp(&server, &told, SigningAlgorithm::Hs256).await;
    let silent = Rp::new(&server).await;
    for (n, ending) in (1..).zip([
        "sign-out",
        "sign-out of the browser",
        "kick",
        "suspension",
        "password",
        "revocation",
        "reuse",
        "consent",
        "deletion",
    ]) {
        for (place, rp) in [&es256, &hs256].into_iter().enumerate() {
            let browser = Browser::new(&server);
            let number = number(n * 10 + u32::try_from(place).unwrap());
            let tokens = rp.tokens(&server, &browser, &number).await;
            server.advance(61);
            silent
                .tokens(&server, &Browser::new(&server), &number)
                .await;
            assert_eq!(tell_due(&server.app).await.unwrap(), 0, "nothing was ended");
            end(&server, rp, &browser, &tokens, ending).await;
            tell_due(&server.app).await.unwrap();
            let taken = told.taken();
            assert_eq!(taken.len(), 1, "{ending}");
            let id = claims(&tokens["id_token"]);
            verified(&server, rp, &taken[0], &id);
            // It is no other token.
            assert_eq!(rp.me(&taken[0]).await.0, 401, "{ending}");
            let hint = format!("/oidc/auth?{}", taken[0]);
            assert!(browser.get(&hint).await.location.is_none());
            assert_eq!(tell_due(&server.app).await.unwrap(), 0, "once is enough");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_does_not_answer_is_told_again() {
    let server = Server::start().await;
    let told = Told::start().await;
    let rp = rp(&server, &told, SigningAlgorithm::Es256).await;
    let browser = Browser::new(&server);
    let tokens = rp.tokens(&server, &browser, &number(1)).await;
    end(&server, &rp, &browser, &tokens, "sign-out").await;
    for status in [500, 400, 302] {
        told.status.store(status, Ordering::Relaxed);
        assert_eq!(tell_due(&server.app).await.unwrap(), 1);
        assert_eq!(told.taken().len(), 1, "{status}");
        assert_eq!(tell_due(&server.app).await.unwrap(), 0, "not at once");
        server.advance(400);
    }
    told.status.store(204, Ordering::Relaxed);
    server.advance(2000);
    assert_eq!(tell_due(&server.app).await.unwrap(), 1);
    let taken = told.taken();
    verified(&server, &rp, &taken[0], &claims(&tokens["id_token"]));
    server.advance(200_000);
    assert_eq!(tell_due(&server.app).await.unwrap(), 0);
    // One that never answers is given up.
    let browser = Browser::new(&server);
    let tokens = rp.tokens(&server, &browser, &number(2)).await;
    end(&server, &rp, &browser, &tokens, "sign-out").await;
    told.status.store(500, Ordering::Relaxed);
    let mut calls = 0;
    for _ in 0..20 {
        calls += tell_due(&server.app).await.unwrap();
        server.advance(100_000);
    }
    assert_eq!(calls, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_do_not_tell_twice() {
    let server = Server::start().await;
    let told = Told::start().await;
    let rp = rp(&server, &told, SigningAlgorithm::Es256).await;
    let browser = Browser::new(&server);
    let tokens = rp.tokens(&server, &browser, &number(1)).await;
    end(&server, &rp, &browser, &tokens, "sign-out").await;
    let app = &server.app;
    let tries = (0..20).map(|_| {
        let app = app.clone();
        async move { tell_due(&app).await.unwrap() }
    });
    at_once(20, tries).await;
    assert_eq!(told.taken().len(), 1);
}
