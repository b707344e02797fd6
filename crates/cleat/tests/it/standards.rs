//! W8: outside the V3 API, answers are as HTTP, OAuth 2.0 and OpenID Connect have them.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as B64};
use cleat_api::Value;
use cleat_api::application::{ClientAuthMethod, OidcConfig, SigningAlgorithm, UpdateApplication};
use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::oidc::{ExchangeToken, FetchJwks, GetUserInfo, IntrospectToken, RevokeToken};
use cleat_api::profile::UpdateProfile;
use cleat_api::signin::LoginTokens;
use cleat_api::user::Gender;
use reqwest::{Method, RequestBuilder, Response};

use crate::harness::{Server, number};
use crate::tokens::tokens;

/// Calls that nothing but the standards know of.
struct Caller<'s> {
    http: reqwest::Client,
    server: &'s Server,
}

impl<'s> Caller<'s> {
    fn new(server: &'s Server) -> Self {
        let http = reqwest::Client::new();
        Self { http, server }
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.server.credentials.app_host);
        self.http.request(method, url)
    }

    /// A form, with the credentials of the application in it.
    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let own = &self.server.credentials;
        let mut whole = form.to_vec();
        whole.extend([
            ("client_id", own.app_id.as_str()),
            ("client_secret", own.app_secret.as_str()),
        ]);
        let call = self.ask(Method::POST, path).form(&whole);
        call.send().await.unwrap()
    }

    async fn refreshed(&self, token: &str, scope: &str) -> (u16, Value) {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("scope", scope),
        ];
        told(self.post(path::<ExchangeToken>(), &form).await).await
    }
}

fn path<E: cleat_api::Endpoint>() -> &'static str {
    E::operation().path
}

async fn told(answer: Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&B64.decode(part).unwrap()).unwrap()
}

/// Settings of the first application.
async fn configure(server: &Server, config: OidcConfig) {
    let update = UpdateApplication {
        app_id: server.credentials.app_id.clone(),
        oidc_config: Some(config),
        ..UpdateApplication::default()
    };
    server.client.call(&update).await.unwrap();
}

async fn signed_in(server: &Server) -> (LoginTokens, String) {
    let issued = tokens(server, &server.client, 1).await;
    let access = issued.access_token.clone().unwrap().expose().to_owned();
    (issued, access)
}

