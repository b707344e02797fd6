//! A server of its own for every example, and the calls that lead to it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use cleat_api::access_key::{GetManagementToken, ManagementToken};
use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::profile::GetProfile;
use cleat_api::signin::{SignInByCredentials, SignInByPassCode, SignInConnection, SignInOptions};
use cleat_api::{Endpoint, Object, Operation, Value};
use cleat_server::{Clock, Credentials, Random, Settings};
use serde_json::json;

use crate::example::{Example, SignedInBy, fill};
use crate::samples::Given;

/// The user of the examples.
const PHONE: &str = "18800008888";
const EMAIL: &str = "ada@example.com";
/// Where the recorded server says it is.
pub const HOST: &str = "http://127.0.0.1:8080";
/// 2026-01-01 00:00 UTC, when the recorded calls were made.
const START: i64 = 1_767_225_600_000;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// An example that is ready to be called.
#[derive(Debug, Clone, Default)]
pub struct Ready {
    /// The request, everything looked up.
    pub request: Object,
    /// Access token of the user, where one is signed in.
    pub access_token: String,
}

/// A server in development mode, alone with one example.
pub struct World {
    /// What an SDK needs to use it.
    pub credentials: Credentials,
    clock: Clock,
    http: reqwest::Client,
    known: BTreeMap<String, Value>,
    folder: PathBuf,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.serving.abort();
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl World {
    /// A server whose answers are the same each time, but for what keys have signed.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn recorded() -> Result<Self, String> {
        Self::start(
            Clock::frozen(START),
            Random::seeded(1),
            &[("public_url", HOST)],
        )
        .await
    }

