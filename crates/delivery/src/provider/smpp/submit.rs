//! A letter as the messages that carry it.

use rusmpp::pdus::SubmitSm;
use rusmpp::tlvs::MessageSubmissionRequestTlvValue as Parameter;
use rusmpp::types::{AnyOctetString, COctetString, EmptyOrFullCOctetString, OctetString};
use rusmpp::values::{
    DataCoding, EsmClass, MessagePayload, Npi, RegisteredDelivery, ServiceType, Ton,
};

use super::settings::{Alphabet, LongTexts, Settings};
use crate::call::Moment;
use crate::letter::Letter;
use crate::outcome::{Kind, Refusal};
use crate::segments::{Encoding, septets};

/// Most parts of a text.
const MOST: usize = 10;
/// A message has a header before its text (`esm_class`).
const WITH_HEADER: u8 = 0x40;
/// A receipt is wanted, whatever becomes of it (`registered_delivery`).
const RECEIPT: u8 = 1;

/// A text as bytes, and what they are.
struct Coded {
    coding: DataCoding,
    parts: Vec<Vec<u8>>,
    /// Whether it does not fit into one message.
    is_long: bool,
}

/// The messages that carry a letter, one a part.
pub(super) fn messages(
    settings: &Settings,
    letter: &Letter,
    at: &Moment<'_>,
) -> Result<Vec<SubmitSm>, Refusal> {
    let Coded {
        coding,
        parts,
        is_long,
    } = coded(settings, &letter.body);
    if parts.len() > MOST {
        let why = "the text has more than ten parts";
        return Err(Refusal::new(Kind::Content).because(why).about_message());
    }
    let reference = reference(at.nonce);
    let total = u8::try_from(parts.len()).unwrap_or(u8::MAX);
    let mut messages = Vec::with_capacity(parts.len());
    for (text, number) in parts.into_iter().zip(1..) {
        let mut message = envelope(settings, letter, at).ok_or_else(unwritable)?;
        message.data_coding = coding;
        // The last part stands for all.
        let wanted = settings.receives() && number == total;
        message.registered_delivery = RegisteredDelivery::from(if wanted { RECEIPT } else { 0 });
        let place = Place {
            reference,
            total,
            number,
            is_long,
        };
        fill(settings, &mut message, text, &place).ok_or_else(unwritable)?;
        messages.push(message);
    }
    Ok(messages)
}

fn unwritable() -> Refusal {
    let why = "the message cannot be written as SMPP";
    Refusal::new(Kind::Config).because(why).about_message()
}

/// What holds the parts of a text together.
struct Place {
    reference: u16,
    total: u8,
    number: u8,
    is_long: bool,
}

/// 16 bits that the parts of one text share, and another text most likely has not.
fn reference(nonce: &str) -> u16 {
    let digits = nonce.get(..4).unwrap_or_default();
    u16::from_str_radix(digits, 16).unwrap_or_default()
}

/// Everything but the text.
fn envelope(settings: &Settings, letter: &Letter, at: &Moment<'_>) -> Option<SubmitSm> {
    let (ton, npi, source) = settings.source();
    let service = settings.service_type.as_deref().unwrap_or_default();
    let builder = SubmitSm::builder()
        .service_type(ServiceType::new(word(service)?))
        .source_addr_ton(Ton::from(ton))
        .source_addr_npi(Npi::from(npi))
        .source_addr(word(source)?)
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(word(letter.digits())?)
        // The default of the codec is no plain message.
        .esm_class(EsmClass::from(0))
        .validity_period(validity(letter.seconds_left(at.now))?);
    Some(builder.build())
}

/// A text of the protocol, which ends with a zero.
pub(super) fn word<const LEAST: usize, const MOST: usize>(
    text: &str,
) -> Option<COctetString<LEAST, MOST>> {
    COctetString::from_vec([text.as_bytes(), &[0]].concat()).ok()
}

/// How long a message is good for, as a time from now: `000000000500000R` is five minutes.
fn validity(seconds: i64) -> Option<EmptyOrFullCOctetString<17>> {
    let seconds = seconds.clamp(1, 30 * 86_400);
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    let text = format!("0000{days:02}{hours:02}{minutes:02}{seconds:02}000R\0");
    EmptyOrFullCOctetString::from_vec(text.into_bytes()).ok()
}

fn coded(settings: &Settings, text: &str) -> Coded {
    let latin = |text: &str| {
        text.chars()
            .map(u8::try_from)
            .collect::<Result<Vec<_>, _>>()
    };
    let encoding = match settings.alphabet {
        Alphabet::Latin1 if latin(text).is_err() => Encoding::Ucs2,
        _ => Encoding::of(text),
    };
    let bytes = |part: &str| match (encoding, settings.alphabet) {
        (Encoding::Ucs2, _) => part.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        (Encoding::Gsm7, Alphabet::Gsm) => septets(part),
        (Encoding::Gsm7, Alphabet::Latin1) => latin(part).unwrap_or_default(),
    };
    let (alone, _) = encoding.limits();
    Coded {
        coding: match encoding {
            Encoding::Gsm7 => DataCoding::McSpecific,
            Encoding::Ucs2 => DataCoding::Ucs2,
        },
        parts: cut(settings, encoding, text)
            .into_iter()
            .map(bytes)
            .collect(),
        is_long: encoding.cut(text, alone).len() > 1,
    }
}

fn cut<'t>(settings: &Settings, encoding: Encoding, text: &'t str) -> Vec<&'t str> {
    let (alone, part) = encoding.limits();
    let whole = encoding.cut(text, alone);
    match settings.long_texts {
        _ if whole.len() == 1 => whole,
        LongTexts::Payload => vec![text],
        // One byte more of header is one unit less of text.
        LongTexts::Udh16 => encoding.cut(text, part - 1),
        LongTexts::Udh | LongTexts::Sar => encoding.cut(text, part),
    }
}

/// Puts the text of a part into its message.
fn fill(settings: &Settings, message: &mut SubmitSm, text: Vec<u8>, place: &Place) -> Option<()> {
    let Place {
        reference,
        total,
        number,
        is_long,
    } = *place;
    if is_long && settings.long_texts == LongTexts::Payload {
        let payload = MessagePayload::new(AnyOctetString::from_vec(text));
        message.push_tlv(Parameter::MessagePayload(payload));
        return Some(());
    }
    let [high, low] = reference.to_be_bytes();
    let header = match settings.long_texts {
        _ if total == 1 => Vec::new(),
        LongTexts::Udh => vec![5, 0, 3, low, total, number],
        LongTexts::Udh16 => vec![6, 8, 4, high, low, total, number],
        LongTexts::Sar => {
            message.push_tlv(Parameter::SarMsgRefNum(reference));
            message.push_tlv(Parameter::SarTotalSegments(total));
            message.push_tlv(Parameter::SarSegmentSeqnum(number));
            Vec::new()
        }
        LongTexts::Payload => Vec::new(),
    };
    if !header.is_empty() {
        message.esm_class = EsmClass::from(WITH_HEADER);
    }
    message.set_short_message(OctetString::from_vec([header, text].concat()).ok()?);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_from_now_is_written_in_full() {
        for (seconds, text) in [
            (300, "000000000500000R"),
            (1, "000000000001000R"),
            (0, "000000000001000R"),
            (3_661, "000000010101000R"),
            (90_000, "000001010000000R"),
            (i64::MAX, "000030000000000R"),
        ] {
            let validity = validity(seconds).unwrap();
            assert_eq!(validity.as_str().trim_end_matches('\0'), text);
        }
    }
}