/// Every path of every operation outside the V3 API, with and without a slash at its end, with every
/// method. Seen to fail with `standard::applies` never true.
#[tokio::test(flavor = "multi_thread")]
async fn w8_paths_have_their_methods() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let all = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE",
    ];
    let operations = cleat_api::operations().into_iter();
    let outside: Vec<_> = operations.filter(|row| row.wire() == Wire::OAuth).collect();
    let paths: BTreeSet<&str> = outside.iter().flat_map(|row| row.paths()).collect();
    let mut asked = 0;
    for path in paths {
        let own = outside
            .iter()
            .filter(|row| row.paths().any(|own| own == path));
        let mut methods: BTreeSet<&str> = own.map(|row| row.method.as_str()).collect();
        if methods.contains("GET") {
            methods.insert("HEAD");
        }
        methods.insert("OPTIONS");
        for (method, slash) in all.iter().flat_map(|method| [(method, ""), (method, "/")]) {
            let name: Method = method.parse().unwrap();
            let answer = caller
                .ask(name, &format!("{path}{slash}"))
                .send()
                .await
                .unwrap();
            let (status, allow) = (answer.status().as_u16(), header(&answer, "allow"));
            let place = format!("{method} {path}{slash}: {status} {allow}");
            let allowed: BTreeSet<&str> = allow.split(", ").collect();
            match *method {
                "OPTIONS" => assert_eq!((status, allowed), (204, methods.clone()), "{place}"),
                known if methods.contains(known) => {
                    assert!(![404, 405].contains(&status), "{place}");
                }
                _ => assert_eq!((status, allowed), (405, methods.clone()), "{place}"),
            }
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
    for (method, path, expected) in [
        (Method::GET, "/", 404),
        (Method::GET, "/login/nothing", 400),
        (Method::POST, "/login/nothing", 405),
        (Method::DELETE, "/oidc/auth", 405),
        (Method::DELETE, "/oidc/session/end", 405),
        (Method::GET, "/oidc", 404),
        (Method::GET, "/oidc/nothing", 404),
        (Method::POST, "/oauth/nothing", 404),
        (Method::OPTIONS, "/nothing", 404),
        (Method::HEAD, "/nothing", 404),
        (Method::GET, "/api/v2/nothing", 404),
        (Method::POST, "/api/v2/oidc/validate_token", 405),
        (Method::GET, "/dev/nothing", 404),
        (Method::POST, "/healthz", 405),
        (Method::HEAD, "/healthz", 200),
        (Method::DELETE, "/docs", 405),
        (Method::HEAD, "/openapi.json", 200),
        (Method::GET, "/api/v3/nothing", 200),
        (Method::GET, "/api/v3/signin", 200),
        (Method::HEAD, "/api/v3/system", 200),
    ] {
        let answer = caller.ask(method.clone(), path).send().await.unwrap();
        let allow = header(&answer, "allow").to_owned();
        let (status, body) = told(answer).await;
        assert_eq!(status, expected, "{method} {path}");
        assert_eq!(
            allow.is_empty(),
            expected != 405,
            "{method} {path}: {allow}"
        );
        if path.starts_with("/api/v3/") && path != "/api/v3/system" {
            assert_eq!(body["statusCode"], 404, "{path}");
        }
    }
}

/// HEAD says what GET does, without a body.
#[tokio::test(flavor = "multi_thread")]
async fn w8_head_is_get_without_its_body() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let (_, access) = signed_in(&server).await;
    let operations = cleat_api::operations().into_iter();
    let read = operations.filter(|row| row.method == Method::GET && row.wire() != Wire::Envelope);
    let mut compared = 0;
    for operation in read {
        let mut answers = Vec::new();
        for method in [Method::GET, Method::HEAD] {
            let call = caller.ask(method, operation.path);
            let answer = call.bearer_auth(&access).send().await.unwrap();
            let mut headers = answer.headers().clone();
            headers.remove("date");
            answers.push((answer.status(), headers, answer.bytes().await.unwrap()));
        }
        let [
            (status, headers, body),
            (head_status, head_headers, no_body),
        ] = answers.as_slice()
        else {
            panic!("two answers");
        };
        assert_eq!(
            (status, headers),
            (head_status, head_headers),
            "{}",
            operation.id
        );
        assert!(!body.is_empty() && no_body.is_empty(), "{}", operation.id);
        compared += 1;
    }
    assert!(compared >= 5, "{compared}");
}

/// What may be kept and what may not. Seen to fail with `standard::keep` left out.
#[tokio::test(flavor = "multi_thread")]
async fn w8_answers_say_how_long_they_may_be_kept() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let (issued, access) = signed_in(&server).await;
    for operation in cleat_api::operations() {
        if !operation.is_cacheable() {
            continue;
        }
        let answer = caller
            .ask(Method::GET, operation.path)
            .send()
            .await
            .unwrap();
        let lives = header(&answer, "cache-control");
        let seconds = lives.strip_prefix("public, max-age=").unwrap();
        // A new key is in the set for five seconds before it signs.
        assert!(
            (1..=5).contains(&seconds.parse::<u32>().unwrap()),
            "{lives}"
        );
        assert_eq!(header(&answer, "pragma"), "", "{}", operation.id);
        assert_eq!(header(&answer, "vary"), "origin", "{}", operation.id);
    }
    let refresh = issued.refresh_token.unwrap();
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.expose()),
    ];
    let exchanged = caller.post(path::<ExchangeToken>(), &form).await;
    assert_eq!(exchanged.status(), 200);
    let info = caller.ask(Method::GET, path::<GetUserInfo>());
    let info = info.bearer_auth(&access).send().await.unwrap();
    assert_eq!(info.status(), 200);
    let refused = caller.post(path::<ExchangeToken>(), &[]).await;
    assert_eq!(refused.status(), 400);
    let revoked = caller
        .post(path::<RevokeToken>(), &[("token", &access)])
        .await;
    assert_eq!(
        header(&revoked, "content-type"),
        "",
        "nothing is of no type"
    );
    for answer in [exchanged, info, refused, revoked] {
        assert_eq!(header(&answer, "cache-control"), "no-store");
        assert_eq!(header(&answer, "pragma"), "no-cache");
    }
}