    /// A server as a developer starts it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn live() -> Result<Self, String> {
        Self::live_with(&[]).await
    }

    /// The same with other settings.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn live_with(more: &[(&str, &str)]) -> Result<Self, String> {
        Self::start(Clock::system(), Random::system(), more).await
    }

    async fn start(clock: Clock, random: Random, more: &[(&str, &str)]) -> Result<Self, String> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("cleat-example-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let mut settings: BTreeMap<String, String> = BTreeMap::from([
            ("dev".into(), "true".into()),
            ("data".into(), folder.to_string_lossy().into_owned()),
            ("listen".into(), address.to_string()),
        ]);
        settings.extend(more.iter().map(|(k, v)| ((*k).into(), (*v).into())));
        let failed = |error: cleat_server::kernel::Error| {
            format!("the server did not start: {}", error.code.name())
        };
        let app = cleat_server::open_with(
            Settings::read(settings).map_err(|error| error.to_string())?,
            clock.clone(),
            random,
        )
        .await
        .map_err(failed)?;
        let mut credentials = Credentials::first(&app).await.map_err(failed)?;
        credentials.app_host = format!("http://{address}");
        let service = cleat_server::router(app).into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { drop(axum::serve(listener, service).await) });
        let known = BTreeMap::from([("credentials".to_owned(), json!(credentials))]);
        Ok(Self {
            credentials,
            clock,
            http: reqwest::Client::new(),
            known,
            folder,
            serving,
        })
    }

    /// Sets the server's clock ahead.
    pub fn advance(&self, seconds: u32) {
        self.clock.advance(seconds * 1000);
    }

    /// Makes everything of an example but its call.
    ///
    /// # Errors
    /// When a step is refused or something cannot be looked up.
    pub async fn prepare(&mut self, example: &Example) -> Result<Ready, String> {
        if let Some(by) = example.user {
            self.sign_in(by).await?;
        }
        for (operation, request) in &example.steps {
            let answer = self.step(operation, request.clone().into()).await?;
            self.known.insert(operation.id.into(), answer);
        }
        Ok(Ready {
            request: self.filled(&example.request.clone().into()).await?,
            access_token: self.access_token().to_owned(),
        })
    }

    /// Calls the operation of an example; the whole answer.
    ///
    /// # Errors
    /// When there is no answer, or it is a refusal.
    pub async fn call(&self, example: &Example, ready: &Ready) -> Result<Value, String> {
        self.send(example.operation, &ready.request).await
    }

    /// What a reader of a sample replaces, here.
    ///
    /// # Errors
    /// When the pool gets no token.
    pub async fn given(&self, ready: &Ready) -> Result<Given, String> {
        let own = self.credentials.clone();
        Ok(Given {
            app_host: own.app_host,
            app_id: own.app_id,
            app_secret: own.app_secret,
            access_key_id: own.user_pool_id,
            access_key_secret: own.user_pool_secret,
            access_token: ready.access_token.clone(),
            management_token: self.management().await?,
        })
    }

    fn access_token(&self) -> &str {
        self.known("user.access_token")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    async fn sign_in(&mut self, by: SignedInBy) -> Result<(), String> {
        let mut user = self.signed_in(by).await?;
        self.known.insert("user".into(), user.clone());
        let profile = self.typed(&GetProfile::default()).await?;
        if let Some(fields) = user.as_object_mut() {
            fields.insert("userId".into(), profile.user_id.into());
        }
        self.known.insert("user".into(), user);
        Ok(())
    }

    /// The tokens of a new user.
    pub(crate) async fn signed_in(&self, by: SignedInBy) -> Result<Value, String> {
        let mut pass_code = SignInByPassCode::default();
        if by == SignedInBy::Phone {
            let send = SendSms {
                channel: SmsChannel::Login,
                phone_number: PHONE.into(),
                phone_country_code: None,
            };
            self.typed(&send).await?;
            pass_code.phone = Some(PHONE.into());
            pass_code.pass_code = self.code(&format!("+86{PHONE}")).await?.into();
        } else {
            let send = SendEmail {
                channel: EmailChannel::Login,
                email: EMAIL.into(),
            };
            self.typed(&send).await?;
            pass_code.email = Some(EMAIL.into());
            pass_code.pass_code = self.code(EMAIL).await?.into();
        }
        let options = SignInOptions {
            scope: Some("openid profile phone email offline_access".into()),
            auto_register: Some(true),
            ..SignInOptions::default()
        };
        let tokens = self
            .typed(&SignInByCredentials {
                connection: SignInConnection::Passcode,
                pass_code_payload: Some(pass_code),
                options: Some(options),
                ..SignInByCredentials::default()
            })
            .await?;
        Ok(json!(tokens))
    }

    async fn typed<E: Endpoint>(&self, request: &E) -> Result<E::Response, String> {
        let request = cleat_api::query::object(request).map_err(|error| error.to_string())?;
        let answer = self.step(E::operation(), request.into()).await?;
        serde_json::from_value(answer).map_err(|error| error.to_string())
    }

    /// Calls an operation; what the answer carries.
    async fn step(&self, operation: &Operation, request: Value) -> Result<Value, String> {
        let request = self.filled(&request).await?;
        let answer = self.send(operation, &request).await?;
        Ok(match operation.wire() {
            Wire::Envelope => answer.get("data").cloned().unwrap_or_default(),
            _ => answer,
        })
    }

    async fn send(&self, operation: &Operation, request: &Object) -> Result<Value, String> {
        let id = operation.id;
        let url = format!("{}{}", self.credentials.app_host, operation.path);
        let method = reqwest::Method::from_bytes(operation.method.as_str().as_bytes())
            .map_err(|error| error.to_string())?;
        let mut call = self
            .http
            .request(method, url)
            .header("x-authing-lang", "en-US");
        let mut fields = request.clone();
        if operation.proves_application() {
            fields.insert("client_id".into(), self.credentials.app_id.clone().into());
            let secret = self.credentials.app_secret.clone();
            fields.insert("client_secret".into(), secret.into());
        }
        call = match operation.caller {
            CallerKind::Management => call.bearer_auth(Box::pin(self.management()).await?),
            CallerKind::User => call.bearer_auth(self.access_token()),
            _ => call.header("x-authing-app-id", &self.credentials.app_id),
        };
        call = if operation.method == "GET" {
            call.query(&cleat_api::query::pairs(request))
        } else if operation.wire() == Wire::OAuth {
            call.form(&cleat_api::query::pairs(&fields))
        } else {
            call.json(&fields)
        };
        let answer = call
            .send()
            .await
            .map_err(|error| format!("{id}: {error}"))?;
        let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
        let value: Value = if text.is_empty() && status.is_success() {
            Value::Null
        } else {
            serde_json::from_str(&text).map_err(|error| format!("{id}: {error}: {text}"))?
        };
        let code = value.get("statusCode").and_then(Value::as_u64);
        if status.is_success() && code.is_none_or(|code| code == 200) {
            Ok(value)
        } else {
            Err(format!("{id} with {request:?}: {text}"))
        }
    }

    async fn management(&self) -> Result<String, String> {
        let request = json!(GetManagementToken {
            access_key_id: self.credentials.user_pool_id.clone(),
            access_key_secret: self.credentials.user_pool_secret.as_str().into(),
        });
        let fields = request.as_object().cloned().unwrap_or_default();
        let answer = self.send(GetManagementToken::operation(), &fields).await?;
        let data = answer.get("data").cloned().unwrap_or_default();
        let token: ManagementToken =
            serde_json::from_value(data).map_err(|error| error.to_string())?;
        Ok(token.access_token.0)
    }

    async fn filled(&self, value: &Value) -> Result<Object, String> {
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
        parts.try_fold(first, |value, part| value.get(part))
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
