//! Templates of SMS.

use cleat_api_macros::wire;

use crate::passcode::SmsChannel;
use crate::patch::Patch;
use crate::scalar::Language;

/// List the SMS templates, one for each channel and language, with the standard text where there is
/// no other.
#[wire(request)]
pub struct GetSmsTemplates {
    /// Application that they are for; absent for those of the pool.
    pub app_id: Option<String>,
}

/// The SMS templates of a pool or of an application.
#[wire("SmsTemplatesDto")]
pub struct SmsTemplates {
    /// The templates, one for each channel and language.
    pub templates: Vec<SmsTemplate>,
    /// The macros that a text may have.
    pub macros: Vec<String>,
    /// What else is said of the texts.
    pub settings: SmsTextSettings,
}

/// An SMS template.
#[wire("SmsTemplateDto")]
pub struct SmsTemplate {
    /// Channel of the code.
    pub channel: SmsChannel,
    /// Language of the reader.
    pub language: Language,
    /// Whether this text is used; if not, that of the pool is, or the standard one.
    pub customize_enabled: bool,
    /// The text, with macros.
    pub content: String,
}

/// What is said of the texts of a pool or of an application, beside the texts themselves.
#[wire("SmsTextSettingsDto")]
pub struct SmsTextSettings {
    /// Application that it is for; absent for the pool.
    pub app_id: Option<String>,
    /// Who sends the messages, as `{{app_name}}` says it.
    pub brand_name: Option<String>,
    /// Segments that a text of the pool may have.
    pub max_segments: i64,
    /// Whether a last line binds the code to the page of the application (WebOTP).
    pub origin_line: bool,
    /// Host of that page: the one that is set, or that of the first `https` address which a sign-in
    /// may return to.
    pub origin_host: Option<String>,
    /// Hash of the Android application, for its SMS Retriever.
    pub retriever_hash: Option<String>,
    /// Ways that codes may go, the first one first; empty for every way.
    pub ways: Vec<SmsWay>,
}

/// How a code reaches a phone: as a text message, by a call that reads it aloud, by WhatsApp, or by
/// a service that has its own text for it.
#[wire("SmsWay")]
pub enum SmsWay {
    Sms = "sms",
    Voice = "voice",
    WhatsApp = "whatsapp",
    Verify = "verify",
}

/// Change an SMS template. A text with an unknown macro, without its code, or of too many segments
/// is refused.
#[wire(request, "UpdateSmsTemplateDto")]
pub struct UpdateSmsTemplate {
    /// Application that it is for; absent for the pool, whose text its applications have where they
    /// have none of their own.
    pub app_id: Option<String>,
    /// Channel of the code.
    pub channel: SmsChannel,
    /// Language of the reader.
    pub language: Language,
    /// Whether this text is used; if not, that of the pool is, or the standard one.
    pub customize_enabled: bool,
    /// The text on one line, with the macros `{{verify_code}}`, `{{expires_in}}` (such as
    /// `5 minutes`) and `{{app_name}}`.
    pub content: String,
}

/// Say who sends the messages, which lines stand below them, and which ways they go. What is absent
/// stays; `null`, an empty text or an empty list takes it away.
#[wire(request, "ConfigSmsTextDto")]
pub struct ConfigSmsText {
    /// Application that it is for; absent for the pool.
    pub app_id: Option<String>,
    /// Who sends the messages, at most 32 characters. Without it the standard text has the name of
    /// the application where that costs no segment.
    pub brand_name: Patch,
    /// Segments that a text may have, 1 to 10, 3 if never set; for the pool alone.
    pub max_segments: Patch<i64>,
    /// Whether a last line binds the code to the page of the application (WebOTP); true if never
    /// set. For an application alone.
    pub origin_line: Patch<bool>,
    /// Host of that page, such as `shop.example.com`; for an application alone.
    pub origin_host: Patch,
    /// Hash of the Android application, 11 characters; for an application alone.
    pub retriever_hash: Patch,
    /// Ways that codes may go, each once, the first one first; those of the pool where an
    /// application says nothing, every way where nobody does. A number to which no provider goes
    /// any of them gets its codes by whatever there is.
    pub ways: Option<Vec<SmsWay>>,
}

/// Show what an SMS would say, with a made-up code, and what it would cost.
#[wire(request, "PreviewSmsTemplateDto")]
pub struct PreviewSmsTemplate {
    /// Application that it is for; absent for the pool.
    pub app_id: Option<String>,
    /// Channel of the code.
    pub channel: SmsChannel,
    /// Language of the reader.
    pub language: Language,
    /// The text, with macros; the one that would be used when absent.
    pub content: Option<String>,
    /// ISO 3166 region of the number that it goes to; `CN` if absent.
    pub country: Option<String>,
}

/// An SMS as it would be sent.
#[wire("SmsTemplatePreviewDto")]
pub struct SmsTemplatePreview {
    /// What it says, with the lines below it.
    pub content: String,
    /// How it travels: `GSM-7` or `UCS-2`.
    pub encoding: String,
    /// Its length, in septets or in units of UTF-16.
    pub units: i64,
    /// Parts that carriers charge for.
    pub segments: i64,
    /// What a message to that country is taken to cost, where a route or a budget says.
    pub price: Option<String>,
    /// ISO 4217 code of the currency, where there is a budget.
    pub currency: Option<String>,
    /// Who would carry it, the first one first, and whose text it would have there.
    pub providers: Vec<SmsTextAtProvider>,
}

/// The text that a message has at a provider.
#[wire("SmsTextAtProviderDto")]
pub struct SmsTextAtProvider {
    /// Id of the provider.
    pub provider_id: String,
    /// Name of its vendor.
    pub provider: String,
    /// Whose text it is.
    pub text_of: SmsTextOf,
    /// For `TEMPLATE`: the exact text to have approved at the vendor.
    pub approval: Option<String>,
}

/// Whose text a message has: this one, that of a template which the vendor approved, that of the
/// provider's settings, or one of the vendor's own.
#[wire("SmsTextOf")]
pub enum SmsTextOf {
    Ours = "OURS",
    Template = "TEMPLATE",
    Settings = "SETTINGS",
    Vendor = "VENDOR",
}
