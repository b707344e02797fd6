//! One generic call for every operation: path, method, caller and types are read off the
//! request.

use std::net::IpAddr;
use std::time::Duration;

use cleat_api::access_key::GetManagementToken;
use cleat_api::endpoint::{Caller, CallerKind, Endpoint, Wire};
use cleat_api::query::{self, address};
use cleat_api::{Language, Object, Operation, Secret, Value};
use reqwest::header::AUTHORIZATION;
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Refusal;
use crate::management_token::ManagementToken;
use crate::proof::{self, AuthMethods};
use crate::{Error, signing};

/// The first pause before a call is tried again; each next one is twice as long.
const PAUSE: Duration = Duration::from_millis(100);

/// How a management call proves the access key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ManagementProof {
    /// Every call is signed (HMAC-SHA1); the secret is never sent.
    Signature,
    /// The key is exchanged for a management token, which is sent until it ends.
    #[default]
    Token,
}

/// Where the server is and who calls.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address of the server.
    pub app_host: String,
    /// Application id.
    pub app_id: String,
    /// Application secret; empty for an application that has none.
    pub app_secret: Secret,
    /// How the application is authenticated at each endpoint.
    pub auth_methods: AuthMethods,
    /// Access key for management: the id of the user pool.
    pub access_key_id: String,
    /// Its secret: the secret of the user pool.
    pub access_key_secret: Secret,
    /// How a management call proves the access key.
    pub management: ManagementProof,
    /// Language of messages.
    pub language: Language,
    /// Longest time for one try of a call.
    pub timeout: Duration,
    /// How many times a call is tried again where that is safe.
    pub retries: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            app_host: String::new(),
            app_id: String::new(),
            app_secret: Secret::default(),
            auth_methods: AuthMethods::default(),
            access_key_id: String::new(),
            access_key_secret: Secret::default(),
            management: ManagementProof::default(),
            language: Language::EnUs,
            timeout: Duration::from_secs(10),
            retries: 2,
        }
    }
}

/// A client for calls of any kind. Clones share connections and the management token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    options: Options,
    access_token: Option<Secret>,
    client_ip: Option<IpAddr>,
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

