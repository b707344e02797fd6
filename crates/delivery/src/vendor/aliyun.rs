//! Alibaba Cloud SMS (`dysmsapi` 2017-05-25): approved signatures and templates, for numbers of
//! mainland China and, with templates of their own, for others.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::alibaba::{self, Caller, Operation};
use super::shared::{self, Text, Variables};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, token};
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt, Thanks};
use crate::service::{Sent, Service, TextOf, Vendor};

pub const VENDOR: Vendor = Vendor::new::<Aliyun>("ALIYUN", "Alibaba Cloud SMS", Medium::Sms);

const SEND: Operation = Operation {
    action: "SendSms",
    version: "2017-05-25",
};
const QUERY: Operation = Operation {
    action: "QuerySendDetails",
    version: "2017-05-25",
};
/// Eight hours: days are those of Beijing.
const BEIJING: i64 = 8 * 3_600_000;

/// Alibaba Cloud SMS.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Aliyun {
    /// AccessKey ID.
    access_key_id: String,
    /// AccessKey secret.
    access_key_secret: Secret,
    /// Region of the service.
    #[serde(default = "cn_hangzhou")]
    region_id: String,
    /// Approved signature, without its brackets.
    sign_name: String,
    /// Approved template for numbers of mainland China, such as `SMS_123456789`.
    #[serde(default)]
    template_code: Option<String>,
    /// Approved template of the kind "International/HK/Macau/Taiwan", for all other numbers.
    #[serde(default)]
    international_template_code: Option<String>,
    /// Variables of the template.
    #[serde(default = "code_alone")]
    template_param: Variables,
    /// Address of the service, where it is not the region's own.
    #[serde(default)]
    endpoint: Option<String>,
}

fn cn_hangzhou() -> String {
    "cn-hangzhou".to_owned()
}

fn code_alone() -> Variables {
    Variables::code_as("code")
}

impl Fields for Aliyun {
    fn check(&self) -> Result<(), FieldError> {
        shared::require(&[
            ("accessKeyId", &self.access_key_id),
            ("accessKeySecret", self.access_key_secret.expose()),
            ("signName", &self.sign_name),
        ])?;
        let templates = [&self.template_code, &self.international_template_code];
        if templates.into_iter().all(|one| shared::set(one).is_none()) {
            return Err(FieldError::new("templateCode", "must not be empty"));
        }
        self.template_param.check("templateParam")?;
        self.endpoint().map(drop)
    }
}

/// Host of a region; `cn-hangzhou` stands for those of mainland China that have none of their own.
pub fn region(name: &str) -> Option<String> {
    match name {
        "cn-beijing" => Some("dysmsapi-proxy.cn-beijing.aliyuncs.com".to_owned()),
        "cn-hongkong" => Some("dysmsapi-xman.cn-hongkong.aliyuncs.com".to_owned()),
        "ap-southeast-1" | "ap-southeast-5" | "eu-central-1" | "us-east-1" => {
            Some(format!("dysmsapi.{name}.aliyuncs.com"))
        }
        _ if name.starts_with("cn-") => Some("dysmsapi.aliyuncs.com".to_owned()),
        _ => None,
    }
}

/// The address of a service in a region, or the one that is set.
pub fn endpoint(setting: &Option<String>, host: Option<String>) -> Result<Url, FieldError> {
    let unknown = || FieldError::new("regionId", "is no region of this service");
    shared::endpoint(setting, &format!("https://{}", host.ok_or_else(unknown)?))
}

impl Aliyun {
    fn endpoint(&self) -> Result<Url, FieldError> {
        endpoint(&self.endpoint, region(&self.region_id))
    }

    fn caller(&self) -> Option<Caller<'_>> {
        Some(Caller {
            key_id: &self.access_key_id,
            secret: &self.access_key_secret,
            endpoint: self.endpoint().ok()?,
        })
    }

    /// The template for that number. None stands in for the other: `14155552671` is a number of
    /// the United States to the one, and of mainland China to the other.
    fn template(&self, letter: &Letter) -> Result<&str, Refusal> {
        let (template, why) = if letter.is_domestic() {
            (&self.template_code, "it has no template for mainland China")
        } else {
            let why = "it has no template for numbers outside mainland China";
            (&self.international_template_code, why)
        };
        let refused = || Refusal::new(Kind::Country).because(why);
        shared::set(template).ok_or_else(refused)
    }
}

