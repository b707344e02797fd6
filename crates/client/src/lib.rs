//! One generic call for every operation: path, method, caller and types are read off the
//! request.
//!
//! ```no_run
//! use cleat_client::{Client, Options};
//! use cleat_api::passcode::{SendSms, SmsChannel};
//!
//! # async fn example() -> Result<(), cleat_client::Error> {
//! let client = Client::new(Options {
//!     app_host: "http://127.0.0.1:8080".into(),
//!     app_id: "APP_ID".into(),
//!     ..Options::default()
//! })?;
//! client
//!     .call(&SendSms {
//!         channel: SmsChannel::Login,
//!         phone_number: "13800138000".into(),
//!         ..SendSms::default()
//!     })
//!     .await?;
//! # Ok(())
//! # }
//! ```

mod error;
mod management;

use std::time::Duration;

use cleat_api::endpoint::{Caller, CallerKind, Endpoint, Wire};
use cleat_api::{Language, Object, Operation, Secret, Value};
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;

pub use error::Error;
use management::ManagementToken;

/// Where the server is and who calls.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address of the server.
    pub app_host: String,
    /// Application id.
    pub app_id: String,
    /// Application secret; empty for an application that has none.
    pub app_secret: Secret,
    /// Access key for management: the id of the user pool.
    pub access_key_id: String,
    /// Its secret: the secret of the user pool.
    pub access_key_secret: Secret,
    /// Language of messages.
    pub language: Language,
    /// Longest time for one call.
    pub timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            app_host: String::new(),
            app_id: String::new(),
            app_secret: Secret::default(),
            access_key_id: String::new(),
            access_key_secret: Secret::default(),
            language: Language::EnUs,
            timeout: Duration::from_secs(10),
        }
    }
}

/// A client. Clones share connections and the management token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    options: Options,
    access_token: Option<Secret>,
    management: ManagementToken,
}

/// `{statusCode, message, apiCode?, requestId, data?}`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    status_code: u16,
    #[serde(default)]
    message: String,
    api_code: Option<u32>,
    #[serde(default)]
    request_id: String,
    data: Option<Value>,
}

#[derive(Deserialize)]
struct OAuthError {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl Client {
    /// A client.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(options: Options) -> Result<Self, Error> {
        let http = reqwest::Client::builder()
            .timeout(options.timeout)
            .build()?;
        Ok(Self {
            http,
            options,
            access_token: None,
            management: ManagementToken::default(),
        })
    }

    /// The same client, calling for the user of this token.
    #[must_use]
    pub fn with_access_token(&self, token: impl Into<Secret>) -> Self {
        Self {
            access_token: Some(token.into()),
            ..self.clone()
        }
    }

    /// The same client, calling another address of the server.
    #[must_use]
    pub fn at(&self, app_host: &str) -> Self {
        let options = Options {
            app_host: app_host.to_owned(),
            ..self.options.clone()
        };
        Self {
            options,
            ..self.clone()
        }
    }

    /// The options it was made with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Calls an operation.
    ///
    /// # Errors
    /// What the server refused, or why it was not reached.
    pub async fn call<E: Endpoint>(&self, request: &E) -> Result<E::Response, Error> {
        let operation = E::operation();
        let mut params = object(request)?;
        let kind = <E::Caller as Caller>::KIND;
        if kind == CallerKind::Client || operation.wire() == Wire::OAuth {
            self.prove_application(&mut params);
        }
        let method = Method::from_bytes(operation.method.as_str().as_bytes())
            .map_err(|error| Error::Answer(error.to_string()))?;
        let url = format!(
            "{}{}",
            self.options.app_host.trim_end_matches('/'),
            operation.path
        );
        let mut call = self.http.request(method, url);
        call = call.header("x-authing-lang", self.options.language.as_str());
        call = self.identify(call, kind).await?;
        call = if operation.method == "GET" {
            call.query(&query(&params))
        } else if operation.wire() == Wire::OAuth {
            call.form(&query(&params))
        } else {
            call.json(&params)
        };
        answer(operation, call.send().await?).await
    }

    async fn identify(
        &self,
        call: RequestBuilder,
        kind: CallerKind,
    ) -> Result<RequestBuilder, Error> {
        if kind == CallerKind::Management {
            let token = self.management.get(self).await?;
            return Ok(call.bearer_auth(token.expose()));
        }
        let mut call = call;
        if !self.options.app_id.is_empty() {
            call = call.header("x-authing-app-id", &self.options.app_id);
        }
        if let Some(token) = &self.access_token {
            call = call.bearer_auth(token.expose());
        }
        Ok(call)
    }

    fn prove_application(&self, params: &mut Object) {
        let own = [
            ("client_id", &self.options.app_id),
            ("client_secret", &self.options.app_secret.0),
        ];
        for (name, value) in own {
            if !value.is_empty() {
                params.entry(name).or_insert_with(|| value.as_str().into());
            }
        }
    }
}

async fn answer<T: serde::de::DeserializeOwned>(
    operation: &Operation,
    response: reqwest::Response,
) -> Result<T, Error> {
    let status = response.status();
    let body = response.bytes().await?;
    let not_json = |error: serde_json::Error| Error::Answer(format!("HTTP {status}: {error}"));
    let data = if operation.wire() == Wire::Envelope {
        let envelope: Envelope = serde_json::from_slice(&body).map_err(not_json)?;
        if envelope.status_code != 200 {
            return Err(Error::Refused {
                status_code: envelope.status_code,
                api_code: envelope.api_code,
                message: envelope.message,
                request_id: envelope.request_id,
            });
        }
        envelope.data.unwrap_or_default()
    } else if status.is_success() {
        if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body).map_err(not_json)?
        }
    } else {
        let error: OAuthError = serde_json::from_slice(&body).map_err(not_json)?;
        return Err(Error::OAuth {
            error: error.error,
            description: error.error_description,
        });
    };
    serde_json::from_value(data).map_err(not_json)
}

/// The request as an object, without what is not set.
fn object(request: &impl serde::Serialize) -> Result<Object, Error> {
    let mut value =
        serde_json::to_value(request).map_err(|error| Error::Answer(error.to_string()))?;
    strip(&mut value);
    match value {
        Value::Object(object) => Ok(object),
        _ => Ok(Object::new()),
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|_, value| !value.is_null());
            object.values_mut().for_each(strip);
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Parameters as pairs; a list repeats its name.
fn query(params: &Object) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut pairs = Vec::new();
    for (name, value) in params {
        match value {
            Value::Array(list) => pairs.extend(list.iter().map(|item| (name.clone(), text(item)))),
            one => pairs.push((name.clone(), text(one))),
        }
    }
    pairs
}
