//! A server of its own for every example, and the calls that lead to it.

mod call;
mod lookup;
mod setup;
mod snapshot;
mod source;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::profile::GetProfile;
use cleat_api::signin::{SignInByCredentials, SignInByPassCode, SignInConnection, SignInOptions};
use cleat_api::{Object, Value};
use cleat_render::samples::{Given, HOST};
use cleat_server::{Clock, Credentials, Random};
use serde_json::json;

use crate::example::{Example, SignedInBy};
use setup::{Folder, did_not_start, settings};
pub use snapshot::Snapshot;

/// The user of the examples.
const PHONE: &str = "18800008888";
const EMAIL: &str = "ada@example.com";

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
    serving: [tokio::task::JoinHandle<()>; 2],
    _folder: Folder,
}

impl Drop for World {
    fn drop(&mut self) {
        self.serving.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

impl World {
    /// A server whose answers are the same each time, but for what keys have signed.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn recorded(snapshot: &Snapshot) -> Result<Self, String> {
        let settings = [("public_url", HOST)];
        Self::start(snapshot.clock(), Random::seeded(2), snapshot, &settings).await
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
        let snapshot = Snapshot::live().await?;
        Self::start(snapshot.clock(), Random::system(), snapshot, more).await
    }

    async fn start(
        clock: Clock,
        random: Random,
        snapshot: &Snapshot,
        more: &[(&str, &str)],
    ) -> Result<Self, String> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let folder = Folder::new()?;
        snapshot.write(&folder.0)?;
        let settings = settings(&folder.0, Some(address), more)?;
        let app = cleat_server::open_with(settings, clock.clone(), random)
            .await
            .map_err(|error| did_not_start(error.code))?;
        let mut credentials = Credentials::first(&app)
            .await
            .map_err(|error| did_not_start(error.code))?;
        credentials.app_host = format!("http://{address}");
        // Its server has no TLS: there are no certificates to read.
        let http = reqwest::Client::builder().tls_certs_only([]).build();
        let http = http.map_err(|error| error.to_string())?;
        let service = cleat_server::router(app).into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { drop(axum::serve(listener, service).await) });
        let (source, sourcing) = source::serve().await?;
        let known = BTreeMap::from([
            ("credentials".to_owned(), json!(credentials)),
            ("source".to_owned(), source),
        ]);
        Ok(Self {
            credentials,
            clock,
            http,
            known,
            serving: [serving, sourcing],
            _folder: folder,
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
        self.send(example.operation, ready.request.clone()).await
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
        let options = SignInOptions {
            scope: Some("openid profile phone email offline_access".into()),
            auto_register: Some(true),
            ..SignInOptions::default()
        };
        let tokens = self
            .typed(&SignInByCredentials {
                connection: SignInConnection::Passcode,
                pass_code_payload: Some(self.pass_code(by).await?),
                options: Some(options),
                ..SignInByCredentials::default()
            })
            .await?;
        Ok(json!(tokens))
    }

    /// A code that was sent to the user of the examples.
    async fn pass_code(&self, by: SignedInBy) -> Result<SignInByPassCode, String> {
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
        Ok(pass_code)
    }
}
