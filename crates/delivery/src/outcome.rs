//! What became of handing a message to a provider.

use serde::{Deserialize, Serialize};

/// What became of it. Only what was refused may be handed to the next provider at once: of what is
/// unknown nobody can say whether it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took it on.
    Taken(Taken),
    /// The provider has it not, and says so, or was never reached.
    Refused(Refusal),
    /// The request may have been read: nobody answered, or nothing that can be understood.
    Unknown(Unknown),
}

impl Outcome {
    /// It was refused for that reason.
    pub fn refused(kind: Kind) -> Self {
        Self::Refused(Refusal::new(kind))
    }

    /// It was refused for a reason that stands in the configuration.
    pub fn misconfigured(why: &'static str) -> Self {
        Self::Refused(Refusal::new(Kind::Config).because(why))
    }
}

/// A message that a provider took on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// The provider's id of it, by which receipts name it.
    pub vendor_id: Option<String>,
    /// Parts that are charged for, where the provider says.
    pub segments: Option<i64>,
    /// What it costs, where the provider says.
    pub price: Option<Price>,
}

impl Taken {
    /// Taken on, with the provider's id.
    pub fn with(vendor_id: impl Into<String>) -> Self {
        let vendor_id = Some(vendor_id.into()).filter(|id| !id.is_empty());
        Self {
            vendor_id,
            ..Self::default()
        }
    }
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// Millionths of the currency.
    pub micros: i64,
    /// ISO 4217 code, where the provider says.
    pub currency: Option<String>,
}

