//! How users were authenticated and when: what tokens say of it, and what applications may insist on
//! (OpenID Connect Core 1.0, `acr`, `acr_values`, `max_age`).

use cleat_api::Value;
use cleat_api::application::{
    BasicLoginMethod, OidcConfig, UpdateApplication, UpdateLoginConfigInput,
};
use cleat_api::oidc::DEVICE_GRANT;
use cleat_api::user::{CreateUser, CreateUserOptions};
use serde_json::json;

use crate::browser::{Browser, Rp, Shown, Wanted, claims};
use crate::harness::{Server, number};

const CODE: &str = "urn:cleat:acr:code";
const PASSWORD: &str = "urn:cleat:acr:password";
const SECRET: &str = "a Long 1 password!";

/// A server, an application, and a user with a phone and a password.
struct Story {
    server: Server,
    rp: Rp,
    browser: Browser,
}

impl Story {
    async fn new(config: OidcConfig) -> Self {
        let server = Server::start().await;
        let user = CreateUser {
            username: Some("grace".into()),
            phone: Some(number(1)),
            password: Some(SECRET.into()),
            options: Some(CreateUserOptions::default()),
            ..CreateUser::default()
        };
        server.client.call(&user).await.unwrap();
        let wanted = Wanted {
            config,
            ..Wanted::default()
        };
        let rp = Rp::with(&server, wanted).await;
        let browser = Browser::new(&server);
        Self {
            server,
            rp,
            browser,
        }
    }

    async fn ask(&self, changes: &[(&str, &str)]) -> Shown {
        self.browser.get(&self.rp.request(changes)).await
    }

    async fn by_password(&self, page: &Shown) -> Shown {
        let page = self.other(page, "password").await;
        let fields = [("name", "grace"), ("password", SECRET)];
        self.browser.submit(&page, &fields).await
    }

    async fn by_code(&self, page: &Shown) -> Shown {
        self.server.advance(61);
        let page = self.other(page, "phone").await;
        self.browser.by_phone(&self.server, &page, &number(1)).await
    }

    /// The same sign-in by another way.
    async fn other(&self, page: &Shown, way: &str) -> Shown {
        let path = page.path.split('?').next().unwrap();
        self.browser.get(&format!("{path}?by={way}")).await
    }

    async fn id_token(&self, back: &Shown) -> Value {
        let (status, tokens) = self.rp.exchange(&back.code()).await;
        assert_eq!(status, 200, "{tokens}");
        claims(&tokens["id_token"])
    }
}

fn asks(shown: &Shown, field: &str) -> bool {
    shown.location.is_none() && shown.body.contains(&format!("name=\"{field}\""))
}

/// `acr` and `amr` say how, also after a refresh; a request that wants another way is not answered by
/// a session that began by this one.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_say_how_and_requests_say_how_it_should_be() {
    let story = Story::new(Wanted::default().config).await;
    let page = story.ask(&[]).await;
    let id = story.id_token(&story.by_password(&page).await).await;
    assert_eq!(
        (&id["acr"], &id["amr"]),
        (&json!(PASSWORD), &json!(["pwd"]))
    );
    for fits in [
        PASSWORD,
        &format!("x {PASSWORD}"),
        &format!("{CODE} {PASSWORD}"),
        "1 2",
        "",
    ] {
        let shown = story.ask(&[("acr_values", fits), ("prompt", "none")]).await;
        assert_eq!(story.id_token(&shown).await["acr"], PASSWORD, "{fits}");
    }
    let other = [("acr_values", CODE)];
    let silent = story.ask(&[other[0], ("prompt", "none")]).await;
    assert_eq!(silent.told("error").as_deref(), Some("login_required"));
    let page = story.ask(&other).await;
    assert!(asks(&page, "phone"), "{}", page.body);
    let id = story.id_token(&story.by_code(&page).await).await;
    assert_eq!(
        (&id["acr"], &id["amr"]),
        (&json!(CODE), &json!(["otp", "sms"]))
    );
    // The way that is asked for stands in front; another one is not refused.
    let page = story.ask(&[("acr_values", PASSWORD)]).await;
    assert!(
        asks(&page, "password") && page.body.contains("by=phone"),
        "{}",
        page.body
    );
    let id = story.id_token(&story.by_code(&page).await).await;
    assert_eq!(id["acr"], CODE);
}