impl Envelope {
    fn refused(self) -> Error {
        let data = self.data.unwrap_or_default();
        let accounts = data.get("accounts").and_then(Value::as_array);
        let ids = accounts.into_iter().flatten();
        let ids = ids.filter_map(|account| account.get("accountId")?.as_str());
        Error::refused(Refusal {
            status_code: self.status_code,
            api_code: self.api_code,
            message: self.message,
            request_id: self.request_id,
            key: data.get("key").and_then(Value::as_str).map(Secret::from),
            account_ids: ids.map(str::to_owned).collect(),
        })
    }
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
    /// When `app_host` is no address, or TLS cannot be set up.
    pub fn new(options: Options) -> Result<Self, Error> {
        let address = url::Url::parse(&options.app_host);
        if !address.is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
            let why = format!("{:?} is no address of a server", options.app_host);
            return Err(Error::Setup(why));
        }
        let http = reqwest::Client::builder()
            .timeout(options.timeout)
            .build()
            .map_err(|error| Error::Setup(error.to_string()))?;
        Ok(Self {
            http,
            options,
            access_token: None,
            client_ip: None,
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

    /// The same client, calling from a back end for the user at this address, so that limits count
    /// the user. The application's secret proves it, or a network that the application names.
    #[must_use]
    pub fn with_client_ip(&self, address: IpAddr) -> Self {
        Self {
            client_ip: Some(address),
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
        debug_assert_eq!(<E::Caller as Caller>::KIND, E::operation().caller);
        let params = query::object(request).map_err(|error| Error::Answer(error.to_string()))?;
        self.send(E::operation(), params).await
    }

    /// Calls an operation whose types are not known when the program is built.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_dynamic(
        &self,
        operation: &Operation,
        params: Object,
    ) -> Result<Value, Error> {
        self.send(operation, params).await
    }

    /// Calls; and calls again where nothing can have happened twice.
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        operation: &Operation,
        params: Object,
    ) -> Result<T, Error> {
        let mut pause = PAUSE;
        for _ in 0..self.options.retries {
            match self.try_once(operation, &params).await {
                Err(error) if is_safe_again(operation, &error) => {
                    tracing::debug!(operation = operation.id, %error, "tried again");
                }
                answer => return answer,
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        self.try_once(operation, &params).await
    }

    async fn try_once<T: DeserializeOwned>(
        &self,
        operation: &Operation,
        params: &Object,
    ) -> Result<T, Error> {
        let call = self.request(operation, params).await?;
        let answered = async { answer(operation, call.send().await?).await };
        let result = answered.await.map_err(|failure| match failure {
            Failure::Transport(error) if error.is_timeout() => Error::TimedOut {
                after: self.options.timeout,
            },
            Failure::Transport(error) => Error::Unreachable(error.without_url()),
            Failure::Error(error) => error,
        });
        tracing::debug!(operation = operation.id, ok = result.is_ok(), "called");
        result
    }

    async fn request(
        &self,
        operation: &Operation,
        params: &Object,
    ) -> Result<RequestBuilder, Error> {
        let mut params = params.clone();
        let methods = self.options.auth_methods;
        let own = (
            self.options.app_id.as_str(),
            self.options.app_secret.expose(),
        );
        let basic = proof::prove(operation, methods, own, &mut params);
        let method = Method::from_bytes(operation.method.as_str().as_bytes())
            .map_err(|error| Error::Answer(error.to_string()))?;
        let host = self.options.app_host.trim_end_matches('/');
        let path = address(operation, &mut params).map_err(Error::Request)?;
        let call = self.http.request(method, format!("{host}{path}"));
        let is_json = operation.has_body() && operation.wire() != Wire::OAuth;
        // What is sent is what is signed.
        if !is_json {
            params = query::as_text(params);
        }
        let call = self
            .identify(call, operation, &path, &params, basic)
            .await?;
        Ok(if is_json {
            call.json(&params)
        } else if operation.has_body() {
            call.form(&query::pairs(&params))
        } else {
            call.query(&listed(&params))
        })
    }

    async fn identify(
        &self,
        mut call: RequestBuilder,
        operation: &Operation,
        path: &str,
        params: &Object,
        basic: Option<String>,
    ) -> Result<RequestBuilder, Error> {
        let options = &self.options;
        if operation.caller == CallerKind::Management {
            if options.management == ManagementProof::Signature {
                let (id, secret) = (&options.access_key_id, &options.access_key_secret);
                let method = operation.method.as_str();
                let signed = signing::headers(method, path, params, options.language, id, secret)?;
                for (name, value) in signed {
                    call = call.header(name, value);
                }
                return Ok(call);
            }
            let request = GetManagementToken {
                access_key_id: options.access_key_id.clone(),
                access_key_secret: options.access_key_secret.clone(),
            };
            let token = self.management.get(Box::pin(self.call(&request))).await?;
            call = call.bearer_auth(token.expose());
        } else {
            if !options.app_id.is_empty() {
                call = call.header("x-authing-app-id", &options.app_id);
            }
            if let Some(address) = self.client_ip {
                call = call.header("x-genauth-client-ip", address.to_string());
                let secret = options.app_secret.expose();
                if !secret.is_empty() {
                    call = call.header("x-genauth-app-secret", secret);
                }
            }
            if let Some(basic) = basic {
                call = call.header(AUTHORIZATION, basic);
            } else if let Some(token) = &self.access_token
                && operation.caller != CallerKind::Public
            {
                call = call.bearer_auth(token.expose());
            }
        }
        Ok(call.header("x-authing-lang", options.language.as_str()))
    }
}

/// Whether the call may be made again: it reads, or it never reached the server.
fn is_safe_again(operation: &Operation, error: &Error) -> bool {
    let reads = operation.method == "GET";
    match error {
        Error::Unreachable(error) => reads || error.is_connect(),
        Error::TimedOut { .. } => reads,
        Error::Refused(refusal) => reads && refusal.status_code == 503,
        _ => false,
    }
}

/// Parameters of a query; a list says that it is one, as signed calls need.
fn listed(params: &Object) -> Vec<(String, String)> {
    let mut pairs = query::pairs(params);
    for (name, _) in &mut pairs {
        if params.get(name).is_some_and(Value::is_array) {
            name.push_str("[]");
        }
    }
    pairs
}

enum Failure {
    Transport(reqwest::Error),
    Error(Error),
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

async fn answer<T: DeserializeOwned>(
    operation: &Operation,
    response: reqwest::Response,
) -> Result<T, Failure> {
    let status = response.status();
    let body = response.bytes().await?;
    let not_json =
        |error: serde_json::Error| Failure::Error(Error::Answer(format!("HTTP {status}: {error}")));
    let data = if operation.wire() == Wire::Envelope {
        let envelope: Envelope = serde_json::from_slice(&body).map_err(not_json)?;
        if envelope.status_code != 200 {
            return Err(Failure::Error(envelope.refused()));
        }
        envelope.data.unwrap_or_default()
    } else if status.is_success() {
        if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body).map_err(not_json)?
        }
    } else if operation.wire() == Wire::Bare {
        let envelope: Envelope = serde_json::from_slice(&body).map_err(not_json)?;
        return Err(Failure::Error(envelope.refused()));
    } else {
        let error: OAuthError = serde_json::from_slice(&body).map_err(not_json)?;
        return Err(Failure::Error(Error::OAuth {
            error: error.error,
            description: error.error_description,
        }));
    };
    serde_json::from_value(data).map_err(not_json)
}
