//! Settings of an account with an SMSC.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::fields::{FieldError, Fields, Secret};
use crate::stream::are_authorities;

/// What begins an address: with TLS, and without.
pub const SCHEMES: [&str; 2] = ["smpps", "smpp"];
/// Port of SMPP (IANA), and the one that carriers have for TLS.
const PORTS: (u16, u16) = (2775, 3550);
/// Most digits of a short code.
const SHORT: usize = 8;

/// An account with an SMSC, over SMPP 3.4. Each replica of the server keeps a link: ask the carrier
/// for as many.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Address: `smpps://smsc.example.com:3550` with TLS, `smpp://smsc.example.com:2775` without.
    pub(super) url: String,
    /// Name that we bind by (`system_id`), at most 15 characters.
    pub(super) system_id: String,
    /// Password, at most 8 characters.
    pub(super) password: Secret,
    /// Type of system, where the carrier gave one; at most 12 characters.
    pub(super) system_type: Option<String>,
    /// Whether receipts come over the link, or there are none.
    #[serde(default)]
    pub(super) bind: Bind,
    /// Number or name that messages come from: with `+` and country code, a short code, or at most
    /// 11 letters and digits.
    pub(super) from: String,
    /// Type of that number (TON), 0 to 6; by its form if absent.
    pub(super) from_ton: Option<u8>,
    /// Plan of that number (NPI), 0 to 18; by its form if absent.
    pub(super) from_npi: Option<u8>,
    /// Service type, where the carrier gave one; at most 5 characters.
    pub(super) service_type: Option<String>,
    /// Messages that may wait for an answer at once, 1 to 100.
    #[serde(default = "window")]
    pub(super) window: u16,
    /// Seconds of silence after which the SMSC is asked whether it is there, 1 to 600.
    #[serde(default = "keep_alive")]
    pub(super) keep_alive: u16,
    /// What the SMSC takes for its default alphabet (`data_coding` 0).
    #[serde(default)]
    pub(super) alphabet: Alphabet,
    /// How texts travel that are too long for one message.
    #[serde(default)]
    pub(super) long_texts: LongTexts,
    /// How receipts write the ids of messages.
    #[serde(default)]
    pub(super) receipt_ids: ReceiptIds,
    /// Certificates in PEM of the authorities that vouch for the SMSC, besides those of the web.
    pub(super) authorities: Option<String>,
}

/// How a link is bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Bind {
    /// Messages go and receipts come.
    #[default]
    Transceiver,
    /// Messages go.
    Transmitter,
}

/// The default alphabet of an SMSC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Alphabet {
    /// That of GSM 03.38, a septet in each byte.
    #[default]
    Gsm,
    /// ISO 8859-1.
    Latin1,
}

/// How a long text travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum LongTexts {
    /// In parts that a header of 6 bytes holds together.
    #[default]
    Udh,
    /// The same with a reference of 16 bits.
    Udh16,
    /// In parts, by the parameters `sar_…`.
    Sar,
    /// As one, in `message_payload`.
    Payload,
}

/// How receipts write the ids of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum ReceiptIds {
    /// As the answers do; zeros before them and the case of letters do not count.
    #[default]
    Same,
    /// In decimal, while the answers write hex.
    Decimal,
    /// In hex, while the answers write decimal.
    Hex,
}

fn window() -> u16 {
    10
}

fn keep_alive() -> u16 {
    30
}

/// Where an SMSC is.
pub(super) struct Place {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: bool,
}

impl Settings {
    /// Where the SMSC is; nothing where the address is none.
    pub(super) fn place(&self) -> Option<Place> {
        let url = Url::parse(&self.url).ok()?;
        let tls = url.scheme() == "smpps";
        let bare = url.username().is_empty() && url.password().is_none();
        let bare = bare && matches!(url.path(), "" | "/") && url.query().is_none();
        let host = url.host_str().filter(|host| !host.is_empty())?;
        (bare && SCHEMES.contains(&url.scheme())).then(|| Place {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(if tls { PORTS.1 } else { PORTS.0 }),
            tls,
        })
    }

    /// The address that messages come from: its type, its plan, and itself.
    pub(super) fn source(&self) -> (u8, u8, &str) {
        let digits = self.from.trim_start_matches('+');
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let (ton, npi) = match is_number {
            false => (5, 0),
            true if digits.len() <= SHORT && digits.len() == self.from.len() => (3, 0),
            true => (1, 1),
        };
        let address = if is_number { digits } else { &self.from };
        let (ton, npi) = (self.from_ton.unwrap_or(ton), self.from_npi.unwrap_or(npi));
        (ton, npi, address)
    }

    /// Whether receipts come over the link.
    pub(super) fn receives(&self) -> bool {
        self.bind == Bind::Transceiver
    }

    fn check_texts(&self) -> Result<(), FieldError> {
        let optional = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        for (field, text, least, most) in [
            ("systemId", self.system_id.clone(), 1, 15),
            ("password", self.password.expose().to_owned(), 0, 8),
            ("systemType", optional(&self.system_type), 0, 12),
            ("from", self.source().2.to_owned(), 1, 20),
            ("serviceType", optional(&self.service_type), 0, 5),
        ] {
            let printable = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
            if !printable || !(least..=most).contains(&text.len()) {
                let why = format!("must have {least} to {most} characters of ASCII");
                return Err(FieldError::new(field, why));
            }
        }
        Ok(())
    }
}

impl Fields for Settings {
    fn check(&self) -> Result<(), FieldError> {
        if self.place().is_none() {
            let why = "must be like smpps://smsc.example.com:3550";
            return Err(FieldError::new("url", why));
        }
        self.check_texts()?;
        let is_name = self.source().0 == 5;
        if is_name && self.from.len() > 11 {
            let why = "must have at most 11 characters where it is no number";
            return Err(FieldError::new("from", why));
        }
        for (field, value, least, most) in [
            ("fromTon", u16::from(self.source().0), 0, 6),
            ("fromNpi", u16::from(self.source().1), 0, 18),
            ("window", self.window, 1, 100),
            ("keepAlive", self.keep_alive, 1, 600),
        ] {
            if !(least..=most).contains(&value) {
                return Err(FieldError::new(field, format!("must be {least} to {most}")));
            }
        }
        match self.authorities.as_deref().is_none_or(are_authorities) {
            true => Ok(()),
            false => Err(FieldError::new(
                "authorities",
                "must be certificates in PEM",
            )),
        }
    }
}
