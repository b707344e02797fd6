//! What AWS's services share: the key, the signature, and the codes of all of them.

use cleat_protocol::vendors::sigv4::{Request, Signer};
use schemars::JsonSchema;
use serde::Deserialize;

use super::wire::{Codes, base, check_endpoint, check_name, refusal};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Secret};
use crate::outcome::{Kind, Outcome, Refusal};

/// Codes of every service.
const CODES: &Codes = &[
    ("AccessDenied", Kind::Credentials),
    ("AccessDeniedException", Kind::Credentials),
    ("AuthFailure", Kind::Credentials),
    ("ExpiredToken", Kind::Credentials),
    ("ExpiredTokenException", Kind::Credentials),
    ("IncompleteSignature", Kind::Credentials),
    ("InvalidClientTokenId", Kind::Credentials),
    ("InvalidSignatureException", Kind::Credentials),
    ("MissingAuthenticationToken", Kind::Credentials),
    ("NotAuthorized", Kind::Credentials),
    ("OptInRequired", Kind::Credentials),
    ("RequestExpired", Kind::Credentials),
    ("SignatureDoesNotMatch", Kind::Credentials),
    ("UnrecognizedClientException", Kind::Credentials),
    ("RequestLimitExceeded", Kind::Throttled),
    ("Throttled", Kind::Throttled),
    ("Throttling", Kind::Throttled),
    ("ThrottlingException", Kind::Throttled),
    ("TooManyRequestsException", Kind::Throttled),
    ("InternalError", Kind::Temporary),
    ("InternalFailure", Kind::Temporary),
    ("InternalServerException", Kind::Temporary),
    ("ServiceUnavailable", Kind::Temporary),
];

/// A key of an account at AWS.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Account {
    /// Region, such as `eu-central-1`.
    region: String,
    /// Id of the access key.
    access_key_id: String,
    /// Secret of the access key.
    secret_access_key: Secret,
    /// Token of a temporary key.
    session_token: Option<Secret>,
    /// Address of the service, where it is not the region's own.
    endpoint: Option<String>,
}

/// A request to sign.
pub(super) struct Unsigned<'a> {
    /// Name of the service in the signature.
    pub service: &'a str,
    /// First part of the service's own host.
    pub host: &'a str,
    /// Path.
    pub path: &'a str,
    /// Content type.
    pub content_type: &'a str,
    /// Operation, where a header names it.
    pub target: Option<&'a str>,
    /// Body.
    pub body: String,
}

impl Account {
    pub(super) fn check(&self) -> Result<(), FieldError> {
        check_endpoint(self.endpoint.as_deref())?;
        check_name("region", &self.region)?;
        check_name("accessKeyId", &self.access_key_id)?;
        if self.secret_access_key.expose().is_empty() {
            return Err(FieldError::new("secretAccessKey", "is missing"));
        }
        Ok(())
    }

    /// The request, signed.
    pub(super) fn sign(&self, unsigned: Unsigned<'_>, at: &Moment<'_>) -> Result<Call, Refusal> {
        let own = format!("https://{}.{}.amazonaws.com", unsigned.host, self.region);
        let base = base(self.endpoint.as_deref(), &own);
        let url = format!("{base}{}", unsigned.path);
        let parsed = url::Url::parse(&url).map_err(|_| Refusal::new(Kind::Config))?;
        let date = at.basic();
        let mut call = Call::post(&url, unsigned.content_type, unsigned.body.into_bytes());
        call = call.with("x-amz-date", &date);
        if let Some(target) = unsigned.target {
            call = call.with("x-amz-target", target);
        }
        if let Some(token) = &self.session_token {
            call = call.with("x-amz-security-token", token.expose());
        }
        let host = host(&parsed);
        let headers = call
            .headers
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_str()));
        let headers: Vec<_> = headers.chain([("host", host.as_str())]).collect();
        let authorization = self.signer(unsigned.service).authorize(&Request {
            method: "POST",
            path: parsed.path(),
            query: "",
            headers: &headers,
            body: &call.body,
            date: &date,
        });
        Ok(call.with("authorization", authorization))
    }

    fn signer<'a>(&'a self, service: &'a str) -> Signer<'a> {
        Signer {
            key_id: &self.access_key_id,
            secret: self.secret_access_key.expose(),
            region: &self.region,
            service,
        }
    }
}

/// The header `host`, which has no port that goes without saying.
fn host(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// An error in JSON.
#[derive(Deserialize)]
pub(super) struct Fault {
    #[serde(rename = "__type", default)]
    kind: String,
    /// More exact than its type, where there is one.
    #[serde(rename = "Reason")]
    pub reason: Option<String>,
    /// What is wrong: read, and never passed on.
    #[serde(alias = "Message", default)]
    pub message: String,
}

/// The type of an error in JSON, which stands in the body or in a header, with the names of its
/// service around it.
pub(super) fn fault_type<'a>(answer: &'a Answer<'_>, fault: Option<&'a Fault>) -> Option<&'a str> {
    let of_body = fault
        .map(|fault| fault.kind.as_str())
        .filter(|kind| !kind.is_empty());
    let kind = of_body.or_else(|| answer.header("x-amzn-errortype"))?;
    let kind = kind.split(':').next().unwrap_or(kind);
    Some(kind.rsplit('#').next().unwrap_or(kind))
}

/// A refusal with that code.
pub(super) fn refused(answer: &Answer<'_>, codes: &Codes, code: &str) -> Outcome {
    let refusal = refusal(&[codes, CODES], code, answer.status);
    Outcome::Refused(refusal.at(answer.header("x-amzn-requestid")))
}