impl Price {
    /// Reads an amount as vendors write it: `0.0333`, `-0.00750`; a charge may be negative.
    pub fn parse(amount: &str, currency: Option<&str>) -> Option<Self> {
        let amount = amount.trim().trim_start_matches(['-', '+']);
        let (whole, rest) = amount.split_once('.').unwrap_or((amount, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(rest) {
            return None;
        }
        let micros: String = rest.chars().chain("000000".chars()).take(6).collect();
        let whole = whole.parse::<i64>().ok()?.checked_mul(1_000_000)?;
        Some(Self {
            micros: whole.checked_add(micros.parse().ok()?)?,
            currency: currency.map(str::to_ascii_uppercase),
        })
    }
}

impl Price {
    /// Millionths as an amount, such as `0.0333`.
    pub fn text(micros: i64) -> String {
        let sign = if micros < 0 { "-" } else { "" };
        let micros = micros.unsigned_abs();
        let text = format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// Why a provider does not take a message. It names nobody, and holds no secret and no text that a
/// provider wrote: those quote numbers, codes and keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of reason.
    pub kind: Kind,
    /// The provider's own code of it.
    pub code: Option<String>,
    /// The provider's id of the request, by which its support finds it.
    pub request_id: Option<String>,
    /// What we have to say of it.
    pub why: Option<&'static str>,
    /// Whether it is about this message alone, and says nothing of the next one.
    pub about_message: bool,
}

impl Refusal {
    /// A refusal of that kind.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            code: None,
            request_id: None,
            why: None,
            about_message: false,
        }
    }

    /// The same with the provider's code; what does not look like one is left out.
    #[must_use]
    pub fn coded(mut self, code: impl AsRef<str>) -> Self {
        self.code = token(code.as_ref());
        self
    }

    /// The same with the provider's id of the request.
    #[must_use]
    pub fn at(mut self, request_id: Option<&str>) -> Self {
        self.request_id = request_id.and_then(token);
        self
    }

    /// The same, about this message alone: a number that was called too often, say.
    #[must_use]
    pub fn about_message(mut self) -> Self {
        self.about_message = true;
        self
    }

    /// The same with a reason of ours.
    #[must_use]
    pub fn because(mut self, why: &'static str) -> Self {
        self.why = Some(why);
        self
    }
}

/// Longest code or id of a provider that is kept.
const LONGEST: usize = 64;

/// A code or an id, which a provider could fill with anything: a number, a text, an essay. Signs
/// that ids have pass, and runs of digits as long as a number or a code do not.
pub(crate) fn token(text: &str) -> Option<String> {
    let text = text.trim();
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:^".contains(&byte);
    let fits = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(sign);
    let numeric = text.bytes().all(|byte| byte.is_ascii_digit());
    (fits && (!numeric || text.len() <= 6)).then(|| text.to_owned())
}

/// Kinds of refusal: what each means for the message, and for the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Key, signature, list of addresses or clock: the provider takes nothing from us.
    Credentials,
    /// Too many for now.
    Throttled,
    /// The number or address is none: nobody takes it.
    Number,
    /// Whoever has the number does not want it, or the carrier keeps it back; another way may work.
    Blocked,
    /// Signature or template is missing, or a variable does not fit.
    Template,
    /// No money is left there.
    Balance,
    /// The provider does not serve the country.
    Country,
    /// The text is not allowed.
    Content,
    /// It was not reached, or is out of order.
    Temporary,
    /// Anything else that the settings are the reason of.
    Config,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Credentials,
        Self::Throttled,
        Self::Number,
        Self::Blocked,
        Self::Template,
        Self::Balance,
        Self::Country,
        Self::Content,
        Self::Temporary,
        Self::Config,
    ];

    /// Its name in rows, metrics and the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Throttled => "throttled",
            Self::Number => "number",
            Self::Blocked => "blocked",
            Self::Template => "template",
            Self::Balance => "balance",
            Self::Country => "country",
            Self::Content => "content",
            Self::Temporary => "temporary",
            Self::Config => "config",
        }
    }

    /// What it means to the operator, as a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Credentials => {
                "The provider does not accept the key, the signature or the address we call from."
            }
            Self::Throttled => "The provider takes no more messages for now.",
            Self::Number => "The provider says that this is no mobile number.",
            Self::Blocked => "The number has opted out, or its carrier keeps such messages back.",
            Self::Template => {
                "The signature or the template is not approved, or its variables do not fit."
            }
            Self::Balance => "The account with the provider has no money left.",
            Self::Country => "The provider does not send to this country.",
            Self::Content => "The provider does not allow the text.",
            Self::Temporary => "The provider was not reached, or is out of order.",
            Self::Config => "The provider does not accept the request; look at its settings.",
        }
    }

    /// Whether no other provider need be asked.
    pub fn ends_the_message(self) -> bool {
        self == Self::Number
    }
}

/// Why nobody knows whether a message was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// No answer in time.
    Silence,
    /// The connection ended after the request.
    Cut,
    /// An answer that is none of the provider's.
    Garbage,
}

impl Unknown {
    /// In words, for the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Silence => "it did not answer in time",
            Self::Cut => "the connection was cut after the request",
            Self::Garbage => "the answer cannot be understood",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        for (text, micros) in [
            ("0.03330000", Some(33_300)),
            ("-0.00750", Some(7_500)),
            ("12", Some(12_000_000)),
            ("0.0000019", Some(1)),
            ("", None),
            ("1e3", None),
            ("1,5", None),
            ("99999999999999999999", None),
        ] {
            let price = Price::parse(text, None).map(|price| price.micros);
            assert_eq!(price, micros, "{text:?}");
        }
    }

    #[test]
    fn a_code_that_is_a_number_or_a_text_is_not_kept() {
        let kept = |code| Refusal::new(Kind::Config).coded(code).code;
        assert_eq!(
            kept("isv.MOBILE_NUMBER_ILLEGAL").unwrap(),
            "isv.MOBILE_NUMBER_ILLEGAL"
        );
        assert_eq!(kept("21211").unwrap(), "21211");
        for code in [
            "8613800138000",
            "+8613800138000",
            "your code is 123456",
            "",
            &"a".repeat(65),
        ] {
            assert_eq!(kept(code), None, "{code}");
        }
    }
}
