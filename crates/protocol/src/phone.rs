//! One spelling of a phone number, by libphonenumber's rules.

use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};
use serde::{Deserialize, Serialize};

/// Country calling code where none is given: mainland China, as on the wire of GenAuth.
pub const DEFAULT_COUNTRY_CODE: &str = "+86";
/// Region of its numbers.
pub const DEFAULT_REGION: &str = "CN";
/// Longest spelling looked at, in characters.
const LONGEST: usize = 64;
/// Satellite numbers inside the plans of countries, where the library calls them mobile.
const SATELLITES: &[&str] = &["+6114", "+7954", "+861349", "+861740", "+861749"];

/// A valid phone number in its one canonical form. `Debug` and `Display` show it masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    country_code: String,
    national: String,
}

/// Why a spelling is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Letters, extensions, control characters and the like.
    #[error("only digits, spaces and ( ) - . / + are allowed")]
    Character,
    /// The country calling code does not exist.
    #[error("no such country calling code")]
    CountryCode,
    /// The number carries another country calling code than the one given beside it.
    #[error("the number and the country calling code contradict each other")]
    Contradiction,
    /// The numbering plan has no such number.
    #[error("not a valid phone number")]
    Invalid,
    /// Satellite, freephone and other numbers of no country.
    #[error("belongs to no country; satellite and other such numbers are not served")]
    NoCountry,
    /// Numbers where a message costs its sender more, or reaches nobody.
    #[error("is a premium-rate, shared-cost, pager, voicemail or company number; give a person's")]
    NotPersonal,
}

/// What a number is used for, as the numbering plan has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "&str", try_from = "String")]
#[expect(missing_docs, reason = "the names say it")]
pub enum NumberType {
    Mobile,
    FixedLine,
    FixedLineOrMobile,
    TollFree,
    PremiumRate,
    SharedCost,
    Voip,
    PersonalNumber,
    Pager,
    Uan,
    Voicemail,
    /// Of no country: satellite, international freephone and the like.
    Satellite,
    /// The numbering plan has no such number.
    Unknown,
}

impl From<NumberType> for &'static str {
    fn from(one: NumberType) -> Self {
        one.as_str()
    }
}

impl TryFrom<String> for NumberType {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::parse(&name).ok_or("no type of numbers")
    }
}

impl NumberType {
    const ALL: [Self; 13] = [
        Self::Mobile,
        Self::FixedLine,
        Self::FixedLineOrMobile,
        Self::TollFree,
        Self::PremiumRate,
        Self::SharedCost,
        Self::Voip,
        Self::PersonalNumber,
        Self::Pager,
        Self::Uan,
        Self::Voicemail,
        Self::Satellite,
        Self::Unknown,
    ];

    /// Its name in rows and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "MOBILE",
            Self::FixedLine => "FIXED_LINE",
            Self::FixedLineOrMobile => "FIXED_LINE_OR_MOBILE",
            Self::TollFree => "TOLL_FREE",
            Self::PremiumRate => "PREMIUM_RATE",
            Self::SharedCost => "SHARED_COST",
            Self::Voip => "VOIP",
            Self::PersonalNumber => "PERSONAL_NUMBER",
            Self::Pager => "PAGER",
            Self::Uan => "UAN",
            Self::Voicemail => "VOICEMAIL",
            Self::Satellite => "SATELLITE",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.as_str() == name)
    }

    /// That of an E.164 number.
    pub fn of(e164: &str) -> Self {
        use PhoneNumberType as Type;
        let Ok(parsed) = PHONE_NUMBER_UTIL.parse(e164, None) else {
            return Self::Unknown;
        };
        if PHONE_NUMBER_UTIL.get_region_for_country_code(parsed.country_code) == Some(Region::World)
            || SATELLITES.iter().any(|range| e164.starts_with(range))
        {
            return Self::Satellite;
        }
        match parsed.get_type() {
            Type::Mobile => Self::Mobile,
            Type::FixedLine => Self::FixedLine,
            Type::FixedLineOrMobile => Self::FixedLineOrMobile,
            Type::TollFree => Self::TollFree,
            Type::PremiumRate => Self::PremiumRate,
            Type::SharedCost => Self::SharedCost,
            Type::VoIP => Self::Voip,
            Type::PersonalNumber => Self::PersonalNumber,
            Type::Pager => Self::Pager,
            Type::UAN => Self::Uan,
            Type::VoiceMail => Self::Voicemail,
            Type::Unknown => Self::Unknown,
        }
    }

    /// Whether such numbers may be a person's, and what they are instead.
    ///
    /// # Errors
    /// `NoCountry`, `NotPersonal`; `Invalid` where the numbering plan has no such number any more.
    pub fn person(self) -> Result<(), PhoneError> {
        match self {
            Self::Satellite => Err(PhoneError::NoCountry),
            Self::PremiumRate
            | Self::SharedCost
            | Self::PersonalNumber
            | Self::Pager
            | Self::Uan
            | Self::Voicemail => Err(PhoneError::NotPersonal),
            Self::Unknown => Err(PhoneError::Invalid),
            Self::FixedLine
            | Self::Mobile
            | Self::FixedLineOrMobile
            | Self::TollFree
            | Self::Voip => Ok(()),
        }
    }
}

