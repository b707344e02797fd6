//! Traces reach a collector, and hold no secret. Needs the feature `otel`.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::routing::post;

/// Seen to fail without the span of a transaction in `dispatch.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn traces_reach_a_collector() {
    let taken: Arc<Mutex<Vec<u8>>> = Arc::default();
    let kept = taken.clone();
    let take = move |body: axum::body::Bytes| async move {
        kept.lock().unwrap().extend_from_slice(&body);
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/v1/traces", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });

    let mut demo = Command::new(env!("CARGO_BIN_EXE_cleat"));
    let demo = demo
        .args(["demo", "--exit", "--listen", "127.0.0.1:0"])
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        .stderr(Stdio::piped());
    let output = tokio::task::block_in_place(|| demo.output().unwrap());
    assert!(output.status.success());
    tokio::time::sleep(Duration::from_millis(200)).await;

    let text = String::from_utf8_lossy(&taken.lock().unwrap()).into_owned();
    for span in ["signUp", "bindPhone", "transaction", "cleat"] {
        assert!(text.contains(span), "{span}");
    }
    let shown = String::from_utf8_lossy(&output.stdout);
    let codes = shown
        .split_whitespace()
        .filter(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()));
    let mut looked_for = 0;
    for code in codes {
        assert!(!text.contains(code));
        looked_for += 1;
    }
    assert!(looked_for > 0);
    assert!(!text.contains("18800008888"));
}
