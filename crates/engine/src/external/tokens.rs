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
    /// The ids of the identity that they came with, each with its kind.
    #[serde(default)]
    pub ids: Vec<(String, String)>,
}

/// A life in seconds: some sources give it as text.
fn seconds(life: &Value) -> Option<i64> {
    let text = || life.as_str()?.trim().parse().ok();
    let seconds = life.as_i64().or_else(text);
    seconds.filter(|seconds| (1..=LONGEST_LIFE).contains(seconds))
}

impl Tokens {
    /// Reads them at that time; a refresh token of before stays where none is given (RFC 6749 section
    /// 6). A life that cannot be read counts as over where there is one.
    pub fn of(answer: &Value, now: i64, before: Option<&Secret>) -> Option<Self> {
        let refresh = token(answer, "refresh_token").map(Secret::from);
        let refresh = refresh.or_else(|| before.cloned());
        let told = answer.get("expires_in").filter(|life| !life.is_null());
        let ends_at = told.and_then(|life| match seconds(life) {
            Some(seconds) => Some(now + seconds * 1000),
            None => refresh.as_ref().map(|_| now),
        });
        Some(Self {
            access: token(answer, "access_token")?.into(),
            refresh,
            ends_at,
            ids: Vec::new(),
        })
    }

    /// Whether they came with an identity of one of those ids.
    pub fn came_with(&self, kind: &str, id: &str) -> bool {
        let mut ids = self.ids.iter();
        ids.any(|own| own.0 == kind && own.1 == id)
    }

    /// Whether the access token is of use at that time.
    pub fn lasts(&self, now: i64) -> bool {
        self.ends_at.is_none_or(|end| end > now + LASTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lives_are_numbers_or_texts() {
        for (life, alone, refreshed) in [
            (json!(600), Some(601_000), Some(601_000)),
            (json!("3599"), Some(3_600_000), Some(3_600_000)),
            (json!(null), None, None),
            (json!("soon"), None, Some(1000)),
            (json!(""), None, Some(1000)),
            (json!(0), None, Some(1000)),
            (json!(-1), None, Some(1000)),
            (json!(i64::MAX), None, Some(1000)),
            (json!([600]), None, Some(1000)),
        ] {
            let mut answer = json!({ "access_token": "at", "expires_in": life });
            assert_eq!(
                Tokens::of(&answer, 1000, None).unwrap().ends_at,
                alone,
                "{life}"
            );
            answer["refresh_token"] = json!("rt");
            let ends_at = Tokens::of(&answer, 1000, None).unwrap().ends_at;
            assert_eq!(ends_at, refreshed, "{life}");
            answer["refresh_token"] = json!(null);
            let stays = Tokens::of(&answer, 1000, Some(&"rt".into())).unwrap();
            assert_eq!(stays.ends_at, refreshed, "{life}");
        }
        let answer = json!({ "access_token": "at", "refresh_token": "rt" });
        assert_eq!(Tokens::of(&answer, 1000, None).unwrap().ends_at, None);
    }
}
