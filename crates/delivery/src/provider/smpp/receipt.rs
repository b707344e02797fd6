//! Receipts as an SMSC delivers them (SMPP 3.4, 5.2.12 and appendix B).

use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::{TlvTag, TlvValue};
use rusmpp::values::MessageState;

use super::settings::{ReceiptIds, Settings};
use crate::outcome::{Kind, token};
use crate::receipt::{Fate, Receipt};

/// The bits of `esm_class` that say what a message is, and those of a receipt.
const MESSAGE_TYPE: u8 = 0x3c;
const IS_RECEIPT: u8 = 0x04;
const IS_ON_ITS_WAY: u8 = 0x20;
/// The keys of a receipt that is a text. Whatever stands behind the last one is of the message.
const KEYS: [&str; 8] = [
    "id:",
    "sub:",
    "dlvrd:",
    "submit date:",
    "done date:",
    "stat:",
    "err:",
    "text:",
];
/// Most digits of an error that are kept: more may be a code that was sent.
const DIGITS: usize = 3;

/// The receipt that a message is, where it is one.
pub(super) fn read(settings: &Settings, message: &DeliverSm) -> Option<Receipt> {
    let class = u8::from(message.esm_class) & MESSAGE_TYPE;
    let named = parameter(message, TlvTag::ReceiptedMessageId).is_some();
    if !named && !matches!(class, IS_RECEIPT | IS_ON_ITS_WAY) {
        return None;
    }
    let text = text(message);
    let told = |key| field(&text, key);
    let id = match parameter(message, TlvTag::ReceiptedMessageId) {
        Some(TlvValue::ReceiptedMessageId(id)) => id.as_str().trim_end_matches('\0').to_owned(),
        _ => told("id:")?.to_owned(),
    };
    let fate = match parameter(message, TlvTag::MessageState) {
        Some(TlvValue::MessageState(state)) => of_state(*state),
        _ => of_name(told("stat:")?),
    };
    let id = settings.receipt_ids.reported(&id);
    let error = told("err:").filter(|error| error.len() <= DIGITS);
    let receipt = Receipt::new(id, fate?);
    receipt.vendor_id.is_some().then(|| Receipt {
        code: error
            .and_then(token)
            .filter(|_| matches!(fate, Some(Fate::Failed(_)))),
        // It came over the link that we bound.
        signed: true,
        ..receipt
    })
}

fn parameter(message: &DeliverSm, tag: TlvTag) -> Option<&TlvValue> {
    let found = message.tlvs().iter().find(|one| one.tag() == tag);
    found.and_then(|one| one.value())
}

/// The text of a message; of letters that are not ASCII nothing is read.
fn text(message: &DeliverSm) -> String {
    let bytes: &[u8] = match parameter(message, TlvTag::MessagePayload) {
        Some(TlvValue::MessagePayload(payload)) => payload.value.as_ref(),
        _ => message.short_message().as_ref(),
    };
    String::from_utf8_lossy(bytes).into_owned()
}

/// What stands behind a key, up to the next one.
fn field<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let lower = text.to_ascii_lowercase();
    let own = lower.find("text:").map_or(text.len(), |at| at);
    let from = lower.get(..own)?.find(key)? + key.len();
    let rest = lower.get(from..)?;
    let next = KEYS.iter().filter_map(|key| rest.find(key)).min();
    let value = text.get(from..from + next.unwrap_or(rest.len()))?;
    value.split_whitespace().next()
}

fn of_state(state: MessageState) -> Option<Fate> {
    match state {
        MessageState::Scheduled | MessageState::Enroute | MessageState::Accepted => {
            Some(Fate::OnItsWay)
        }
        MessageState::Delivered => Some(Fate::Delivered),
        MessageState::Expired => Some(Fate::Expired),
        MessageState::Deleted | MessageState::Undeliverable | MessageState::Rejected => {
            Some(Fate::Failed(Kind::Blocked))
        }
        _ => None,
    }
}

fn of_name(name: &str) -> Option<Fate> {
    // Some write the word out, and some cut it.
    let name = name.to_ascii_uppercase();
    let fates = [
        ("DELIV", Fate::Delivered),
        ("EXPIR", Fate::Expired),
        ("UNDEL", Fate::Failed(Kind::Blocked)),
        ("REJEC", Fate::Failed(Kind::Blocked)),
        ("DELET", Fate::Failed(Kind::Blocked)),
        ("ENROU", Fate::OnItsWay),
        ("ACCEP", Fate::OnItsWay),
    ];
    let found = fates
        .into_iter()
        .find(|(beginning, _)| name.starts_with(beginning));
    found.map(|(_, fate)| fate)
}

impl ReceiptIds {
    /// An id as an answer wrote it, in the form that both are compared in.
    pub(super) fn answered(self, id: &str) -> String {
        match self {
            Self::Decimal => in_decimal(id),
            Self::Same | Self::Hex => plain(id),
        }
    }

    /// The same of a receipt.
    pub(super) fn reported(self, id: &str) -> String {
        match self {
            Self::Hex => in_decimal(id),
            Self::Same | Self::Decimal => plain(id),
        }
    }
}

fn plain(id: &str) -> String {
    let id = id.trim().to_ascii_lowercase();
    let plain = id.trim_start_matches('0');
    // Signs that no id has are of somebody who writes something else there.
    token_of(if plain.is_empty() { &id } else { plain })
}

fn in_decimal(id: &str) -> String {
    let digits = id.trim();
    u128::from_str_radix(digits, 16).map_or_else(|_| plain(id), |number| number.to_string())
}

fn token_of(id: &str) -> String {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:^".contains(&byte);
    match id.bytes().all(sign) {
        true => id.to_owned(),
        false => String::new(),
    }
}
