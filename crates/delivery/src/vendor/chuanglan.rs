//! Chuanglan 253. The address tells which of its four interfaces an account has: texts (two
//! versions of one), templates, and two of the international service. The codes of the
//! international service mean other things than the same numbers mean at home.

use cleat_protocol::vendors::chuanglan;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::chuanglan_answers::{Pulled, Report, Said};
use super::chuanglan_codes::{INTERNATIONAL, TEMPLATES, TEXTS};
use super::shared::{self, Codes, Variables};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken};
use crate::receipt::{Hook, NotAReceipt, Receipt, Thanks};
use crate::service::{Service, TextOf, Vendor};

pub const VENDOR: Vendor = Vendor::new::<Chuanglan>("CHUANGLAN", "Chuanglan 253", Medium::Sms);

/// Characters of the longest text.
const LONGEST: usize = 536;

/// Chuanglan 253.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Chuanglan {
    /// Address of the interface, such as `https://smssh1.253.com/msg/v1/send/json`; it ends in
    /// `/msg/send/json`, `/msg/v1/send/json`, `/msg/sms/v2/tpl/send`, or, for the international
    /// service, is `/send/json` or `/send/sms`.
    url: String,
    /// Account of the interface.
    account: String,
    /// Its password.
    password: Secret,
    /// Text of codes with `{code}` and `{ttl}` (seconds), the signature in 【】 in front.
    #[serde(default)]
    template: Option<String>,
    /// Signature, without its brackets, for texts that begin with none.
    #[serde(default)]
    sign_name: Option<String>,
    /// Approved template, for the interface of templates.
    #[serde(default)]
    template_id: Option<String>,
    /// Variables of that template.
    #[serde(default = "first_param")]
    template_param: Variables,
    /// Sender, for the international service.
    #[serde(default)]
    sender_id: Option<String>,
}

fn first_param() -> Variables {
    Variables::code_as("param1")
}

/// The interfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interface {
    Texts,
    Templates,
    International,
    SignedInternational,
}

impl Interface {
    fn of(url: &Url) -> Option<Self> {
        match url.path() {
            "/send/json" => Some(Self::International),
            "/send/sms" => Some(Self::SignedInternational),
            path if path.ends_with("/msg/sms/v2/tpl/send") => Some(Self::Templates),
            path if path.ends_with("/msg/send/json") => Some(Self::Texts),
            path if path.ends_with("/msg/v1/send/json") => Some(Self::Texts),
            _ => None,
        }
    }

    /// What its codes mean, and which of them are limits of one number.
    fn codes(self) -> (&'static Codes, &'static [&'static str]) {
        match self {
            Self::Texts => (TEXTS, &["135"]),
            Self::Templates => (TEMPLATES, &[]),
            Self::International | Self::SignedInternational => (INTERNATIONAL, &["125"]),
        }
    }

    /// Where receipts are fetched, on the same host.
    fn reports(self) -> Option<&'static str> {
        match self {
            Self::Texts => Some("/msg/pull/report"),
            Self::Templates => None,
            Self::International | Self::SignedInternational => Some("/pull/report"),
        }
    }
}

impl Fields for Chuanglan {
    fn check(&self) -> Result<(), FieldError> {
        shared::require(&[
            ("account", &self.account),
            ("password", self.password.expose()),
        ])?;
        let interface = Interface::of(&shared::address("url", &self.url)?);
        let interface = interface.ok_or_else(|| {
            let why = "must end in /msg/send/json, /msg/v1/send/json, /msg/sms/v2/tpl/send, \
                       /send/json or /send/sms";
            FieldError::new("url", why)
        })?;
        if interface == Interface::Templates {
            let id = shared::set(&self.template_id).unwrap_or_default();
            shared::require(&[("templateId", id)])?;
            return self.template_param.check("templateParam");
        }
        match shared::set(&self.template) {
            Some(template) if !shared::variables("template", template)? => {
                Err(FieldError::new("template", "must hold {code}"))
            }
            _ => Ok(()),
        }
    }
}

impl Chuanglan {
    fn opened(&self) -> Option<(Url, Interface)> {
        let url = shared::address("url", &self.url).ok()?;
        let interface = Interface::of(&url)?;
        Some((url, interface))
    }

    fn interface(&self) -> Interface {
        self.opened().map_or(Interface::Texts, |(_, one)| one)
    }

    /// The text with its signature in front.
    fn text(&self, letter: &Letter) -> Result<String, Refusal> {
        let template = shared::set(&self.template);
        let text = match (template, &letter.code) {
            (Some(template), Some(_)) => letter.fill(template),
            _ => letter.body.clone(),
        };
        let ours = template.and_then(|template| template.strip_prefix('【'));
        let ours = ours
            .and_then(|rest| rest.split_once('】'))
            .map(|(sign, _)| sign);
        let text = match shared::set(&self.sign_name).or(ours) {
            Some(sign) if !text.starts_with('【') => format!("【{sign}】{text}"),
            _ => text,
        };
        if text.chars().count() > LONGEST {
            let why = "the text is longer than 536 characters";
            return Err(Refusal::new(Kind::Content).because(why));
        }
        Ok(text)
    }