impl Phone {
    /// Reads a number as typed, with the country calling code given beside it.
    ///
    /// # Errors
    /// Why it is not a phone number.
    pub fn parse(number: &str, country_code: Option<&str>) -> Result<Self, PhoneError> {
        let given = country_code.map(str::trim).filter(|code| !code.is_empty());
        let code = country_calling_code(given.unwrap_or(DEFAULT_COUNTRY_CODE))?;
        let region = PHONE_NUMBER_UTIL
            .get_region_for_country_code(code)
            .ok_or(PhoneError::CountryCode)?;
        let spelling = ascii(number)?;
        let parsed = PHONE_NUMBER_UTIL
            .parse(&spelling, Some(region))
            .map_err(|_| PhoneError::Invalid)?;
        if given.is_some() && parsed.country_code != code {
            return Err(PhoneError::Contradiction);
        }
        if !parsed.is_valid() {
            return Err(PhoneError::Invalid);
        }
        let e164 = parsed.format_as(PhoneNumberFormat::E164).into_owned();
        let country_code = format!("+{}", parsed.country_code);
        let national = e164
            .strip_prefix(&country_code)
            .ok_or(PhoneError::Invalid)?
            .to_owned();
        Ok(Self {
            country_code,
            national,
        })
    }

    /// Reads a number that begins with `+` and its country calling code.
    ///
    /// # Errors
    /// Why it is not a phone number.
    pub fn international(number: &str) -> Result<Self, PhoneError> {
        let spelling = ascii(number)?;
        let parsed = PHONE_NUMBER_UTIL
            .parse(&spelling, None)
            .map_err(|_| PhoneError::CountryCode)?;
        Self::parse(number, Some(&format!("+{}", parsed.country_code)))
    }

    /// A number as it was written once, from the parts it was kept in: what was accepted then is
    /// known, whatever the numbering plan has become.
    pub fn stored(country_code: &str, national: &str) -> Self {
        Self {
            country_code: country_code.to_owned(),
            national: national.to_owned(),
        }
    }

    /// Refuses numbers that are valid and that no code is sent to.
    ///
    /// # Errors
    /// `NoCountry`, `NotPersonal`; `Invalid` where the numbering plan has no such number any more.
    pub fn person(&self) -> Result<(), PhoneError> {
        NumberType::of(&self.e164()).person()
    }

    /// The range of ten thousand numbers that it is in, with `+`.
    pub fn range(&self) -> String {
        let e164 = self.e164();
        let end = e164.len().saturating_sub(4);
        e164.get(..end).unwrap_or_default().to_owned()
    }

    /// Country calling code with `+`.
    pub fn country_code(&self) -> &str {
        &self.country_code
    }

    /// National significant number, digits alone.
    pub fn national(&self) -> &str {
        &self.national
    }

    /// The whole number as E.164 with `+`.
    pub fn e164(&self) -> String {
        format!("{}{}", self.country_code, self.national)
    }

    /// Whether it needs an international SMS service.
    pub fn is_international(&self) -> bool {
        self.country_code != DEFAULT_COUNTRY_CODE
    }

    /// The number with all but its ends hidden.
    pub fn masked(&self) -> String {
        mask(&self.e164())
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({self})")
    }
}

/// ISO 3166 region of an E.164 number, such as `GB`: the number's own, since calling codes are
/// shared. `XK` is Kosovo and `001` no country; nothing where the numbering plan has no such number.
pub fn region(e164: &str) -> Option<String> {
    let parsed = PHONE_NUMBER_UTIL.parse(e164, None).ok()?;
    match PHONE_NUMBER_UTIL.get_region_for_number(&parsed)? {
        Region::World => Some("001".into()),
        region => Some(format!("{region:?}")),
    }
}

