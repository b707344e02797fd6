//! What stands for the `$names` of an example.

use std::collections::BTreeMap;

use cleat_api::{Object, Value};

use super::World;
use crate::example::fill;

impl World {
    pub(super) fn access_token(&self) -> &str {
        self.known("user.access_token")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A request with every name replaced.
    pub(super) async fn filled(&self, value: &Value) -> Result<Object, String> {
        let mut codes = BTreeMap::new();
        // The names are collected first: looking up a code asks the inbox.
        fill(value, &mut |name| {
            if let Some(address) = name.strip_prefix("code:") {
                codes.insert(address.to_owned(), String::new());
            }
            Ok(Value::Null)
        })?;
        for (address, code) in &mut codes {
            *code = self.code(address).await?;
        }
        let filled = fill(value, &mut |name| match name.strip_prefix("code:") {
            Some(address) => Ok(codes.get(address).cloned().unwrap_or_default().into()),
            None => self
                .known(name)
                .cloned()
                .ok_or_else(|| format!("${name} is not known")),
        })?;
        match filled {
            Value::Object(object) => Ok(object),
            _ => Ok(Object::new()),
        }
    }

    fn known(&self, name: &str) -> Option<&Value> {
        let mut parts = name.split('.');
        let first = self.known.get(parts.next()?)?;
        parts.try_fold(first, |value, part| match part.parse::<usize>() {
            Ok(place) => value.get(place),
            Err(_) => value.get(part),
        })
    }

    /// The newest code sent to that address.
    ///
    /// # Errors
    /// When there is none.
    pub async fn code(&self, to: &str) -> Result<String, String> {
        let url = format!("{}/dev/inbox/messages", self.credentials.app_host);
        let query = [("to", to), ("limit", "1")];
        let answer = self.http.get(url).query(&query).send().await;
        let messages: Value = match answer {
            Ok(answer) => answer.json().await.map_err(|error| error.to_string())?,
            Err(error) => return Err(error.to_string()),
        };
        let code = messages.pointer("/0/code").and_then(Value::as_str);
        code.map(str::to_owned)
            .ok_or_else(|| format!("no code was sent to {to}"))
    }
}