    fn texts(&self, url: Url, letter: &Letter) -> Result<Call, Refusal> {
        let body = json!({
            "account": self.account,
            "password": self.password.expose(),
            "msg": self.text(letter)?,
            "phone": domestic(letter)?,
            "report": "true",
            "uid": letter.attempt_id,
        });
        Ok(Call::json(url, &body))
    }

    fn templates(&self, url: Url, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        shared::for_codes_alone(letter)?;
        let seconds = at.seconds().to_string();
        let params = Value::Array(vec![self.template_param.filled(letter)]);
        let mut body = json!({
            "account": self.account,
            "timestamp": seconds,
            "nonce": at.nonce,
            "phoneNumbers": domestic(letter)?,
            "templateId": shared::set(&self.template_id),
            "templateParamJson": params.to_string(),
            "report": "true",
            "uid": letter.attempt_id,
        });
        if let (Some(body), Some(sign)) = (body.as_object_mut(), shared::set(&self.sign_name)) {
            body.insert("signature".to_owned(), sign.into());
        }
        let signature = chuanglan::template(self.password.expose(), &seconds, at.nonce);
        Ok(Call::json(url, &body).with("x-qa-hmac-signature", signature))
    }

    fn international(
        &self,
        url: Url,
        letter: &Letter,
        signed_at: Option<&Moment<'_>>,
    ) -> Result<Call, Refusal> {
        let text = self.text(letter)?;
        let mut fields = vec![
            ("account", self.account.as_str()),
            ("mobile", letter.digits()),
            ("msg", text.as_str()),
        ];
        fields.extend(shared::set(&self.sender_id).map(|sender| ("senderId", sender)));
        let password = self.password.expose();
        let Some(at) = signed_at else {
            fields.push(("password", password));
            return Ok(Call::json(url, &object(&fields)));
        };
        let call = Call::json(url, &object(&fields));
        let nonce = at.now.to_string();
        fields.push(("nonce", &nonce));
        let signature = chuanglan::international(password, &fields);
        Ok(call.with("nonce", nonce).with("sign", signature))
    }
}

fn object(fields: &[(&str, &str)]) -> Value {
    let fields = fields.iter();
    Value::Object(
        fields
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect(),
    )
}

/// The eleven digits of a number of mainland China: the interfaces at home take no other.
fn domestic(letter: &Letter) -> Result<&str, Refusal> {
    let why = "this interface serves mainland China alone";
    let refused = || Refusal::new(Kind::Country).because(why);
    letter.to.strip_prefix("+86").ok_or_else(refused)
}

impl Service for Chuanglan {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        let (url, interface) = self.opened().ok_or_else(shared::no_address)?;
        match interface {
            Interface::Texts => self.texts(url, letter),
            Interface::Templates => self.templates(url, letter, at),
            Interface::International => self.international(url, letter, None),
            Interface::SignedInternational => self.international(url, letter, Some(at)),
        }
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        let said: Said = answer.json().unwrap_or_default();
        match &*said.code {
            "" => shared::without_envelope(answer.status),
            // It took the call and none of its numbers.
            "0" if &*said.success_num == "0" => Outcome::refused(Kind::Blocked),
            "0" | "000000" if answer.is_success() => Outcome::Taken(Taken::with(said.id())),
            "0" | "000000" => shared::without_envelope(500),
            code => {
                let (codes, personal) = self.interface().codes();
                Outcome::Refused(shared::refusal(codes, personal, code, answer.status))
            }
        }
    }

    fn text_of(&self, _: bool) -> TextOf {
        match (self.interface(), shared::set(&self.template)) {
            (Interface::Templates, _) => self.template_param.blanks(|name| format!("{{${name}}}")),
            (_, Some(_)) => TextOf::Settings,
            (_, None) => TextOf::Ours,
        }
    }

    fn reports(&self) -> bool {
        self.interface().reports().is_some()
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        let fields = hook.form().into_iter();
        let fields: Value = fields
            .map(|(name, value)| (name, Value::from(value)))
            .collect();
        let report: Report = serde_json::from_value(fields).map_err(|_| NotAReceipt::Unreadable)?;
        let receipt = report.receipt().ok_or(NotAReceipt::Unreadable)?;
        Ok(vec![receipt])
    }

    fn thanks(&self, _: &Hook<'_>) -> Thanks {
        Thanks {
            content_type: Some("text/plain"),
            body: "OK".to_owned(),
        }
    }

    fn queried(&self, answer: &Answer<'_>) -> Vec<Receipt> {
        let pulled: Pulled = answer.json().unwrap_or_default();
        let reports = pulled.result.unwrap_or_default().into_iter();
        reports.filter_map(Report::receipt).collect()
    }

    fn pull(&self, _: &Moment<'_>) -> Option<Call> {
        let (mut url, interface) = self.opened()?;
        url.set_path(interface.reports()?);
        let fields = [
            ("account", self.account.as_str()),
            ("password", self.password.expose()),
            ("count", "100"),
        ];
        Some(Call::json(url, &object(&fields)))
    }
}