/// Hides all but the first three and the last two characters; of an e-mail address only the
/// first character and the domain stay.
pub fn mask(text: &str) -> String {
    if let Some((local, domain)) = text.rsplit_once('@') {
        let first: String = local.chars().take(1).collect();
        return format!("{first}***@{domain}");
    }
    let length = text.chars().count();
    if length < 8 {
        return "***".into();
    }
    let start: String = text.chars().take(3).collect();
    let end: String = text.chars().skip(length - 2).collect();
    format!("{start}***{end}")
}

fn country_calling_code(text: &str) -> Result<i32, PhoneError> {
    let digits: String = ascii(text)?.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() || digits.len() > 3 {
        return Err(PhoneError::CountryCode);
    }
    digits.parse().map_err(|_| PhoneError::CountryCode)
}

/// Folds full-width forms to ASCII and refuses everything that is not part of a plain number.
fn ascii(text: &str) -> Result<String, PhoneError> {
    let mut out = String::with_capacity(text.len());
    for (position, character) in text.trim().chars().enumerate() {
        let folded = match character {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
            }
            '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        };
        if position >= LONGEST
            || !matches!(folded, '0'..='9' | '+' | ' ' | '-' | '(' | ')' | '.' | '/')
        {
            return Err(PhoneError::Character);
        }
        out.push(folded);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_many_spellings() {
        let spellings = [
            ("13800138000", None),
            ("13800138000", Some("+86")),
            ("13800138000", Some("86")),
            ("13800138000", Some("086")),
            ("13800138000", Some("0086")),
            ("138 0013 8000", Some("")),
            ("１３８００１３８０００", Some("＋８６")),
            ("+86 138-0013-8000", None),
            ("0086 13800138000", None),
            ("　13800138000　", None),
        ];
        for (number, code) in spellings {
            let phone = Phone::parse(number, code).unwrap();
            assert_eq!(phone.e164(), "+8613800138000", "{number} {code:?}");
            assert_eq!(
                (phone.country_code(), phone.national()),
                ("+86", "13800138000")
            );
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        use PhoneError::*;
        let refused = [
            ("1380013800a", None, Character),
            ("13800138000 ext. 5", None, Character),
            ("13800138000;ext=5", None, Character),
            ("13800138000#5", None, Character),
            ("138\u{0}00138000", None, Character),
            ("\u{202e}13800138000", None, Character),
            ("13800138000", Some("+999"), CountryCode),
            ("13800138000", Some("abc"), Character),
            ("+14155550123", Some("+86"), Contradiction),
            ("123", None, Invalid),
            ("", None, Invalid),
        ];
        for (number, code, error) in refused {
            assert_eq!(Phone::parse(number, code), Err(error), "{number} {code:?}");
        }
    }

    #[test]
    fn codes_go_to_persons_alone() {
        let refused = [
            ("+80012345678", PhoneError::NoCountry),
            ("+870773111632", PhoneError::NoCountry),
            ("+881612345678", PhoneError::NoCountry),
            ("+979123456789", PhoneError::NoCountry),
            ("+8613491234567", PhoneError::NoCountry),
            ("+61147101234", PhoneError::NoCountry),
            ("+449012345678", PhoneError::NotPersonal),
            ("+447640123456", PhoneError::NotPersonal),
            ("+19002345678", PhoneError::NotPersonal),
        ];
        for (number, error) in refused {
            let phone = Phone::parse(number, None).unwrap();
            assert_eq!(phone.person(), Err(error), "{number}");
            assert_eq!(Phone::stored(phone.country_code(), phone.national()), phone);
        }
        for number in ["+8613800138000", "+14155552671", "+447400123456"] {
            assert_eq!(Phone::parse(number, None).unwrap().person(), Ok(()));
        }
    }

    /// Seen to fail with the region of the calling code.
    #[test]
    fn the_region_is_that_of_the_number() {
        for (number, is) in [
            ("+8613800138000", Some("CN")),
            ("+447400123456", Some("GB")),
            ("+447624123456", Some("IM")),
            ("+447781123456", Some("GG")),
            ("+77012345678", Some("KZ")),
            ("+79161234567", Some("RU")),
            ("+18765550123", Some("JM")),
            ("+38343201234", Some("XK")),
            ("+881612345678", Some("001")),
            ("+1", None),
        ] {
            assert_eq!(region(number).as_deref(), is, "{number}");
        }
    }

    #[test]
    fn nothing_prints_a_whole_number() {
        let phone = Phone::parse("13800138000", None).unwrap();
        assert_eq!(format!("{phone} {phone:?}"), "+86***00 Phone(+86***00)");
        assert_eq!(mask("somebody@example.com"), "s***@example.com");
    }
}
