//! Signing in at a source in a window that a page opened, as the widgets do.

use cleat_api::ErrorCode;
use cleat_api::application::{ClientAuthMethod, OidcConfig, UpdateApplication};
use cleat_api::ext_idp::{ConnectionType, Provider};
use cleat_api::security::UpdateSecuritySettings;
use serde_json::{Value, json};

use crate::browser::{Browser, CALLBACK, Rp, Shown, Wanted, claims};
use crate::external_apps::github;
use crate::external_sources::{Away, Lab, Says, connect};
use crate::harness::figure;

/// The address that the widget opens.
fn window(name: &str, app_id: &str) -> String {
    format!("/connections/social/{name}?from_guard=1&app_id={app_id}&guard_version=Guard%404.5.42")
}

/// To whom the page of a window tells what.
fn told(shown: &Shown) -> (Value, Value) {
    let between = |from: &str, to: &str| {
        let (_, rest) = shown
            .body
            .split_once(from)
            .unwrap_or_else(|| panic!("{shown:?}"));
        serde_json::from_str(rest.split_once(to).unwrap().0).unwrap()
    };
    let origins = between("const origin of ", ") window.opener.postMessage(");
    (origins, between("postMessage(", ", origin);"))
}

/// What a window that fails says: an answer of the older API, as text.
fn refusal(shown: &Shown) -> Value {
    let (_, message) = told(shown);
    assert_eq!(message["data"], Value::Null, "{message}");
    let answer: Value = serde_json::from_str(message["message"].as_str().unwrap()).unwrap();
    assert_eq!(answer["code"], message["code"]);
    answer
}

impl Lab {
    /// A server whose application keeps no secret, as pages do not.
    async fn of_pages() -> Self {
        let lab = Self::new().await;
        lab.proves(ClientAuthMethod::None).await;
        lab
    }

    async fn proves(&self, method: ClientAuthMethod) {
        let config = OidcConfig {
            token_endpoint_auth_method: Some(method),
            ..OidcConfig::default()
        };
        self.configure(config).await;
    }

    /// Binds the tokens of its application to keys.
    pub async fn binds(&self, method: ClientAuthMethod) {
        let config = OidcConfig {
            token_endpoint_auth_method: Some(method),
            dpop_bound_access_tokens: Some(true),
            ..OidcConfig::default()
        };
        self.configure(config).await;
    }

    async fn configure(&self, config: OidcConfig) {
        let update = UpdateApplication {
            app_id: self.rp.id.clone(),
            oidc_config: Some(config),
            ..UpdateApplication::default()
        };
        self.server.client.call(&update).await.unwrap();
    }

    /// A window on its way to a source.
    async fn opens(&self, browser: &Browser, name: &str) -> Away {
        Away::of(browser.get(&window(name, &self.rp.id)).await)
    }
}

