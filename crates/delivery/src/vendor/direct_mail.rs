//! Alibaba Cloud DirectMail (2015-11-23): mail from an address that is verified there.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::alibaba::{self, Caller, Operation};
use super::aliyun;
use super::shared::{self, Codes, Text};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown};
use crate::service::{Service, Vendor};

pub const VENDOR: Vendor = Vendor::new::<DirectMail>(
    "ALIYUN_DIRECT_MAIL",
    "Alibaba Cloud DirectMail",
    Medium::Email,
);

const SEND: Operation = Operation {
    action: "SingleSendMail",
    version: "2015-11-23",
};
/// Characters that a sender's name must stay below.
const ALIAS: usize = 15;

/// Codes of its own, besides those of all services.
const CODES: &Codes = &[
    (Kind::Credentials, &["Forbidden*"]),
    (
        Kind::Number,
        &[
            "InvalidToAddress*",
            "InvalidReceiver*",
            "EmailFormatError",
            "EmailLengthError",
        ],
    ),
    (
        Kind::Template,
        &["InvalidMailAddress*", "InvalidFromAlias*"],
    ),
    (
        Kind::Content,
        &["InvalidSendMail.Spam", "InvalidBody*", "InvalidSubject*"],
    ),
    (Kind::Temporary, &["InternalServiceError"]),
];

/// Alibaba Cloud DirectMail.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DirectMail {
    /// AccessKey ID.
    access_key_id: String,
    /// AccessKey secret.
    access_key_secret: Secret,
    /// Region of the service.
    #[serde(default = "cn_hangzhou")]
    region_id: String,
    /// Sender's address, as it is verified in the console.
    account_name: String,
    /// Sender's name, of less than 15 characters.
    #[serde(default)]
    from_alias: Option<String>,
    /// Tag by which the console sorts messages.
    #[serde(default)]
    tag_name: Option<String>,
    /// Address of the service, where it is not the region's own.
    #[serde(default)]
    endpoint: Option<String>,
}

fn cn_hangzhou() -> String {
    "cn-hangzhou".to_owned()
}

impl Fields for DirectMail {
    fn check(&self) -> Result<(), FieldError> {
        shared::require(&[
            ("accessKeyId", &self.access_key_id),
            ("accessKeySecret", self.access_key_secret.expose()),
            ("accountName", &self.account_name),
        ])?;
        let alias = shared::set(&self.from_alias).unwrap_or_default();
        if alias.chars().count() >= ALIAS {
            return Err(FieldError::new(
                "fromAlias",
                "must be of less than 15 characters",
            ));
        }
        self.endpoint().map(drop)
    }
}

impl DirectMail {
    fn endpoint(&self) -> Result<Url, FieldError> {
        let host = match self.region_id.as_str() {
            region if region.starts_with("cn-") => Some("dm.aliyuncs.com".to_owned()),
            "ap-southeast-1" | "ap-southeast-2" | "us-east-1" | "eu-central-1" => {
                Some(format!("dm.{}.aliyuncs.com", self.region_id))
            }
            _ => None,
        };
        aliyun::endpoint(&self.endpoint, host)
    }

    /// The name that the template has for the sender, else the one that is set.
    fn alias<'a>(&'a self, letter: &'a Letter) -> Option<&'a str> {
        let named = letter.sender.as_deref().map(|sender| {
            let (name, _) = sender.split_once('<').unwrap_or_default();
            name.trim().trim_matches('"')
        });
        let fits = |name: &&str| !name.is_empty() && name.chars().count() < ALIAS;
        named.filter(fits).or(shared::set(&self.from_alias))
    }
}

impl Service for DirectMail {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        let caller = Caller {
            key_id: &self.access_key_id,
            secret: &self.access_key_secret,
            endpoint: self.endpoint().map_err(|_| shared::no_address())?,
        };
        let text = match &letter.html {
            Some(html) => ("HtmlBody", html.as_str()),
            None => ("TextBody", letter.body.as_str()),
        };
        let mut pairs = vec![
            ("AccountName", self.account_name.as_str()),
            ("AddressType", "1"),
            ("ReplyToAddress", "false"),
            ("ToAddress", &letter.to),
            ("Subject", &letter.subject),
            text,
        ];
        pairs.extend(self.alias(letter).map(|alias| ("FromAlias", alias)));
        pairs.extend(shared::set(&self.tag_name).map(|tag| ("TagName", tag)));
        Ok(caller.form(&SEND, &pairs, at))
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        #[derive(Deserialize, Default)]
        #[serde(rename_all = "PascalCase", default)]
        struct Said {
            env_id: Text,
            request_id: Text,
            code: Text,
        }
        let said: Said = answer.json().unwrap_or_default();
        match (said.code.some(), said.env_id.some()) {
            (Some(code), _) => match shared::meaning(CODES, code) {
                Some(kind) => {
                    let refusal = Refusal::new(kind).coded(code);
                    Outcome::Refused(refusal.at(said.request_id.some()))
                }
                None => alibaba::outcome(answer, |_| Taken::default()),
            },
            (None, Some(id)) if answer.is_success() => Outcome::Taken(Taken::with(id)),
            (None, Some(_)) => Outcome::Unknown(Unknown::Garbage),
            (None, None) => shared::without_envelope(answer.status),
        }
    }
}
