//! `cleat demo`: the life of a phone, walked through with the Rust client.

use std::path::PathBuf;
use std::process::ExitCode;

use cleat_api::email::{BindEmail, EmailChannel, SendEmail};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::phone::{BindPhone, UnbindPhone};
use cleat_api::profile::{GetProfile, GetSecurityLevel};
use cleat_api::signin::{
    SignInByCredentials, SignInByPassCode, SignInConnection, SignUp, SignUpByPassCode,
    SignUpConnection,
};
use cleat_api::{Endpoint, ErrorCode, PassCode, Value};
use cleat_client::{Client, Error, Options};
use cleat_server::{Credentials, Random, Settings};
use serde_json::json;

use crate::print::{explain, line};
use crate::{serve, telemetry};

const PHONE: &str = "18800008888";
const COUNTRY: &str = "+86";
const EMAIL: &str = "ada@example.com";

/// Serves in development mode, walks through it, and goes on serving until Ctrl-C unless it is
/// told to exit. Nothing of it stays.
pub async fn demo(mut settings: Settings, exit: bool) -> Result<ExitCode, String> {
    let _telemetry = telemetry::start(&settings)?;
    let folder = Folder::new()?;
    settings.data = folder.path.to_string_lossy().into_owned();
    if exit {
        settings.listen = "127.0.0.1:0".into();
    }
    let (app, listener) = serve::start(settings).await?;
    let credentials = Credentials::first(&app).await.map_err(explain)?;
    let server = tokio::spawn(serve::run(app, listener));
    let mut walk = Walk::new(&credentials)?;
    let done = walk.run().await;
    match &done {
        Ok(()) => say(&format!(
            "\nEvery step did what it should: {} calls.",
            walk.steps
        )),
        Err(why) => say(&format!("\nThe walk broke off: {why}")),
    }
    if exit {
        server.abort();
        return Ok(if done.is_ok() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    say(&format!(
        "\nServing {} until Ctrl-C. Inbox: {0}/dev/inbox\nAn SDK needs appHost {0}, appId {}, appSecret {}",
        credentials.app_host, credentials.app_id, credentials.app_secret
    ));
    server.await.map_err(|error| error.to_string())??;
    Ok(ExitCode::SUCCESS)
}

/// A folder that is gone when the demo ends.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Result<Self, String> {
        let name = format!("cleat-demo-{}", Random::system().secret());
        let path = std::env::temp_dir().join(name);
        let made = cleat_server::private::folder(&path);
        made.map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.path));
    }
}

/// Shows the demo, to whoever still looks.
fn say(text: &str) {
    drop(line(text));
}

struct Walk {
    client: Client,
    inbox: reqwest::Client,
    steps: usize,
}

impl Walk {
    fn new(credentials: &Credentials) -> Result<Self, String> {
        let client = Client::new(Options {
            app_host: credentials.app_host.clone(),
            app_id: credentials.app_id.clone(),
            app_secret: credentials.app_secret.as_str().into(),
            ..Options::default()
        });
        Ok(Self {
            client: client.map_err(|error| error.to_string())?,
            inbox: reqwest::Client::new(),
            steps: 0,
        })
    }

    async fn run(&mut self) -> Result<(), String> {
        self.part("Ada signs up by phone");
        self.sms(SmsChannel::Register).await?;
        let code = self.code(PHONE).await?;
        let phone_code = SignUpByPassCode {
            phone: Some(PHONE.into()),
            phone_country_code: Some(COUNTRY.into()),
            pass_code: code,
            ..SignUpByPassCode::default()
        };
        self.ok(&SignUp {
            connection: SignUpConnection::Passcode,
            pass_code_payload: Some(phone_code),
            ..SignUp::default()
        })
        .await?;

        self.part("She signs in by phone");
        self.sms(SmsChannel::Login).await?;
        let code = self.code(PHONE).await?;
        let phone_code = SignInByPassCode {
            phone: Some(PHONE.into()),
            phone_country_code: Some(COUNTRY.into()),
            pass_code: code,
            ..SignInByPassCode::default()
        };
        let tokens = self
            .ok(&SignInByCredentials {
                connection: SignInConnection::Passcode,
                pass_code_payload: Some(phone_code),
                ..SignInByCredentials::default()
            })
            .await?;
        let token = tokens.access_token.ok_or("no access token")?;
        self.client = self.client.with_access_token(token);
        self.ok(&GetProfile::default()).await?;

        self.part("She may not unbind her phone: it is her last login method");
        self.sms(SmsChannel::UnbindPhone).await?;
        let code = self.code(PHONE).await?;
        self.refused(&UnbindPhone { pass_code: code }, ErrorCode::LastLoginMethod)
            .await?;

        self.part("She binds an e-mail address");
        self.ok(&SendEmail {
            channel: EmailChannel::BindEmail,
            email: EMAIL.into(),
        })
        .await?;
        let code = self.code(EMAIL).await?;
        self.ok(&BindEmail {
            email: EMAIL.into(),
            pass_code: code,
        })
        .await?;
        self.ok(&GetSecurityLevel::default()).await?;

        self.part("Now she unbinds the phone; a minute has passed since the last code");
        self.advance(60).await?;
        self.sms(SmsChannel::UnbindPhone).await?;
        let code = self.code(PHONE).await?;
        self.ok(&UnbindPhone {
            pass_code: code.clone(),
        })
        .await?;
        self.refused(&UnbindPhone { pass_code: code }, ErrorCode::PhoneNotBound)
            .await?;

        self.part("And binds it again");
        self.sms(SmsChannel::BindPhone).await?;
        let code = self.code(PHONE).await?;
        let bind = BindPhone {
            phone_number: PHONE.into(),
            phone_country_code: Some(COUNTRY.into()),
            pass_code: code,
        };
        self.ok(&bind).await?;
        self.refused(&bind, ErrorCode::PhoneAlreadyBound).await?;
        let user = self.ok(&GetProfile::default()).await?;
        if user.phone.as_deref() == Some(PHONE) && user.email.as_deref() == Some(EMAIL) {
            Ok(())
        } else {
            Err("the profile does not show the phone and the e-mail address".into())
        }
    }