/// The pages of the application's own addresses learn who it is, and no others.
#[tokio::test(flavor = "multi_thread")]
async fn windows_tell_the_pages_of_their_application() {
    let lab = Lab::of_pages().await;
    github(&lab, "github", "none").await;
    lab.fake
        .tell("/user", &json!({ "id": 1, "name": "A</script>da" }));
    let update = UpdateApplication {
        app_id: lab.rp.id.clone(),
        redirect_uris: Some(vec![
            CALLBACK.into(),
            "https://app.example/other".into(),
            "http://127.0.0.1:3000/callback".into(),
            "com.example.app:/callback".into(),
        ]),
        ..UpdateApplication::default()
    };
    lab.server.client.call(&update).await.unwrap();
    let mut users = Vec::new();
    for n in 0..2 {
        let browser = lab.browser();
        let away = lab.opens(&browser, "github").await;
        let shown = browser.get(&away.back(&format!("code=c{n}"))).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        let (origins, message) = told(&shown);
        assert_eq!(
            origins,
            json!(["http://127.0.0.1:3000", "https://app.example"])
        );
        assert_eq!(message["code"], 200);
        let event = json!({ "source": "authing", "eventType": "socialLogin" });
        assert_eq!(message["event"], event);
        let user = &message["data"];
        assert_eq!(user["name"], "A</script>da");
        assert_eq!(shown.body.matches("</script>").count(), 1, "{}", shown.body);
        let token = claims(&user["token"]);
        assert_eq!(
            (&token["sub"], &token["aud"]),
            (&user["id"], &json!(lab.rp.id))
        );
        // The window may talk to whoever opened it; nobody frames it.
        assert_eq!(shown.header("cross-origin-opener-policy"), "");
        assert_eq!(shown.header("x-frame-options"), "DENY");
        let policy = shown.header("content-security-policy");
        assert!(policy.contains("script-src 'nonce-"), "{policy}");
        users.push(user["id"].clone());
        // The browser itself is not signed in: the page that asked is.
        assert!(
            !browser
                .cookies
                .lock()
                .unwrap()
                .keys()
                .any(|name| name.contains("session"))
        );
    }
    assert_eq!(users[0], users[1]);
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

/// What goes wrong on the way to a source is told as what it is.
#[tokio::test(flavor = "multi_thread")]
async fn windows_tell_which_kind_of_source_failed() {
    let lab = Lab::of_pages().await;
    lab.oidc("oidc", json!({})).await;
    lab.fake
        .say("/.well-known/openid-configuration", Says::text(500, ""));
    let shown = lab.browser().get(&window("oidc", &lab.rp.id)).await;
    let code = u64::from(ErrorCode::ExtIdpUnreachable.status_code());
    assert_eq!(refusal(&shown)["statusCode"], code);
    assert_eq!(told(&shown).1["event"]["eventType"], "enterpriseLogin");
}

/// O6: what comes back is of the browser that opened the window, once; what goes wrong is told.
///
/// Seen to fail with tokens given where they are bound to keys.
#[tokio::test(flavor = "multi_thread")]
async fn o6_windows_sign_in_who_opened_them() {
    let lab = Lab::of_pages().await;
    github(&lab, "github", "none").await;
    github(&lab, "asks", "challenge").await;
    lab.fake.tell("/user", &json!({ "id": 1 }));
    let pool = &lab.server.client;
    let browser = lab.browser();
    let away = lab.opens(&browser, "github").await;
    let right = away.back("code=c1");
    let over = "begun in another browser";
    let mut count = 0;
    for (who, path) in [
        (&lab.browser(), right.clone()),
        (&browser, right.replace("/github/", "/asks/")),
        (&browser, right.replace("state=", "state=x")),
    ] {
        let shown = who.get(&path).await;
        assert!(
            shown.body.contains(over) && !shown.body.contains("postMessage"),
            "{shown:?}"
        );
        count += 1;
    }
    assert_eq!(told(&browser.get(&right).await).1["code"], 200);
    let again = browser.get(&right).await;
    assert!(
        again.body.contains(over) && !again.body.contains("postMessage"),
        "{again:?}"
    );
    // Nobody is told where the application is none; a connection must be its own.
    for id in ["", "none", "%00", "' OR 1=1"] {
        let shown = browser.get(&window("github", id)).await;
        assert!(
            shown.status >= 400 && !shown.body.contains("postMessage"),
            "{id}: {shown:?}"
        );
        count += 1;
    }
    let wanted = Wanted {
        method: ClientAuthMethod::None,
        ..Wanted::default()
    };
    let other = Rp::with(&lab.server, wanted).await;
    let not_found = u64::from(ErrorCode::ExtIdpConnNotFound.status_code());
    for (name, id) in [
        ("github", &other.id),
        ("none", &lab.rp.id),
        ("a%2Fb", &lab.rp.id),
    ] {
        let shown = browser.get(&window(name, id)).await;
        assert_eq!(refusal(&shown)["statusCode"], not_found, "{name}");
        count += 1;
    }
    let ldap = json!({ "url": "ldaps://127.0.0.1:1", "baseDn": "dc=a" });
    let kind = (Provider::Ldap, ConnectionType::Ldap);
    connect(pool, &lab.rp, "dir", kind, ldap).await;
    let shown = browser.get(&window("dir", &lab.rp.id)).await;
    assert_eq!(refusal(&shown)["statusCode"], not_found);
    // What goes wrong there, and here.
    let closed = UpdateSecuritySettings::builder()
        .register_disabled(true)
        .build();
    pool.call(&closed).await.unwrap();
    for (name, answer, says, code) in [
        (
            "github",
            "error=access_denied",
            None,
            ErrorCode::ExtIdpDenied,
        ),
        (
            "github",
            "error=server_error",
            None,
            ErrorCode::ExtIdpFailed,
        ),
        ("github", "nothing=1", None, ErrorCode::ExtIdpDenied),
        (
            "github",
            "code=c",
            Some(Says::text(500, "")),
            ErrorCode::ExtIdpUnreachable,
        ),
        (
            "github",
            "code=c",
            Some(Says::text(200, "<html>")),
            ErrorCode::ExtIdpFailed,
        ),
        (
            "github",
            "code=c",
            Some(Says::json(&json!({ "id": 2 }))),
            ErrorCode::RegisterDisabled,
        ),
        (
            "asks",
            "code=c",
            Some(Says::json(&json!({ "id": 2 }))),
            ErrorCode::BindingRequired,
        ),
    ] {
        if let Some(says) = says {
            lab.fake.say("/user", says);
        }
        let browser = lab.browser();
        let away = lab.opens(&browser, name).await;
        let answer = refusal(&browser.get(&away.back(answer)).await);
        assert_eq!(
            answer["statusCode"],
            u64::from(code.status_code()),
            "{answer}"
        );
        count += 1;
    }
    // No key is looked at here.
    let browser = lab.browser();
    let away = lab.opens(&browser, "github").await;
    lab.binds(ClientAuthMethod::None).await;
    let unsupported = u64::from(ErrorCode::MethodUnsupported.status_code());
    for path in [away.back("code=c"), window("github", &lab.rp.id)] {
        let answer = refusal(&browser.get(&path).await);
        assert_eq!(answer["statusCode"], unsupported, "{answer}");
        count += 1;
    }
    lab.proves(ClientAuthMethod::None).await;
    // An application that has a secret is signed in to with it alone.
    let browser = lab.browser();
    let away = lab.opens(&browser, "github").await;
    lab.fake.tell("/user", &json!({ "id": 1 }));
    lab.proves(ClientAuthMethod::ClientSecretPost).await;
    for path in [away.back("code=c"), window("github", &lab.rp.id)] {
        let answer = refusal(&browser.get(&path).await);
        assert_eq!(answer["statusCode"], 401, "{answer}");
        count += 1;
    }
    figure("O6", format!("{count} wrong windows: nobody signed in"));
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}
