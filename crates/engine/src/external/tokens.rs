//! What a source gives beside who somebody is.

use cleat_api::{Secret, Value};
use serde::{Deserialize, Serialize};

/// Longest token, in bytes.
const LONGEST: usize = 4096;
/// What a token must last when it is given out, in milliseconds.
const LASTS: i64 = 60_000;
/// Longest life that is believed, in seconds.
const LONGEST_LIFE: i64 = 315_360_000;

/// The token of that name in an answer.
pub fn token<'a>(answer: &'a Value, name: &str) -> Option<&'a str> {
    let token = answer.get(name).and_then(Value::as_str);
    let token = token.filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic()));
    token.filter(|token| (1..=LONGEST).contains(&token.len()))
}

/// The tokens of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Access token.
    pub access: Secret,
    /// Refresh token.
    pub refresh: Option<Secret>,
    /// When the access token ends, in milliseconds, where the source says so.
    pub ends_at: Option<i64>,
}

impl Tokens {
    /// Reads them at that time.
    pub fn of(answer: &Value, now: i64) -> Option<Self> {
        let life = answer.get("expires_in").and_then(Value::as_i64);
        let life = life.filter(|seconds| (1..=LONGEST_LIFE).contains(seconds));
        Some(Self {
            access: token(answer, "access_token")?.into(),
            refresh: token(answer, "refresh_token").map(Secret::from),
            ends_at: life.map(|seconds| now + seconds * 1000),
        })
    }

    /// Whether the access token is of use at that time.
    pub fn lasts(&self, now: i64) -> bool {
        self.ends_at.is_none_or(|end| end > now + LASTS)
    }
}