/// RFC 6750 section 2: header, form and query, one of them. Seen to fail with the query, with the
/// form and with the refusal of two left out.
#[tokio::test(flavor = "multi_thread")]
async fn w8_a_token_comes_in_one_of_three_places() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let (_, access) = signed_in(&server).await;
    let token = [("access_token", access.as_str())];
    let mut accepted = 0;
    for path in ["/oidc/me", "/oidc/me/", "/oauth/me", "/oauth/me/"] {
        let get = || caller.ask(Method::GET, path);
        let post = || caller.ask(Method::POST, path);
        let json = serde_json::json!({});
        for call in [
            get().bearer_auth(&access),
            get().header("authorization", &access),
            get().header("authorization", format!("bearer {access}")),
            get().query(&token),
            post().bearer_auth(&access),
            post().query(&token),
            post().query(&token).json(&json),
            post().form(&token),
            // An official SDK whose user is signed in names another token beside.
            get()
                .query(&token)
                .header("authorization", "x")
                .header("x-authing-app-id", "y"),
            get()
                .query(&token)
                .bearer_auth("x")
                .header("x-genauth-sdk-version", "y"),
        ] {
            let (status, info) = told(call.send().await.unwrap()).await;
            assert_eq!(
                (status, info["sub"].is_string()),
                (200, true),
                "{path} {info}"
            );
            accepted += 1;
        }
        for call in [
            get().query(&token).bearer_auth(&access),
            post().form(&token).bearer_auth(&access),
            post().form(&token).query(&token),
            get().query(&[token, token].concat()),
            post().form(&[token, token].concat()),
        ] {
            let answer = call.send().await.unwrap();
            let challenge = header(&answer, "www-authenticate").to_owned();
            let (status, body) = told(answer).await;
            assert_eq!(
                (status, &body["error"]),
                (400, &"invalid_request".into()),
                "{path}"
            );
            assert!(
                challenge.contains("error=\"invalid_request\""),
                "{challenge}"
            );
        }
        for call in [
            get(),
            post(),
            post().json(&json),
            get().query(&[("access_token", "")]),
        ] {
            let answer = call.send().await.unwrap();
            let challenge = header(&answer, "www-authenticate");
            assert_eq!(answer.status(), 401, "{path}");
            assert!(challenge.starts_with("Bearer realm=") && !challenge.contains("error"));
        }
        for call in [
            get().bearer_auth("x"),
            get().query(&[("access_token", "x")]),
            post().form(&[("access_token", "x")]),
        ] {
            let answer = call.send().await.unwrap();
            assert_eq!(answer.status(), 401, "{path}");
            let challenge = header(&answer, "www-authenticate");
            assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
        }
    }
    assert_eq!(accepted, 40);
}

/// RFC 6749 section 2.3. Seen to fail with either spelling of Basic and with `require_one` left out.
#[tokio::test(flavor = "multi_thread")]
async fn w8_a_client_proves_itself_once() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let method = Some(ClientAuthMethod::ClientSecretBasic);
    let config = OidcConfig {
        token_endpoint_auth_method: method,
        introspection_endpoint_auth_method: method,
        revocation_endpoint_auth_method: method,
        ..OidcConfig::default()
    };
    configure(&server, config).await;
    let own = &server.credentials;
    let (id, secret) = (own.app_id.as_str(), own.app_secret.as_str());
    let encode =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let basic =
        |id: &str, secret: &str| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let paths = [path::<IntrospectToken>(), path::<RevokeToken>()];
    for path in paths {
        let ask = |header: &str, more: &[(&str, &str)]| {
            let mut form = vec![("token", "x")];
            form.extend(more);
            let call = caller.ask(Method::POST, path).form(&form);
            call.header("authorization", header)
        };
        for (header, more) in [
            (basic(id, secret), vec![]),
            (basic(&encode(id), &encode(secret)), vec![]),
            (basic(id, &encode(secret)), vec![("client_id", id)]),
        ] {
            let answer = ask(&header, &more).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path} {header}");
        }
        for (sent, more, status, error) in [
            (basic(id, "wrong"), vec![], 401, "invalid_client"),
            (basic("nobody", secret), vec![], 401, "invalid_client"),
            (basic(id, ""), vec![], 401, "invalid_client"),
            (
                "Basic %".into(),
                vec![("client_id", id)],
                401,
                "invalid_client",
            ),
            (
                basic(id, secret),
                vec![("client_secret", secret)],
                400,
                "invalid_request",
            ),
            (
                basic(id, secret),
                vec![("client_id", "other")],
                400,
                "invalid_request",
            ),
        ] {
            let answer = ask(&sent, &more).send().await.unwrap();
            let challenge = header(&answer, "www-authenticate").to_owned();
            let (told, body) = told(answer).await;
            assert_eq!(
                (told, &body["error"]),
                (status, &error.into()),
                "{path} {sent}"
            );
            assert_eq!(
                challenge.starts_with("Basic realm="),
                status == 401,
                "{challenge}"
            );
        }
    }
}