/// A number as the service writes it: eleven digits for mainland China, else with its country code.
fn number(e164: &str) -> &str {
    let domestic = e164.strip_prefix("+86");
    domestic.unwrap_or_else(|| e164.trim_start_matches('+'))
}

impl Service for Aliyun {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        shared::for_codes_alone(letter)?;
        let caller = self.caller().ok_or_else(shared::no_address)?;
        let variables = self.template_param.filled(letter).to_string();
        let pairs = [
            ("PhoneNumbers", number(&letter.to)),
            ("SignName", &self.sign_name),
            ("TemplateCode", self.template(letter)?),
            ("TemplateParam", &variables),
            ("OutId", &letter.attempt_id),
        ];
        Ok(caller.query(&SEND, &pairs, at))
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        #[derive(Deserialize, Default)]
        #[serde(rename_all = "PascalCase", default)]
        struct Said {
            biz_id: Text,
        }
        alibaba::outcome(answer, |answer| {
            let said: Said = answer.json().unwrap_or_default();
            Taken::with(&*said.biz_id)
        })
    }

    fn text_of(&self, _: bool) -> TextOf {
        self.template_param.blanks(|name| format!("${{{name}}}"))
    }

    fn reports(&self) -> bool {
        true
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        shared::posted(hook, Report::receipt)
    }

    fn thanks(&self, _: &Hook<'_>) -> Thanks {
        Thanks::json(r#"{"code":0,"msg":"ok"}"#)
    }

    fn query(&self, sent: &Sent<'_>, at: &Moment<'_>) -> Option<Call> {
        let day = Moment {
            now: sent.at + BEIJING,
            ..*at
        };
        let day: String = day.basic().chars().take(8).collect();
        let mut pairs = vec![
            ("PhoneNumber", number(sent.to)),
            ("SendDate", &day),
            ("PageSize", "50"),
            ("CurrentPage", "1"),
        ];
        pairs.extend(sent.vendor_id.map(|id| ("BizId", id)));
        Some(self.caller()?.query(&QUERY, &pairs, at))
    }

    fn queried(&self, answer: &Answer<'_>) -> Vec<Receipt> {
        let details: Details = answer.json().unwrap_or_default();
        let list = details.sms_send_detail_dtos.list.into_iter();
        list.filter_map(Detail::receipt).collect()
    }
}

/// One of the reports that the service posts. They are not signed.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Report {
    phone_number: Text,
    success: Text,
    err_code: Text,
    sms_size: Text,
    biz_id: Text,
    out_id: Text,
}

impl Report {
    fn receipt(self) -> Option<Receipt> {
        let fate = match &*self.success {
            "true" | "1" => Fate::Delivered,
            "false" | "0" => Fate::Failed(alibaba::failure(&self.err_code)),
            _ => return None,
        };
        let id = self.biz_id.some().or(self.out_id.some())?;
        Some(Receipt {
            attempt_id: self.out_id.some().map(str::to_owned),
            to: self.phone_number.some().map(str::to_owned),
            code: token(&self.err_code),
            segments: self.sms_size.parse().ok(),
            vendor_id: self.biz_id.some().map(str::to_owned),
            ..Receipt::new(id, fate)
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Details {
    #[serde(rename = "SmsSendDetailDTOs")]
    sms_send_detail_dtos: DetailList,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct DetailList {
    #[serde(rename = "SmsSendDetailDTO")]
    list: Vec<Detail>,
}

/// What became of one message of that number and day; its own id is not among it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Detail {
    phone_num: Text,
    send_status: Text,
    err_code: Text,
    out_id: Text,
}

impl Detail {
    fn receipt(self) -> Option<Receipt> {
        let fate = match &*self.send_status {
            "1" => Fate::OnItsWay,
            "2" => Fate::Failed(alibaba::failure(&self.err_code)),
            "3" => Fate::Delivered,
            _ => return None,
        };
        let attempt_id = Some(self.out_id.some()?.to_owned());
        Some(Receipt {
            attempt_id,
            to: self.phone_num.some().map(str::to_owned),
            code: token(&self.err_code),
            ..Receipt::new("", fate)
        })
    }
}
