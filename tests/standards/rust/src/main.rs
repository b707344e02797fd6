//! The crate openidconnect, unmodified, against a server. Argument: its address.

mod browser;
mod flows;

use std::sync::atomic::{AtomicU32, Ordering};

use openidconnect::core::{
    CoreClient, CoreErrorResponseType, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, IntrospectionUrl,
    IssuerUrl, OAuth2TokenResponse as _, RefreshToken, RequestTokenError, Scope,
    StandardErrorResponse, TokenIntrospectionResponse as _, TokenResponse as _,
};
use serde_json::{Value, json};

static CHECKS: AtomicU32 = AtomicU32::new(0);

fn check(what: bool, text: &str) {
    CHECKS.fetch_add(1, Ordering::Relaxed);
    assert!(what, "{text}");
}

/// One request, whatever its status and wherever it leads.
fn http(request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0);
    let answer = ureq::Agent::from(config.build()).run(request)?;
    let (parts, mut body) = answer.into_parts();
    Ok(HttpResponse::from_parts(parts, body.read_to_vec()?))
}

/// Where the applications live.
const BACK: &str = "http://127.0.0.1:9/callback";
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

struct Server {
    host: String,
    pool: String,
}

impl Server {
    fn call(&self, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Value {
        let mut request = openidconnect::http::Request::builder()
            .uri(format!("{}{path}", self.host))
            .method(if body.is_some() { "POST" } else { "GET" })
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let text = body.map(|body| body.to_string()).unwrap_or_default();
        let answer = http(request.body(text.into_bytes()).unwrap()).unwrap();
        serde_json::from_slice(answer.body()).unwrap()
    }

    /// An application of this algorithm, with its secret.
    fn application(&self, algorithm: &str) -> (String, String) {
        let method = "client_secret_basic";
        let config = json!({
            "id_token_signed_response_alg": algorithm, "token_endpoint_auth_method": method,
            "introspection_endpoint_auth_method": method, "revocation_endpoint_auth_method": method,
            "redirect_uris": [BACK],
            "grant_types": ["authorization_code", "refresh_token", "client_credentials", DEVICE],
        });
        let pool = [("authorization", self.pool.as_str())];
        let create = json!({ "appName": "openidconnect", "oidcConfig": config });
        let made = self.call("/api/v3/create-application", &pool, Some(create));
        let id = made["data"]["appId"].as_str().unwrap().to_owned();
        let path = format!("/api/v3/get-application-secret?appId={id}");
        let secret = self.call(&path, &pool, None)["data"]["secret"]
            .as_str()
            .unwrap()
            .to_owned();
        (id, secret)
    }

    /// The newest code that was sent to a number.
    fn code(&self, phone: &str) -> String {
        let path = format!("/dev/inbox/messages?limit=1&to=86{phone}");
        let inbox = self.call(&path, &[], None);
        inbox[0]["code"].as_str().unwrap().to_owned()
    }

    /// A refresh token of somebody who signs in.
    fn sign_in(&self, n: usize, id: &str, secret: &str) -> RefreshToken {
        let phone = format!("136{n:08}");
        let app = [("x-authing-app-id", id)];
        let send = json!({ "channel": "CHANNEL_LOGIN", "phoneNumber": phone });
        assert_eq!(
            self.call("/api/v3/send-sms", &app, Some(send))["statusCode"],
            200
        );
        let request = json!({
            "connection": "PASSCODE", "passCodePayload": { "phone": phone, "passCode": self.code(&phone) },
            "options": { "scope": "openid profile phone offline_access", "autoRegister": true },
        });
        let pair = format!("{id}:{secret}");
        let basic = format!("Basic {}", base64(pair.as_bytes()));
        let proof = [("x-authing-app-id", id), ("authorization", basic.as_str())];
        let tokens = self.call("/api/v3/signin", &proof, Some(request));
        RefreshToken::new(tokens["data"]["refresh_token"].as_str().unwrap().to_owned())
    }
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let number = group
            .iter()
            .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        for place in 0..4 {
            let digit = usize::try_from(number >> (18 - 6 * place) & 63).unwrap();
            text.push(if place <= chunk.len() {
                ALPHABET[digit].into()
            } else {
                '='
            });
        }
    }
    text
}

type Refused = RequestTokenError<ureq::Error, StandardErrorResponse<CoreErrorResponseType>>;

fn named(answer: Result<CoreTokenResponse, Refused>) -> String {
    match answer {
        Err(RequestTokenError::ServerResponse(response)) => response.error().as_ref().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn main() {
    let host = std::env::args().nth(1).unwrap();
    let mut server = Server {
        host: host.clone(),
        pool: String::new(),
    };
    let own = server.call("/dev/credentials", &[], None);
    let key = json!({ "accessKeyId": own["userPoolId"], "accessKeySecret": own["userPoolSecret"] });
    let token = server.call("/api/v3/get-management-token", &[], Some(key));
    server.pool = format!("Bearer {}", token["data"]["access_token"].as_str().unwrap());
    for (n, algorithm) in ["RS256", "ES256", "EdDSA", "HS256"].into_iter().enumerate() {
        drive(&server, n, algorithm);
        flows::drive(&server, n, algorithm);
    }
    println!(
        "openidconnect: {} checks passed",
        CHECKS.load(Ordering::Relaxed)
    );
}

fn drive(server: &Server, n: usize, algorithm: &str) {
    let (id, secret) = server.application(algorithm);
    let issuer = IssuerUrl::new(format!("{}/oidc", server.host)).unwrap();
    let metadata = CoreProviderMetadata::discover(&issuer, &http).unwrap();
    let endpoint = |name: &str| format!("{}/oidc/token/{name}", server.host);
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(id.clone()),
        Some(ClientSecret::new(secret.clone())),
    )
    .set_introspection_url(IntrospectionUrl::new(endpoint("introspection")).unwrap())
    .set_auth_type(AuthType::BasicAuth);
    let refresh = server.sign_in(n, &id, &secret);
    let ask = |token: &RefreshToken, scope: &str| {
        let request = client.exchange_refresh_token(token).unwrap();
        request
            .add_scope(Scope::new(scope.to_owned()))
            .request(&http)
    };
    check(
        named(ask(&refresh, "openid none")) == "invalid_scope",
        "a scope that was not granted",
    );
    let tokens = ask(&refresh, "openid profile phone").unwrap();
    let verifier = client.id_token_verifier();
    let claims = tokens.id_token().unwrap();
    let claims = claims
        .claims(&verifier, |_: Option<&openidconnect::Nonce>| Ok(()))
        .unwrap();
    check(
        claims.updated_at().is_some() && claims.access_token_hash().is_some(),
        "the ID token",
    );
    let info = client.user_info(
        tokens.access_token().clone(),
        Some(claims.subject().clone()),
    );
    let info: CoreUserInfoClaims = info.unwrap().request(&http).unwrap();
    check(
        info.phone_number().unwrap().starts_with("+86136"),
        "user info",
    );
    check(
        info.updated_at().is_some() && info.gender().is_none(),
        "user info",
    );
    let active = |token: &AccessToken| {
        let request = client.introspect(token);
        request.request(&http).unwrap().active()
    };
    check(active(tokens.access_token()), "introspection");
    let machine = client.exchange_client_credentials().unwrap();
    check(machine.request(&http).is_ok(), "a machine's token");
    check(
        named(ask(&refresh, "openid")) == "invalid_grant",
        "a token that was used",
    );
}
