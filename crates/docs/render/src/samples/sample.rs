//! What a sample shows.

use serde_json::Value;

use crate::catalogue::Tongue;
use crate::document::{Document, Object, Operation};

/// Where the server of the pages is.
pub const HOST: &str = "http://127.0.0.1:8080";

/// The languages of the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Rust, with `cleat-client`.
    Rust,
    /// TypeScript, with the package in `sdk/nodejs`.
    TypeScript,
    /// Python, with the official package `genauth`.
    Python,
    /// The command `curl`.
    Curl,
}

impl Language {
    /// All of them, in the order of the pages.
    pub const ALL: [Self; 4] = [Self::TypeScript, Self::Rust, Self::Python, Self::Curl];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::TypeScript => "TypeScript",
            Self::Python => "Python",
            Self::Curl => "curl",
        }
    }

    /// Its name after three backticks.
    pub fn fence(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::TypeScript => "ts",
            Self::Python => "python",
            Self::Curl => "sh",
        }
    }
}

/// What a reader replaces in a sample.
#[derive(Debug, Clone)]
pub struct Given {
    /// Address of the server.
    pub app_host: String,
    /// Application id.
    pub app_id: String,
    /// Application secret.
    pub app_secret: String,
    /// Access key id: the id of the user pool.
    pub access_key_id: String,
    /// Access key secret: the secret of the user pool.
    pub access_key_secret: String,
    /// Access token of the user.
    pub access_token: String,
    /// A management token, for plain HTTP.
    pub management_token: String,
}

impl Given {
    /// The names that stand on the pages.
    pub fn placeholders() -> Self {
        Self {
            app_host: HOST.into(),
            app_id: "APP_ID".into(),
            app_secret: "APP_SECRET".into(),
            access_key_id: "USER_POOL_ID".into(),
            access_key_secret: "USER_POOL_SECRET".into(),
            access_token: "ACCESS_TOKEN".into(),
            management_token: "MANAGEMENT_TOKEN".into(),
        }
    }
}

/// A sample to be written.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'s> {
    /// The document of the API.
    pub document: &'s Document<'s>,
    /// What is called.
    pub operation: &'s Operation<'s>,
    /// The request with the values to show.
    pub request: &'s Object,
    /// The rest of what a reader replaces.
    pub given: &'s Given,
    /// Language of the comments and of the messages.
    pub tongue: Tongue,
}

impl Sample<'_> {
    /// Says what to replace: these options, or those of the user pool.
    pub(super) fn replace(&self, options: &str) -> String {
        match (self.operation.is_management(), self.tongue) {
            (true, Tongue::En) => {
                "Replace with the id and secret of your user pool and the address of your server"
                    .into()
            }
            (true, Tongue::Zh) => "请替换为您的用户池 id、用户池密钥和服务器地址".into(),
            (false, Tongue::En) => format!("Replace with your {options}"),
            (false, Tongue::Zh) => format!("请替换为您的 {options}"),
        }
    }

    /// Says where the access token comes from.
    pub(super) fn sign_in_first(&self) -> &'static str {
        self.tongue.of(
            "Sign in first; this is the access_token it returned",
            "请先登录；此处为登录返回的 access_token",
        )
    }

    /// The request with the application's id and secret, where they go into the body.
    pub(super) fn with_proof(&self) -> Object {
        let mut request = self.request.clone();
        if self.operation.proves_application {
            request.insert("client_id".into(), self.given.app_id.as_str().into());
            request.insert(
                "client_secret".into(),
                self.given.app_secret.as_str().into(),
            );
        }
        request
    }
}

/// A string in quotes, as all four languages but the shell read it.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
