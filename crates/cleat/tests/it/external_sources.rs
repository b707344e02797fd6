//! Sources and connections for the tests, and a source that says what it is told to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use cleat_api::application::{ClientAuthMethod, OidcConfig, SigningAlgorithm, UpdateApplication};
use cleat_api::ext_idp::{
    ChangeExtIdpConnState, ConnectionType, CreateExtIdp, CreateExtIdpConn, ExtIdpConn,
    GenerateLinkExtIdpUrl, Provider,
};
use cleat_api::passcode::SmsChannel;
use cleat_api::{Object, Value};
use cleat_client::{Client, Error};
use cleat_protocol::jose::{Algorithm, SigningKey};
use serde_json::json;

use crate::browser::{Browser, CALLBACK, Rp, Shown};
use crate::harness::{START, Server, by_phone, number};

/// What a path answers: status, headers, body.
#[derive(Clone)]
pub struct Says {
    pub status: u16,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

impl Says {
    pub fn json(value: &Value) -> Self {
        Self::text(200, value.to_string())
    }

    pub fn text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            location: None,
            body: body.into(),
        }
    }
}

/// A request as it came: path with query, headers, body.
pub struct Asked {
    pub path: String,
    pub authorization: String,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

/// A source that says what it is told to, and remembers what it was asked.
#[derive(Clone)]
pub struct Fake {
    pub base: String,
    says: Arc<Mutex<BTreeMap<String, Says>>>,
    pub asked: Arc<Mutex<Vec<Asked>>>,
    /// Whoever holds it holds back the tokens.
    pub gate: Arc<tokio::sync::Mutex<()>>,
    key: Arc<SigningKey>,
}

impl Fake {
    /// One that speaks OpenID Connect.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let der = SigningKey::generate(Algorithm::Es256).unwrap();
        let key = SigningKey::from_pkcs8("k1", Algorithm::Es256, &der).unwrap();
        let fake = Self {
            base: base.clone(),
            says: Arc::default(),
            asked: Arc::default(),
            gate: Arc::default(),
            key: Arc::new(key),
        };
        fake.tell("/.well-known/openid-configuration", &fake.metadata());
        fake.tell("/jwks", &json!({ "keys": [fake.key.jwk] }));
        let own = fake.clone();
        let router = axum::Router::new().fallback(move |request: Request| {
            let own = own.clone();
            async move { own.answer(request).await }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    pub fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.base);
        json!({
            "issuer": self.base, "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"), "jwks_uri": at("/jwks"),
            "userinfo_endpoint": at("/me"),
        })
    }

    async fn answer(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 100_000).await.unwrap();
        let authorization = parts.headers.get("authorization");
        self.asked.lock().unwrap().push(Asked {
            path: parts.uri.to_string(),
            authorization: authorization
                .map_or("", |text| text.to_str().unwrap())
                .into(),
            headers: parts.headers.clone(),
            body: String::from_utf8(body.to_vec()).unwrap(),
        });
        if parts.uri.path() == "/token" {
            drop(self.gate.lock().await);
        }
        let said = self.says.lock().unwrap().get(parts.uri.path()).cloned();
        let said = said.unwrap_or_else(|| Says::text(404, "{}"));
        let mut response = Response::new(Body::from(said.body));
        *response.status_mut() = said.status.try_into().unwrap();
        if let Some(to) = said.location {
            response
                .headers_mut()
                .insert("location", to.parse().unwrap());
        }
        response
    }

    pub fn say(&self, path: &str, says: Says) {
        self.says.lock().unwrap().insert(path.into(), says);
    }

    pub fn tell(&self, path: &str, value: &Value) {
        self.say(path, Says::json(value));
    }

    /// What a path answers now.
    pub fn said(&self, path: &str) -> Says {
        self.says.lock().unwrap()[path].clone()
    }

    pub fn sign(&self, claims: &Object) -> String {
        self.key.sign(claims).unwrap()
    }

    /// The claims of a right ID token.
    pub fn claims(&self, sub: &str, nonce: &str) -> Object {
        let now = START / 1000;
        let claims = json!({
            "iss": self.base, "aud": "client", "sub": sub, "nonce": nonce, "iat": now,
            "exp": now + 86_400,
        });
        claims.as_object().cloned().unwrap()
    }

    /// Gives out tokens with an ID token of those claims, and a profile of the same user.
    pub fn gives(&self, claims: &Object, profile: Value) {
        self.gives_token(&self.sign(claims));
        let mut whole = profile;
        whole["sub"] = claims.get("sub").cloned().unwrap_or_default();
        self.tell("/me", &whole);
    }

    pub fn gives_token(&self, id_token: &str) {
        let tokens = json!({ "access_token": "at", "token_type": "Bearer", "id_token": id_token });
        self.tell("/token", &tokens);
    }
}

