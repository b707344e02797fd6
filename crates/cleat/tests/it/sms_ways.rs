//! Which ways the codes of an application go: the ones it allows, in its order.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use cleat_api::application::{CreateApplication, GetApplicationSecret};
use cleat_api::sms_delivery::*;
use cleat_api::sms_text::{ConfigSmsText, SmsWay};
use cleat_client::{Client, Options};
use serde_json::json;

use crate::harness::{Server, number};
use crate::sms_delivery::{delivering, login};

/// A stand-in for Twilio that takes text messages, and calls where it is told to.
#[derive(Clone, Default)]
struct Twilio {
    asked: Arc<Mutex<Vec<String>>>,
    calls: Arc<AtomicBool>,
}

async fn take(
    State(twilio): State<Twilio>,
    Path((_, what)): Path<(String, String)>,
) -> (StatusCode, &'static str) {
    let is_call = what == "Calls.json";
    twilio.asked.lock().unwrap().push(what);
    match is_call && !twilio.calls.load(Ordering::Relaxed) {
        true => (StatusCode::SERVICE_UNAVAILABLE, "{}"),
        false => (StatusCode::CREATED, r#"{"sid": "XX1", "status": "queued"}"#),
    }
}

impl Twilio {
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let path = "/2010-04-01/Accounts/{account}/{what}";
        let router = axum::Router::new().route(path, post(take));
        let router = router.with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        base
    }
}

/// A pool whose text messages come before its calls.
async fn pool(twilio: &Twilio) -> Server {
    let endpoint = twilio.start().await;
    let server = delivering().await;
    for (provider, priority) in [("TWILIO", 0), ("TWILIO_VOICE", 1)] {
        let fields = json!({ "accountSid": "AC00000000000000000000000000000001",
            "authToken": "auth-token-of-twilio", "from": "+15005550006", "endpoint": endpoint });
        let config = ConfigSmsProvider {
            scope: SmsScope::Domestic,
            provider: provider.into(),
            priority: Some(priority),
            fields: fields.as_object().unwrap().clone(),
            ..ConfigSmsProvider::default()
        };
        server.client.call(&config).await.unwrap();
    }
    server
}

async fn allow(server: &Server, app_id: Option<&str>, ways: &[SmsWay]) -> Vec<SmsWay> {
    let config = ConfigSmsText {
        app_id: app_id.map(str::to_owned),
        ways: Some(ways.to_vec()),
        ..ConfigSmsText::default()
    };
    server.client.call(&config).await.unwrap().ways
}

/// Another application of the pool, and a client of it.
async fn application(server: &Server) -> (String, Client) {
    let create = CreateApplication {
        app_name: "Other".into(),
        ..CreateApplication::default()
    };
    let app_id = server.client.call(&create).await.unwrap().app_id;
    let secret = GetApplicationSecret {
        app_id: app_id.clone(),
    };
    let secret = server.client.call(&secret).await.unwrap().secret;
    let client = Client::new(Options {
        app_host: server.credentials.app_host.clone(),
        app_id: app_id.clone(),
        app_secret: secret,
        ..Options::default()
    });
    (app_id, client.unwrap())
}

/// What was asked to carry a code for this client, in order, until the message has an end.
async fn asked(server: &Server, twilio: &Twilio, by: &Client, n: u32) -> Vec<String> {
    twilio.asked.lock().unwrap().clear();
    by.call(&login(number(n))).await.unwrap();
    let _work = cleat_server::in_background(&server.app);
    for _ in 0..800 {
        let list = ListSmsMessages {
            phone_number: Some(number(n)),
            ..ListSmsMessages::default()
        };
        let message = server.client.call(&list).await.unwrap().list.remove(0);
        if message.state != SmsMessageState::Queued {
            break;
        }
        server.advance(1);
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let mut asked = twilio.asked.lock().unwrap().clone();
    asked.dedup();
    asked
}

/// The application's own ways come before those of its pool; the ways that are not named are not
/// asked, and where nobody goes one of them, whoever there is.
///
/// Seen to fail with `by_ways` left out of `arranged`.
#[tokio::test(flavor = "multi_thread")]
async fn codes_go_the_ways_that_their_application_allows() {
    use SmsWay::{Sms, Verify, Voice, WhatsApp};
    let (text, call) = ("Messages.json", "Calls.json");
    let twilio = Twilio::default();
    let server = pool(&twilio).await;
    let (other, by_other) = application(&server).await;
    let own = server.credentials.app_id.clone();
    twilio.calls.store(true, Ordering::Relaxed);
    let mut n = 0;
    for (of_pool, of_app, expected) in [
        (&[][..], &[][..], text),
        (&[], &[Voice, Sms], call),
        (&[], &[Sms, Voice], text),
        (&[], &[Voice], call),
        (&[Voice], &[], call),
        (&[Voice], &[Sms], text),
        (&[], &[WhatsApp, Verify], text),
        (&[], &[WhatsApp, Voice], call),
    ] {
        n += 1;
        assert_eq!(allow(&server, None, of_pool).await, of_pool);
        let shown = allow(&server, Some(&own), of_app).await;
        assert_eq!(shown, if of_app.is_empty() { of_pool } else { of_app });
        let asked = asked(&server, &twilio, &server.client, n).await;
        assert_eq!(asked, [expected], "{of_pool:?} {of_app:?}");
    }
    // Each application has its own.
    allow(&server, Some(&own), &[Sms]).await;
    allow(&server, Some(&other), &[Voice]).await;
    assert_eq!(asked(&server, &twilio, &server.client, 20).await, [text]);
    assert_eq!(asked(&server, &twilio, &by_other, 21).await, [call]);
    let twice = ConfigSmsText {
        ways: Some(vec![Sms, Voice, Sms]),
        ..ConfigSmsText::default()
    };
    let error = server.client.call(&twice).await.unwrap_err();
    let why = "ways: must not name a way twice";
    assert!(error.to_string().contains(why), "{error}");
}

/// The next way stands in for the first one; a way that is not allowed does not.
///
/// Seen to fail with `by_ways` left out of `arranged`.
#[tokio::test(flavor = "multi_thread")]
async fn the_next_way_stands_in_for_the_first() {
    for (ways, expected) in [
        (
            &[SmsWay::Voice, SmsWay::Sms][..],
            &["Calls.json", "Messages.json"][..],
        ),
        (&[SmsWay::Voice], &["Calls.json"]),
    ] {
        let twilio = Twilio::default();
        let server = pool(&twilio).await;
        allow(&server, Some(&server.credentials.app_id), ways).await;
        let asked = asked(&server, &twilio, &server.client, 1).await;
        assert_eq!(asked, expected, "{ways:?}");
    }
}
