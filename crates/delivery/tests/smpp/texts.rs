//! Texts of every alphabet and length.

use cleat_delivery::outcome::{Kind, Outcome};
use cleat_delivery::segments::Segments;
use serde_json::{Value, json};

use crate::common::need;
use crate::{Centre, letter};

/// Every sign of the alphabet of GSM, and those behind an escape.
const ALPHABET: &str = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                        ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€";

fn texts() -> Vec<String> {
    vec![
        "377563 is your verification code.".into(),
        ALPHABET.chars().take(100).collect(),
        ALPHABET.chars().skip(100).collect(),
        "a".repeat(160),
        "a".repeat(161),
        "a".repeat(152) + "€" + &"b".repeat(152),
        "€".repeat(81),
        "您的验证码是377563，5分钟内有效。".into(),
        "验".repeat(70),
        "验".repeat(71),
        "验".repeat(66) + "😀" + &"码".repeat(66),
        "😀".repeat(36),
        "ça va".into(),
        "Ça".into(),
        "한국어 日本語 العربية".into(),
        "long ".repeat(200),
    ]
}

/// The part that stands at that place, by the header that the centre found.
fn place(part: &Value) -> (u64, u64, u64) {
    if let Some(total) = part["sar"][1].as_u64() {
        let number = part["sar"][2].as_u64().unwrap();
        return (part["sar"][0].as_u64().unwrap(), total, number);
    }
    let Some(udh) = part["udh"][0].as_str() else {
        return (0, 1, 1);
    };
    let bytes: Vec<u64> = (0..udh.len() / 2)
        .map(|at| u64::from_str_radix(&udh[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    match bytes.as_slice() {
        [0, 3, reference, total, number] => (*reference, *total, *number),
        [8, 4, high, low, total, number] => (high * 256 + low, *total, *number),
        other => panic!("{other:?}"),
    }
}

/// What the centre decodes is the text, in as many parts as are counted, whatever the way of long
/// texts; the last part alone asks for a receipt.
///
/// Seen to fail with the escape not counted in the order of the septets.
#[tokio::test]
async fn the_centre_reads_what_was_written() {
    let centre = need!(Centre::start(&[]).await);
    let mut read = 0;
    for way in ["UDH", "UDH16", "SAR", "PAYLOAD"] {
        let provider = centre.provider(&json!({ "longTexts": way }));
        for (text, n) in texts().iter().zip(0..) {
            let outcome = centre.deliver(&provider, &letter(n, text)).await;
            let Outcome::Taken(taken) = outcome else {
                panic!("{way} {text}: {outcome:?}");
            };
            let messages = centre.fake.messages().await;
            let parts = &messages[read..];
            read = messages.len();
            let whole: String = parts
                .iter()
                .map(|part| part["text"].as_str().unwrap())
                .collect();
            assert_eq!(&whole, text, "{way}");
            let counted = Segments::of(text);
            let expected = match way {
                "PAYLOAD" => 1,
                _ => counted.parts,
            };
            if way != "UDH16" {
                assert_eq!(parts.len(), expected, "{way} {text}");
            }
            assert_eq!(taken.segments, Some(i64::try_from(parts.len()).unwrap()));
            let total = u64::try_from(parts.len()).unwrap();
            for (part, number) in parts.iter().zip(1..) {
                let (_, of, at) = place(part);
                assert_eq!((of, at), (total, number), "{way} {text}");
                assert_eq!(place(part).0, place(&parts[0]).0, "{way} {text}");
                assert_eq!(part["registered"], u64::from(number == total));
                assert_eq!(part["to"], "12025550123");
                assert!(part["validity"].is_string(), "{part}");
                assert_eq!(part["types"], json!([5, 0, 1, 1]));
                let is_ucs2 = counted.encoding.as_str() == "UCS-2";
                assert_eq!(part["coding"], if is_ucs2 { 8 } else { 0 }, "{text}");
                let header = total > 1 && way.starts_with("UDH");
                assert_eq!(part["esm"], if header { 0x40 } else { 0 });
                let long = way == "PAYLOAD" && counted.parts > 1;
                assert!(part["payload"] == true || !long, "{way} {text}");
            }
        }
    }
}

/// A text of more than ten parts is the fault of nobody but the text.
#[tokio::test]
async fn a_text_without_end_is_not_sent() {
    let centre = need!(Centre::start(&[]).await);
    let provider = centre.provider(&json!({}));
    let outcome = centre
        .deliver(&provider, &letter(1, &"验".repeat(700)))
        .await;
    let Outcome::Refused(refusal) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(refusal.kind, Kind::Content);
    assert!(refusal.about_message);
    assert!(centre.fake.messages().await.is_empty());
}

/// Where an SMSC takes Latin-1 for its default, what is not in it travels as UCS-2.
#[tokio::test]
async fn the_default_alphabet_is_a_setting() {
    let centre = need!(Centre::start(&[]).await);
    let provider = centre.provider(&json!({ "alphabet": "LATIN1" }));
    for (text, coding) in [("code 1é", 0), ("5 €", 8), ("Δ", 8), ("ça", 8)] {
        centre.deliver(&provider, &letter(1, text)).await;
        let message = centre.fake.messages().await.pop().unwrap();
        assert_eq!(message["coding"], coding, "{text}");
        if coding == 8 {
            assert_eq!(message["text"], text);
        }
    }
}

/// The form of a sender says its type, unless the settings do.
#[tokio::test]
async fn a_sender_has_the_type_of_its_form() {
    let centre = need!(Centre::start(&[]).await);
    for (more, from, types) in [
        (json!({ "from": "Cleat" }), "Cleat", [5, 0]),
        (json!({ "from": "+15005550006" }), "15005550006", [1, 1]),
        (json!({ "from": "15005550006" }), "15005550006", [1, 1]),
        (json!({ "from": "34567" }), "34567", [3, 0]),
        (
            json!({ "from": "34567", "fromTon": 0, "fromNpi": 1 }),
            "34567",
            [0, 1],
        ),
    ] {
        let provider = centre.provider(&more);
        centre.deliver(&provider, &letter(1, "text")).await;
        let message = centre.fake.messages().await.pop().unwrap();
        assert_eq!(message["from"], from);
        assert_eq!(
            message["types"],
            json!([types[0], types[1], 1, 1]),
            "{more}"
        );
    }
}
