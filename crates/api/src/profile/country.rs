//! Countries and their calling codes.

use cleat_api_macros::wire;

/// List all countries with their calling codes.
#[wire(request)]
pub struct GetCountryList {}

/// A country and its calling code.
#[wire("CountryDetailInfo")]
pub struct Country {
    /// ISO 3166-1 alpha-2 code.
    pub alpha2: String,
    /// ISO 3166-1 alpha-3 code.
    pub alpha3: String,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: String,
    /// Flag, as an emoji.
    pub flag: String,
    /// Full name.
    pub name: LocalizedName,
}

/// A name in four languages.
#[wire("LangObject")]
pub struct LocalizedName {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: LocalizedText,
    /// English.
    #[serde(rename = "en-US")]
    pub en_us: LocalizedText,
    /// Traditional Chinese.
    #[serde(rename = "zh-TW")]
    pub zh_tw: LocalizedText,
    /// Japanese.
    #[serde(rename = "ja-JP")]
    pub ja_jp: LocalizedText,
}

/// A name in one language.
#[wire("LangUnit")]
pub struct LocalizedText {
    /// Whether it is on.
    pub enabled: bool,
    /// Value.
    pub value: String,
}