    fn part(&self, title: &str) {
        say(&format!("\n# {title}"));
    }

    async fn sms(&mut self, channel: SmsChannel) -> Result<(), String> {
        let request = SendSms {
            channel,
            phone_number: PHONE.into(),
            phone_country_code: Some(COUNTRY.into()),
        };
        self.ok(&request).await
    }

    async fn ok<E: Endpoint>(&mut self, request: &E) -> Result<E::Response, String> {
        let answer = self.call(request).await;
        answer.map_err(|error| format!("{} was refused: {error}", E::operation().id))
    }

    async fn refused<E: Endpoint>(&mut self, request: &E, code: ErrorCode) -> Result<(), String> {
        match self.call(request).await {
            Err(error) if error.is(code) => Ok(()),
            Err(error) => Err(format!(
                "{} was refused by another error: {error}",
                E::operation().id
            )),
            Ok(_) => Err(format!("{} was accepted", E::operation().id)),
        }
    }

    async fn call<E: Endpoint>(&mut self, request: &E) -> Result<E::Response, Error> {
        self.steps += 1;
        let operation = E::operation();
        let sent = serde_json::to_value(request).unwrap_or_default();
        say(&format!(
            "→ {} {} {}",
            operation.method,
            operation.path,
            shown(sent)
        ));
        let answer = self.client.call(request).await;
        let received = match &answer {
            Ok(data) => {
                json!({ "statusCode": 200, "data": shown(serde_json::to_value(data).unwrap_or_default()) })
            }
            Err(error) => json!({
                "statusCode": error.status_code(), "apiCode": error.api_code(), "message": error.to_string(),
            }),
        };
        say(&format!("← {}", shown(received)));
        answer
    }

    async fn code(&self, to: &str) -> Result<PassCode, String> {
        let to = if to.contains('@') {
            to.to_owned()
        } else {
            format!("{COUNTRY}{to}")
        };
        let url = format!("{}/dev/inbox/messages", self.client.options().app_host);
        let answer = self
            .inbox
            .get(url)
            .query(&[("to", to.as_str()), ("limit", "1")])
            .send()
            .await;
        let messages: Value = answer
            .map_err(|e| e.to_string())?
            .json()
            .await
            .map_err(|e| e.to_string())?;
        let message = messages.get(0).ok_or("no message arrived")?;
        let text = |name: &str| {
            message
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        say(&format!(
            "✉ {} to {}: {}",
            text("medium"),
            text("to"),
            text("body")
        ));
        Ok(text("code").into())
    }

    async fn advance(&self, seconds: u32) -> Result<(), String> {
        let url = format!("{}/dev/clock", self.client.options().app_host);
        let sent = self
            .inbox
            .post(url)
            .json(&json!({ "advanceSeconds": seconds }))
            .send()
            .await;
        sent.and_then(reqwest::Response::error_for_status)
            .map(drop)
            .map_err(|error| error.to_string())
    }
}

/// JSON a person can follow: nothing that is not set, tokens shortened.
fn shown(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, shown(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(shown).collect()),
        Value::String(text) if text.len() > 80 => {
            format!("{}…", text.chars().take(24).collect::<String>()).into()
        }
        other => other,
    }
}
