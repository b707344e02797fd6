//! The token endpoint: refresh, introspection, revocation, machines, client authentication.

use cleat_api::access_key::GetManagementToken;
use cleat_api::application::{
    ClientAuthMethod, CreateApplication, DeleteApplication, GetApplicationSecret, OidcConfig,
    SigningAlgorithm,
};
use cleat_api::oidc::{ExchangeToken, GetUserInfo, IntrospectToken, RevokeToken};
use cleat_api::passcode::SmsChannel;
use cleat_api::profile::GetProfile;
use cleat_api::{ErrorCode, Secret, Value};

use crate::harness::{Server, at_once, by_phone, client, number, refused};
use crate::tenants::second_pool;
use crate::tokens::tokens;

pub fn exchange(token: &Secret) -> ExchangeToken {
    ExchangeToken {
        grant_type: "refresh_token".into(),
        refresh_token: Some(token.clone()),
        ..ExchangeToken::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_has_one_winner_and_a_replay_ends_the_session() {
    let server = Server::start().await;
    let first = tokens(&server, &server.client, 1).await;
    let refresh = first.refresh_token.unwrap();
    let races = (0..20).map(|_| {
        let (client, request) = (server.client.clone(), exchange(&refresh));
        async move { client.call(&request).await.ok() }
    });
    let winners: Vec<_> = at_once(20, races).await.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1);
    // The replays ended the session: the winner's tokens are dead as well.
    let me = server
        .client
        .with_access_token(winners[0].access_token.clone());
    refused(
        me.call(&GetProfile::default()).await,
        ErrorCode::NotSignedIn,
    );
    let next = winners[0].refresh_token.clone().unwrap();
    refused(
        server.client.call(&exchange(&next)).await,
        ErrorCode::InvalidGrant,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn introspection_and_revocation() {
    let server = Server::start().await;
    let issued = tokens(&server, &server.client, 1).await;
    let access = issued.access_token.unwrap();
    let refresh = issued.refresh_token.unwrap();
    let ask = |token: &Secret| IntrospectToken {
        token: token.clone(),
        ..IntrospectToken::default()
    };
    let active = server.client.call(&ask(&access)).await.unwrap();
    assert!(active.active && active.aud.as_deref() == Some(server.credentials.app_id.as_str()));
    assert!(server.client.call(&ask(&refresh)).await.unwrap().active);
    assert!(
        !server
            .client
            .call(&ask(&"rubbish".into()))
            .await
            .unwrap()
            .active
    );
    let revoke = |token: &Secret| RevokeToken {
        token: token.clone(),
        ..RevokeToken::default()
    };
    server
        .client
        .call(&revoke(&"rubbish".into()))
        .await
        .unwrap();
    server.client.call(&revoke(&access)).await.unwrap();
    assert!(!server.client.call(&ask(&access)).await.unwrap().active);
    let me = server.client.with_access_token(access);
    refused(
        me.call(&GetProfile::default()).await,
        ErrorCode::NotSignedIn,
    );
    let fresh = server.client.call(&exchange(&refresh)).await.unwrap();
    let me = server.client.with_access_token(fresh.access_token.clone());
    let claims = me.call(&GetUserInfo::default()).await.unwrap();
    assert_eq!(claims.get("phone_number"), Some(&Value::from(number(1))));
    server
        .client
        .call(&revoke(&fresh.refresh_token.unwrap()))
        .await
        .unwrap();
    assert!(
        !server
            .client
            .call(&ask(&fresh.access_token))
            .await
            .unwrap()
            .active
    );
}

/// Seen to fail with any application taken for one of the pool.
#[tokio::test(flavor = "multi_thread")]
async fn introspection_of_machines() {
    let server = Server::start().await;
    let made = CreateApplication::builder().app_name("Machine").build();
    let app_id = server.client.call(&made).await.unwrap().app_id;
    let of = GetApplicationSecret::builder().app_id(app_id.as_str());
    let secret = server.client.call(&of.build()).await.unwrap().secret;
    let issued = async |id: &str, secret: Secret| {
        let request = ExchangeToken::builder()
            .grant_type("client_credentials")
            .client_id(id)
            .client_secret(secret)
            .scope("orders")
            .build();
        let token = server.client.call(&request).await.unwrap().access_token;
        IntrospectToken::builder().token(token).build()
    };
    let of_app = issued(&app_id, secret).await;
    let told = server.client.call(&of_app).await.unwrap();
    assert!(told.active && told.sub.is_none());
    assert_eq!(told.client_id.as_deref(), Some(app_id.as_str()));
    assert_eq!(told.scope.as_deref(), Some("orders"));
    let gone = DeleteApplication::builder().app_id(app_id.as_str()).build();
    server.client.call(&gone).await.unwrap();
    assert!(!server.client.call(&of_app).await.unwrap().active);

    let pool = &server.credentials;
    let secret: Secret = pool.user_pool_secret.as_str().into();
    let key = GetManagementToken::builder()
        .access_key_id(pool.user_pool_id.as_str())
        .access_key_secret(secret.clone());
    let management = server.client.call(&key.build()).await.unwrap();
    let other = IntrospectToken::builder().token(management.access_token);
    assert!(!server.client.call(&other.build()).await.unwrap().active);
    let of_pool = issued(&pool.user_pool_id, secret).await;
    assert!(server.client.call(&of_pool).await.unwrap().active);
    let stranger = client(&second_pool(&server).await);
    assert!(!stranger.call(&of_pool).await.unwrap().active);
    server.advance(7201);
    assert!(!server.client.call(&of_pool).await.unwrap().active);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_three_client_authentication_methods_and_four_algorithms() {
    let server = Server::start().await;
    let all = ClientAuthMethod::ALL.iter();
    let all = all.filter(|method| !method.is_signed());
    for (n, method) in all.enumerate() {
        for (m, algorithm) in SigningAlgorithm::ALL.iter().enumerate() {
            let config = OidcConfig {
                token_endpoint_auth_method: Some(*method),
                id_token_signed_response_alg: Some(*algorithm),
                ..OidcConfig::default()
            };
            let create = CreateApplication {
                app_name: "App".into(),
                oidc_config: Some(config),
                ..CreateApplication::default()
            };
            let app = server.client.call(&create).await.unwrap();
            let secret = cleat_api::application::GetApplicationSecret {
                app_id: app.app_id.clone(),
            };
            let secret = server.client.call(&secret).await.unwrap().secret;
            let number = number(u32::try_from(n * 10 + m).unwrap());
            let code = server.sms(&server.client, SmsChannel::Login, &number).await;
            let body = serde_json::to_value(by_phone(&number, code)).unwrap();
            let mut accepted = Vec::new();
            for used in ClientAuthMethod::ALL {
                let mut body = body.clone();
                let mut call = reqwest::Client::new()
                    .post(format!("{}/api/v3/signin", server.credentials.app_host))
                    .header("x-authing-app-id", &app.app_id);
                match used {
                    ClientAuthMethod::None
                    | ClientAuthMethod::ClientSecretJwt
                    | ClientAuthMethod::PrivateKeyJwt => {}
                    ClientAuthMethod::ClientSecretPost => {
                        body["client_id"] = app.app_id.clone().into();
                        body["client_secret"] = secret.expose().into();
                    }
                    ClientAuthMethod::ClientSecretBasic => {
                        call = call.basic_auth(&app.app_id, Some(secret.expose()));
                    }
                }
                let answer: Value = call.json(&body).send().await.unwrap().json().await.unwrap();
                if answer["statusCode"] == 200 {
                    accepted.push(*used);
                    let id_token = answer["data"]["id_token"].as_str().unwrap();
                    let me = server.client.with_access_token(id_token);
                    me.call(&GetProfile::default())
                        .await
                        .expect("an ID token signs in as well");
                }
            }
            // An application without a secret takes whatever comes first; the code works once.
            let expected = if *method == ClientAuthMethod::None {
                ClientAuthMethod::ALL[0]
            } else {
                *method
            };
            assert_eq!(accepted, [expected], "{method:?} {algorithm:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_grants_are_not_supported() {
    let server = Server::start().await;
    for (grant_type, code) in [
        ("password", ErrorCode::UnsupportedGrant),
        // Its code is missing.
        ("authorization_code", ErrorCode::InvalidArgument),
        // Without a value it is missing (RFC 6749 section 3.1).
        ("", ErrorCode::InvalidArgument),
    ] {
        let request = ExchangeToken::builder().grant_type(grant_type).build();
        refused(server.client.call(&request).await, code);
    }
}
