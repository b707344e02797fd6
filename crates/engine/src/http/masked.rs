//! Numbers and addresses as they are shown to those who may not see them whole. It is done where
//! answers leave, by what a text looks like, so that no field is forgotten.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::LazyLock;

use cleat_api::{Value, bounds};
use cleat_protocol::email::AT;
use cleat_protocol::phone::mask;
use jiff::Timestamp;
use jiff::civil::DateTime;
use schemars::SchemaGenerator;

/// Digits of the shortest number. There is no longest one: who writes two of them in a row hides
/// neither.
const LEAST: usize = 7;
/// Digits of the shortest number that free data has as a JSON number; shorter ones count things.
const LEAST_BARE: usize = 10;
/// What stands between the digits of a number, besides white space.
const BETWEEN: &str = "+-./()_,~*|\u{b7}\u{2022}\u{2027}\u{30fb}\u{ff65}\u{3001}\u{3002}";
/// Ends of the declared names of ids and times.
const KEPT: &[&str] = &["Id", "Ids", "_id", "At", "Time"];
/// Other declared names that are kept with what is in them.
const KEPT_WHOLE: &[&str] = &["id", "userAgent", "parsedUserAgent"];
/// Declared names of texts that are JSON.
const JSON: &[&str] = &["originValue", "targetValue", "eventDetails", "eventDetail"];
/// What is a number of a person whatever it looks like.
const ALWAYS: &str = "identityNumber";

/// Names of free data in answers: what is in it has names that nobody declared.
static FREE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut free = BTreeSet::new();
    let mut generator = SchemaGenerator::default();
    let operations = cleat_api::operations().into_iter();
    let answers = operations.map(|row| (row.response)(&mut generator).to_value());
    let answers: Vec<Value> = answers.collect();
    let shared = generator.take_definitions(true).into_iter();
    for mut schema in answers.into_iter().chain(shared.map(|(_, schema)| schema)) {
        bounds::write(&mut schema);
        collect("", &schema, &mut free);
    }
    free
});

fn collect(name: &str, schema: &Value, free: &mut BTreeSet<String>) {
    if schema.get(bounds::BYTES).is_some() {
        free.insert(name.to_owned());
    }
    match schema {
        Value::Object(object) => {
            let fields = object.get("properties").and_then(Value::as_object);
            for (name, field) in fields.into_iter().flatten() {
                collect(name, field, free);
            }
            let others = object
                .iter()
                .filter(|(keyword, _)| *keyword != "properties");
            others.for_each(|(_, inner)| collect(name, inner, free));
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(name, inner, free)),
        _ => {}
    }
}

/// Masks every number and address in an answer. Ids and times that are declared stay as they are.
pub fn mask_all(value: &mut Value) {
    mask_in(value, "", false);
}

fn mask_in(value: &mut Value, name: &str, free: bool) {
    match value {
        Value::String(text) if name == ALWAYS => *text = mask(text),
        Value::String(_) if !free && is_kept(name) => {}
        Value::String(text) if !free && JSON.contains(&name) => *text = masked_json(text),
        Value::String(text) => *text = masked(text),
        Value::Number(number) if free => {
            let text = number.to_string();
            if digits(&text) >= LEAST_BARE {
                *value = mask(&text).into();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| mask_in(item, name, free)),
        Value::Object(_) if !free && KEPT_WHOLE.contains(&name) => {}
        Value::Object(object) => {
            let named = std::mem::take(object).into_iter();
            *object = named.map(|entry| mask_entry(entry, free)).collect();
        }
        _ => {}
    }
}

fn mask_entry((name, mut value): (String, Value), free: bool) -> (String, Value) {
    mask_in(&mut value, &name, free || FREE.contains(&name));
    (masked(&name), value)
}

/// The same for a text that is JSON, where figures are no numbers of people.
fn masked_json(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        // A bare figure may be anything.
        Ok(mut value) if value.is_object() || value.is_array() => {
            mask_in(&mut value, "", false);
            value.to_string()
        }
        _ => masked(text),
    }
}

fn is_kept(name: &str) -> bool {
    KEPT_WHOLE.contains(&name) || KEPT.iter().any(|end| name.ends_with(end))
}

/// A text with its numbers and addresses masked; one that is a time or the address of a machine
/// has none.
fn masked(text: &str) -> String {
    if is_time(text) || text.parse::<IpAddr>().is_ok() {
        return text.to_owned();
    }
    let hidden = AT
        .iter()
        .fold(text.to_owned(), |text, at| without_addresses(&text, at));
    without_numbers(&hidden)
}

/// Whether it is a day or a time, as answers have them.
fn is_time(text: &str) -> bool {
    // Without its dashes a day may be a number.
    let has_dashes = text.get(4..5) == Some("-");
    let signs = |sign: char| sign.is_ascii_digit() || "-:.TZ".contains(sign);
    has_dashes
        && text.chars().all(signs)
        && (text.parse::<DateTime>().is_ok() || text.parse::<Timestamp>().is_ok())
}

fn without_addresses(text: &str, at: &str) -> String {
    let is_end = |sign: char| sign.is_whitespace() || "\"',;:<>(){}[]=".contains(sign);
    let words = text.split_inclusive(is_end);
    let words = words.map(|word| match word.rsplit_once(at) {
        Some((local, domain)) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}***{at}{domain}")
        }
        None => word.to_owned(),
    });
    words.collect()
}

