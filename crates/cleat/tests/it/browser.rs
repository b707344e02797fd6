//! A browser without scripts, and applications that send it to the sign-in pages.

use std::collections::BTreeMap;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use cleat_api::Value;
use cleat_api::application::{
    Application, ClientAuthMethod, CreateApplication, GetApplicationSecret, LoginConfigInput,
    OidcConfig, SigningAlgorithm,
};
use cleat_client::Client;
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Url};

use crate::harness::Server;

/// Where the applications of these tests live.
pub const CALLBACK: &str = "https://app.example/callback";
/// Where a browser goes that was signed out.
pub const GOODBYE: &str = "https://app.example/goodbye?a=b";
/// The example of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A browser: it keeps cookies, and goes where it is sent within its server.
pub struct Browser {
    http: reqwest::Client,
    base: String,
    pub cookies: Mutex<BTreeMap<String, String>>,
    pub headers: Vec<(&'static str, String)>,
}

/// What a browser shows, or where it is sent.
#[derive(Debug, Clone)]
pub struct Shown {
    pub status: u16,
    /// Its own path, after all redirects within the server.
    pub path: String,
    /// Where it leads, beyond the server.
    pub location: Option<Url>,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Shown {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let Some((_, rest)) = self.body.split_once(&start) else {
            panic!("no field {name}: {self:?}");
        };
        unescaped(rest.split_once('"').unwrap().0)
    }

    /// Where its first form goes.
    pub fn action(&self) -> String {
        let (_, rest) = self.body.split_once("action=\"").expect("a form");
        unescaped(rest.split_once('"').unwrap().0)
    }

    /// A parameter of the address that it leads to.
    pub fn told(&self, name: &str) -> Option<String> {
        let url = self.location.as_ref()?;
        let mut pairs = url.query_pairs();
        pairs
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.into_owned())
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Its code.
    #[track_caller]
    pub fn code(&self) -> String {
        match self.told("code") {
            Some(code) => code,
            None => panic!("no code: {self:?}"),
        }
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&#x2f;", "/")
        .replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

impl Browser {
    pub fn new(server: &Server) -> Self {
        Self::at(&server.credentials.app_host)
    }

    /// A browser of the server at that address.
    pub fn at(host: &str) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none());
        Self {
            http: http.build().unwrap(),
            base: host.to_owned(),
            cookies: Mutex::default(),
            headers: vec![("accept-language", "en".into())],
        }
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies = self.cookies.lock().unwrap();
        let cookies: Vec<_> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut call = self.http.request(method, format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            call = call.header(*name, value);
        }
        call.header("cookie", cookies.join("; "))
    }

    async fn once(&self, call: RequestBuilder) -> Shown {
        let answer = call.send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            match rest.contains("Max-Age=0") {
                true => cookies.remove(name),
                false => cookies.insert(name.into(), value.into()),
            };
        }
        let location = answer.headers().get("location");
        let location = location.map(|to| to.to_str().unwrap().to_owned());
        let base = answer.url().clone();
        Shown {
            status: answer.status().as_u16(),
            path: format!("{}?{}", base.path(), base.query().unwrap_or_default()),
            location: location.map(|to| base.join(&to).unwrap()),
            headers: answer.headers().clone(),
            body: answer.text().await.unwrap(),
        }
    }

    async fn follow(&self, mut shown: Shown) -> Shown {
        for _ in 0..8 {
            let Some(to) = &shown.location else {
                return shown;
            };
            let Some(path) = to.as_str().strip_prefix(&self.base) else {
                return shown;
            };
            let path = path.to_owned();
            shown = self.once(self.ask(Method::GET, &path)).await;
        }
        panic!("it is sent round in circles: {shown:?}");
    }

    pub async fn get(&self, path: &str) -> Shown {
        let shown = self.once(self.ask(Method::GET, path)).await;
        self.follow(shown).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Shown {
        let call = self.ask(Method::POST, path).form(form);
        let shown = self.once(call).await;
        self.follow(shown).await
    }

    /// Fills in the first form of a page and sends it.
    pub async fn submit(&self, page: &Shown, fields: &[(&str, &str)]) -> Shown {
        let token = page.hidden("form");
        let mut form = vec![("form", token.as_str())];
        if page.body.contains("name=\"signs_up\"") {
            form.push(("signs_up", "1"));
        }
        let shown_to = page.body.contains("name=\"shown_to\"");
        let shown_to = shown_to.then(|| page.hidden("shown_to"));
        form.extend(shown_to.as_deref().map(|one| ("shown_to", one)));
        form.extend(fields);
        self.post(&page.action(), &form).await
    }

    /// Asks for a code at a number of China; the page that wants it.
    pub async fn send(&self, page: &Shown, number: &str) -> Shown {
        let fields = [("country", "CN"), ("phone", number)];
        let shown = self.submit(page, &fields).await;
        assert!(shown.body.contains("one-time-code"), "{}", shown.body);
        shown
    }

    /// Signs in by phone on a page, and up where that is needed.
    pub async fn by_phone(&self, server: &Server, page: &Shown, number: &str) -> Shown {
        let wants_code = self.send(page, number).await;
        let code = server.code(&format!("+86{number}")).await;
        self.submit(&wants_code, &[("code", code.expose())]).await
    }
}

/// An application, and what it asks for.
#[derive(Clone)]
pub struct Rp {
    pub host: String,
    pub id: String,
    pub secret: String,
    pub method: ClientAuthMethod,
}

/// What a test changes of an application.
pub struct Wanted {
    pub method: ClientAuthMethod,
    pub sso: bool,
    pub asks_consent: bool,
    pub config: OidcConfig,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            method: ClientAuthMethod::ClientSecretBasic,
            sso: false,
            asks_consent: false,
            config: OidcConfig {
                id_token_signed_response_alg: Some(SigningAlgorithm::Es256),
                ..OidcConfig::default()
            },
        }
    }
}

