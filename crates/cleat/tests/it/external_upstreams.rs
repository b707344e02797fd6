//! Sources that are real: this server itself, and a provider of another make.

use std::process::Stdio;

use cleat_api::application::{OidcConfig, SigningAlgorithm, UpdateApplication};
use cleat_api::ext_idp::{ConnectionType, Provider};
use serde_json::json;

use crate::browser::{Browser, Rp, Wanted, claims};
use crate::common::{need, node};
use crate::external_sources::{Lab, connect};
use crate::harness::{Folder, Process, Running, Server, client, free_address, number};

/// Another server of this kind is the source: from the application to its page, there, and back;
/// by every algorithm that it may sign with.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_signs_in_the_users_of_another() {
    let lab = Lab::new().await;
    let upstream = Server::seeded(&[("no_address_limits", "true")], 7).await;
    let algorithms = [
        SigningAlgorithm::Rs256,
        SigningAlgorithm::Es256,
        SigningAlgorithm::EdDsa,
    ];
    for (n, algorithm) in (1..).zip(algorithms) {
        let wanted = Wanted {
            config: OidcConfig {
                id_token_signed_response_alg: Some(algorithm),
                ..OidcConfig::default()
            },
            ..Wanted::default()
        };
        let there = Rp::with(&upstream, wanted).await;
        let name = format!("up-{n}");
        let fields = json!({
            "issuerUrl": format!("{}/oidc", there.host), "clientId": there.id,
            "clientSecret": there.secret, "scopes": "openid profile phone",
        });
        let at = (Provider::Oidc, ConnectionType::Oidc);
        connect(&lab.server.client, &lab.rp, &name, at, fields).await;
        let mut users = Vec::new();
        for _ in 0..2 {
            let browser = lab.browser();
            let away = lab.leave(&browser, &name).await;
            let register = UpdateApplication {
                app_id: there.id.clone(),
                redirect_uris: Some(vec![away.param("redirect_uri")]),
                ..UpdateApplication::default()
            };
            upstream.client.call(&register).await.unwrap();
            let abroad = Browser::new(&upstream);
            let path = away.0.location.as_ref().unwrap();
            let path = format!("{}?{}", path.path(), path.query().unwrap());
            let page = abroad.get(&path).await;
            upstream.advance(61);
            lab.server.advance(61);
            let answer = abroad.by_phone(&upstream, &page, &number(n)).await;
            let back = answer.location.unwrap();
            let shown = browser
                .get(&format!("{}?{}", back.path(), back.query().unwrap()))
                .await;
            users.push(lab.user_of(&shown).await);
        }
        assert_eq!(users[0], users[1], "{algorithm:?}");
    }
    assert_eq!((lab.users().await, lab.identities().await), (3, 3));
}

/// A provider of another make: its discovery, its keys, its page, and its clock.
#[tokio::test(flavor = "multi_thread")]
async fn an_independent_provider_signs_its_users_in() {
    let (mut command, _) = need!(node("tests/standards/node"));
    let data = Folder::new();
    let flags = ["--no-address-limits", "--private-sources"];
    let process = Process::start(&data.path(), &free_address(), &flags, Stdio::null()).await;
    let own = process.credentials().await;
    let (pool, address) = (client(&own), free_address());
    let rp = Rp::of(&pool, &process.base, Wanted::default()).await;
    let fields = json!({
        "issuerUrl": format!("http://{address}"), "clientId": "cleat",
        "clientSecret": "secret-of_the-app.long~enough", "scopes": "openid profile email",
        "associationMode": "field",
    });
    let at = (Provider::Oidc, ConnectionType::Oidc);
    connect(&pool, &rp, "other", at, fields).await;
    let path = format!("/connection/social/other/{}/callback", own.user_pool_id);
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/standards/node/upstream.mjs"
    );
    command.args([script, &address, &format!("{}{path}", process.base)]);
    let _running = Running(command.stdout(Stdio::null()).spawn().unwrap());
    let discovery = format!("http://{address}/.well-known/openid-configuration");
    while reqwest::get(&discovery).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let mut subjects = Vec::new();
    for name in ["ada", "bob", "ada"] {
        let browser = Browser::at(&process.base);
        let page = browser.get(&rp.request(&[])).await;
        let link = format!("{}/with?source=other", page.path.trim_end_matches('?'));
        let away = browser.get(&link).await;
        let abroad = Browser::at(&format!("http://{address}"));
        let (_, rest) = away
            .location
            .as_ref()
            .unwrap()
            .as_str()
            .split_at(7 + address.len());
        let asks = abroad.get(rest).await;
        let form = [("prompt", "login"), ("login", name), ("password", "x")];
        let action = asks.action();
        let asks = abroad
            .post(
                action
                    .strip_prefix(&format!("http://{address}"))
                    .unwrap_or(&action),
                &form,
            )
            .await;
        let action = asks.action();
        let path = action
            .strip_prefix(&format!("http://{address}"))
            .unwrap_or(&action);
        let answer = abroad.post(path, &[("prompt", "consent")]).await;
        let back = answer.location.unwrap();
        let shown = browser
            .get(back.as_str().strip_prefix(&process.base).unwrap())
            .await;
        let (status, tokens) = rp.exchange(&shown.code()).await;
        assert_eq!(status, 200, "{tokens}");
        let id = claims(&tokens["id_token"]);
        assert_eq!(id["email"], format!("{name}@example.com"));
        subjects.push(id["sub"].clone());
    }
    assert!(
        subjects[0] == subjects[2] && subjects[0] != subjects[1],
        "{subjects:?}"
    );
}