/// A server that may call sources of this machine, an application, and its browser.
pub struct Lab {
    pub server: Server,
    pub rp: Rp,
    pub fake: Fake,
}

impl Lab {
    pub async fn new() -> Self {
        Self::with(&[("no_address_limits", "true"), ("private_sources", "true")]).await
    }

    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let server = Server::with(settings).await;
        let own = server.credentials.clone();
        let method = ClientAuthMethod::ClientSecretPost;
        let update = UpdateApplication {
            app_id: own.app_id.clone(),
            redirect_uris: Some(vec![CALLBACK.into()]),
            oidc_config: Some(OidcConfig {
                token_endpoint_auth_method: Some(method),
                id_token_signed_response_alg: Some(SigningAlgorithm::Es256),
                ..OidcConfig::default()
            }),
            ..UpdateApplication::default()
        };
        server.client.call(&update).await.unwrap();
        let rp = Rp {
            host: own.app_host,
            id: own.app_id,
            secret: own.app_secret,
            method,
        };
        Self {
            server,
            rp,
            fake: Fake::start().await,
        }
    }

    /// Somebody who is signed in by phone, and their ID token.
    pub async fn person(&self, n: u32) -> (Client, String) {
        let (pool, number) = (&self.server.client, number(n));
        self.server.advance(61);
        let code = self.server.sms(pool, SmsChannel::Login, &number).await;
        let tokens = pool.call(&by_phone(&number, code)).await.unwrap();
        let me = pool.with_access_token(tokens.access_token.unwrap());
        (me, tokens.id_token.unwrap().expose().to_owned())
    }

    /// The path where somebody who is signed in links an account of that source.
    pub async fn ticket(&self, id_token: &str, name: &str) -> Result<String, Error> {
        let request = GenerateLinkExtIdpUrl {
            ext_idp_conn_identifier: name.into(),
            app_id: self.rp.id.clone(),
            id_token: id_token.into(),
            ..GenerateLinkExtIdpUrl::default()
        };
        let url = self.server.client.call(&request).await?.url;
        Ok(url.strip_prefix(&self.rp.host).unwrap().to_owned())
    }

    /// What a browser shows after somebody linked an account of that source.
    pub async fn link(&self, id_token: &str, name: &str, sub: &str) -> Shown {
        let browser = self.browser();
        let page = browser
            .get(&self.ticket(id_token, name).await.unwrap())
            .await;
        let away = Away::of(browser.submit(&page, &[("answer", "yes")]).await);
        let claims = self.fake.claims(sub, &away.param("nonce"));
        self.fake.gives(&claims, json!({}));
        browser.get(&away.back("code=c1")).await
    }

    /// The fake as a connection of that name, whose application shows it.
    pub async fn oidc(&self, name: &str, more: Value) -> ExtIdpConn {
        let mut fields = json!({
            "issuerUrl": self.fake.base, "clientId": "client", "clientSecret": "secret",
        });
        merge(&mut fields, more);
        let at = (Provider::Oidc, ConnectionType::Oidc);
        connect(&self.server.client, &self.rp, name, at, fields).await
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&self.server)
    }

    /// Goes to the source of that name from the page of a sign-in.
    pub async fn leave(&self, browser: &Browser, name: &str) -> Away {
        let page = browser.get(&self.rp.request(&[])).await;
        let link = format!("with?source={name}");
        assert!(page.body.contains(&link), "{}", page.body);
        let path = page.path.trim_end_matches('?');
        Away::of(browser.get(&format!("{path}/{link}")).await)
    }

    /// Signs in somebody whom the source says it is.
    pub async fn sign_in(&self, browser: &Browser, name: &str, sub: &str, profile: Value) -> Shown {
        let away = self.leave(browser, name).await;
        let claims = self.fake.claims(sub, &away.param("nonce"));
        self.fake.gives(&claims, profile);
        browser.get(&away.back("code=c1")).await
    }

    pub async fn users(&self) -> i64 {
        self.server.count("SELECT COUNT(*) FROM account").await
    }

    pub async fn identities(&self) -> i64 {
        self.server.count("SELECT COUNT(*) FROM identity").await
    }

    /// The user that the code of an answer is for, who signed in at the source.
    pub async fn user_of(&self, back: &Shown) -> String {
        self.user_by(back, &["fed"], None).await
    }

    /// The user that the code of an answer is for, who signed in by those methods.
    pub async fn user_by(&self, back: &Shown, amr: &[&str], acr: Option<&str>) -> String {
        let (status, tokens) = self.rp.exchange(&back.code()).await;
        assert_eq!(status, 200, "{tokens}");
        let claims = crate::browser::claims(&tokens["id_token"]);
        let acr = acr.map(|acr| json!(acr));
        assert_eq!(
            (&claims["amr"], claims.get("acr")),
            (&json!(amr), acr.as_ref())
        );
        claims["sub"].as_str().unwrap().to_owned()
    }
}