/// The text without its runs of digits, which any other sign ends than those that people write
/// between them.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for sign in text.chars() {
        if sign.is_numeric() || sign.is_whitespace() || BETWEEN.contains(folded(sign)) {
            run.push(sign);
            continue;
        }
        out.push_str(&without_number(&run));
        run.clear();
        out.push(sign);
    }
    out.push_str(&without_number(&run));
    out
}

fn without_number(run: &str) -> String {
    if digits(run) < LEAST {
        return run.to_owned();
    }
    let number = run.trim_matches(|sign: char| !sign.is_numeric() && folded(sign) != '+');
    let (before, after) = run.split_once(number).unwrap_or_default();
    format!("{before}{}{after}", mask(number))
}

/// Digits of any script.
fn digits(text: &str) -> usize {
    text.chars().filter(|sign| sign.is_numeric()).count()
}

/// A sign of full width, a dash, or one that is not seen, as numbers of phones may have it.
fn folded(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => {
            let plain = u32::from(sign).checked_sub(0xfee0);
            plain.and_then(char::from_u32).unwrap_or(sign)
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_addresses_are_masked_wherever_they_stand() {
        let mut answer = json!({
            "phone": "13900000001", "phoneCountryCode": "+86", "email": "ada@example.com",
            "nickname": "call +8613900000001 or ada@example.com", "logins": 13_900_000_001_i64,
            "list": [{ "any": "139 0000 0001" }], "userId": "0123456789abcdef01234567",
            "createdAt": "2026-01-01T00:00:00.000Z",
            "detail": "{\"target\":\"+8613900000001\"}",
        });
        mask_all(&mut answer);
        assert_eq!(
            answer,
            json!({
                "phone": "139***01", "phoneCountryCode": "+86", "email": "a***@example.com",
                "nickname": "call +86***01 or a***@example.com", "logins": 13_900_000_001_i64,
                "list": [{ "any": "139***01" }], "userId": "0123456789abcdef01234567",
                "createdAt": "2026-01-01T00:00:00.000Z",
                "detail": "{\"target\":\"+86***01\"}",
            })
        );
    }

    #[test]
    fn figures_stay_in_what_is_json() {
        let mut answer = json!({
            "targetValue": r#"{"at":1764517923000,"refresh_token_expire":1209600,"to":"13900000001"}"#,
            "originValue": "13900000001", "eventDetails": r#"{"13900000001":["ada@example.com"]}"#,
            "customData": { "targetValue": r#"{"id":"13900000001"}"# },
        });
        mask_all(&mut answer);
        let masked = json!({
            "targetValue": r#"{"at":1764517923000,"refresh_token_expire":1209600,"to":"139***01"}"#,
            "originValue": "139***01", "eventDetails": r#"{"139***01":["a***@example.com"]}"#,
            "customData": { "targetValue": r#"{"id":"139***01"}"# },
        });
        assert_eq!(answer, masked);
    }

    #[test]
    fn no_spelling_escapes() {
        for text in [
            "13900000001",
            "+86 139-0000-0001",
            "139.0000.0001",
            "139/0000/0001",
            "(139) 0000 0001",
            "电话13900000001号",
            "tel13900000001x",
            "13900000001_13900000002",
            "13900000001 13900000002",
            "13900000001/ada@example.com",
            "ada@example.com/13900000001",
            "１３９００００００００１",
            "139－0000－0001",
            "139\u{a0}0000\u{3000}0001",
            "https://shop.example.com/?who=ada%40example.com",
            "邮箱ada@example.com",
            "tel:13900000001",
            "ada＠example.com",
            "ada﹫example.com",
            "ada＠example.com ada@example.com",
            "139_0000_0001",
            "139,0000,0001",
            "139，0000，0001",
            "139·0000·0001",
            "139・0000・0001",
            "139、0000、0001",
            "139~0000~0001",
            "139～0000～0001",
            "139*0000*0001",
            "139|0000|0001",
            "139\u{200b}0000\u{200b}0001",
            "\u{202d}139\u{2060}0000\u{feff}0001\u{202c}",
        ] {
            let shown = masked(text);
            for whole in ["0000", "００００", "ada"] {
                assert!(!shown.contains(whole), "{text}: {shown}");
            }
        }
    }

    #[test]
    fn free_data_is_masked_with_its_names() {
        let mut answer = json!({ "customData": {
            "contactId": "13900000001", "calledAt": 13_900_000_001_i64,
            "13900000001": { "id": "ada@example.com" }, "count": 12_345_678,
        } });
        mask_all(&mut answer);
        let masked = json!({ "customData": {
            "contactId": "139***01", "calledAt": "139***01",
            "139***01": { "id": "a***@example.com" }, "count": 12_345_678,
        } });
        assert_eq!(answer, masked);
    }

    #[test]
    fn ids_times_and_machines_stay() {
        let answer = json!({
            "userId": "13900000001", "externalId": "13900000001", "messageId": "20261130123456789",
            "requestId": "12345678-1234-1234-1234-123456789012", "birthdate": "1990-01-31",
            "lastLogin": "2026-01-01T00:00:00.000Z", "clientIp": "192.168.100.200",
            "disableTime": "1764517923000", "appIds": ["13900000001"], "price": "0.0333",
        });
        let mut shown = answer.clone();
        mask_all(&mut shown);
        assert_eq!(shown, answer);
        let mut identity = json!({ "identityNumber": "E12345678", "birthdate": "139-0000-0001" });
        mask_all(&mut identity);
        let masked = json!({ "identityNumber": "E12***78", "birthdate": "139***01" });
        assert_eq!(identity, masked);
    }
}