/// Seen to fail with `Next::Unmet` left out of `decide`.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_essential_is_had_or_the_answer_says_so() {
    let story = Story::new(Wanted::default().config).await;
    let claims = |acr: Value| json!({ "id_token": { "acr": acr } }).to_string();
    let only = claims(json!({ "essential": true, "value": CODE }));
    let page = story.ask(&[("claims", &only)]).await;
    assert!(
        asks(&page, "phone") && !page.body.contains("by=password"),
        "{}",
        page.body
    );
    let id = story.id_token(&story.by_code(&page).await).await;
    assert_eq!(id["acr"], CODE);
    // Whoever finds another way is let in nowhere.
    let wanted = claims(json!({ "essential": true, "values": ["x", PASSWORD] }));
    let page = story.ask(&[("claims", &wanted)]).await;
    assert!(
        asks(&page, "password") && !page.body.contains("by=phone"),
        "{}",
        page.body
    );
    story.server.advance(61);
    let path = page.path.split('?').next().unwrap().to_owned();
    let form = page.hidden("form");
    let fields = [
        ("form", form.as_str()),
        ("country", "CN"),
        ("phone", &number(1)),
    ];
    let sent = story.browser.post(&format!("{path}/send"), &fields).await;
    let code = story.server.code(&format!("+86{}", number(1))).await;
    let back = story
        .browser
        .submit(&sent, &[("code", code.expose())])
        .await;
    let unmet = "unmet_authentication_requirements";
    assert_eq!(back.told("error").as_deref(), Some(unmet), "{back:?}");
    // Nobody can be authenticated so at all.
    let unknown = claims(json!({ "essential": true, "values": ["x"] }));
    for prompt in ["", "none", "login"] {
        let shown = story.ask(&[("claims", &unknown), ("prompt", prompt)]).await;
        assert_eq!(shown.told("error").as_deref(), Some(unmet), "{prompt}");
    }
    let pushed = [
        ("response_type", "code"),
        ("redirect_uri", crate::browser::CALLBACK),
        ("scope", "openid"),
        ("claims", unknown.as_str()),
    ];
    let (status, told) = story.rp.post("/oidc/par", &pushed).await;
    assert!(status == 400 && told["error"] == unmet, "{told}");
    for free in [
        json!(null),
        json!({ "essential": true }),
        json!({ "value": "x" }),
        json!({ "essential": false, "values": ["x"] }),
    ] {
        let shown = story
            .ask(&[("claims", &claims(free.clone())), ("prompt", "none")])
            .await;
        assert_eq!(story.id_token(&shown).await["acr"], CODE, "{free}");
    }
}

/// Seen to fail with `default_max_age` left out of `checked`.
#[tokio::test(flavor = "multi_thread")]
async fn the_age_of_a_sign_in_has_a_default() {
    let config = OidcConfig {
        default_max_age: Some(100),
        require_auth_time: Some(true),
        ..Wanted::default().config
    };
    let story = Story::new(config).await;
    let page = story.ask(&[]).await;
    let first = story.id_token(&story.by_password(&page).await).await;
    story.server.advance(100);
    let same = story.ask(&[]).await;
    assert_eq!(story.id_token(&same).await["auth_time"], first["auth_time"]);
    story.server.advance(1);
    assert!(asks(&story.ask(&[]).await, "phone"));
    // A request that says more is heard.
    let same = story.ask(&[("max_age", "101")]).await;
    assert_eq!(story.id_token(&same).await["auth_time"], first["auth_time"]);
    assert!(asks(&story.ask(&[("max_age", "100")]).await, "phone"));
}

/// Seen to fail with `max_age` left out of `of_device`.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_asks_for_the_same_age() {
    let config = OidcConfig {
        default_max_age: Some(100),
        grant_types: Some(vec!["authorization_code".into(), DEVICE_GRANT.into()]),
        ..Wanted::default().config
    };
    let story = Story::new(config).await;
    let page = story.ask(&[]).await;
    story.id_token(&story.by_password(&page).await).await;
    for (seconds, asks_again) in [(100, false), (1, true)] {
        story.server.advance(seconds);
        let (_, begun) = story
            .rp
            .post("/oidc/device/auth", &[("scope", "openid")])
            .await;
        let page = story.browser.get("/device").await;
        let code = [("user_code", begun["user_code"].as_str().unwrap())];
        let page = story.browser.submit(&page, &code).await;
        assert_eq!(asks(&page, "phone"), asks_again, "{}", page.body);
    }
}

/// An application that can have nobody authenticated so is told, and its users are shown no way that
/// ends nowhere.
///
/// Seen to fail with `unmet` left out of `next`.
#[tokio::test(flavor = "multi_thread")]
async fn an_application_without_the_essential_way_is_told() {
    let story = Story::new(Wanted::default().config).await;
    let by_password = UpdateLoginConfigInput {
        enabled_basic_login_methods: Some(vec![BasicLoginMethod::UsernamePassword]),
        ..UpdateLoginConfigInput::default()
    };
    let update = UpdateApplication {
        app_id: story.rp.id.clone(),
        login_config: Some(by_password),
        ..UpdateApplication::default()
    };
    story.server.client.call(&update).await.unwrap();
    let code = json!({ "id_token": { "acr": { "essential": true, "value": CODE } } });
    let back = story.ask(&[("claims", &code.to_string())]).await;
    let unmet = "unmet_authentication_requirements";
    assert_eq!(back.told("error").as_deref(), Some(unmet), "{back:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn response_types_of_an_application_bind_it() {
    for (own, error) in [
        (vec!["code"], None),
        (vec!["id_token token", "code"], None),
        (vec!["id_token"], Some("unauthorized_client")),
        (vec![], Some("unauthorized_client")),
    ] {
        let config = OidcConfig {
            response_types: Some(own.iter().map(|one| (*one).to_owned()).collect()),
            ..Wanted::default().config
        };
        let story = Story::new(config).await;
        let shown = story.ask(&[]).await;
        assert_eq!(shown.told("error").as_deref(), error, "{own:?}");
        let implicit = story.ask(&[
            ("response_type", "id_token token"),
            ("response_mode", "query"),
        ]);
        let told = implicit.await.location.unwrap().to_string();
        assert!(told.contains("#error=unsupported_response_type"), "{told}");
    }
}
