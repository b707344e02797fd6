//! Calling an operation as its declaration says.

use cleat_api::access_key::{GetManagementToken, ManagementToken};
use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::{Endpoint, Object, Operation, Value, query};
use reqwest::RequestBuilder;
use serde_json::json;

use super::World;

/// A call that was refused.
struct Refused {
    /// What the caller goes on with, where there is a next step.
    next: Value,
    told: String,
}

impl World {
    pub(super) async fn typed<E: Endpoint>(&self, request: &E) -> Result<E::Response, String> {
        let request = query::object(request).map_err(|error| error.to_string())?;
        let answer = self.step(E::operation(), request.into()).await?;
        serde_json::from_value(answer).map_err(|error| error.to_string())
    }

    /// Calls an operation; what the answer carries, also where it is a refusal that says what to go
    /// on with.
    pub(super) async fn step(
        &self,
        operation: &Operation,
        request: Value,
    ) -> Result<Value, String> {
        let request = self.filled(&request).await?;
        match self.answer(operation, request).await? {
            Ok(answer) if operation.wire() == Wire::Envelope => {
                Ok(answer.get("data").cloned().unwrap_or_default())
            }
            Ok(answer) => Ok(answer),
            Err(Refused { next, .. }) if !next.is_null() => Ok(next),
            Err(refused) => Err(refused.told),
        }
    }

    /// Calls an operation; the whole answer.
    pub(super) async fn send(
        &self,
        operation: &Operation,
        request: Object,
    ) -> Result<Value, String> {
        let answer = self.answer(operation, request).await?;
        answer.map_err(|refused| refused.told)
    }

    async fn answer(
        &self,
        operation: &Operation,
        request: Object,
    ) -> Result<Result<Value, Refused>, String> {
        let id = operation.id;
        let shown = format!("{request:?}");
        let answer = self.request(operation, request).await?.send().await;
        let answer = answer.map_err(|error| format!("{id}: {error}"))?;
        let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
        let value: Value = if text.is_empty() && status.is_success() {
            Value::Null
        } else {
            serde_json::from_str(&text).map_err(|error| format!("{id}: {error}: {text}"))?
        };
        let code = value.get("statusCode").and_then(Value::as_u64);
        if status.is_success() && code.is_none_or(|code| code == 200) {
            return Ok(Ok(value));
        }
        let next = value.get("data").filter(|data| data.get("key").is_some());
        Ok(Err(Refused {
            next: next.cloned().unwrap_or_default(),
            told: format!("{id} with {shown}: {text}"),
        }))
    }

    async fn request(
        &self,
        operation: &Operation,
        mut fields: Object,
    ) -> Result<RequestBuilder, String> {
        let own = &self.credentials;
        let url = format!(
            "{}{}",
            own.app_host,
            query::address(operation, &mut fields)?
        );
        let method = reqwest::Method::from_bytes(operation.method.as_str().as_bytes())
            .map_err(|error| error.to_string())?;
        let call = self.http.request(method, url);
        let call = call.header("x-authing-lang", "en-US");
        if operation.proves_application() {
            fields.insert("client_id".into(), own.app_id.clone().into());
            fields.insert("client_secret".into(), own.app_secret.clone().into());
        }
        let call = match operation.caller {
            CallerKind::Management => call.bearer_auth(Box::pin(self.management()).await?),
            CallerKind::User => call.bearer_auth(self.access_token()),
            _ => call.header("x-authing-app-id", &own.app_id),
        };
        Ok(if !operation.has_body() {
            call.query(&query::pairs(&fields))
        } else if operation.wire() == Wire::OAuth {
            call.form(&query::pairs(&fields))
        } else {
            call.json(&fields)
        })
    }

    /// A management token of the pool.
    pub(super) async fn management(&self) -> Result<String, String> {
        let request = json!(GetManagementToken {
            access_key_id: self.credentials.user_pool_id.clone(),
            access_key_secret: self.credentials.user_pool_secret.as_str().into(),
        });
        let fields = request.as_object().cloned().unwrap_or_default();
        let answer = self.send(GetManagementToken::operation(), fields).await?;
        let data = answer.get("data").cloned().unwrap_or_default();
        let token: ManagementToken =
            serde_json::from_value(data).map_err(|error| error.to_string())?;
        Ok(token.access_token.0)
    }
}
