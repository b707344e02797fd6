//! What came back when every example was called.

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

/// Calls every example against a server of its own.
///
/// # Errors
/// When one is refused: then the example or the server is wrong.
pub async fn record() -> Result<Vec<Record>, String> {
    let snapshot = Snapshot::recorded().await?;
    let mut records = Vec::new();
    for example in examples()? {
        let mut world = World::recorded(&snapshot).await?;
        let ready = world.prepare(&example).await?;
        let mut answer = world.call(&example, &ready).await?;
        let Ready { request, .. } = ready;
        let mut request = Value::Object(request);
        abridge(&mut request);
        abridge(&mut answer);
        let Value::Object(request) = request else {
            continue;
        };
        records.push(Record {
            example,
            request,
            answer,
        });
    }
    Ok(records)
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