/// RFC 6749 section 3.2: a parameter comes once, and one without a value is none.
#[tokio::test(flavor = "multi_thread")]
async fn w8_parameters_come_once() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let token = path::<ExchangeToken>();
    let refresh = ("grant_type", "refresh_token");
    for (path, form) in [
        (token, vec![refresh]),
        (token, vec![refresh, ("refresh_token", "")]),
        (token, vec![]),
        (token, vec![("grant_type", ""), ("refresh_token", "x")]),
        (token, vec![refresh, refresh, ("refresh_token", "x")]),
        (
            token,
            vec![refresh, ("refresh_token", "x"), ("refresh_token", "x")],
        ),
        (
            token,
            vec![refresh, ("refresh_token", "x"), ("client_id", "y")],
        ),
        (path::<IntrospectToken>(), vec![]),
        (
            path::<IntrospectToken>(),
            vec![("token", "x"), ("token", "y")],
        ),
        (path::<RevokeToken>(), vec![("token", "")]),
    ] {
        let (status, body) = told(caller.post(path, &form).await).await;
        assert_eq!(
            (status, &body["error"]),
            (400, &"invalid_request".into()),
            "{form:?}"
        );
    }
    // What is not known may come as often as it likes (RFC 6749 section 3.1).
    let form = [("token", "x"), ("resource", "a"), ("resource", "b")];
    assert_eq!(
        caller.post(path::<IntrospectToken>(), &form).await.status(),
        200
    );
}

/// Seen to fail with the scope looked at after the token was used.
#[tokio::test(flavor = "multi_thread")]
async fn w8_a_scope_that_was_not_granted_leaves_the_token_alone() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let (issued, _) = signed_in(&server).await;
    let refresh = issued.refresh_token.unwrap().expose().to_owned();
    for scope in [
        "email",
        "openid email",
        "openid \"",
        "openid\\",
        "openid \u{e9}",
    ] {
        let (status, body) = caller.refreshed(&refresh, scope).await;
        assert_eq!(
            (status, &body["error"]),
            (400, &"invalid_scope".into()),
            "{scope}"
        );
    }
    let (status, narrow) = caller.refreshed(&refresh, "phone").await;
    assert_eq!((status, &narrow["scope"]), (200, &"phone".into()));
    assert!(narrow["id_token"].is_null(), "no ID token without openid");
    let access = narrow["access_token"].as_str().unwrap();
    let info = caller.ask(Method::GET, path::<GetUserInfo>());
    let answer = info.bearer_auth(access).send().await.unwrap();
    assert!(header(&answer, "www-authenticate").contains("error=\"insufficient_scope\""));
    assert_eq!(answer.status(), 403);
    let form = [("access_token", access)];
    let info = caller.ask(Method::POST, path::<GetUserInfo>()).form(&form);
    assert_eq!(info.send().await.unwrap().status(), 403);
    // All that was granted once is there again.
    let next = narrow["refresh_token"].as_str().unwrap();
    let (status, whole) = caller.refreshed(next, " openid  phone ").await;
    assert_eq!((status, &whole["scope"]), (200, &"openid phone".into()));
    // A scope is refused of a token that was used, too: somebody else has it.
    let (_, body) = caller.refreshed(&refresh, "email").await;
    assert_eq!(body["error"], "invalid_grant");
    let last = whole["refresh_token"].as_str().unwrap();
    let (_, body) = caller.refreshed(last, "").await;
    assert_eq!(body["error"], "invalid_grant", "the session has ended");
    let machine = [("grant_type", "client_credentials"), ("scope", "a\u{fc}")];
    let (status, body) = told(caller.post(path::<ExchangeToken>(), &machine).await).await;
    assert_eq!((status, &body["error"]), (400, &"invalid_scope".into()));
}

