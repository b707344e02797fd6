//! The modules of the OpenID conformance suite, by their names: basic, config, form post and
//! RP-initiated logout, as far as they concern a provider whose applications are registered by its
//! operator (O1).

use cleat_api::Value;
use cleat_api::application::ClientAuthMethod;
use cleat_api::user::{Gender, UpdateUser};
use serde_json::json;

use crate::browser::{Browser, CALLBACK, CHALLENGE, GOODBYE, Rp, Shown, VERIFIER, Wanted, claims};
use crate::harness::{Server, number};

/// A provider, an application and a browser.
struct Suite {
    server: Server,
    rp: Rp,
    browser: Browser,
}

impl Suite {
    async fn new() -> Self {
        Self::with(Wanted::default()).await
    }

    async fn with(wanted: Wanted) -> Self {
        let server = Server::start().await;
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

    /// Signs in where a page asks for it, and exchanges the code.
    async fn tokens(&self, changes: &[(&str, &str)]) -> Value {
        let shown = self.ask(changes).await;
        self.finish(shown, changes).await
    }

    async fn finish(&self, shown: Shown, changes: &[(&str, &str)]) -> Value {
        let back = match shown.location {
            Some(_) => shown,
            None => {
                self.browser
                    .by_phone(&self.server, &shown, &number(1))
                    .await
            }
        };
        let has_challenge = !changes.contains(&("code_challenge", ""));
        let verifier = if has_challenge { VERIFIER } else { "" };
        let given = [("code_verifier", verifier)];
        let (status, tokens) = self.rp.exchange_with(&back.code(), &given).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    /// The claims of `/oidc/me`.
    async fn me(&self, tokens: &Value) -> Value {
        let (status, me) = self.rp.me(tokens["access_token"].as_str().unwrap()).await;
        assert_eq!(status, 200, "{me}");
        me
    }
}

/// Whether a page asks for a sign-in.
fn wants_sign_in(shown: &Shown) -> bool {
    shown.location.is_none() && shown.status == 200 && shown.body.contains("name=\"phone\"")
}

mod oidcc_config {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_discovery_endpoint_verification() {
        let suite = Suite::new().await;
        let host = &suite.rp.host;
        for path in [
            "/oidc/.well-known/openid-configuration",
            "/.well-known/openid-configuration",
        ] {
            let told: Value = reqwest::get(format!("{host}{path}"))
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            assert_eq!(told["issuer"], format!("{host}/oidc"));
            for name in [
                "authorization_endpoint",
                "token_endpoint",
                "userinfo_endpoint",
                "jwks_uri",
                "end_session_endpoint",
            ] {
                assert!(
                    told[name].as_str().unwrap().starts_with(host.as_str()),
                    "{name}"
                );
            }
            let has = |name: &str, value: &str| {
                told[name].as_array().unwrap().contains(&Value::from(value))
            };
            for (name, value) in [
                ("scopes_supported", "openid"),
                ("response_types_supported", "code"),
                ("response_modes_supported", "form_post"),
                ("subject_types_supported", "public"),
                ("id_token_signing_alg_values_supported", "RS256"),
                ("grant_types_supported", "authorization_code"),
                ("code_challenge_methods_supported", "S256"),
                (
                    "token_endpoint_auth_methods_supported",
                    "client_secret_basic",
                ),
                ("ui_locales_supported", "zh-CN"),
                ("claims_supported", "phone_number"),
            ] {
                assert!(has(name, value), "{name}");
            }
            assert!(!has("id_token_signing_alg_values_supported", "none"));
            for (name, value) in [
                ("claims_parameter_supported", true),
                ("request_parameter_supported", false),
                ("request_uri_parameter_supported", false),
                ("authorization_response_iss_parameter_supported", true),
            ] {
                assert_eq!(told[name], value, "{name}");
            }
        }
    }
}

mod oidcc_basic {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_server() {
        let suite = Suite::new().await;
        let tokens = suite.tokens(&[]).await;
        let id = claims(&tokens["id_token"]);
        assert_eq!(id["nonce"], "n-0S6_WzA2Mj");
        assert!(id["exp"].as_i64() > id["iat"].as_i64());
        assert_eq!(
            tokens["token_type"].as_str().unwrap().to_lowercase(),
            "bearer"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_response_type_missing() {
        let suite = Suite::new().await;
        let shown = suite.ask(&[("response_type", "")]).await;
        assert_eq!(shown.told("error").as_deref(), Some("invalid_request"));
        for kind in [
            "token",
            "id_token",
            "code token",
            "id_token token",
            "none",
            "Code",
        ] {
            let shown = suite.ask(&[("response_type", kind)]).await;
            let told = shown.location.unwrap().to_string();
            assert!(told.contains("error=unsupported_response_type"), "{told}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_idtoken_signature() {
        let config = cleat_api::application::OidcConfig::default();
        let suite = Suite::with(Wanted {
            config,
            ..Wanted::default()
        })
        .await;
        let tokens = suite.tokens(&[]).await;
        let token = tokens["id_token"].as_str().unwrap();
        let header = cleat_protocol::jose::unverified_header(token).unwrap();
        assert!(header["alg"] == "RS256" && header["kid"].is_string());
        let keys = format!("{}/oidc/.well-known/jwks.json", suite.rp.host);
        let keys: Value = reqwest::get(keys).await.unwrap().json().await.unwrap();
        let keys = keys["keys"].as_array().unwrap();
        assert!(keys.iter().any(|key| key["kid"] == header["kid"]));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_userinfo_get_post_header_post_body() {
        let suite = Suite::new().await;
        let tokens = suite.tokens(&[]).await;
        let token = tokens["access_token"].as_str().unwrap();
        let url = format!("{}/oidc/me", suite.rp.host);
        let http = reqwest::Client::new();
        let mut all = Vec::new();
        for call in [
            http.get(&url).bearer_auth(token),
            http.post(&url).bearer_auth(token),
            http.post(&url).form(&[("access_token", token)]),
        ] {
            all.push(call.send().await.unwrap().json::<Value>().await.unwrap());
        }
        assert!(all[0] == all[1] && all[1] == all[2], "{all:?}");
        assert_eq!(all[0]["sub"], claims(&tokens["id_token"])["sub"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
        let suite = Suite::new().await;
        let tokens = suite.tokens(&[("nonce", "")]).await;
        assert_eq!(claims(&tokens["id_token"]).get("nonce"), None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_scope_profile_email_address_phone_all() {
        let suite = Suite::new().await;
        let first = suite.tokens(&[]).await;
        let sub = claims(&first["id_token"])["sub"].clone();
        let update = UpdateUser::builder().user_id(sub.as_str().unwrap());
        let update = update
            .name("Ada")
            .country("GB")
            .email("ada@example.com")
            .gender(Gender::F);
        suite.server.client.call(&update.build()).await.unwrap();
        for (scope, named) in [
            ("profile", "name"),
            ("email", "email"),
            ("address", "address"),
            ("phone", "phone_number"),
        ] {
            let tokens = suite.tokens(&[("scope", &format!("openid {scope}"))]).await;
            let me = suite.me(&tokens).await;
            for (_, other) in [
                ("", "name"),
                ("", "email"),
                ("", "address"),
                ("", "phone_number"),
            ] {
                assert_eq!(me.get(other).is_some(), other == named, "{scope}: {me}");
            }
        }
        let tokens = suite
            .tokens(&[("scope", "openid profile email address phone")])
            .await;
        let me = suite.me(&tokens).await;
        for name in ["name", "email", "address", "phone_number"] {
            assert!(me.get(name).is_some(), "{me}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_alternate_happy_flow() {
        let suite = Suite::new().await;
        let tokens = suite.tokens(&[("scope", "phone email openid")]).await;
        assert_eq!(tokens["scope"], "phone email openid");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_display_page_popup_and_parameters_nobody_reads() {
        let suite = Suite::new().await;
        for changes in [
            [("display", "page")],
            [("display", "popup")],
            // oidcc-ensure-request-with-unknown-parameter-succeeds
            [("extra", "foobar")],
            // oidcc-login-hint
            [("login_hint", "+8613900000001")],
            // oidcc-ui-locales, oidcc-claims-locales
            [("ui_locales", "se")],
            [("claims_locales", "se")],
            // oidcc-ensure-request-with-acr-values-succeeds
            [("acr_values", "1 2")],
        ] {
            suite.tokens(&changes).await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_login_hint_and_ui_locales_on_the_page() {
        let suite = Suite::new().await;
        let page = suite.ask(&[("login_hint", "ada@example.com")]).await;
        assert!(
            page.body.contains("value=\"ada@example.com\""),
            "{}",
            page.body
        );
        for (tags, title) in [
            ("se zh-TW", "登入"),
            ("ja", "ログイン"),
            ("zh", "登录"),
            ("se", "Sign in"),
        ] {
            let page = suite.ask(&[("ui_locales", tags)]).await;
            assert!(
                page.body.contains(&format!("<h1>{title}</h1>")),
                "{tags}: {}",
                page.body
            );
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_prompt_login() {
        let suite = Suite::new().await;
        let first = claims(&suite.tokens(&[]).await["id_token"]);
        suite.server.advance(61);
        let page = suite.ask(&[("prompt", "login")]).await;
        assert!(wants_sign_in(&page), "{}", page.body);
        let second = suite.finish(page, &[]).await;
        let second = claims(&second["id_token"]);
        assert!(second["auth_time"].as_i64() > first["auth_time"].as_i64());
        assert_eq!(first["sub"], second["sub"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_prompt_none_not_logged_in_and_logged_in() {
        let suite = Suite::new().await;
        let shown = suite.ask(&[("prompt", "none")]).await;
        assert_eq!(shown.told("error").as_deref(), Some("login_required"));
        let first = claims(&suite.tokens(&[]).await["id_token"]);
        suite.server.advance(5);
        let shown = suite.ask(&[("prompt", "none")]).await;
        let second = claims(&suite.finish(shown, &[]).await["id_token"]);
        assert_eq!(first["sub"], second["sub"]);
        assert_eq!(first["auth_time"], second["auth_time"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_max_age_1_and_10000() {
        let suite = Suite::new().await;
        let first = claims(&suite.tokens(&[]).await["id_token"]);
        suite.server.advance(61);
        let shown = suite.ask(&[("max_age", "10000")]).await;
        let second = claims(&suite.finish(shown, &[]).await["id_token"]);
        assert_eq!(first["auth_time"], second["auth_time"]);
        let page = suite.ask(&[("max_age", "1")]).await;
        assert!(wants_sign_in(&page));
        let third = claims(&suite.finish(page, &[]).await["id_token"]);
        assert!(third["auth_time"].as_i64() > first["auth_time"].as_i64());
        let page = suite.ask(&[("max_age", "0")]).await;
        assert!(wants_sign_in(&page));
        let shown = suite.ask(&[("max_age", "0"), ("prompt", "none")]).await;
        assert_eq!(shown.told("error").as_deref(), Some("login_required"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_id_token_hint() {
        let suite = Suite::new().await;
        let tokens = suite.tokens(&[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let shown = suite
            .ask(&[("prompt", "none"), ("id_token_hint", hint)])
            .await;
        assert!(shown.told("code").is_some(), "{shown:?}");
        // Of another user.
        let other = Browser::new(&suite.server);
        let others = suite.rp.tokens(&suite.server, &other, &number(2)).await;
        let others = others["id_token"].as_str().unwrap();
        let shown = suite
            .ask(&[("prompt", "none"), ("id_token_hint", others)])
            .await;
        assert_eq!(shown.told("error").as_deref(), Some("login_required"));
        let access = tokens["access_token"].as_str().unwrap();
        for broken in ["undefined", access, &hint[..hint.len() - 4]] {
            let shown = suite
                .ask(&[("prompt", "none"), ("id_token_hint", broken)])
                .await;
            assert_eq!(shown.told("error").as_deref(), Some("invalid_request"));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_codereuse_and_codereuse_30seconds() {
        let suite = Suite::new().await;
        for seconds in [0, 30] {
            let page = suite.ask(&[("prompt", "login")]).await;
            suite.server.advance(61);
            let back = suite
                .browser
                .by_phone(&suite.server, &page, &number(1))
                .await;
            let (status, tokens) = suite.rp.exchange(&back.code()).await;
            assert_eq!(status, 200, "{tokens}");
            suite.me(&tokens).await;
            suite.server.advance(seconds);
            let (status, told) = suite.rp.exchange(&back.code()).await;
            assert!(status == 400 && told["error"] == "invalid_grant", "{told}");
            let (status, _) = suite.rp.me(tokens["access_token"].as_str().unwrap()).await;
            assert_eq!(status, 401);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_ensure_registered_redirect_uri() {
        let suite = Suite::new().await;
        for address in ["https://app.example/other", ""] {
            let shown = suite.ask(&[("redirect_uri", address)]).await;
            assert!(shown.status == 400 && shown.location.is_none(), "{shown:?}");
        }
        let shown = suite.ask(&[("client_id", "nobody")]).await;
        assert!(shown.status == 400 && shown.location.is_none(), "{shown:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_ensure_post_request_succeeds() {
        let suite = Suite::new().await;
        let path = suite.rp.request(&[]);
        let (path, query) = path.split_once('?').unwrap();
        let url = reqwest::Url::parse(&format!("http://x/?{query}")).unwrap();
        let form: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let page = suite.browser.post(path, &form).await;
        assert!(wants_sign_in(&page), "{page:?}");
        suite.finish(page, &[]).await;
        let shown = suite.browser.post(path, &form).await;
        suite.finish(shown, &[]).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_server_client_secret_post() {
        let method = ClientAuthMethod::ClientSecretPost;
        let suite = Suite::with(Wanted {
            method,
            ..Wanted::default()
        })
        .await;
        suite.tokens(&[]).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_request_objects_rejected_as_unsupported() {
        let suite = Suite::new().await;
        for (name, error) in [
            ("request", "request_not_supported"),
            ("request_uri", "request_uri_not_supported"),
            ("registration", "registration_not_supported"),
        ] {
            // oidcc-ensure-request-object-with-redirect-uri: it is not read for that either.
            let shown = suite.ask(&[(name, "eyJhbGciOiJub25lIn0.e30.")]).await;
            assert_eq!(shown.told("error").as_deref(), Some(error));
            assert_eq!(shown.told("state").as_deref(), Some("st ate&=#1"));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_claims_essential() {
        let suite = Suite::new().await;
        let first = suite.tokens(&[("scope", "openid")]).await;
        let sub = claims(&first["id_token"])["sub"].clone();
        let update = UpdateUser::builder()
            .user_id(sub.as_str().unwrap())
            .name("Ada");
        suite.server.client.call(&update.build()).await.unwrap();
        let asked = json!({
            "userinfo": { "name": { "essential": true } },
            "id_token": { "phone_number": null, "auth_time": { "essential": true } },
        });
        let tokens = suite
            .tokens(&[("scope", "openid"), ("claims", &asked.to_string())])
            .await;
        let id = claims(&tokens["id_token"]);
        assert!(
            id["phone_number"].is_string() && id.get("name").is_none(),
            "{id}"
        );
        let me = suite.me(&tokens).await;
        assert!(
            me["name"] == "Ada" && me.get("phone_number").is_none(),
            "{me}"
        );
        for broken in ["{", "[]", "1", r#"{"userinfo":[]}"#] {
            let shown = suite.ask(&[("claims", broken)]).await;
            assert_eq!(
                shown.told("error").as_deref(),
                Some("invalid_request"),
                "{broken}"
            );
        }
        let other = json!({ "id_token": { "sub": { "value": "somebody" } } }).to_string();
        let shown = suite.ask(&[("claims", &other), ("prompt", "none")]).await;
        assert_eq!(shown.told("error").as_deref(), Some("login_required"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_refresh_token() {
        let suite = Suite::new().await;
        let tokens = suite.tokens(&[]).await;
        let token = tokens["refresh_token"].as_str().unwrap();
        assert!(token.bytes().all(|byte| (0x20..=0x7e).contains(&byte)));
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let stranger = Rp::new(&suite.server).await;
        assert_eq!(stranger.token(&form).await.1["error"], "invalid_grant");
        let (status, next) = suite.rp.token(&form).await;
        assert_eq!(status, 200, "{next}");
        let (first, second) = (claims(&tokens["id_token"]), claims(&next["id_token"]));
        for name in ["iss", "sub", "aud", "auth_time", "sid"] {
            assert_eq!(first[name], second[name], "{name}");
        }
        // Without the scope there is none.
        let tokens = suite.tokens(&[("scope", "openid")]).await;
        assert_eq!(tokens.get("refresh_token"), None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
        let suite = Suite::new().await;
        suite.tokens(&[]).await;
        suite
            .tokens(&[("code_challenge", ""), ("code_challenge_method", "")])
            .await;
        for (changes, why) in [
            ([("code_challenge_method", "plain"), ("", "")], "plain"),
            (
                [("code_challenge_method", ""), ("", "")],
                "plain, when absent",
            ),
            ([("code_challenge", ""), ("", "")], "a method alone"),
            ([("code_challenge", "short"), ("", "")], "no digest"),
            (
                [("code_challenge", &format!("{CHALLENGE}=")), ("", "")],
                "padded",
            ),
        ] {
            let changes = changes.into_iter().filter(|(name, _)| !name.is_empty());
            let shown = suite.ask(&changes.collect::<Vec<_>>()).await;
            assert_eq!(
                shown.told("error").as_deref(),
                Some("invalid_request"),
                "{why}"
            );
        }
        let method = ClientAuthMethod::None;
        let public = Rp::with(
            &suite.server,
            Wanted {
                method,
                ..Wanted::default()
            },
        )
        .await;
        let without = [("code_challenge", ""), ("code_challenge_method", "")];
        let shown = suite.browser.get(&public.request(&without)).await;
        assert_eq!(shown.told("error").as_deref(), Some("invalid_request"));
    }
}

mod oidcc_formpost_basic {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_server_form_post() {
        let suite = Suite::new().await;
        let page = suite.ask(&[("response_mode", "form_post")]).await;
        let back = suite
            .browser
            .by_phone(&suite.server, &page, &number(1))
            .await;
        assert!(back.location.is_none() && back.status == 200);
        assert_eq!(back.action(), CALLBACK);
        assert_eq!(back.hidden("state"), "st ate&=#1");
        assert_eq!(back.hidden("iss"), format!("{}/oidc", suite.rp.host));
        let policy = back.header("content-security-policy");
        assert!(
            policy.contains("form-action 'self' https://app.example;"),
            "{policy}"
        );
        let (status, tokens) = suite.rp.exchange(&back.hidden("code")).await;
        assert_eq!(status, 200, "{tokens}");
        let changes = [("response_mode", "form_post"), ("scope", "unknown")];
        let refused = suite.ask(&changes).await;
        assert_eq!(refused.hidden("error"), "invalid_scope");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn fragments_and_messages() {
        let suite = Suite::new().await;
        suite.tokens(&[]).await;
        let shown = suite.ask(&[("response_mode", "fragment")]).await;
        let to = shown.location.unwrap();
        assert!(
            to.fragment().unwrap().contains("code=") && to.query().is_none(),
            "{to}"
        );
        let shown = suite
            .ask(&[("response_mode", "web_message"), ("state", "</script>")])
            .await;
        assert!(shown.location.is_none());
        assert!(
            shown.body.contains("\"https://app.example\""),
            "{}",
            shown.body
        );
        assert!(
            shown.body.contains("\\u003c/script\\u003e"),
            "{}",
            shown.body
        );
        let policy = shown.header("content-security-policy");
        assert!(
            policy.ends_with("frame-ancestors https://app.example"),
            "{policy}"
        );
        let shown = suite.ask(&[("response_mode", "smoke_signal")]).await;
        assert_eq!(shown.told("error").as_deref(), Some("invalid_request"));
    }
}

mod oidcc_rp_initiated_logout {
    use super::*;

    /// The address of a sign-out.
    fn leave(params: &[(&str, &str)]) -> String {
        let url = reqwest::Url::parse_with_params("http://x/", params).unwrap();
        format!("/oidc/session/end?{}", url.query().unwrap_or_default())
    }

    async fn is_signed_in(suite: &Suite) -> bool {
        let shown = suite.ask(&[("prompt", "none")]).await;
        shown.told("code").is_some()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_rp_initiated_logout_and_no_state() {
        let suite = Suite::new().await;
        for state in ["a b", ""] {
            suite.server.advance(61);
            let tokens = suite.tokens(&[]).await;
            let hint = tokens["id_token"].as_str().unwrap();
            let mut params = vec![
                ("id_token_hint", hint),
                ("post_logout_redirect_uri", GOODBYE),
            ];
            params.extend((!state.is_empty()).then_some(("state", state)));
            let shown = suite.browser.get(&leave(&params)).await;
            let to = shown.location.as_ref().unwrap().as_str();
            assert!(to.starts_with(GOODBYE), "{to}");
            assert_eq!(shown.told("state").unwrap_or_default(), state);
            assert!(!is_signed_in(&suite).await);
            let (status, _) = suite.rp.me(tokens["access_token"].as_str().unwrap()).await;
            assert_eq!(status, 401, "the tokens of the session end with it");
            let form = [
                ("grant_type", "refresh_token"),
                ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
            ];
            assert_eq!(suite.rp.token(&form).await.1["error"], "invalid_grant");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri_and_hints() {
        let suite = Suite::new().await;
        let tokens = suite.tokens(&[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let (head, signature) = hint.rsplit_once('.').unwrap();
        let none = format!("eyJhbGciOiJub25lIn0.{}.", head.split('.').nth(1).unwrap());
        let swapped = if signature.starts_with('A') { 'B' } else { 'A' };
        let forged = format!("{head}.{swapped}{}", &signature[1..]);
        let bad = "https://app.example/elsewhere";
        let added = format!("{GOODBYE}&c=d");
        for (hint, to) in [
            (hint, bad),
            (hint, added.as_str()),
            (none.as_str(), GOODBYE),
            (forged.as_str(), GOODBYE),
            ("", GOODBYE),
            ("undefined", GOODBYE),
        ] {
            let params = [
                ("id_token_hint", hint),
                ("post_logout_redirect_uri", to),
                ("state", "x"),
            ];
            let shown = suite.browser.get(&leave(&params)).await;
            assert!(shown.location.is_none(), "{hint} {to}");
            assert!(is_signed_in(&suite).await, "{hint} {to}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_rp_initiated_logout_no_params_and_only_state() {
        let suite = Suite::new().await;
        for params in [vec![], vec![("state", "x")]] {
            suite.server.advance(61);
            suite.tokens(&[]).await;
            let shown = suite.browser.get(&leave(&params)).await;
            assert!(shown.body.contains("<h1>Sign out?</h1>"), "{}", shown.body);
            assert!(is_signed_in(&suite).await);
            let gone = suite.browser.submit(&shown, &[("answer", "yes")]).await;
            assert!(
                gone.body.contains("<h1>You are signed out</h1>"),
                "{}",
                gone.body
            );
            assert!(!is_signed_in(&suite).await);
        }
        let shown = suite.browser.get(&leave(&[])).await;
        assert!(
            shown.body.contains("<h1>You are signed out</h1>"),
            "{}",
            shown.body
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri() {
        let suite = Suite::new().await;
        let tokens = suite.tokens(&[]).await;
        let params = [("id_token_hint", tokens["id_token"].as_str().unwrap())];
        let shown = suite.browser.get(&leave(&params)).await;
        assert!(
            shown.body.contains("<h1>You are signed out</h1>"),
            "{}",
            shown.body
        );
        assert!(!is_signed_in(&suite).await);
    }

    /// A hint of somebody else ends nothing without a question.
    #[tokio::test(flavor = "multi_thread")]
    async fn the_hint_of_somebody_else() {
        let suite = Suite::new().await;
        suite.tokens(&[]).await;
        let other = Browser::new(&suite.server);
        let others = suite.rp.tokens(&suite.server, &other, &number(2)).await;
        let params = [("id_token_hint", others["id_token"].as_str().unwrap())];
        let shown = suite.browser.get(&leave(&params)).await;
        assert!(shown.body.contains("<h1>Sign out?</h1>"), "{}", shown.body);
        assert!(is_signed_in(&suite).await);
        let (status, _) = suite.rp.me(others["access_token"].as_str().unwrap()).await;
        assert_eq!(status, 200);
    }
}