impl Rp {
    pub async fn new(server: &Server) -> Self {
        Self::with(server, Wanted::default()).await
    }

    /// An application whose users sign in and up on one page.
    pub async fn with(server: &Server, wanted: Wanted) -> Self {
        Self::of(&server.client, &server.credentials.app_host, wanted).await
    }

    /// As [`Rp::with`], at the server of that client.
    pub async fn of(client: &Client, host: &str, wanted: Wanted) -> Self {
        let login = LoginConfigInput {
            merge_login_and_register_page: Some(true),
            show_authorization_page: wanted.asks_consent,
            ..LoginConfigInput::default()
        };
        let create = CreateApplication {
            app_name: "Shop & <Co>".into(),
            redirect_uris: Some(vec![CALLBACK.into(), "https://app.example/?x=1".into()]),
            logout_redirect_uris: Some(vec![GOODBYE.into()]),
            sso_enabled: Some(wanted.sso),
            oidc_config: Some(OidcConfig {
                token_endpoint_auth_method: Some(wanted.method),
                ..wanted.config
            }),
            login_config: Some(login),
            ..CreateApplication::default()
        };
        let app: Application = client.call(&create).await.unwrap();
        let of = GetApplicationSecret {
            app_id: app.app_id.clone(),
        };
        let secret = client.call(&of).await.unwrap().secret;
        Self {
            host: host.to_owned(),
            id: app.app_id,
            secret: secret.expose().to_owned(),
            method: wanted.method,
        }
    }

    /// The path of an authorization request: the usual one, with these parameters over it; one
    /// without a value is left out.
    pub fn request(&self, changes: &[(&str, &str)]) -> String {
        let mut params = BTreeMap::from([
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email phone offline_access"),
            ("state", "st ate&=#1"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        params.extend(changes.iter().copied());
        params.retain(|_, value| !value.is_empty());
        let url = Url::parse_with_params(&self.host, params).unwrap();
        format!("/oidc/auth?{}", url.query().unwrap())
    }

    /// Calls `/oidc/token`.
    pub async fn token(&self, form: &[(&str, &str)]) -> (u16, Value) {
        self.post("/oidc/token", form).await
    }

    /// Calls an endpoint that authenticates the application.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        self.post_with(path, form, &[]).await
    }

    /// The same with these headers.
    pub async fn post_with(
        &self,
        path: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> (u16, Value) {
        let mut form = form.to_vec();
        let mut call = reqwest::Client::new().post(format!("{}{path}", self.host));
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        match self.method {
            ClientAuthMethod::None => form.push(("client_id", &self.id)),
            ClientAuthMethod::ClientSecretPost => {
                form.push(("client_id", &self.id));
                form.push(("client_secret", &self.secret));
            }
            ClientAuthMethod::ClientSecretBasic => {
                call = call.basic_auth(&self.id, Some(&self.secret));
            }
            // What proves them is in the form.
            ClientAuthMethod::ClientSecretJwt | ClientAuthMethod::PrivateKeyJwt => {}
        }
        form.retain(|(_, value)| !value.is_empty());
        let answer = call.form(&form).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or_default())
    }

    /// Exchanges a code.
    pub async fn exchange(&self, code: &str) -> (u16, Value) {
        self.exchange_with(code, &[]).await
    }

    /// Exchanges a code, with these parameters over the right ones.
    pub async fn exchange_with(&self, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
        let mut params = BTreeMap::from([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ]);
        params.extend(changes.iter().copied());
        let form: Vec<_> = params.into_iter().collect();
        self.token(&form).await
    }

    /// Calls `/oidc/me`.
    pub async fn me(&self, token: &str) -> (u16, Value) {
        let call = reqwest::Client::new().get(format!("{}/oidc/me", self.host));
        let answer = call.bearer_auth(token).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// The tokens of whoever signs in by that number, the page being the first of the browser.
    pub async fn tokens(&self, server: &Server, browser: &Browser, number: &str) -> Value {
        let page = browser.get(&self.request(&[])).await;
        let back = browser.by_phone(server, &page, number).await;
        let (status, tokens) = self.exchange(&back.code()).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }
}

/// The claims of a token.
pub fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&B64.decode(part).unwrap()).unwrap()
}