/// OpenID Connect Core 1.0 section 3.1.3.6. Seen to fail with SHA-256 for all.
#[tokio::test(flavor = "multi_thread")]
async fn w8_at_hash_is_of_the_algorithm() {
    let server = Server::start().await;
    for (n, algorithm) in (1..).zip(SigningAlgorithm::ALL) {
        let config = OidcConfig {
            id_token_signed_response_alg: Some(*algorithm),
            ..OidcConfig::default()
        };
        configure(&server, config).await;
        let issued = tokens(&server, &server.client, n).await;
        let access = issued.access_token.unwrap();
        let hash = match algorithm {
            SigningAlgorithm::EdDsa => &aws_lc_rs::digest::SHA512,
            _ => &aws_lc_rs::digest::SHA256,
        };
        let digest = aws_lc_rs::digest::digest(hash, access.expose().as_bytes());
        let half = &digest.as_ref()[..digest.as_ref().len() / 2];
        let told = claims(issued.id_token.unwrap().expose());
        assert_eq!(told["at_hash"], B64.encode(half), "{algorithm:?}");
    }
}

/// The form of OpenID Connect Core 1.0 section 5.1 for who speaks no V3; the historic one for the
/// SDKs. Seen to fail with either form for all.
#[tokio::test(flavor = "multi_thread")]
async fn w8_claims_are_as_the_core_has_them() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let code = server
        .sms(
            &server.client,
            cleat_api::passcode::SmsChannel::Login,
            &number(1),
        )
        .await;
    let mut request = crate::harness::by_phone(&number(1), code);
    let scope = "openid profile email phone address roles username external_id offline_access";
    request.options.as_mut().unwrap().scope = Some(scope.into());
    let issued = server.client.call(&request).await.unwrap();
    let me = server
        .client
        .with_access_token(issued.access_token.clone().unwrap());
    let named = UpdateProfile {
        nickname: Some("Ada".into()),
        gender: Some(Gender::F),
        country: Some("GB".into()),
        ..UpdateProfile::default()
    };
    me.call(&named).await.unwrap();
    let (_, fresh) = caller
        .refreshed(issued.refresh_token.unwrap().expose(), "")
        .await;
    let token = fresh["access_token"].as_str().unwrap();
    let info = caller
        .ask(Method::GET, path::<GetUserInfo>())
        .bearer_auth(token);
    let (_, info) = told(info.send().await.unwrap()).await;
    let of_token = claims(fresh["id_token"].as_str().unwrap());
    for told in [&info, &of_token] {
        assert_eq!(told["phone_number"], format!("+86{}", number(1)));
        assert_eq!(told["phone_number_verified"], true);
        assert_eq!(told["updated_at"], crate::harness::START / 1000);
        assert_eq!(
            (&told["nickname"], &told["gender"]),
            (&"Ada".into(), &"female".into())
        );
        assert_eq!(told["address"], serde_json::json!({ "country": "GB" }));
        let absent = [
            "name",
            "email",
            "email_verified",
            "username",
            "birthdate",
            "external_id",
        ];
        for name in absent {
            assert!(told.get(name).is_none(), "{name}");
        }
        assert!(!told.to_string().contains("null"), "{told}");
    }
    let historic = me.call(&GetUserInfo::default()).await.unwrap();
    for told in [
        &Value::Object(historic),
        &claims(issued.id_token.unwrap().expose()),
    ] {
        assert_eq!(told["phone_number"], number(1).as_str());
        assert!(told["updated_at"].is_string() && told["name"].is_null());
        assert!(told.get("name").is_some() && told.get("email_verified").is_some());
    }
}

/// Discovery (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2): what is required is there,
/// and every endpoint answers.
#[tokio::test(flavor = "multi_thread")]
async fn w8_the_metadata_are_complete() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let mut seen = Vec::new();
    for path in [
        "/oidc/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/oidc",
        "/.well-known/openid-configuration",
    ] {
        seen.push(told(caller.ask(Method::GET, path).send().await.unwrap()).await);
    }
    let (status, metadata) = &seen[0];
    assert!(seen[0] == seen[1] && seen[0] == seen[2]);
    assert_eq!(*status, 200);
    let host = &server.credentials.app_host;
    assert_eq!(metadata["issuer"], format!("{host}/oidc"));
    for name in [
        "response_types_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
        "grant_types_supported",
        "scopes_supported",
    ] {
        assert!(
            metadata[name]
                .as_array()
                .is_some_and(|list| !list.is_empty()),
            "{name}"
        );
    }
    for (name, value) in metadata.as_object().unwrap() {
        let endpoint = name.ends_with("_endpoint") || name == "jwks_uri";
        let Some(address) = value.as_str().filter(|_| endpoint) else {
            continue;
        };
        assert!(address.starts_with(host.as_str()), "{address}");
        let known = caller
            .http
            .request(Method::OPTIONS, address)
            .send()
            .await
            .unwrap();
        assert_eq!(known.status(), 204, "{name}");
    }
    let keys = caller
        .ask(Method::GET, path::<FetchJwks>())
        .send()
        .await
        .unwrap();
    let (_, keys) = told(keys).await;
    assert_eq!(keys["keys"][0]["kty"], "RSA");
}