pub fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

/// A connection that the application shows.
pub async fn connect(
    pool: &Client,
    rp: &Rp,
    name: &str,
    (provider, kind): (Provider, ConnectionType),
    fields: Value,
) -> ExtIdpConn {
    let source = CreateExtIdp {
        name: "Upstream".into(),
        r#type: provider,
        tenant_id: None,
    };
    let source = pool.call(&source).await.unwrap();
    join(pool, rp, name, (&source.id, kind), fields).await
}

/// Another connection to a source.
pub async fn join(
    pool: &Client,
    rp: &Rp,
    name: &str,
    (source, kind): (&str, ConnectionType),
    fields: Value,
) -> ExtIdpConn {
    let create = CreateExtIdpConn {
        ext_idp_id: source.into(),
        r#type: kind,
        identifier: name.into(),
        display_name: format!("The {name}"),
        fields: fields.as_object().cloned().unwrap(),
        ..CreateExtIdpConn::default()
    };
    let conn = pool.call(&create).await.unwrap();
    pool.call(&shows(&conn.id, &rp.id, true)).await.unwrap();
    conn
}

pub fn shows(conn_id: &str, app_id: &str, enabled: bool) -> ChangeExtIdpConnState {
    ChangeExtIdpConnState {
        id: conn_id.into(),
        enabled,
        app_id: app_id.into(),
        ..ChangeExtIdpConnState::default()
    }
}

/// A browser on its way to a source.
pub struct Away(pub Shown);

impl Away {
    pub fn of(shown: Shown) -> Self {
        assert!(shown.location.is_some(), "{shown:?}");
        Self(shown)
    }

    pub fn param(&self, name: &str) -> String {
        let value = self.0.told(name);
        value.unwrap_or_else(|| panic!("no {name}: {:?}", self.0.location))
    }

    /// The path of the callback with the state, and what else the source adds.
    pub fn back(&self, more: &str) -> String {
        let url: reqwest::Url = self.param("redirect_uri").parse().unwrap();
        let state = self.param("state");
        format!("{}?state={state}&{more}", url.path())
    }
}
