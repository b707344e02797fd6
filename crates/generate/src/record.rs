//! What came back when every example was called.

use std::sync::Arc;

use crate::example::{Example, examples};
use crate::world::{Ready, Snapshot, World};
use cleat_api::{Object, Value};

/// A call that was made.
#[derive(Debug, Clone)]
pub struct Record {
    /// As it is written down.
    pub example: Example,
    /// The request that was sent.
    pub request: Object,
    /// The whole answer.
    pub answer: Value,
}

/// Examples that are called at the same time.
const AT_ONCE: usize = 8;

/// Calls every example, each against a server of its own.
///
/// # Errors
/// When one is refused: then the example or the server is wrong.
pub async fn record() -> Result<Vec<Record>, String> {
    let snapshot = Arc::new(Snapshot::recorded().await?);
    let mut records = Vec::new();
    for group in examples()?.chunks(AT_ONCE) {
        let calls = group.iter().cloned();
        let calls = calls.map(|example| tokio::spawn(call(snapshot.clone(), example)));
        for call in calls.collect::<Vec<_>>() {
            records.push(call.await.map_err(|error| error.to_string())??);
        }
    }
    Ok(records)
}

async fn call(snapshot: Arc<Snapshot>, example: Example) -> Result<Record, String> {
    let mut world = World::recorded(&snapshot).await?;
    let ready = world.prepare(&example).await?;
    let mut answer = world.call(&example, &ready).await?;
    let Ready { mut request, .. } = ready;
    request.values_mut().for_each(abridge);
    abridge(&mut answer);
    Ok(Record {
        example,
        request,
        answer,
    })
}

/// Rows that are shown of a list.
const LONGEST_LIST: usize = 3;

/// Shortens lists, and tokens and keys, which are different each time and long.
pub fn abridge(value: &mut Value) {
    match value {
        Value::String(text) => {
            if text.starts_with("eyJ") {
                *text = "eyJhbGciOiJSUzI1NiIs…".into();
            } else if text.starts_with("-----BEGIN") {
                *text = "-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n".into();
            } else if text.len() > 120 && !text.contains(' ') {
                *text = "…".into();
            }
        }
        Value::Array(list) => {
            list.truncate(LONGEST_LIST);
            list.iter_mut().for_each(abridge);
        }
        Value::Object(object) => object.values_mut().for_each(abridge),
        _ => {}
    }
}