/// A token that is answered to be revoked is dead, whatever kind it is. Seen to fail with the part
/// of machines left out of `jti_of`.
#[tokio::test(flavor = "multi_thread")]
async fn w8_what_is_revoked_is_dead() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    for (n, base) in (1..).zip(["/oidc", "/oauth"]) {
        let issued = tokens(&server, &server.client, n).await;
        let grant = [("grant_type", "client_credentials"), ("scope", "orders")];
        let (_, machine) = told(caller.post(&format!("{base}/token"), &grant).await).await;
        let machine = machine["access_token"].as_str().unwrap().to_owned();
        let kinds = [
            machine,
            issued.id_token.unwrap().expose().to_owned(),
            issued.access_token.unwrap().expose().to_owned(),
            issued.refresh_token.unwrap().expose().to_owned(),
        ];
        for token in kinds {
            let form = [("token", token.as_str())];
            let introspection = format!("{base}/token/introspection");
            let (_, before) = told(caller.post(&introspection, &form).await).await;
            let revoked = caller
                .post(&format!("{base}/token/revocation"), &form)
                .await;
            let (_, after) = told(caller.post(&introspection, &form).await).await;
            assert_eq!(revoked.status(), 200);
            assert_eq!(
                (&before["active"], &after["active"]),
                (&true.into(), &false.into())
            );
        }
    }
}

/// RFC 6749 section 5.2: a description is ASCII, whatever the caller speaks, and every refusal of a
/// proof says which proof is wanted. Seen to fail with the description in the caller's language.
#[tokio::test(flavor = "multi_thread")]
async fn w8_errors_are_ascii_and_say_what_proof_is_wanted() {
    let server = Server::start().await;
    let caller = Caller::new(&server);
    let (_, access) = signed_in(&server).await;
    let forms = [
        "",
        "token=\u{e9}",
        "grant_type=\u{4e2d}\u{6587}&client_id=\u{e9}",
        "grant_type=\"\\\"",
        "refresh_token=x&grant_type=refresh_token",
        "token=x&client_secret=y",
        "%ff=%ff&token=%00",
        "grant_type=refresh_token&grant_type=x",
        "{\"grant_type\": 5}",
        "access_token=\u{e9}",
    ];
    let mut refused = 0;
    for operation in cleat_api::operations() {
        if operation.wire() != Wire::OAuth || operation.is_cacheable() {
            continue;
        }
        for (form, language) in forms
            .iter()
            .flat_map(|form| [(form, "zh-CN"), (form, "ja-JP")])
        {
            let method: Method = operation.method.as_str().parse().unwrap();
            let call = caller
                .ask(method, operation.path)
                .header("accept-language", language);
            let call = call.header("content-type", "application/x-www-form-urlencoded");
            let call = match operation.caller {
                CallerKind::User if refused % 2 == 0 => call.bearer_auth(&access[1..]),
                _ => call,
            };
            let answer = call.body((*form).to_owned()).send().await.unwrap();
            let challenge = header(&answer, "www-authenticate").to_owned();
            let (status, body) = told(answer).await;
            assert!(
                (400..500).contains(&status),
                "{} {form}: {status}",
                operation.id
            );
            let said = body["error_description"].as_str().unwrap();
            let allowed = |byte: u8| matches!(byte, b' '..=b'~') && !b"\"\\".contains(&byte);
            assert!(said.bytes().all(allowed) && !said.is_empty(), "{said}");
            assert!(!said.contains('?'), "in English: {said}");
            let scheme = match operation.caller {
                CallerKind::User => "Bearer realm=\"",
                _ => "Basic realm=\"",
            };
            assert_eq!(
                challenge.starts_with(scheme),
                status == 401 || !challenge.is_empty()
            );
            refused += 1;
        }
    }
    assert!(refused >= 100, "{refused}");
}
